# trap E-9: without the decimal points NumPy makes arrays of whole numbers. They cannot hold 3.0001:
# 3 + h is cut to 3 and 3 − h to 2, so a difference over a whole step is divided by 0.0002. A Go
# `[]float64` holds fractions, however its numbers are written.
for x in [3, 4], [0, 2], [3, 0]:
    print(vector_gradient(fun_2, np.array(x)))

# tolerance: 1e-11 (a difference quotient magnifies roundings)
for x in [3.0, 4.0], [0.0, 2.0], [3.0, 0.0]:
    print(numerical_gradient(func2, np.array(x)))
print("the first with all its digits:", *numerical_gradient(func2, np.array([3.0, 4.0])))

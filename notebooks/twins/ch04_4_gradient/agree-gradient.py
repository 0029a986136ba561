# tolerance: 1e-11 (a difference quotient magnifies roundings)
x = np.array([3.0, 4.0])
print("this page:", *numerical_gradient(bowl, x))
print("dl:       ", *numerical_gradient(bowl, x))

# tolerance: 1e-11 (a difference quotient magnifies roundings)
print(numerical_diff(lambda x1: bowl(np.array([3, x1])), 4))

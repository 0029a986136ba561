# tolerance: 1e-11 (a difference quotient magnifies roundings)
print(numerical_diff(lambda x0: bowl(np.array([x0, 4])), 3))

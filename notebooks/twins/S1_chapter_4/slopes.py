# tolerance: 1e-11 (a difference quotient magnifies roundings)
for x in 5, 10:
    print(numerical_diff(func1, x))

# tolerance: 1e-11 (a difference quotient magnifies roundings)
def func_t2(x1):
    return 3.0**2 + x1**2


print(numerical_diff(func_t2, 4))

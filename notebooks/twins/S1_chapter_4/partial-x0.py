# tolerance: 1e-11 (a difference quotient magnifies roundings)
def numerical_diff(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


def func_t1(x0):
    return x0**2 + 4.0**2


print(numerical_diff(func_t1, 3))

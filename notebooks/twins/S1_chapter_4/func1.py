def func1(x):
    return 0.01 * x**2 + 0.1 * x

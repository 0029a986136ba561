def func2(x):
    return x[0] ** 2 + x[1] ** 2

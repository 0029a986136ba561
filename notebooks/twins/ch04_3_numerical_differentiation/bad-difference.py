def naive_diff(f, x):
    h = 1e-50
    return (f(x + h) - f(x)) / h

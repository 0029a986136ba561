# tolerance: 1e-13 (roundings of 100 steps)
def func2(x):
    return x[0] ** 2 + x[1] ** 2


print(gradient_descent(func2, np.array([-3.0, 4.0]), lr=0.1, n=100))

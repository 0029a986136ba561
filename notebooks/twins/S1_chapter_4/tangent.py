# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: tangent(x)
def numerical_diff(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


def func1(x):
    return 0.01 * x**2 + 0.1 * x


def tangent_line(f, x):
    slope = numerical_diff(f, x)
    print(slope)
    intercept = f(x) - slope * x
    return lambda t: slope * t + intercept


x = np.arange(0, 20, 0.1)
tangent = tangent_line(func1, 5)
plt.plot(x, func1(x))
plt.plot(x, tangent(x))
plt.xlabel("x")
plt.ylabel("f(x)")

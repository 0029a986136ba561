# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: tangent(x)
def tangent_line(f, x):
    slope = numerical_diff(f, x)
    print("slope:", slope)
    intercept = f(x) - slope * x
    return lambda t: slope * t + intercept


tangent = tangent_line(parabola, 5)
x = np.arange(0, 20, 0.1)
plt.plot(x, parabola(x))
plt.plot(x, tangent(x))
plt.xlabel("x")
plt.ylabel("f(x)")

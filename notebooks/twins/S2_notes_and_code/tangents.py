# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: [at_5, at_10]
def tangent_line(f, at):
    slope = numerical_diff(f, at)
    print(slope)
    intercept = f(at) - slope * at
    return lambda t: slope * t + intercept


def draw_tangent(f, at):
    height, y = f(at), tangent_line(f, at)(x)
    plt.figure()
    plt.plot(x, f(x))
    plt.plot(x, y)
    plt.axvline(at, color="gray", linestyle="--", alpha=0.5)
    plt.axhline(height, color="gray", linestyle="--", alpha=0.5)
    plt.plot(at, height, "ro")
    plt.text(at, height, f"({at:.1f}, {height:.2f})", ha="right", va="bottom")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    return y


print(numerical_diff(fun_1, 5))
print(numerical_diff(fun_1, 10))
at_5 = draw_tangent(fun_1, 5)
at_10 = draw_tangent(fun_1, 10)

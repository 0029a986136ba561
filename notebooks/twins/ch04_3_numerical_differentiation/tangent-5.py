# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: tangent_at_5
def draw_tangent(f, at):
    slope, height = numerical_diff(f, at), f(at)
    x = np.linspace(0, 20, 201)
    plt.axvline(at, color="gray", linestyle="--", alpha=0.5)
    plt.axhline(height, color="gray", linestyle="--", alpha=0.5)
    plt.plot(x, f(x))
    tangent = height + slope * (x - at)
    plt.plot(x, tangent)
    plt.plot(at, height, "o", color="C1")
    plt.text(at, height, f"({at:.1f}, {height:.2f}) ", ha="right", va="bottom")
    plt.margins(0.04)
    plt.xlabel("x")
    plt.ylabel("f(x)")
    return tangent


tangent_at_5 = draw_tangent(parabola, 5)

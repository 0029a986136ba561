# tolerance: 1e-8 (the last of the digits printed)
# drawn: path
def descend(f, start, lr, steps):
    path = [np.array(start, float)]
    for _ in range(steps):
        path.append(gradient_descent(f, path[-1], lr, n=1))
    return np.array(path)


def draw_descent(f, reach, path):
    axis = np.linspace(-reach, reach, 100)
    plt.figure(figsize=(6, 5.2))
    plt.contourf(axis, axis, f(np.array(np.meshgrid(axis, axis))), levels=30, cmap="viridis")
    plt.colorbar(label="Function Value")
    plt.plot(*path.T, "o-", color="white", markersize=3)
    plt.plot(*path[0], "o", color="white", markeredgecolor="black", label="start")
    plt.plot(*path[-1], "o", color="C1", markeredgecolor="white", label="end")
    plt.legend(loc="upper left", bbox_to_anchor=(0, 1.1), ncols=2)
    plt.xlabel("x0")
    plt.ylabel("x1")


def saddle(x):
    return x[0] ** 2 - x[1] ** 2


path = descend(saddle, [-2.5, 0], 0.1, 100)
draw_descent(saddle, 3, path)
print("after 100 steps:", path[100])

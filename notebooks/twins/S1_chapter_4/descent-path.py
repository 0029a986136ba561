# tolerance: 1e-10 (a difference quotient magnifies roundings)
# drawn: history
def descent_with_history(f, start, lr, n):
    x, history = start.copy(), []
    for _ in range(n):
        history.append(x.copy())
        x -= lr * gradient_of_vector(f, x)
    return x, np.array(history)


def func2(x):
    return x[0] ** 2 + x[1] ** 2


_, history = descent_with_history(func2, np.array([-3.0, 4.0]), lr=0.1, n=20)

plt.plot([-5, 5], [0, 0], "--", color="C0")
plt.plot([0, 0], [-5, 5], "--", color="C0")
plt.plot(*history.T, "o", color="C1")
plt.xlim(-3.5, 3.5)
plt.ylim(-4.5, 4.5)
plt.xlabel("X0")
plt.ylabel("X1")

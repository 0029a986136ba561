# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: history
def oval(x):
    return x[0] ** 2 / 20 + x[1] ** 2


x, history = np.array([-3.0, 4.0]), []
for _ in range(20):
    history.append(x)
    x = gradient_descent(oval, x, lr=0.9, n=1)

plt.axhline(0, linestyle="--", color="C0", linewidth=0.75)
plt.axvline(0, linestyle="--", color="C0", linewidth=0.75)
plt.plot(*np.array(history).T, "o", color="C1")
plt.xlim(-3.5, 3.5)
plt.ylim(-4.5, 4.5)
plt.xlabel("X0")
plt.ylabel("X1")

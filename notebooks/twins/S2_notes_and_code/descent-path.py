# tolerance: 1e-12 (roundings of 20 steps)
# drawn: history
def descent_with_history(f, start, lr=0.01, steps=100):
    x, history = start.copy(), []
    for _ in range(steps):
        history.append(x.copy())
        x -= lr * vector_gradient(f, x)
    return x, np.array(history)


_, history = descent_with_history(fun_2, np.array([-3.0, 4.0]), lr=0.1, steps=20)
plt.plot([-5, 5], [0, 0], "--", color="C0")
plt.plot([0, 0], [-5, 5], "--", color="C0")
plt.plot(*history.T, "o", color="C1")
plt.xlim(-3.5, 3.5)
plt.ylim(-4.5, 4.5)
plt.xlabel("X0")
plt.ylabel("X1")

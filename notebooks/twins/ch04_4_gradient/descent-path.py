# tolerance: 1e-8 (the last of the eight digits printed)
# drawn: history
x, history = np.array([-3.0, 4.0]), []
for _ in range(20):
    history.append(x)
    x = gradient_descent(bowl, x, lr=0.1, n=1)

plt.plot([-5, 5], [0, 0], "--", color="C0")
plt.plot([0, 0], [-5, 5], "--", color="C0")
plt.plot(*np.array(history).T, "o", color="C1")
plt.xlim(-3.5, 3.5)
plt.ylim(-4.5, 4.5)
plt.xlabel("X0")
plt.ylabel("X1")
print("after 20 steps:", x)

# tolerance: 1e-14 (rounding)
# drawn: fun_1(x)
x = np.arange(200) * 0.1
plt.plot(x, fun_1(x))
plt.xlabel("x")
plt.ylabel("f(x)")

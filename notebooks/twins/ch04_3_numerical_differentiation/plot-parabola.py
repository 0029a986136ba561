# tolerance: 1e-14 (rounding)
# drawn: parabola(x)
import matplotlib.pyplot as plt

x = np.arange(0, 20, 0.1)
plt.plot(x, parabola(x))
plt.xlabel("x")
plt.ylabel("f(x)")

# tolerance: 1e-14 (rounding)
# drawn: np.log(x)
import matplotlib.pyplot as plt

x = np.linspace(0.005, 1, 201)
plt.plot(x, np.log(x))
plt.margins(0.04)
plt.xlabel("x")
plt.ylabel("log x")

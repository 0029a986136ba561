# tolerance: 1e-10 (what roundings grow to in 10,000 iterations)
# drawn: losses
import matplotlib.pyplot as plt

mean = [np.mean(losses[max(0, i - 99) : i + 1]) for i in range(len(losses))]
plt.plot(losses, color="C5", linewidth=0.75, label="loss")
plt.plot(mean, color="C0", label="mean of the last 100")
plt.margins(0.04)
plt.xlabel("iterations")
plt.ylabel("loss")
plt.legend()

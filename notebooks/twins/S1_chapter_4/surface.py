# tolerance: 1e-14 (rounding)
# drawn: z
x0, x1 = np.meshgrid(np.linspace(-3, 3, 100), np.linspace(-3, 3, 100))
z = func2([x0, x1])

space = plt.subplot(projection="3d")
space.plot_surface(x0, x1, z, cmap="viridis", edgecolor="none")
space.set(xlabel="x0", ylabel="x1", zlabel="f(x0, x1)")

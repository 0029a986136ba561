# tolerance: 1e-14 (rounding)
# drawn: z
x0, x1 = np.meshgrid(np.linspace(-3, 3, 100), np.linspace(-3, 3, 100))
z = bowl(np.array([x0, x1]))

figure = plt.figure(figsize=(14, 6))
space = figure.add_subplot(1, 2, 1, projection="3d")
space.plot_surface(x0, x1, z, cmap="viridis", edgecolor="none")
space.set(xlabel="x0", ylabel="x1", zlabel="f(x0, x1)")

above = figure.add_subplot(1, 2, 2)
bands = above.contourf(x0, x1, z, levels=30, cmap="viridis")
few = np.s_[::5, ::5]
above.quiver(x0[few], x1[few], 2 * x0[few], 2 * x1[few], color="white", alpha=0.8, angles="xy")
above.set(xlabel="x0", ylabel="x1")
figure.colorbar(bands, label="Function Value", ticks=range(0, 19, 2))

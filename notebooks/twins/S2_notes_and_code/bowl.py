# tolerance: 1e-10 (Go takes the gradient by differences, which magnify roundings)
# drawn: np.concatenate([z.ravel(), np.stack(arrows, axis=-1).ravel()])
x0, x1 = np.meshgrid(np.linspace(-3, 3, 100), np.linspace(-3, 3, 100))
z = fun_2([x0, x1])
every = np.s_[::5, ::5]
arrows = 2 * x0[every], 2 * x1[every]

figure = plt.figure(figsize=(10.5, 4.5))
left = figure.add_subplot(1, 2, 1, projection="3d")
left.plot_surface(x0, x1, z, cmap="viridis", edgecolor="none")
left.set(title="f(x0, x1) = x0² + x1²", xlabel="x0", ylabel="x1", zlabel="f(x0, x1)")

right = figure.add_subplot(1, 2, 2)
filled = right.contourf(x0, x1, z, 30, cmap="viridis")
right.quiver(x0[every], x1[every], *arrows, color="white", alpha=0.8)
right.set(title="Contour and Gradient", xlabel="x0", ylabel="x1")
figure.colorbar(filled, ax=right, label="Function Value")

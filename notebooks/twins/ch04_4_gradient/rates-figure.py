# tolerance: 1e-10 (a difference quotient magnifies roundings)
# drawn: paths
paths = [descend(bowl, [-3, 4], lr, 20) for lr in (10, 0.1, 1e-10)]
_, panels = plt.subplots(1, 3, figsize=(10.5, 3.5))
for title, path, panel in zip(["10", "0.1", "1e-10"], paths, panels, strict=True):
    panel.axhline(0, linestyle="--")
    panel.axvline(0, linestyle="--")
    panel.plot(*path.T, "o-", color="C1", linewidth=0.75)
    panel.set(title=title, xlabel="X0", ylabel="X1", xlim=(-3.5, 3.5), ylim=(-4.5, 4.5))

# The first path runs away: logarithmic axes, and three ticks on each, keep it readable.
far, ticks = (-1e14, 1e14), [-1e14, 0, 1e14]
panels[0].set(xscale="symlog", yscale="symlog", xlim=far, ylim=far, xticks=ticks, yticks=ticks)

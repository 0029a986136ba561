# tolerance: 1e-4 (the last of the digits printed)
# 200 of the 78,400 entries of W1, drawn by a seed, are compared with their difference quotients.
one_hot = np.eye(10)[t.argmax(axis=1)]
with_rows, with_labels = net.gradient(x, t)["W1"], net.gradient(x, one_hot)["W1"]
furthest = 0
for k in choice(78400, 200, PCG(6)):
    i, j = divmod(k, 100)
    numerical = net.central_difference(x, t, net.params["W1"], (i, j))
    furthest = max(furthest, abs(with_labels[i, j] - numerical))
print(f"random rows:           they differ by up to {np.abs(with_rows - with_labels).max():.4f}")
print(f"the labels they imply: by less than 1e-6: {furthest < 1e-6}")

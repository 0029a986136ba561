# tolerance: 1e-10 (what roundings grow to in 30 iterations)
# drawn: [losses, accuracies]
def forward(x):
    z1 = 1 / (1 + np.exp(-(x @ W1 + b1)))
    scores = z1 @ W2 + b2
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return z1, e / e.sum(axis=1, keepdims=True)


source = PCG(1)
W1, b1 = normal(784, 20, 0.1, source), np.zeros(20)
W2, b2 = normal(20, 10, 0.1, source), np.zeros(10)
x, t = x_train[:20], t_train[:20]
for _ in range(30):  # a little training first
    z1, y = forward(x)
    dy = (y - t) / len(x)
    da1 = dy @ W2.T * z1 * (1 - z1)
    W1, b1 = W1 - 0.3 * x.T @ da1, b1 - 0.3 * da1.sum(axis=0)
    W2, b2 = W2 - 0.3 * z1.T @ dy, b2 - 0.3 * dy.sum(axis=0)

moves, losses, accuracies, start = np.arange(401) * 0.05 - 10, [], [], W2[7, 1]
for move in moves:
    W2[7, 1] = start + move
    _, y = forward(x)
    losses.append(batch_cross_entropy(y, t.argmax(axis=1)))
    accuracies.append(np.mean(y.argmax(axis=1) == t.argmax(axis=1)))

_, (above, below) = plt.subplots(2, figsize=(6, 4.8))
above.plot(moves, losses)
below.plot(moves, accuracies, color="C1", drawstyle="steps-mid")
above.set(ylabel="loss")
below.set(xlabel="weight", ylabel="accuracy")
above.margins(0.04)
below.margins(0.04)

# tolerance: 1e-4 (the last of the four digits printed)
(x_train, t_train), _ = load_mnist(one_hot_label=True)
losses = []

iterations, batch_size, learning_rate = 10000, 100, 0.1
net = TwoLayerNet(784, 50, 10, 0.01, PCG(1))
source = PCG(2)

for _ in range(iterations):
    rows = choice(len(x_train), batch_size, source)  # the rows that Go draws
    x, t = x_train[rows], t_train[rows]
    for key, grad in net.gradient(x, t).items():
        net.params[key] -= learning_rate * grad
    losses.append(net.loss(x, t))
print(f"{len(losses)} losses, the first {losses[0]:.4f}, the last {losses[-1]:.4f}")

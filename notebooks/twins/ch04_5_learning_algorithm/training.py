# tolerance: 1e-4 (the last of the four digits printed)
(x_train, t_train), (x_test, t_test) = load_mnist(one_hot_label=True)
iterations, batch_size, learning_rate = 10000, 100, 0.1
net = TwoLayerNet(784, 50, 10, 0.01, PCG(1))
draw = PCG(2)

losses = []
for _ in range(iterations):
    # 1. mini-batch: the one that Go draws
    rows = choice(len(x_train), batch_size, draw)
    x, t = x_train[rows], t_train[rows]
    # 2. gradient
    grads = net.gradient(x, t)
    # 3. update
    for name, grad in grads.items():
        net.params[name] -= learning_rate * grad
    # the loss on this batch, after the update
    losses.append(net.loss(x, t))
print(f"loss of the first batch {losses[0]:.4f}, of the last {losses[-1]:.4f}")

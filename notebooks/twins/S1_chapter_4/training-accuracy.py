# tolerance: 3e-4 (an image or two on the border between two digits)
(x_train, t_train), (x_test, t_test) = load_mnist(one_hot_label=True)
losses, train_accuracies, test_accuracies = [], [], []

iterations, batch_size, learning_rate = 10000, 100, 0.1
iterations_per_epoch = max(len(x_train) / batch_size, 1)
net = TwoLayerNet(784, 50, 10, 0.01, PCG(3))
source = PCG(4)

for i in range(iterations):
    rows = choice(len(x_train), batch_size, source)
    x, t = x_train[rows], t_train[rows]
    for key, grad in net.gradient(x, t).items():
        net.params[key] -= learning_rate * grad
    losses.append(net.loss(x, t))
    if i % iterations_per_epoch == 0:
        train_accuracies.append(net.accuracy(x_train, t_train))
        test_accuracies.append(net.accuracy(x_test, t_test))
        print(f"train acc, test acc | {train_accuracies[-1]}, {test_accuracies[-1]}")

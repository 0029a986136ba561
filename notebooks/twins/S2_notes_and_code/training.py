# tolerance: 3e-4 (an image or two on the border between two digits)
(x_train, t_train), (x_test, t_test) = load_mnist(one_hot_label=True)
net = TwoLayerNet(784, 50, 10, 0.01, PCG(1))
source = PCG(2)

iterations, size, rate = 10000, 100, 0.1
losses, train_acc, test_acc = [], [], []
iterations_per_epoch = max(len(x_train) // size, 1)
for i in range(iterations):
    rows = choice(len(x_train), size, source)  # the batch that Go draws
    x, t = x_train[rows], t_train[rows]
    for name, grad in net.gradient(x, t).items():
        net.params[name] -= rate * grad
    losses.append(net.loss(x, t))
    if i % iterations_per_epoch == 0:
        train_acc.append(net.accuracy(x_train, t_train))
        test_acc.append(net.accuracy(x_test, t_test))
        print(f"train acc, test acc | {train_acc[-1]}, {test_acc[-1]}")

plt.plot(train_acc, label="train acc")
plt.plot(test_acc, "--", label="test acc")
plt.ylim(0, 1)
plt.xlabel("epochs")
plt.ylabel("accuracy")
plt.legend(loc="lower right")

# tolerance: 3e-4 (an image or two on the border between two digits)
# drawn: [train_acc, test_acc]
import matplotlib.pyplot as plt

(x_train, t_train), (x_test, t_test) = load_mnist(one_hot_label=True)
net, draw = LayerNet(784, 50, 10, 0.01, PCG(1)), PCG(2)
train_acc, test_acc = [], []
for i in range(10000):
    rows = choice(len(x_train), 100, draw)
    net.gradient(x_train[rows], t_train[rows])
    for affine in net.affines:
        affine.W -= 0.1 * affine.dW
        affine.b -= 0.1 * affine.db
    if i % 600 == 0:
        train_acc.append(net.accuracy(x_train, t_train))
        test_acc.append(net.accuracy(x_test, t_test))
a, b = net.accuracy(x_train, t_train), net.accuracy(x_test, t_test)
print(f"train acc, test acc | {a:.4f}, {b:.4f}")

plt.plot(train_acc, label="train acc")
plt.plot(test_acc, "--", label="test acc")
plt.margins(x=0.04)
plt.ylim(0, 1)
plt.xlabel("epochs")
plt.ylabel("accuracy")
plt.legend(loc="lower right")

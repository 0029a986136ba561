# tolerance: 3e-4 (an image or two on the border between two digits)
def show(*accuracies, what="train acc, test acc"):
    print("{:<19} | {:.4f}, {:.4f}".format(what, *accuracies))


net = TwoLayerNet(784, 50, 10, 0.01, PCG(1))
draw = PCG(2)
losses_again, train_acc, test_acc = [], [], []
iterations_per_epoch = max(len(x_train) // batch_size, 1)
for i in range(iterations):
    rows = choice(len(x_train), batch_size, draw)
    x, t = x_train[rows], t_train[rows]
    for name, grad in net.gradient(x, t).items():
        net.params[name] -= learning_rate * grad
    losses_again.append(net.loss(x, t))
    if i % iterations_per_epoch == 0:
        train_acc.append(net.accuracy(x_train, t_train))
        test_acc.append(net.accuracy(x_test, t_test))
        show(train_acc[-1], test_acc[-1])
show(net.accuracy(x_train, t_train), net.accuracy(x_test, t_test), what="at the end")
print("the same losses as in the loop above:", losses == losses_again)

# tolerance: 3e-4 (an image or two on the border between two digits)
def central_differences(f, array):
    # The slopes of f, which reads the array, for each entry of it.
    h, slopes = 1e-4, np.zeros_like(array)
    for at, v in np.ndenumerate(array):
        array[at] = v + h
        up = f()
        array[at] = v - h
        slopes[at] = (up - f()) / (2 * h)
        array[at] = v
    return slopes


small = TwoLayerNet(6, 4, 3, 1, PCG(7))
x, t = uniform(5, 6, PCG(8)), np.array([0, 2, 1, 1, 2])
for name, param in small.params.items():
    numerical = central_differences(lambda: small.loss(x, t), param)
    away = np.abs(small.gradient(x, t)[name] - numerical).max()
    print(f"{name}: at most {away:.0e} from the numerical gradient")
both = small.accuracy(x, t), small.accuracy(x, np.eye(3)[t])
print("accuracy, with labels and with one-hot rows:", *map(float, both))

(x_train, t_train), (x_test, t_test) = load_mnist(one_hot_label=True)
net, draw = TwoLayerNet(784, 50, 10, 0.01, PCG(1)), PCG(2)
for _ in range(10000):
    rows = choice(len(x_train), 100, draw)
    for name, grad in net.gradient(x_train[rows], t_train[rows]).items():
        net.params[name] -= 0.1 * grad
a, b = net.accuracy(x_train, t_train), net.accuracy(x_test, t_test)
print(f"train acc, test acc | {a:.4f}, {b:.4f}")

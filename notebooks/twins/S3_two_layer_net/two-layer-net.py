import numpy as np
from common import PCG, normal, uniform


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cross_entropy(y, t):
    labels = t.argmax(axis=1)
    return -np.mean(np.log(y[np.arange(len(y)), labels] + 1e-7))


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


def central_differences_w1(params, x, t):
    # The same for W1: its entry (i, j) moves neuron j by h times input i, and nothing else.
    W1, b1, W2, b2 = params.values()
    a1 = x @ W1 + b1
    z1, h = sigmoid(a1), 1e-4
    samples, labels = np.arange(len(x)), t.argmax(axis=1)

    def losses(i, h):
        moved = sigmoid(a1 + h * x[:, [i]]) - z1
        y = softmax((z1 @ W2 + b2)[:, None, :] + moved[:, :, None] * W2)
        return -np.log(y[samples, :, labels] + 1e-7).mean(axis=0)

    return np.array([(losses(i, h) - losses(i, -h)) / (2 * h) for i in range(len(W1))])


class TwoLayerNet:
    def __init__(self, inputs, hidden, outputs, std, source):
        self.params = {
            "W1": normal(inputs, hidden, std, source),
            "b1": np.zeros(hidden),
            "W2": normal(hidden, outputs, std, source),
            "b2": np.zeros(outputs),
        }

    def forward(self, x):
        W1, b1, W2, b2 = self.params.values()
        z1 = sigmoid(x @ W1 + b1)
        return z1, softmax(z1 @ W2 + b2)

    def predict(self, x):
        return self.forward(x)[1]

    def loss(self, x, t):
        return cross_entropy(self.predict(x), t)

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == t.argmax(axis=1))

    def numerical_gradient(self, x, t):
        slopes = {"W1": central_differences_w1(self.params, x, t)}
        for name in "b1", "W2", "b2":
            slopes[name] = central_differences(lambda: self.loss(x, t), self.params[name])
        return slopes

    def gradient(self, x, t):
        z1, y = self.forward(x)
        dy = (y - t) / len(x)
        dz1 = dy @ self.params["W2"].T
        da1 = dz1 * z1 * (1 - z1)
        return {"W2": z1.T @ dy, "b2": dy.sum(axis=0), "W1": x.T @ da1, "b1": da1.sum(axis=0)}

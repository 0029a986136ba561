import numpy as np
from common import PCG, choice, load_mnist, normal, uniform


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dy):
        self.dW, self.db = self.x.T @ dy, dy.sum(axis=0)
        return dy @ self.W.T


class ReLU:
    def forward(self, x):
        self.y = np.maximum(x, 0)
        return self.y

    def backward(self, dy):
        return np.where(self.y == 0, 0, dy)


class SoftmaxWithLoss:
    def forward(self, x, labels):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y, self.t = e / e.sum(axis=1, keepdims=True), np.eye(x.shape[1])[labels]
        return -np.mean(np.log(self.y[np.arange(len(labels)), labels] + 1e-7))

    def backward(self):
        return (self.y - self.t) / len(self.t)


def labels_of(t):
    # The labels of t, which has labels by number or one-hot rows.
    return t if t.ndim == 1 else t.argmax(axis=1)


class TwoLayerNet:
    def __init__(self, inputs, hidden, outputs, std, source):
        self.params = {
            "W1": normal(inputs, hidden, std, source),
            "b1": np.zeros(hidden),
            "W2": normal(hidden, outputs, std, source),
            "b2": np.zeros(outputs),
        }
        W1, b1, W2, b2 = self.params.values()
        self.layers = {"Affine1": Affine(W1, b1), "ReLU1": ReLU(), "Affine2": Affine(W2, b2)}
        self.last = SoftmaxWithLoss()

    def predict(self, x):
        for step in self.layers.values():
            x = step.forward(x)
        return x

    def loss(self, x, t):
        return self.last.forward(self.predict(x), labels_of(t))

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == labels_of(t))

    def gradient(self, x, t):
        self.loss(x, t)
        dy = self.last.backward()
        for step in reversed(self.layers.values()):
            dy = step.backward(dy)
        first, second = self.layers["Affine1"], self.layers["Affine2"]
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}

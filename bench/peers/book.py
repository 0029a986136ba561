"""The book's algorithm in NumPy, written anew: `book.py WORK DTYPE` prints seconds as JSON.

Only what the book does: arrays, one operation after the other, a new result for each. How many
threads its BLAS may use, the caller says by OPENBLAS_NUM_THREADS.
"""

import json
import sys
from itertools import pairwise

import numpy as np

from task import BATCH, CLASSIC_STEPS, EPOCH, RATE, load, median_seconds, seconds

DELTA = 1e-7
STEP = 1e-4


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(y, t):
    return -np.log(y[np.arange(len(t)), t] + DELTA).mean()


class Net:
    """Two layers: sigmoid as in section 4.5, or ReLU as in section 5.7."""

    def __init__(self, hidden, dtype, relu=False, seed=1):
        rng = np.random.default_rng(seed)
        self.relu = relu
        self.params = {
            "W1": (0.01 * rng.standard_normal((784, hidden))).astype(dtype),
            "b1": np.zeros(hidden, dtype),
            "W2": (0.01 * rng.standard_normal((hidden, 10))).astype(dtype),
            "b2": np.zeros(10, dtype),
        }

    def hidden(self, x):
        a = x @ self.params["W1"] + self.params["b1"]
        return np.maximum(a, 0) if self.relu else sigmoid(a)

    def scores(self, z):
        return z @ self.params["W2"] + self.params["b2"]

    def predict(self, x):
        return softmax(self.scores(self.hidden(x)))

    def loss(self, x, t):
        return cross_entropy(self.predict(x), t)

    def accuracy(self, x, t):
        # The arg-max of the scores is that of the softmax; the chapter-5 net leaves it out, too.
        y = self.scores(self.hidden(x)) if self.relu else self.predict(x)
        return (y.argmax(axis=1) == t).mean()

    def gradient(self, x, t):
        z = self.hidden(x)
        dy = softmax(self.scores(z))
        dy[np.arange(len(t)), t] -= 1
        dy /= len(t)
        da = dy @ self.params["W2"].T * ((z > 0) if self.relu else z * (1 - z))
        return {"W1": x.T @ da, "b1": da.sum(axis=0), "W2": z.T @ dy, "b2": dy.sum(axis=0)}

    def update(self, x, t):
        gradient = self.gradient(x, t)
        for name, value in self.params.items():
            value[...] -= RATE * gradient[name]


def numerical_gradient(f, x, every=1):
    """The book's routine. With every > 1 only each so many-th entry, and 0 for the others."""
    grad = np.zeros_like(x)
    flat, out = x.reshape(-1), grad.reshape(-1)
    for i in range(0, flat.size, every):
        value = flat[i]
        flat[i] = value + STEP
        up = f()
        flat[i] = value - STEP
        down = f()
        flat[i] = value
        out[i] = (up - down) / (2 * STEP)
    return grad


def classic(dtype, relu, centred=False):
    images, labels, test_images, test_labels = load(dtype, centred)
    rng = np.random.default_rng(2)
    net = Net(50, dtype, relu)

    def run():
        for i in range(CLASSIC_STEPS):
            chosen = rng.choice(len(images), BATCH)
            x, t = images[chosen], labels[chosen]
            net.update(x, t)
            net.loss(x, t)
            if i % EPOCH == 0:
                net.accuracy(images, labels)
                net.accuracy(test_images, test_labels)

    return seconds(run)


def gradient(x, t, dtype, every):
    """All 79,510 entries; or a sample of them, since each costs the same two evaluations."""
    net = Net(100, dtype)

    def run():
        for value in net.params.values():
            numerical_gradient(lambda: net.loss(x, t), value, every)

    entries = sum(len(range(0, v.size, every)) for v in net.params.values())
    whole = sum(v.size for v in net.params.values())
    return {"seconds": seconds(run)["seconds"] * whole / entries}


def gradient_images(dtype, every=20):
    images, labels, *_ = load(dtype)
    return gradient(images[:BATCH], labels[:BATCH], dtype, every)


def gradient_dense(dtype, every=20):
    *_, labels, _, _ = load(dtype)
    x = np.random.default_rng(3).random((BATCH, 784)).astype(dtype)
    return gradient(x, labels[:BATCH], dtype, every)


def general(dtype):
    images, labels, *_ = load(dtype)
    x, t = images[:BATCH], labels[:BATCH]
    net = Net(100, dtype)

    def run():
        for name in "W2", "b2":
            numerical_gradient(lambda: net.loss(x, t), net.params[name])

    return median_seconds(run)


def inference(dtype):
    """The net of section 3.6, as the book runs it in batches."""
    *_, images, labels = load(dtype)
    rng = np.random.default_rng(1)
    sizes = [784, 50, 100, 10]
    weights = [(0.01 * rng.standard_normal((n, m))).astype(dtype) for n, m in pairwise(sizes)]
    biases = [np.zeros(m, dtype) for m in sizes[1:]]

    def predict(x):
        for w, b in zip(weights[:-1], biases, strict=False):
            x = sigmoid(x @ w + b)
        return softmax(x @ weights[-1] + biases[-1])

    def run():
        right = 0
        for i in range(0, len(images), BATCH):
            y = predict(images[i : i + BATCH])
            right += (y.argmax(axis=1) == labels[i : i + BATCH]).sum()

    return median_seconds(run)


# Named as in the benchmark of dl's kernel: rows of a × terms × columns of b, ' for a transpose.
PRODUCTS = {
    "100x784x50": (100, 784, 50, False, False),
    "784'x100x50": (784, 100, 50, True, False),
    "100x50x784'": (100, 50, 784, False, True),
    "200x60x90'": (200, 60, 90, False, True),
    "784'x100x100": (784, 100, 100, True, False),
    "100x784x100": (100, 784, 100, False, False),
    "50x50x50": (50, 50, 50, False, False),
    "50'x50x50": (50, 50, 50, True, False),
    "64x64x64": (64, 64, 64, False, False),
    "128x128x128": (128, 128, 128, False, False),
    "256x256x256": (256, 256, 256, False, False),
    "512x512x512": (512, 512, 512, False, False),
    "512'x512x512'": (512, 512, 512, True, True),
    "1024x1024x1024": (1024, 1024, 1024, False, False),
}


def products(dtype):
    rng = np.random.default_rng(1)
    found = {}
    for name, (m, k, n, a_transposed, b_transposed) in PRODUCTS.items():
        a = rng.random((k, m) if a_transposed else (m, k)).astype(dtype)
        b = rng.random((n, k) if b_transposed else (k, n)).astype(dtype)
        a, b = (a.T if a_transposed else a), (b.T if b_transposed else b)
        out = np.empty((m, n), dtype)
        times = max(1, int(2e7 / (m * k * n)))

        def run(a=a, b=b, out=out, times=times):
            for _ in range(times):
                np.matmul(a, b, out=out)

        found[name] = median_seconds(run)["seconds"] / times
    return found


WORKS = {
    "classic-sigmoid": lambda dtype: classic(dtype, relu=False),
    "classic-relu": lambda dtype: classic(dtype, relu=True),
    "centred-relu": lambda dtype: classic(dtype, relu=True, centred=True),
    "gradient-images": gradient_images,
    "gradient-images-whole": lambda dtype: gradient_images(dtype, every=1),
    "gradient-dense": gradient_dense,
    "general": general,
    "inference": inference,
    "products": products,
}

if __name__ == "__main__":
    work, dtype = sys.argv[1:]
    print(json.dumps(WORKS[work](np.dtype(dtype))))

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


def show(arrays, *names):
    for name in names:
        print(name, arrays[name].shape)
        print(arrays[name])

import numpy as np
from common import PCG, choice, load_mnist, normal, uniform


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(y, t):
    labels = t.argmax(axis=1)
    return -np.mean(np.log(y[np.arange(len(y)), labels] + 1e-7))

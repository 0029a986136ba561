import numpy as np
from common import PCG, choice, load_mnist, normal, sample_weights, uniform


def fun_2(x):
    return x[0] ** 2 + x[1] ** 2


# What the modules of the book hold, which the source imports:
def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))  # no exponential overflows
    return e / e.sum(axis=-1, keepdims=True)


def batch_cross_entropy(y, t):
    labels = t.argmax(axis=1)
    return -np.mean(np.log(y[np.arange(len(y)), labels] + 1e-7))

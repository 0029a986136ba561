import numpy as np


def squared_error(y, t):
    return np.sum((y - t) ** 2) / 2

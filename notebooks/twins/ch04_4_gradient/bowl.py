import numpy as np


def bowl(x):
    return np.sum(x**2)

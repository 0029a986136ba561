def mean_squared_error(y, t):
    return np.sum((y - t) ** 2) / 2

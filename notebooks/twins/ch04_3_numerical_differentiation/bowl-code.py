def bowl(x):
    return np.sum(x**2, axis=0)

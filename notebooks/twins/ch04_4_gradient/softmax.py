def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))  # no exponential overflows
    return e / e.sum(axis=-1, keepdims=True)

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i, v in enumerate(x):
        x[i] = v + h
        up = f(x)
        x[i] = v - h
        down = f(x)
        x[i] = v  # as it was
        grad[i] = (up - down) / (2 * h)
    return grad

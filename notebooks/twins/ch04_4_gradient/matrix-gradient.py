def matrix_gradient(f, w):
    h = 1e-4
    grad = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        v = w[i]
        w[i] = v + h
        up = f()
        w[i] = v - h
        down = f()
        w[i] = v
        grad[i] = (up - down) / (2 * h)
    return grad

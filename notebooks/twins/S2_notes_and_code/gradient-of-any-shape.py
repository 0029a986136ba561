def numerical_gradient(f, x):
    # Return the partial derivative of f by each element of x, an array of any shape.
    h = 1e-4
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        v = x[index]
        x[index] = v + h
        up = f(x)
        x[index] = v - h
        down = f(x)
        x[index] = v
        grad[index] = (up - down) / (2 * h)
    return grad

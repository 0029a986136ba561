def central_difference(self, x, t, param, index):
    """The partial derivative of the loss by one entry of a parameter."""
    h, v = 1e-4, param[index]
    param[index] = v + h
    up = self.loss(x, t)
    param[index] = v - h
    down = self.loss(x, t)
    param[index] = v
    return (up - down) / (2 * h)


def numerical_gradient(self, x, t):
    grads = {name: np.zeros_like(param) for name, param in self.params.items()}
    for name, grad in grads.items():
        for index in np.ndindex(grad.shape):
            grad[index] = self.central_difference(x, t, self.params[name], index)
    return grads


TwoLayerNet.central_difference = central_difference
TwoLayerNet.numerical_gradient = numerical_gradient

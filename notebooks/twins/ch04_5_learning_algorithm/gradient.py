def gradient(self, x, t):
    # forwards
    z1, y = self.forward(x)

    # the output layer
    dy = (y - t) / len(x)
    # the hidden layer
    dz1 = dy @ self.params["W2"].T
    da1 = dz1 * z1 * (1 - z1)
    return {"W1": x.T @ da1, "b1": da1.sum(axis=0), "W2": z1.T @ dy, "b2": dy.sum(axis=0)}


TwoLayerNet.gradient = gradient

def sigmoid(a):
    return 1 / (1 + np.exp(-a))


class TwoLayerNet:
    def __init__(self, inputs, hidden, outputs, std, source):
        self.params = {
            "W1": normal(inputs, hidden, std, source),
            "b1": np.zeros(hidden),
            "W2": normal(hidden, outputs, std, source),
            "b2": np.zeros(outputs),
        }

    def forward(self, x):
        W1, b1, W2, b2 = self.params.values()
        z1 = sigmoid(x @ W1 + b1)
        return z1, softmax(z1 @ W2 + b2)

    def predict(self, x):
        return self.forward(x)[1]

    def loss(self, x, t):
        return cross_entropy_of_batch(self.predict(x), t)

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == t.argmax(axis=1))

    def numerical_gradient(self, x, t):
        def loss(_):
            return self.loss(x, t)

        return {key: gradient_of_any_shape(loss, param) for key, param in self.params.items()}

    def gradient(self, x, t):
        # forward
        z1, y = self.forward(x)

        # backward: da1 is the gradient with respect to a1
        dy = (y - t) / len(x)
        da1 = dy @ self.params["W2"].T * z1 * (1 - z1)
        return {"W1": x.T @ da1, "b1": da1.sum(axis=0), "W2": z1.T @ dy, "b2": dy.sum(axis=0)}

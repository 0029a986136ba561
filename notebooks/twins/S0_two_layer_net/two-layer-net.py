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
        return cross_entropy(self.predict(x), t)

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == t.argmax(axis=1))

    def numerical_gradient(self, x, t):
        slopes = {"W1": central_differences_w1(self.params, x, t)}
        for name in "b1", "W2", "b2":
            slopes[name] = central_differences(lambda: self.loss(x, t), self.params[name])
        return slopes

    def gradient(self, x, t):
        z1, y = self.forward(x)
        dy = (y - t) / len(x)
        dz1 = dy @ self.params["W2"].T
        da1 = dz1 * z1 * (1 - z1)
        return {"W2": z1.T @ dy, "b2": dy.sum(axis=0), "W1": x.T @ da1, "b1": da1.sum(axis=0)}

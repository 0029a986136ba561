# tolerance: 1e-10 (a difference quotient magnifies roundings)
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
        return batch_cross_entropy(self.predict(x), t)

    def accuracy(self, x, t):
        return np.mean(self.predict(x).argmax(axis=1) == t.argmax(axis=1))

    def numerical_gradient(self, x, t):
        # Of the 78,400 entries for W1 only five rows: all of them would take a minute.
        grads = {"W1": np.zeros_like(self.params["W1"])}
        grads["W1"][:5] = self.rows_of_W1(x, t, 5)
        for name in "b1", "W2", "b2":
            grads[name] = numerical_gradient(lambda _: self.loss(x, t), self.params[name])
        return grads

    def rows_of_W1(self, x, t, rows):
        # The central differences again, but anew only what a weight changes: one neuron.
        W1, b1, W2, b2 = self.params.values()
        a1, z1 = x @ W1 + b1, self.forward(x)[0]
        h, grad = 1e-4, np.empty((rows, W1.shape[1]))
        for i, j in np.ndindex(grad.shape):
            losses = []
            for move in h, -h:
                change = sigmoid(a1[:, j] + move * x[:, i]) - z1[:, j]
                y = softmax(z1 @ W2 + b2 + np.outer(change, W2[j]))
                losses.append(batch_cross_entropy(y, t))
            grad[i, j] = (losses[0] - losses[1]) / (2 * h)
        return grad

    def gradient(self, x, t):
        z1, y = self.forward(x)
        dy = (y - t) / len(x)
        dz1 = dy @ self.params["W2"].T
        da1 = dz1 * z1 * (1 - z1)
        return {"W1": x.T @ da1, "b1": da1.sum(axis=0), "W2": z1.T @ dy, "b2": dy.sum(axis=0)}


net = TwoLayerNet(784, 100, 10, 0.01, PCG(1))
for param in net.params.values():
    print(param.shape)

source = PCG(2)
x, t = uniform(100, 784, source), uniform(100, 10, source)
numerical = net.numerical_gradient(x, t)
for grad in numerical.values():
    print(grad.shape)

first = net.params["W1"][:5]  # a view of W1
general = numerical_gradient(lambda _: net.loss(x, t), first)
furthest = np.abs(general - numerical["W1"][:5]).max()
print(f"{general.size} entries of W1 by both routines: at most {furthest:.0e} apart")

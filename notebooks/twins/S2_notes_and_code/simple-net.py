# tolerance: 1e-8 (the last of the digits printed)
class SimpleNet:
    def __init__(self, source):
        self.W = normal(2, 3, 1, source)  # the numbers that Go draws

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):
        return batch_cross_entropy(softmax(self.predict(x)), t)


x, t = np.array([[0.6, 0.9]]), np.array([[0, 0, 1]])
net = SimpleNet(PCG(1))
print(numerical_gradient(lambda _: net.loss(x, t), net.W))

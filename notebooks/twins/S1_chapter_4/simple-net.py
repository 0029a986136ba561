class SimpleNet:
    def __init__(self, source):
        self.W = normal(2, 3, 1, source)

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):  # with the helpers of the next block
        return cross_entropy_of_batch(softmax(self.predict(x)), t)

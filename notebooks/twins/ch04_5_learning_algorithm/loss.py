TwoLayerNet.loss = lambda self, x, t: cross_entropy(self.predict(x), t)

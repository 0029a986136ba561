LayerNet.loss = lambda self, x, t: self.last.forward(self.predict(x), t)

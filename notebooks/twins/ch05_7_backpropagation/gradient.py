def gradient(self, x, t):
    self.loss(x, t)
    dy = self.last.backward()
    for layer in reversed(self.layers):
        dy = layer.backward(dy)


LayerNet.gradient = gradient

class LayerNet:
    def __init__(self, inputs, hidden, outputs, std, source):
        affine1 = Affine(normal(inputs, hidden, std, source), np.zeros(hidden))
        affine2 = Affine(normal(hidden, outputs, std, source), np.zeros(outputs))
        self.affines = affine1, affine2
        self.layers = [affine1, ReLU(), affine2]
        self.last = SoftmaxWithLoss()

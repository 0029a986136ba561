class TwoLayerNet:
    def __init__(self, inputs, hidden, outputs, std, source):
        self.params = {
            "W1": normal(inputs, hidden, std, source),
            "b1": np.zeros(hidden),
            "W2": normal(hidden, outputs, std, source),
            "b2": np.zeros(outputs),
        }

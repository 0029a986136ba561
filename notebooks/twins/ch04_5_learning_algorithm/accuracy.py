def accuracy(self, x, t):
    return np.mean(self.predict(x).argmax(axis=1) == t.argmax(axis=1))


TwoLayerNet.accuracy = accuracy

def accuracy(self, x, t):
    labels = t.argmax(axis=1) if t.ndim == 2 else t
    return np.mean(self.predict(x).argmax(axis=1) == labels)


LayerNet.accuracy = accuracy

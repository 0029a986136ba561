def test_set():
    _, (images, labels) = load_mnist()
    return images, labels


def trained_weights():
    return sample_weights()


def predict(weights, x):
    W1, b1, W2, b2, W3, b3 = weights.values()
    z1 = sigmoid(x @ W1 + b1)
    z2 = sigmoid(z1 @ W2 + b2)
    return softmax(z2 @ W3 + b3)


images, labels = test_set()
weights = trained_weights()

hits = 0
for start in range(0, len(images), 100):
    batch = slice(start, start + 100)
    hits += np.sum(predict(weights, images[batch]).argmax(axis=1) == labels[batch])
print("Accuracy:", hits / len(images))

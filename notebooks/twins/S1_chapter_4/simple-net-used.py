# tolerance: 1e-8 (the last of the digits printed)
net = SimpleNet(PCG(1))
x, t, label = np.array([[0.6, 0.9]]), np.array([[0, 0, 1]]), np.array([2])

print("W:")
print(net.W)

y = softmax(net.predict(x))
print("probabilities:", y)
print("loss, from the one-hot row: ", cross_entropy_of_batch(y, t))
print("loss, from the label:       ", cross_entropy_of_batch(y, label))
print("loss, as the class has it:  ", net.loss(x, t))

print("gradient of the loss with respect to W:")
print(gradient_of_any_shape(lambda _: net.loss(x, t), net.W))

cube = np.arange(1.0, 9.0).reshape(2, 2, 2)
grad = gradient_of_any_shape(sum_of_squares, cube)
print("gradient of a sum of squares:", grad.shape, grad.ravel())

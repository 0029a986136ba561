# tolerance: 1e-10 (a difference quotient magnifies roundings)
net = TwoLayerNet(784, 100, 10, 0.01, PCG(1))
x = uniform(100, 784, PCG(4))
t = uniform(100, 10, PCG(5))
grads = {name: np.zeros_like(param) for name, param in net.params.items()}
for name, grad in grads.items():
    print(name, grad.shape)

# net.numerical_gradient(x, t) takes a minute or more: here only the entries that are printed.
ends = 0, 1, 2, -3, -2, -1
for i in ends:
    for j in ends:
        grads["W1"][i, j] = net.central_difference(x, t, net.params["W1"], (i, j))
for j in range(100):
    grads["b1"][j] = net.central_difference(x, t, net.params["b1"], j)
print("the gradient by W1:")
print(grads["W1"])
print("by b1:")
print(grads["b1"])

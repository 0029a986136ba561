# tolerance: 1e-8 (the last of the digits printed)
net = SimpleNet(1)
print(matrix_gradient(lambda: net.loss(x, t), net.W))

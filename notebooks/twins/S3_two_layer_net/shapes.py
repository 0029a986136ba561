net = TwoLayerNet(784, 100, 10, 0.01, PCG(1))
for param in net.params.values():
    print(param.shape)

net = TwoLayerNet(784, 100, 10, 0.01, PCG(1))
for name, param in net.params.items():
    print(name, param.shape)

source = PCG(7)
net = TwoLayerNet(6, 4, 3, 1, source)
x, t = uniform(5, 6, source), np.eye(3)[[0, 2, 1, 1, 2]]

analytic, numerical = net.gradient(x, t), net.numerical_gradient(x, t)
for name in net.params:
    near = np.abs(analytic[name] - numerical[name]).max() < 1e-6
    print(f"{name} differs by less than 1e-6: {near}")

# tolerance: 1e-7 (the one digit printed of a difference of a few ten millionths)
net = TwoLayerNet(6, 4, 3, 1, PCG(7))
x, t = uniform(5, 6, PCG(8)), np.eye(3)[[0, 2, 1, 1, 2]]

numerical, analytic = net.numerical_gradient(x, t), net.gradient(x, t)
for key in net.params:
    furthest = np.abs(numerical[key] - analytic[key]).max()
    print(f"{key}: largest difference {furthest:.0e}")

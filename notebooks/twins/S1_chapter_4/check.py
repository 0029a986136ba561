# tolerance: 1e-7 (the one digit printed of a difference of a few ten millionths)
net = TwoLayerNet(6, 4, 3, 1, PCG(7))
x, t = uniform(5, 6, PCG(8)), np.eye(3)[[0, 2, 1, 1, 2]]

again = TwoLayerNet(6, 4, 3, 1, PCG(7)).gradient(x, t)

numerical, analytic = net.numerical_gradient(x, t), net.gradient(x, t)
for key in net.params:
    furthest = np.abs(numerical[key] - analytic[key]).max()
    same = np.allclose(analytic[key], again[key], rtol=0, atol=1e-12)
    print(f"{key}: largest difference {furthest:.0e}, same as in dl: {same}")

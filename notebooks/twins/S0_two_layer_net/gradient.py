# tolerance: 1e-8 (the last of the digits printed)
source = PCG(3)
x, t = uniform(100, 784, source), uniform(100, 10, source)
show(net.gradient(x, t), "W2", "b2", "W1", "b1")

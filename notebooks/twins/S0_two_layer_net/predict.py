x = uniform(100, 784, PCG(2))
y = net.predict(x)
print(y.shape)

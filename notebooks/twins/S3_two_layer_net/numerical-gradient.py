# tolerance: 1e-10 (a difference quotient magnifies roundings)
source = PCG(3)
x, t = uniform(100, 784, source), uniform(100, 10, source)
slopes = net.numerical_gradient(x, t)
for slope in slopes.values():
    print(slope.shape)

# The first five rows of W1 are a view of it.
general = central_differences(lambda: net.loss(x, t), net.params["W1"][:5])
away = np.abs(general - slopes["W1"][:5]).max()
print(f"500 entries of W1: the two routines differ by at most {away:.0e}")

# tolerance: 1e-8 (the last of the digits printed)
grad = numerical_gradient(lambda x: np.sum(x**2), np.arange(12.0).reshape(2, 3, 2))
print(grad.shape, grad.ravel())

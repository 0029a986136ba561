# tolerance: 1e-8 (the last of the digits printed)
start = np.array([-3.0, 4.0])
print(gradient_descent(func2, start, lr=10, n=100))
print(gradient_descent(func2, start, lr=1e-10, n=100))

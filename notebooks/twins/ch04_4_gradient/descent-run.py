# tolerance: 1e-13 (roundings of 100 steps)
print(gradient_descent(bowl, np.array([-3.0, 4.0]), lr=0.1, n=100))

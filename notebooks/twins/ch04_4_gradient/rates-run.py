# tolerance: 1e-8 (the last of the digits printed)
start = np.array([-3.0, 4.0])
print("10:   ", gradient_descent(bowl, start, lr=10, n=100))
print("1e-10:", gradient_descent(bowl, start, lr=1e-10, n=100))

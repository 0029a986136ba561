# tolerance: 1e-13 (roundings of 100 steps)
def gradient_descent(f, start, lr=0.01, steps=100):
    x = start.copy()  # what the caller has stays as it is
    for _ in range(steps):
        x -= lr * vector_gradient(f, x)
    return x


print(gradient_descent(fun_2, np.array([-3.0, 4.0]), lr=0.1))

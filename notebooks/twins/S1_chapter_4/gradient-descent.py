def gradient_descent(f, start, lr=0.01, n=100):
    x = start.copy()  # what the caller has stays as it is
    for _ in range(n):
        x -= lr * numerical_gradient(f, x)
    return x

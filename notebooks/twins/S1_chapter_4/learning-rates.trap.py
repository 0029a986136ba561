# trap E-11: without the copy, `-=` changes the caller's array in place. The second run starts where
# the first one ended, at the point that had run away, and does not get back from there. The Go cell
# copies the start, so both of its runs begin at (−3, 4).
def descent_in_place(f, x, lr, n):
    for _ in range(n):
        x -= lr * numerical_gradient(f, x)
    return x


start = np.array([-3.0, 4.0])
print(descent_in_place(func2, start, lr=10, n=100))
print(descent_in_place(func2, start, lr=1e-10, n=100))

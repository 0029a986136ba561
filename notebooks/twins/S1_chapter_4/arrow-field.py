# tolerance: 1e-8 (a difference quotient of a sum of 324 squares magnifies its roundings)
# drawn: arrows
def gradient_of_vector(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    for i, v in enumerate(x):
        x[i] = v + h
        up = f(x)
        x[i] = v - h
        down = f(x)
        x[i] = v
        grad[i] = (up - down) / (2 * h)
    return grad


def gradient_of_rows(f, rows):
    return np.array([gradient_of_vector(f, row) for row in rows])


def sum_of_squares(x):
    return np.sum(x**2)


axis = np.arange(-2, 2.5, 0.25)
tails = np.array(np.meshgrid(axis, axis)).reshape(2, -1)
arrows = -gradient_of_rows(sum_of_squares, tails)

plt.quiver(*tails, *arrows, angles="xy", color="#666666")
plt.xlim(-2, 2)
plt.ylim(-2, 2)
plt.xlabel("x0")
plt.ylabel("x1")
plt.grid()

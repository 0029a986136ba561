# tolerance: 1e-10 (a difference quotient magnifies roundings)
# drawn: path
def hill(x):
    return np.exp(-(x[0] ** 2) - x[1] ** 2)


path = descend(hill, [-1, 0.8], -0.2, 30)
draw_descent(hill, 2, path)

# tolerance: 1e-8 (the last of the digits printed)
# drawn: path
def hole(x):
    return 1 - np.exp(-(x[0] ** 2) - x[1] ** 2)


path = descend(hole, [-2, 2], 0.1, 100)
draw_descent(hole, 3, path)
print("after 100 steps: ", path[100])
print("3000 steps later:", gradient_descent(hole, path[100], 0.1, 3000))

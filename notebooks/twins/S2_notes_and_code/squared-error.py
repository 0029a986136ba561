# tolerance: 1e-15 (NumPy adds in another order)
def squared_error(y, t):
    return np.sum((y - t) ** 2) / 2


is_two = np.array([0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
says_two = np.array([0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0])
says_seven = np.array([0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0])
print(squared_error(says_two, is_two))
print(squared_error(says_seven, is_two))

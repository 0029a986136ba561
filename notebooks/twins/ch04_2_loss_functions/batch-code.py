# tolerance: 1e-14 (rounding)
def batch_cross_entropy(y, labels):
    return -np.mean(np.log(y[np.arange(len(labels)), labels] + 1e-7))


y = np.array([says_two, says_seven])
print(batch_cross_entropy(y, np.array([2, 2])))
print(batch_cross_entropy(y, 2 * np.ones(2, int)))

# tolerance: 1e-14 (rounding)
def cross_entropy(y, t):
    delta = 1e-7
    return -np.sum(t * np.log(y + delta))


print(cross_entropy(says_two, is_two))
print(cross_entropy(says_seven, is_two))

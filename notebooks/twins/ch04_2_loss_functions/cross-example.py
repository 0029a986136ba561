# tolerance: 1e-14 (rounding)
print("60% for the 2: ", cross_entropy(says_two, is_two))
print("10% for the 2: ", cross_entropy(says_seven, is_two))
print("sure of the 2: ", cross_entropy(is_two, is_two))

# tolerance: 1e-14 (rounding)
print("as in the source: ", cross_entropy(one_hot, probabilities))
print("the right way:    ", cross_entropy(probabilities, one_hot))

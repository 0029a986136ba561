# tolerance: 1e-8 (the last of the digits printed)
for a in [0.3, 2.9, 4], [1010, 1000, 990]:
    y = softmax(np.array(a))
    print(y, y)

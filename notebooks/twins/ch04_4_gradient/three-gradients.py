for x in [3.0, 4.0], [0.0, 2.0], [3.0, 0.0]:
    print(numerical_gradient(bowl, np.array(x)))

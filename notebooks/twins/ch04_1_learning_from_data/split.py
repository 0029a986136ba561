(x_train, t_train), (x_test, t_test) = load_mnist()
print("to learn from: ", x_train.shape, t_train.shape)
print("to be judged by:", x_test.shape, t_test.shape)

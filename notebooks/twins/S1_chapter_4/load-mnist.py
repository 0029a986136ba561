(x_train, t_train), _ = load_mnist(one_hot_label=True)

print(x_train.shape)
print(t_train.shape)

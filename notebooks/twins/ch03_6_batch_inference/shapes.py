print("x ", x_test.shape)
for name, param in params.items():
    print(name, param.shape)

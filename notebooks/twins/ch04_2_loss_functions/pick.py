mask = choice(len(x_train), 10, PCG(1))  # the numbers that Go draws
x, t = x_train[mask], t_train[mask]
print("numbers:", mask)
print("x:", x.shape, "t:", len(t), "rows")
print(t)

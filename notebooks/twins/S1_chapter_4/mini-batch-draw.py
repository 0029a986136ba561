train_size = len(x_train)
batch_size = 10
rows = choice(train_size, batch_size, PCG(1))  # the rows that Go draws
x_batch, t_batch = x_train[rows], t_train[rows]

print("rows:  ", rows)
print("shapes:", x_batch.shape, t_batch.shape)
print("digits:", t_batch.argmax(axis=1))

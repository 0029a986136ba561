batch_size, hits = 100, 0
for start in range(0, len(x_test), batch_size):
    y = predict(x_test[start : start + batch_size])
    hits += np.sum(y.argmax(axis=1) == t_test[start : start + batch_size])
print("Accuracy:", hits / len(x_test))

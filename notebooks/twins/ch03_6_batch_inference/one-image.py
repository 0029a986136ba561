# tolerance: 1e-8 (the last of the digits printed)
y = predict(x_test[:1])
print(y)
print("guess", y[0].argmax(), "truth", t_test[0])

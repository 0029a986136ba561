print("1e-50 with 32 bits:", np.float32(1e-50))
print("1e-50 with 64 bits:", np.float64(1e-50))

x, h = 3.0, 10e-50
print("3 + 10e-50 is still 3:", x + h == x)
print("slope of x² at 3 by block 7, where 6 is right:", bad_diff(lambda x: x**2, x))

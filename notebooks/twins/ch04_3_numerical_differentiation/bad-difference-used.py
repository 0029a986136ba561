print("slope of x² at 3:", naive_diff(lambda x: x**2, 3), "(it should be 6)")

# trap E-31: the rows hold the axes, not the points, so `func2` of block 13 sees the first two x0 as
# one point and the first two x1 as another. It is the same bowl, and nearly all arrows are gone.
arrows_of_func2 = -gradient_of_rows(func2, tails)
print("arrows that are left:", np.count_nonzero(arrows_of_func2.any(axis=0)), "of", tails.shape[1])

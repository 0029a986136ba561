import numpy as np

print("1e-50 as float32:     ", np.float32(1e-50))
print("1e-50 as float64:     ", np.float64(1e-50))
x, h = 3.0, 1e-50
print("3 + 1e-50 == 3:       ", x + h == x)

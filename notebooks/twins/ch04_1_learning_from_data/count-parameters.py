import numpy as np
from common import PCG, load_mnist, normal

source = PCG(1)
params = {
    "W1": normal(784, 50, 0.01, source),
    "b1": np.zeros(50),
    "W2": normal(50, 10, 0.01, source),
    "b2": np.zeros(10),
}
for name, param in params.items():
    print(name, param.shape, param.size)
print("all together:", sum(param.size for param in params.values()))

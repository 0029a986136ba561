import numpy as np
from common import load_mnist, sample_weights

_, (x_test, t_test) = load_mnist()
params = sample_weights()

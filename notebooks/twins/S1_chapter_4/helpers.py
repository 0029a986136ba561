import matplotlib.pyplot as plt
import numpy as np
from common import PCG, choice, load_mnist, normal, uniform

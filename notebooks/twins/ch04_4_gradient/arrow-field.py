# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: arrows
import matplotlib.pyplot as plt

axis = np.arange(-2, 2.5, 0.25)
tails = np.array([[x0, x1] for x1 in axis for x0 in axis])
arrows = -np.array([numerical_gradient(bowl, x) for x in tails])
plt.quiver(*tails.T, *arrows.T, angles="xy", color="#666666")
plt.xlim(-2, 2)
plt.ylim(-2, 2)
plt.xlabel("x0")
plt.ylabel("x1")
plt.grid()

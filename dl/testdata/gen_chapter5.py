"""Makes chapter5.json: what nodes and layers of chapter 5 and 6.4.3 answer, by NumPy alone.

    python3 gen_chapter5.py > chapter5.json

The numbers that go in are drawn from a seed and written down with those that come out. The
tolerances allow for sums of tens of rounded terms of size 1: 1e-13 and, for a whole net, 1e-12.
"""

import itertools
import json

import numpy as np

rng = np.random.default_rng(5)


def plain(value):
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def case(name, given, out, tolerance=1e-13):
    return {
        "id": name,
        "in": {key: plain(value) for key, value in given.items()},
        "out": {key: plain(value) for key, value in out.items()},
        "tol": {"abs": tolerance, "rel": tolerance},
    }


def apples():
    price = 100 * 2 * 1.1
    return case(
        "nodes/apples",
        {"apple": 100, "number": 2, "tax": 1.1},
        {"price": price, "dapple": 2 * 1.1, "dnumber": 100 * 1.1, "dtax": 100 * 2},
    )


def oranges():
    price = (100 * 2 + 150 * 3) * 1.1
    return case(
        "nodes/oranges",
        {"apple": 100, "apples": 2, "orange": 150, "oranges": 3, "tax": 1.1},
        {
            "price": price,
            "dapple": 2 * 1.1,
            "dapples": 100 * 1.1,
            "dorange": 3 * 1.1,
            "doranges": 150 * 1.1,
            "dtax": 100 * 2 + 150 * 3,
        },
    )


def tanh():
    x, dout = rng.normal(0, 2, (4, 5)), rng.normal(0, 1, (4, 5))
    return case(
        "layer/tanh", {"x": x, "dout": dout}, {"y": np.tanh(x), "dx": dout * (1 - np.tanh(x) ** 2)}
    )


def dropout():
    ratio = 0.3
    x, dout, draws = rng.normal(0, 2, (4, 5)), rng.normal(0, 1, (4, 5)), rng.random((4, 5))
    mask = draws > ratio
    return case(
        "layer/dropout",
        {"x": x, "dout": dout, "draws": draws, "ratio": ratio},
        {"y": x * mask, "dx": dout * mask, "inference": x * (1 - ratio)},
    )


def deep():
    """A net with two hidden layers, the first with tanh and dropout, the second with ReLU."""
    sizes, n, ratio = (6, 5, 4, 3), 8, 0.4
    x, labels, draws = rng.normal(0, 1, (n, 6)), rng.integers(0, 3, n), rng.random((n, 5))
    w = [rng.normal(0, 0.7, shape) for shape in itertools.pairwise(sizes)]
    b = [rng.normal(0, 0.2, size) for size in sizes[1:]]

    def softmax(scores):
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def forward(through):
        h1 = np.tanh(x @ w[0] + b[0])
        z1 = h1 * through
        z2 = np.maximum(z1 @ w[1] + b[1], 0)
        return h1, z1, z2, z2 @ w[2] + b[2]

    scores = forward(1 - ratio)[3]
    loss = -np.mean(np.log(softmax(scores)[np.arange(n), labels] + 1e-7))

    mask = draws > ratio
    h1, z1, z2, trained = forward(mask)
    d3 = softmax(trained)
    d3[np.arange(n), labels] -= 1
    d3 /= n
    d2 = d3 @ w[2].T * (z2 > 0)
    d1 = d2 @ w[1].T * mask * (1 - h1**2)
    grads = {}
    for i, (left, d) in enumerate([(x, d1), (z1, d2), (z2, d3)], 1):
        grads[f"W{i}"], grads[f"b{i}"] = (left.T @ d).tolist(), [d.sum(axis=0).tolist()]
    given = {"x": x, "labels": labels, "draws": draws, "ratio": ratio}
    given |= {"w": [m.tolist() for m in w], "b": [v.tolist() for v in b]}
    return case("net/dropout", given, {"scores": scores, "loss": loss, "grads": grads}, 1e-12)


cases = [apples(), oranges(), tanh(), dropout(), deep()]
print('{"cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]}")

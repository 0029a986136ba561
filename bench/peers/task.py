"""What the peers share: the data, which nobody's time includes, the sizes, and a clock."""

import gzip
import os
import statistics
import time
from pathlib import Path

import numpy as np

BATCH = 100
RATE = 0.1
CLASSIC_STEPS = 10_000
EPOCH = 600  # steps between two records of the accuracy
REPEATS = 15  # of a work that takes less than a second


def load(dtype, centred=False):
    """Images in [0, 1] and labels, for training and for testing."""
    x, t = read("train-images-idx3-ubyte", 16, dtype), read("train-labels-idx1-ubyte", 8)
    test_x, test_t = read("t10k-images-idx3-ubyte", 16, dtype), read("t10k-labels-idx1-ubyte", 8)
    if centred:
        mean = x.mean(axis=0, dtype=np.float64).astype(dtype)
        x -= mean
        test_x -= mean
    return x, t, test_x, test_t


def read(name, header, dtype=None):
    content = gzip.decompress((Path(os.environ["DLFS_BENCH_MNIST"]) / f"{name}.gz").read_bytes())
    values = np.frombuffer(content, np.uint8, offset=header)
    if dtype is None:
        return values.astype(np.int64)
    return values.reshape(-1, 784).astype(dtype) / dtype.type(255)


def seconds(work):
    start = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - start}


def median_seconds(work):
    """The median of several runs, after one that warms up."""
    work()
    return {"seconds": statistics.median(seconds(work)["seconds"] for _ in range(REPEATS))}

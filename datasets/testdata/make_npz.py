"""Writes numpy.npz and numpy_compressed.npz beside itself, which TestReadNumPy reads: python3 make_npz.py, with NumPy 2."""

from pathlib import Path

import numpy as np

arrays = {
    "W1": np.arange(6, dtype=np.float64).reshape(2, 3) / 8,
    "b1": np.array([-0.0, np.inf, 1e-300]),
    "single": np.array([[0.1, -2.5]], dtype=np.float32),
    "fortran": np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
    "big_endian": np.array([1.5, -3.25], dtype=">f8"),
}
here = Path(__file__).parent
np.savez(here / "numpy.npz", **arrays)
np.savez_compressed(here / "numpy_compressed.npz", **arrays)

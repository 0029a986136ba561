"""Writes the files beside itself that the tests of NPZ read: python3 make_npz.py, with NumPy 2."""

import io
import zipfile
from pathlib import Path

import numpy as np

here = Path(__file__).parent

arrays = {
    "W1": np.arange(6, dtype=np.float64).reshape(2, 3) / 8,
    "b1": np.array([-0.0, np.inf, 1e-300]),
    "single": np.array([[0.1, -2.5]], dtype=np.float32),
    "fortran": np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
    "big_endian": np.array([1.5, -3.25], dtype=">f8"),
}
np.savez(here / "numpy.npz", **arrays)
np.savez_compressed(here / "numpy_compressed.npz", **arrays)

# What people keep beside their weights.
np.savez(
    here / "numpy_mixed.npz",
    epoch=np.array(17),
    rate=np.array(0.1),
    W1=arrays["W1"],
    labels=np.array([3, 1, 4], dtype=np.uint8),
    half=np.array([0.5], dtype=np.float16),
    images=np.zeros((2, 1, 3)),
    empty=np.zeros((0, 3)),
    done=np.array([True]),
    classes=np.array(["cat", "dog"]),
    history=np.array([(0, 2.3)], dtype=[("step", "<i4"), ("loss", "<f8")]),
    b1=arrays["b1"],
)

# The same by other hands: each version of the format, a text, a folder, and what macOS adds.
with zipfile.ZipFile(here / "numpy_by_hand.npz", "w") as archive:

    def add(name: str, content: bytes) -> None:
        archive.writestr(zipfile.ZipInfo(name), content)

    add("README.txt", b"Trained in an evening.\n")
    add("weights/", b"")
    for version in (1, 2, 3):
        array = io.BytesIO()
        np.lib.format.write_array(array, arrays["W1"] + version, version=(version, 0))
        add(f"weights/v{version}.npy", array.getvalue())
    add("__MACOSX/weights/._v1.npy", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")

np.save(here / "numpy_array.npy", arrays["W1"])

"""Builds the WebAssembly module of dl's vector kernels: `build.py [OUTPUT]`."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = Path(__file__).with_name("kernel.c")
MODULE = ROOT / "dl" / "internal" / "kernel" / "simd128.wasm"

FLAGS = (
    "--target=wasm32-freestanding",
    "-mcpu=mvp+simd128",  # no browser needs more than vectors
    "-O2",
    "-ffp-contract=off",  # a product is rounded before it is added
    "-ffreestanding",
    "-fno-builtin",  # a loop that looks like memset stays one
    "-nostdlib",
    "-Wall",
    "-Wextra",
    "-Wno-unused-parameter",  # not every function of EACH takes all
    "-Werror",
    "-Wl,--no-entry",
    "-Wl,--import-memory",
    "-Wl,--strip-all",
    "-Wl,-z,stack-size=0",
)


def build(output: Path, source: Path = SOURCE) -> None:
    """Writes the module. The compiler keeps nothing from one build to the next."""
    with tempfile.TemporaryDirectory(prefix="dlfs-simd-") as cache:
        env = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache, "HOME": cache}
        made = Path(cache, "made.wasm")
        command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, "-o", made, source]
        subprocess.run(command, cwd=cache, env=env, check=True)
        output.write_bytes(made.read_bytes())


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else MODULE)

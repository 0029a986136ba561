"""Compiles the programs that a page runs without a compiler."""

import gzip
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WASM = {"GOOS": "js", "GOARCH": "wasm", "CGO_ENABLED": "0", "GOFLAGS": "-trimpath -buildvcs=false"}


def programs(target: Path) -> None:
    """Writes the program of the live drawing board."""
    path = target / "drawing.wasm"
    command = ["go", "build", "-ldflags=-s -w -buildid=", "-o", path, "./browser/drawing"]
    if subprocess.run(command, cwd=ROOT, env=os.environ | WASM, check=False).returncode != 0:
        raise SystemExit("the drawing program cannot be built: see above")
    packed = gzip.compress(path.read_bytes(), 9, mtime=0)
    (target / "drawing.bin").write_bytes(packed)
    path.unlink()

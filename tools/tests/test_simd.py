"""The committed module of the WebAssembly kernels is what its source compiles to."""

import os
import shutil
import subprocess

import pytest

from nbtools.project import ROOT

PYTHON = ROOT / ".simd" / "bin" / "python"
SOURCE = ROOT / "tools" / "simd"
COMMITTED = ROOT / "dl" / "internal" / "kernel" / "simd128.wasm"

pytestmark = pytest.mark.more


@pytest.fixture(autouse=True)
def needs_compiler():
    if not PYTHON.exists() and not os.environ.get("CI"):
        pytest.skip("nothing was compiled: .simd is missing (make .simd/stamp)")


def test_the_module_is_built_from_its_source(tmp_path):
    built = tmp_path / "built.wasm"
    subprocess.run([PYTHON, SOURCE / "build.py", built], check=True)
    assert built.read_bytes() == COMMITTED.read_bytes(), "run `make simd`"


def test_place_time_and_language_change_nothing(tmp_path):
    elsewhere = tmp_path / "another place"
    shutil.copytree(SOURCE, elsewhere)
    os.utime(elsewhere / "kernel.c", (0, 0))
    env = os.environ | {"TZ": "Asia/Tokyo", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    built = tmp_path / "built.wasm"
    subprocess.run(
        [PYTHON, elsewhere / "build.py", built], check=True, cwd=tmp_path, env=env, umask=0o077
    )
    assert built.read_bytes() == COMMITTED.read_bytes()

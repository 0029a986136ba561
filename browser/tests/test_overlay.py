"""Another release of Go than the one that the page is made for ends the build with a sentence."""

import shutil
import subprocess
from pathlib import Path

import pytest

import overlay

NAMES = (
    "cmd/compile/main.go",
    "cmd/link/main.go",
    "cmd/compile/internal/ssa/config.go",
    *overlay.CHANGES,
)


@pytest.fixture
def source(tmp_path):
    """What the overlay looks at of Go's sources."""
    root = Path(subprocess.check_output(["go", "env", "GOROOT"], text=True).strip())
    for name in (*(f"src/{name}" for name in NAMES), overlay.GLUE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    return tmp_path / "src"


def test_this_release(source, tmp_path):
    assert overlay.write(tmp_path, source).is_file()


def test_another_release(source, tmp_path):
    for name in (*NAMES, f"../{overlay.GLUE}"):
        text = (source / name).read_text()
        (source / name).write_text("package other\n")
        with pytest.raises(SystemExit, match="is not as expected: see what this release of Go has"):
            overlay.write(tmp_path, source)
        (source / name).write_text(text)

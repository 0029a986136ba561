"""Where things are in the clone, and what a committed output must not contain."""

import functools
import json
import os
import subprocess
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"name": "dlfs", "display_name": "Go (dlfs)", "language": "go"}
KERNEL_DIR = ROOT / ".jupyter" / "data" / "kernels"

# The sources, each with its language. A mirror is there in English and in that one.
SOURCES = {"S0": "zh", "S1": "zh", "S2": "zh", "S3": "ko", "S4": "zh"}


def mirrored(name: str) -> str | None:
    """The source that a notebook of this name mirrors: S1 for S1_chapter_4."""
    source = name.partition("_")[0]
    return source if source in SOURCES else None


def all_notebooks(folder: Path = ROOT / "notebooks") -> list[Path]:
    """Every notebook of the project, or of one folder, in a fixed order."""
    found = sorted(folder.rglob("*.ipynb"))
    return [p for p in found if ".ipynb_checkpoints" not in p.parts]


class NoNotebook(Exception):
    """A file that is no notebook, in a sentence that names it."""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook in the file. Raises NoNotebook."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    # What nbformat raises for JSON that is no notebook is chance.
    except (OSError, ValueError, TypeError, AttributeError, nbformat.ValidationError) as error:
        why = str(error).splitlines()[0]
        raise NoNotebook(f"{short(path)}: it is no notebook: {why}") from error
    return notebook


def short(path: Path) -> str:
    """The path as a person in the clone's root would type it."""
    path = path.resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


@functools.cache
def go_env() -> dict[str, str]:
    names = ["GOROOT", "GOMODCACHE", "GOPROXY", "GOVERSION"]
    done = subprocess.run(
        ["go", "env", "-json", *names], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def release_is_pinned() -> bool:
    """Whether this Go is of the release in go.mod, which made the committed figures.

    PNG bytes depend on the release's deflate, so figures are compared byte by byte only then.
    """
    asked = "{{.Module.GoVersion}} {{context.ReleaseTags}}"  # 1.26 [go1.1 go1.2 … go1.26]
    done = subprocess.run(
        ["go", "list", "-f", asked, "./dl"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    pinned, *_, release = done.stdout.rstrip("]\n").split()
    return f"go{pinned}.".startswith(f"{release}.")


def places(scratch: Path) -> list[tuple[str, str]]:
    """Folders that a stack trace may name, each with what stands for it; longest first."""
    named = {
        str(scratch): "$TMPDIR",
        str(ROOT): "$DLFS",
        go_env()["GOROOT"]: "$GOROOT",
        go_env()["GOMODCACHE"]: "$GOMODCACHE",
        os.path.expanduser("~"): "$HOME",
    }
    return sorted(((k, v) for k, v in named.items() if len(k) > 1), key=lambda kv: -len(kv[0]))

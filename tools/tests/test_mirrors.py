"""The mirrors in kernels: run twice in the same one, and in GoNB as it comes."""

import asyncio
import copy
import json
import os
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from nbtools import compare, execute, project
from nbtools.project import KERNEL, ROOT, all_notebooks

pytestmark = [pytest.mark.kernel, pytest.mark.more]

MIRRORS = all_notebooks(ROOT / "notebooks" / "mirrors")
ENGLISH = [path for path in MIRRORS if path.parent.name == "en"]


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [c for c in project.read_notebook(path).cells if c.cell_type == "code"]


def run(cells: list[nbformat.NotebookNode], path: Path, **kernel: Path) -> list:
    """The same cells, run in a fresh kernel in the notebook's folder."""
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    done = asyncio.run(execute.run_notebook(copy.deepcopy(notebook), path, **kernel))
    assert done.failures == [], "\n".join(done.failures)
    return done.notebook.cells


def differences(committed: list, fresh: list) -> list[str]:
    exact = project.release_is_pinned()
    return [
        f"{old.id}: {why}"
        for old, new in zip(committed, fresh, strict=True)
        if (why := compare.cell_difference(old, new, exact_figures=exact))
    ]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_every_cell_can_be_run_again_after_the_last(path):
    cells = code_cells(path)
    again = copy.deepcopy(cells)
    for cell in again:
        cell.id += "-again"
    found = run(cells + again, path)
    assert differences(cells + again, found) == []


@pytest.fixture(scope="session")
def stock(tmp_path_factory):
    """A folder with a kernel of our name that is GoNB itself, unchanged and without our command."""
    folder = tmp_path_factory.mktemp("kernels")
    gonb = folder / "gonb"
    subprocess.run(
        ["go", "build", "-o", gonb, "github.com/janpfeifer/gonb"],
        cwd=ROOT / "tools" / "gonb",
        check=True,
    )
    (folder / KERNEL["name"]).mkdir()
    spec = {
        "argv": [str(gonb), "--kernel", "{connection_file}", "--logtostderr"],
        "display_name": "Go (gonb)",
        "language": "go",
    }
    (folder / KERNEL["name"] / "kernel.json").write_text(json.dumps(spec))
    return folder


def set_up() -> list[nbformat.NotebookNode]:
    """The cells that README tells you to run first with a GoNB of your own."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    section = page.partition("## With a GoNB of your own")[2].partition("\n## ")[0]
    cells = re.findall(r"```\n(.+?)\n```", section, re.DOTALL)
    assert len(cells) == 2
    sources = [cell.replace("/path/to/this/folder", str(ROOT)) for cell in cells]
    return [nbformat.v4.new_code_cell(source) for source in sources]


@pytest.mark.parametrize("path", MIRRORS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_gonb_as_it_comes_shows_the_same(path, stock, monkeypatch):
    monkeypatch.setenv("PATH", f"{ROOT / '.bin'}{os.pathsep}{os.environ['PATH']}")  # goimports
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("DLFS_LANG", path.parent.name)  # which our own command finds out
    first, cells = set_up(), code_cells(path)
    found = run(first + cells, path, kernels=stock)
    assert differences(cells, found[len(first) :]) == []

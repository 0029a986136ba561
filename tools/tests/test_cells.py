"""Cells through the real kernel: however they are built, the outputs are the same."""

import asyncio
import subprocess
import zipfile
from pathlib import Path

import pytest

from nbtools import compare, execute
from nbtools.project import ROOT
from nbtools.warm import PLOT_CELL
from samples import code, notebook

pytestmark = pytest.mark.kernel

# The third cell with the same imports is built by the recipe that the first one gave.
GOOD = [
    '%%\nfmt.Println("first")',
    '%%\nfmt.Println("second")',
    '%%\nfmt.Println("third")',
    "func double(x float64) float64 { return 2 * x }",
    "%%\nfmt.Println(double(1.5))",
    'import "dlfs/dl"\n\n%%\nfmt.Println(dl.Sigmoid(0))',
    "%%\nfmt.Println(dl.Sigmoid(1), dl.ReLU(-1))",
    "%%\nfmt.Println(dl.Softmax(nil, []float64{1, 2, 3}))",
    PLOT_CELL,
    PLOT_CELL.replace("A rising line", "The same line"),
    '%%\nfmt.Fprintln(os.Stderr, "to stderr")',
    "!go version",
    "!echo $PWD; ls",
    'import "runtime/debug"\n\n%%\ninfo, ok := debug.ReadBuildInfo()\nfmt.Println(info, ok)',
    'import "testing"\n\n'
    "func TestDouble(t *testing.T) {\n\tif double(1) != 2 {\n\t\tt.Fail()\n\t}\n}",
    "%test\n",
]
BROKEN = [
    '%%\npanic("boom")',
    "%%\nvar nothing []int\nfmt.Println(nothing[0])",
    '%%\nnet := dl.NewTwoLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0))\nnet.Param("W9")\n'
    "dl.SumSquaredError([]float64{1}, []float64{1, 2})",
    "%%\nos.Exit(3)",
    "%%\nx := 1",
    "%%\nfmt.Println(",
    '%%\nvar x int = "text"\nfmt.Println(x)',
    "%%\nfmt.Println(undefined)",
    "%%\nfmt.Println(dl.Nowhere(1))",
    'import "example.com/nowhere"\n\n%%\nnowhere.Go()',
    'import "dlfs/nowhere"\n\n%%\nnowhere.Go()',
    "%rm nowhere",
    'import "dlfs/dl/internal/kernel"\n\n%%\nfmt.Println(kernel.Nowhere)',
    "%rm kernel",
    "func double(x float64) float64 { return 3 * x",
    "%%\nfmt.Println(double(1.5))",
    '%%\ngo func() { panic("in a goroutine") }()\nselect {}',
    "%goflags -nosuchflag",
    "%%\nfmt.Println(1)",
    '%goflags ""',
    "%%\nfmt.Println(2)",
]


def run(log: Path, monkeypatch: pytest.MonkeyPatch, *, plain: bool) -> execute.Run:
    monkeypatch.setenv("DLFS_CELL_LOG", str(log))
    monkeypatch.setenv("DLFS_PLAIN_GO", "1" if plain else "")
    cells = [code(source) for source in GOOD]
    cells += [code(source, tags=["raises-exception"]) for source in BROKEN]
    return asyncio.run(execute.run_notebook(notebook(*cells), ROOT / "cells.ipynb"))


def test_cells_are_the_same_both_ways(tmp_path, monkeypatch):
    log = tmp_path / "log"
    ours = run(log, monkeypatch, plain=False)
    said = log.read_text().splitlines()
    assert said.count("build: by recipe") >= 8
    assert said.count("get: by recipe") >= 6
    theirs = run(log, monkeypatch, plain=True)
    assert log.read_text().splitlines() == said
    found = compare.differences(theirs.notebook, ours.notebook, exact_figures=True)
    assert found == []
    # Some of the broken cells only prepare others; which fail is the same too.
    assert ours.failures == theirs.failures
    assert not any(f"cell {n} " in why for why in ours.failures for n in range(1, len(GOOD) + 1))


def test_an_edited_package_counts_at_once(tmp_path, monkeypatch):
    """A cell edits a package in the workspace: the next cell sees the edit."""
    monkeypatch.setenv("DLFS_CELL_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("LESSON", str(tmp_path / "lesson"))
    make = (
        "!*mkdir -p $LESSON && printf 'module lesson\\n\\ngo 1.26\\n' >$LESSON/go.mod\n"
        "!*printf 'package lesson\\n\\nconst Number = 1\\n' >$LESSON/lesson.go\n"
        "!*go work use $LESSON\n"
        "%goworkfix"
    )
    use = 'import "lesson"\n\n%%\nfmt.Println({}, lesson.Number)'
    edit = "!sed -i 's/1/2/' $LESSON/lesson.go"
    sources = [make, use.format(1), use.format(2), use.format(3), edit, use.format(4)]
    cells = notebook(*(code(source) for source in sources))
    result = asyncio.run(execute.run_notebook(cells, ROOT / "cells.ipynb"))
    assert result.failures == []
    printed = [
        "".join(o.get("text", "") for o in result.notebook.cells[n].outputs) for n in (1, 2, 3, 5)
    ]
    assert printed == ["1 1\n", "2 1\n", "3 1\n", "4 2\n"]
    builds = [line for line in (tmp_path / "log").read_text().splitlines() if "build" in line]
    assert builds[1:3] == ["build: by recipe"] * 2
    assert "sources have changed" in builds[3]


def serve_module(proxy: Path, path: str, files: dict[str, str]) -> None:
    """Makes a folder a proxy that has version v1.0.0 of the module."""
    versions = proxy / path / "@v"
    versions.mkdir(parents=True)
    (versions / "list").write_text("v1.0.0\n")
    (versions / "v1.0.0.info").write_text('{"Version": "v1.0.0"}')
    (versions / "v1.0.0.mod").write_text(files["go.mod"])
    with zipfile.ZipFile(versions / "v1.0.0.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{path}@v1.0.0/{name}", content)


def own_module_cache(folder: Path) -> None:
    """Makes a module cache that has what the user's has, and takes what is new."""
    command = ["go", "env", "GOMODCACHE"]
    theirs = Path(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    )
    for part in (Path(), Path("cache/download")):
        (folder / part).mkdir(parents=True)
        for entry in (theirs / part).iterdir():
            if entry.name != "cache":
                (folder / part / entry.name).symlink_to(entry)


def test_a_module_that_a_cell_asks_for(tmp_path, monkeypatch):
    """The kernel is offline, yet !*go get brings a module, from the user's own proxy."""
    go_mod = "module tiny.example/tiny\n\ngo 1.26\n"
    tiny = "package tiny\n\nconst Number = 42\n"
    serve_module(tmp_path / "proxy", "tiny.example/tiny", {"go.mod": go_mod, "tiny.go": tiny})
    own_module_cache(tmp_path / "modules")
    monkeypatch.setenv("GOPROXY", (tmp_path / "proxy").as_uri())
    monkeypatch.setenv("GOSUMDB", "off")
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "modules"))
    monkeypatch.setenv("GOFLAGS", "-modcacherw")
    monkeypatch.setenv("DLFS_PLAIN_GO", "")
    use = 'import "tiny.example/tiny"\n\n%%\nfmt.Println(tiny.Number)'
    cells = notebook(
        code(use, tags=["raises-exception"]),
        code("!*go get tiny.example/tiny"),
        code(use),
        code("%%\nfmt.Println(tiny.Number + 1)"),
    )
    result = asyncio.run(execute.run_notebook(cells, ROOT / "cells.ipynb"))
    assert result.failures == []
    missing, _, *found = result.notebook.cells
    assert any(o.output_type == "error" for o in missing.outputs)
    printed = ["".join(o.get("text", "") for o in cell.outputs) for cell in found]
    assert printed == ["42\n", "43\n"]

"""What `dlfs gonb` writes runs in a GoNB that nothing stands before, and shows the same."""

import asyncio
import json
import subprocess

import nbformat
import pytest

from nbtools import execute
from nbtools.project import KERNEL, ROOT
from offline import text
from samples import code, markdown, notebook

pytestmark = pytest.mark.kernel

CELLS = [
    "x := 3\nx",
    "x++",
    'y := x * 2\nfmt.Println("y is", y)\ny, x',
    "type Point struct{ X, Y int }\n\np := Point{1, y}\n"
    "func (p Point) Sum() int { return p.X + p.Y }\np.Sum()",
    "p.X = 10\np",
    "n := 0\nfunc count() int {\n\tn++\n\treturn n\n}\ncount()",
    "count()\ncount()",
    'import (\n\t"math/rand/v2"\n\n\t"dlfs/dl"\n)\n\n'
    "net := dl.NewTwoLayerNet(4, 3, 2, dl.Std(0.01), rand.NewPCG(1, 0))",
    "len(net.Params())",
    "%%\nfor i := range 3 {\n\tif i == 1 {\n\t\tx = 100\n\t\treturn\n\t}\n}",
    "x",
    "x := x + 1\nx",
    "!echo from the shell\nunused := 1",
]


def write(path, *command: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / ".bin/dlfs", "gonb", *command, path], capture_output=True, text=True, check=False
    )


def run(cells: nbformat.NotebookNode) -> list[str]:
    ran = asyncio.run(execute.run_notebook(cells, ROOT / "notebooks/en/written.ipynb"))
    assert ran.failures == []
    return ["".join(map(text, cell.outputs)) for cell in ran.notebook.cells]


@pytest.fixture
def here(tmp_path):
    """A folder whose notebooks are the project's."""
    folder = ROOT / ".jupyter" / tmp_path.name
    folder.mkdir(parents=True)
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_it_shows_the_same(here, monkeypatch):
    path = here / "mine.ipynb"
    nbformat.write(notebook(*map(code, CELLS)), path)
    done = write(path)
    assert (done.returncode, done.stderr) == (0, ""), done
    written = nbformat.read(here / "mine-gonb.ipynb", as_version=4)
    assert written.metadata.kernelspec.name == "gonb"
    wanted = run(notebook(*map(code, CELLS)))
    monkeypatch.setenv("DLFS_PLAIN_KERNEL", "1")
    got = run(written)
    assert [line.split() for line in got] == [line.split() for line in wanted]


def test_what_cannot_be_written_is_said(here):
    path = here / "mine.ipynb"
    cells = [markdown("# Mine"), code("f := func() int { return 1 }\nx := 2"), code("f() + x")]
    nbformat.write(notebook(*cells), path)
    done = write(path, "-o", here / "plain.ipynb")
    assert done.returncode == 1
    assert done.stderr == "dlfs: f of cell [1] cannot be kept with nb.Keep: it is a function\n"
    written = json.loads((here / "plain.ipynb").read_text())
    assert written["cells"][0]["source"] == json.loads(path.read_text())["cells"][0]["source"]
    assert "".join(written["cells"][2]["source"]).startswith("%%\n// f is not here: ")
    assert json.loads(path.read_text())["metadata"]["kernelspec"] == KERNEL


def test_a_notebook_is_not_written_over_itself(here):
    path = here / "mine.ipynb"
    nbformat.write(notebook(code("1")), path)
    before = path.read_bytes()
    done = write(path, "-o", path)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert path.read_bytes() == before
    (here / "no.ipynb").write_text("{}")
    done = write(here / "no.ipynb")
    assert done.returncode == 1 and "not a notebook" in done.stderr

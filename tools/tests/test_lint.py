import nbformat
import pytest

from nbtools.lint import lint
from nbtools.project import ROOT
from samples import code, display, error, notebook, png, stderr, stdout

ALT = '<img alt="A falling line">'


def good():
    first = code("%%\nfmt.Println(1)", stdout("1\n"), dlfs={"mirrors": ["S1-32", "S2-45"]})
    second = code("%%\nnb.Show(f)", display(png=png(), html=ALT))
    third = code("%%\npanic(1)", stderr("panic: 1\n"), error(), tags=["raises-exception"])
    prose = nbformat.v4.new_markdown_cell("Text", metadata={"dlfs": {"mirrors": ["S0-01"]}})
    made = notebook(prose, first, second, third)
    for count, cell in enumerate((first, second, third), 1):
        cell.execution_count = count
    return made


def test_a_good_notebook_passes():
    assert lint(good()) == []


def spoil_kernel(n):
    n.metadata.kernelspec["name"] = "gonb"


def spoil_version(n):
    n.metadata["language_info"] = {"version": "go1.26.8"}


def spoil_same_id(n):
    n.cells[1].id = n.cells[2].id


def spoil_bad_id(n):
    n.cells[1].id = "two words"


def spoil_row(n):
    n.cells[0].metadata.dlfs.mirrors = ["E-5"]


def spoil_rows(n):
    n.cells[1].metadata.dlfs.mirrors = "S1-32"


def spoil_count(n):
    n.cells[2].execution_count = 7


def spoil_unexpected_error(n):
    n.cells[3].metadata.tags = []


def spoil_missing_error(n):
    n.cells[3].outputs = [stdout("fine\n")]


def spoil_alt(n):
    n.cells[2].outputs[0].data["text/html"] = '<img alt=" ">'


def spoil_picture(n):
    del n.cells[2].outputs[0].data["text/html"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (spoil_kernel, "the kernelspec is"),
        (spoil_version, "language_info names a version"),
        (spoil_same_id, "the cell id 'cell-3' is used 2 times"),
        (spoil_bad_id, "the cell id 'two words'"),
        (spoil_row, "cell 1 (cell-1): mirrors names 'E-5'"),
        (spoil_rows, "cell 2 (cell-2): mirrors is 'S1-32', not a list"),
        (spoil_count, "cell 3 (cell-3): its execution count is 7, not 2"),
        (spoil_unexpected_error, "cell 4 (cell-4): its output is an error"),
        (spoil_missing_error, "cell 4 (cell-4): it is tagged raises-exception"),
        (spoil_alt, "cell 3 (cell-3): its figure has no alt text"),
        (spoil_picture, "cell 3 (cell-3): its figure has no alt text"),
    ],
)
def test_each_fault_is_named(spoil, says):
    spoiled = good()
    spoil(spoiled)
    (said,) = lint(spoiled)
    assert said.startswith(says)


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (stdout("&{} 0xc000123456\n"), "an address, 0xc000123456"),
        (stdout("listening on 127.0.0.1\n"), "a network address"),
        (stdout("done at 12:34:56\n"), "a time of day, 12:34:56"),
        (stdout(f"read {ROOT}/x\n"), f"the path {ROOT}"),
        (stderr("gonb_0a1b2c3d\n"), "a kernel's temporary folder"),
        (display(html="at 0xc000123456"), "an address"),
    ],
)
def test_what_differs_between_runs_is_found(output, says):
    spoiled = good()
    spoiled.cells[1].outputs = [output]
    assert any(
        said.startswith(f"cell 2 (cell-2): its output contains {says}") for said in lint(spoiled)
    )


@pytest.mark.parametrize(
    "output", [stdout("0x1f 12:30 1:2 $TMPDIR/gonb\n"), display(png="0xabcdef01", html=ALT)]
)
def test_what_only_looks_like_it_is_left_alone(output):
    harmless = good()
    harmless.cells[1].outputs = [output]
    assert lint(harmless) == []

import subprocess
import sys

import nbformat
import pytest

import parity
from nbtools import twins
from nbtools.lint import lint
from nbtools.normalise import normalise, text_of
from nbtools.project import ROOT
from samples import code, display, notebook, png, stdout

sys.path.insert(0, str(twins.TWINS))
import common  # the twins' own module, which lies beside them


@pytest.mark.parametrize(
    ("go", "python", "numbers", "difference"),
    [
        ("0", "0.0", 1, 0),
        ("[6. 8.]", "[6.0, 8.0]", 2, 0),
        ("ok true false", "ok True False", 0, 0),
        ("x = 5   slope 0.2", "x = 5 slope 0.25", 2, 0.05),
        ("-2.5e+13", "-2.0e13", 1, 0.2),
        ("\N{MINUS SIGN}3", "-3", 1, 0),
        ("10,000 steps", "10000 steps", 1, 0),
        ("W1 (784, 100)", "W1 (784, 100)", 2, 0),
        ("NaN +Inf", "nan inf", 2, 0),
        ("1", "nan", 1, float("inf")),
        ("[0.1 ... 0.2]", "[0.1 ... 0.2]", 2, 0),
        ("", "", 0, 0),
    ],
)
def test_numbers_are_compared_by_value(go, python, numbers, difference):
    found = twins.compare(go, python)
    assert found.words == ""
    assert found.numbers == numbers
    assert found.difference == pytest.approx(difference, abs=1e-15)


@pytest.mark.parametrize(
    ("go", "python", "says"),
    [
        ("slope 1", "slopes 1", "Go prints 'slope 1', Python 'slopes 1'"),
        ("True", "true no", "only Python prints 'no'"),
        ("1 2 3", "1 2", "only Go prints '3'"),
        ("", "x", "only Python prints 'x'"),
        ("one", "1", "Go prints 'one', Python '1'"),
        ("[1 ... 2]", "[1 1 2]", "Go prints '... 2]', Python '1 2]'"),
        ("ok true", "ok False", "Go prints 'true', Python 'False'"),
    ],
)
def test_words_must_be_the_same(go, python, says):
    assert twins.compare(go, python).words == says


def test_quoted_numbers_are_compared_but_are_no_results():
    found = twins.compare("below 1e-6: 0.5", "below 1e-6: 0.5", 'print("below 1e-6:", 0.5)')
    assert (found.numbers, found.difference) == (1, 0)
    assert twins.compare("below 1e-6", "below 1e-7", 'print("below 1e-7")').difference > 0


def twin(code_="print(1)\n", **stated):
    return twins.Twin("slopes", code_, **stated)


def problem(made, go, python, drawn=((), ())):
    return twins.problem(
        made, twins.Go(go, list(drawn[0])), twins.Result(python, drawn=list(drawn[1]))
    )


def test_a_difference_is_allowed_up_to_the_tolerance():
    made = twin(tolerance="1e-3", reason="rounding")
    assert problem(made, "1.0", "1.0009") == ""
    assert problem(made, "1.0", "1.002") == (
        "slopes-python: 1.0 in Go, 1.002 in Python: they differ by 2e-03, and 1e-3 is allowed"
    )
    assert "0 is allowed" in problem(twin(), "1.0", "1.0000000000000002")
    assert "only Go prints" in problem(made, "1 2", "1")


def test_the_numbers_of_a_figure_are_compared_too():
    made = twin(tolerance="1e-3", drawn="y")
    assert problem(made, "", "", ([1, 2], [1, 2.0005])) == ""
    assert "they differ by 5e-02" in problem(made, "", "", ([1, 2], [1, 2.1]))
    assert "2 numbers in Go, 1 in Python" in problem(made, "", "", ([1, 2], [1]))
    assert "0 numbers in Go, 1 in Python" in problem(made, "", "", ([], [1]))


def test_a_trap_must_not_agree_with_go():
    trap = twin(error="E-9", story="a story")
    assert problem(trap, "[6. 8.]", "[25000 35000]") == ""
    assert problem(trap, "[6. 8.]", "oh") == ""
    assert "no trap" in problem(trap, "[6. 8.]", "[6. 8.]")


def test_files_say_what_they_allow(tmp_path):
    files = {
        "a.py": "# tolerance: 1e-12 (rounding)\n# drawn: y\n# a comment\ny = 1\n",
        "b.py": "print(2)\n",
        "b.trap.py": "# trap E-9: whole numbers\n# hold no fractions.\nprint(3)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    first, second = code(), code()
    made = notebook(second, first)
    second.id, first.id = "b", "a"
    assert twins.read_all(tmp_path, made) == [
        twins.Twin("b", "print(2)\n"),
        twins.Twin("b", "print(3)\n", error="E-9", story="whole numbers hold no fractions."),
        twins.Twin("a", "# a comment\ny = 1\n", "1e-12", "rounding", "y"),
    ]
    first.id = "c"
    with pytest.raises(twins.TwinError, match="no code cell for a-python"):
        twins.read_all(tmp_path, made)
    (tmp_path / "b.trap.py").write_text("print(3)\n")
    with pytest.raises(twins.TwinError, match="a trap begins with a line"):
        twins.read_all(tmp_path, made)


def test_twins_share_their_names_and_traps_keep_theirs():
    chain = [
        twin("x = 1\n"),
        twin("x = 2\nprint(x)\n", error="E-9", story="s"),
        twin("print(x)\n", drawn="[x, [x]][:1]"),
    ]
    assert [(r.printed, r.drawn) for r in twins.run_all(chain)] == [
        ("", []),
        ("2\n", []),
        ("1\n", [1]),
    ]
    with pytest.raises(twins.TwinError, match=r"(?s)slopes-python fails: .*ZeroDivisionError"):
        twins.run_all([twin("1 / 0\n")])


def test_figures_have_the_same_bytes_twice_and_none_is_left_open():
    drawing = [twin("import matplotlib.pyplot as plt\nplt.plot([0, 1])\n"), twin("x = 1\n")]
    first, nothing = twins.run_all(drawing)
    again, _ = twins.run_all(drawing)
    assert first.figures == again.figures
    assert len(first.figures) == 1
    assert nothing.figures == []


def paired(python="0.5\n", **stated):
    slopes, other = code("%%\nf()", stdout("0.5\n"), dlfs={"mirrors": ["S1-32"]}), code()
    made = notebook(slopes, other)
    slopes.id, other.id, other.execution_count = "slopes", "other", 2
    return made, twins.cell(twin(**stated), twins.Result(python))


def test_a_twin_stands_under_its_cell_and_is_in_order():
    made, cell = paired(tolerance="1e-3", reason="rounding")
    made.cells = twins.with_twins(made, [cell])
    assert [c.id for c in made.cells] == ["slopes", "slopes-python", "other"]
    assert lint(made) == []
    assert made.cells[1].source == (
        "<details>\n<summary>The same in Python</summary>\n\n```python\nprint(1)\n```\n\n</details>"
    )


def test_a_trap_tells_its_story_and_what_it_prints():
    _, cell = paired(error="E-9", story="it is cut.")
    assert cell.source == (
        "<details>\n<summary>A trap in Python (E-9)</summary>\n\nIt is cut.\n\n"
        "```python\nprint(1)\n```\n\nIt prints\n\n```text\n0.5\n```\n\n</details>"
    )


def test_writing_twice_and_normalising_change_nothing():
    made, cell = paired()
    made.metadata["language_info"] = {"name": "go"}
    made.cells = twins.with_twins(made, [cell])
    once = text_of(made)
    made.cells = twins.with_twins(made, [cell])
    assert text_of(normalise(made, [])) == once
    nbformat.validate(made)


def test_twins_without_a_file_leave_the_notebook():
    made, cell = paired()
    made.cells = twins.with_twins(made, [cell])
    assert [c.id for c in twins.with_twins(made, [])] == ["slopes", "other"]


def test_a_mirroring_cell_without_a_twin_is_found():
    made, _ = paired()
    assert [cell.id for cell in twins.unpaired(made, [])] == ["slopes"]
    assert list(twins.unpaired(made, [twin()])) == []
    made.cells[0].metadata["dlfs"]["ours"] = True
    assert list(twins.unpaired(made, [])) == []


@pytest.mark.parametrize(
    ("stated", "go", "python", "says"),
    [
        ({}, "1", "1", "slopes-python: numbers: 1, at most 0e+00 apart"),
        (
            {"tolerance": "1e-3", "reason": "rounding"},
            "1 2",
            "1 2.001",
            "slopes-python: numbers: 2, at most 5e-04 apart, 1e-3 is allowed (rounding)",
        ),
        ({}, "", "", "slopes-python: no numbers to compare"),
        (
            {"error": "E-9"},
            "1",
            "2",
            "slopes-trap: it prints something else than Go, as a trap does",
        ),
    ],
)
def test_what_is_measured_is_said_to_whoever_runs_it(stated, go, python, says):
    assert twins.measured(twin(**stated), twins.Go(go), twins.Result(python)) == says


@pytest.fixture
def course(tmp_path, monkeypatch):
    """One mirror with a number, a figure and their twin."""
    folder = tmp_path / "twins" / "one"
    folder.mkdir(parents=True)
    source = (
        "# tolerance: 1e-3 (rounding)\n# drawn: y\nimport matplotlib.pyplot as plt\n"
        "y = [0, 1]\nplt.plot(y)\nprint(0.5)\n"
    )
    (folder / "a.py").write_text(source)
    cell = code("%%\nf()", stdout("0.5\n"), display(png=png()), dlfs={"mirrors": ["S1-35"]})
    cell.outputs[1].data["text/plain"] = "A | line"
    made = notebook(cell)
    cell.id = "a"
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "one.ipynb").write_text(text_of(made))
    monkeypatch.setattr(twins, "TWINS", tmp_path / "twins")
    monkeypatch.setattr(twins, "drawn_by_go", lambda: {"one/a": [0.0, 1.0]})
    monkeypatch.setattr(parity, "ProcessPoolExecutor", InThisProcess)
    return tmp_path


class InThisProcess:
    """A pool without processes, which the test's changes would not reach."""

    def __init__(self, **_):
        self.map = map

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def run(course, what):
    return parity.main([what, "--notebooks", str(course / "en"), "--docs", str(course / "docs")])


def tree(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_writing_makes_check_pass_and_happens_once(course, capsys):
    assert run(course, "check") == 1
    assert "run `make twins`" in capsys.readouterr().err
    assert run(course, "write") == 0
    written = tree(course)
    assert "![A \\| line](figures/one-a-go.png)" in (course / "docs/figures.md").read_text()
    capsys.readouterr()
    assert run(course, "check") == 0
    assert "    a-python: numbers: 3, at most 0e+00 apart, 1e-3 is" in capsys.readouterr().out
    assert run(course, "write") == 0
    assert tree(course) == written


def test_check_fails_on_a_stale_contact_sheet(course, capsys):
    run(course, "write")
    (course / "docs/figures/one-a-python.png").unlink()
    page = course / "docs/figures.md"
    page.write_text(page.read_text() + "![Once.](figures/old-a-go.png)\n")
    capsys.readouterr()
    assert run(course, "check") == 1
    said = capsys.readouterr().err
    assert "one-a-python.png is out of date" in said
    assert "figures.md is out of date" in said


def test_only_what_the_sheet_has_shown_is_removed(course):
    run(course, "write")
    page, folder = course / "docs/figures.md", course / "docs/figures"
    page.write_text(page.read_text() + "![Once.](figures/old-a-go.png) ![No.](../figures/x.png)\n")
    for name in ("old-a-go.png", "holiday.png", "x.png"):
        (folder / name).write_bytes(b"")
    (course / "figures").mkdir()
    (course / "figures/x.png").write_bytes(b"")
    assert run(course, "write") == 0
    left = {path.name for path in folder.iterdir()}
    assert {"holiday.png", "one-a-go.png", "one-a-python.png"} <= left
    assert "old-a-go.png" not in left
    assert (course / "figures/x.png").exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("print(0.5)", "print(0.6)", "0.5 in Go, 0.6 in Python: they differ by 1e-01"),
        ("y = [0, 1]", "y = [0, 2]", "1.0 in Go, 2 in Python"),
        ("print(0.5)", "print(1 / 0)", "ZeroDivisionError"),
    ],
)
def test_a_twin_that_disagrees_is_written_nowhere(course, capsys, old, new, says):
    path = course / "twins" / "one" / "a.py"
    path.write_text(path.read_text().replace(old, new))
    before = tree(course)
    assert run(course, "write") == 1
    assert says in capsys.readouterr().err
    assert tree(course) == before


def test_a_cell_of_a_source_without_a_twin_is_named_with_its_rows(course, capsys):
    (course / "twins" / "one" / "a.py").unlink()
    assert run(course, "write") == 1
    assert (
        "en/one.ipynb: a mirrors S1-35 and has no twin: write notebooks/twins/one/a.py\n"
        in capsys.readouterr().err
    )


GO = """package main

import (
	"fmt"
	"math/rand/v2"

	"dlfs/dl"
)

func main() {
	pcg := rand.NewPCG(%d, %d)
	for range 5 {
		fmt.Println(pcg.Uint64())
	}
	for _, v := range dl.Uniform(7, 3, pcg).RawMatrix().Data {
		fmt.Println(v)
	}
	for _, v := range dl.Normal(3, 5, 0.01, pcg).RawMatrix().Data {
		fmt.Println(v)
	}
	for _, n := range []int{1, 10, 60000, 1<<62 + 1} {
		for _, i := range dl.Choice(n, 20, pcg) {
			fmt.Println(i)
		}
	}
	fmt.Println(pcg.Uint64())
}
"""


@pytest.mark.parametrize("seeds", [(1, 0), (2, 7), (2**64 - 1, 2**63 + 12345)])
def test_random_numbers_are_those_of_go(tmp_path, seeds):
    program = tmp_path / "main.go"
    program.write_text(GO % seeds)
    done = subprocess.run(
        ["go", "run", str(program)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    go = done.stdout.split()
    pcg = common.PCG(*seeds)
    assert [pcg.uint64() for _ in range(5)] == [int(n) for n in go[:5]]
    assert common.uniform(7, 3, pcg).ravel().tolist() == [float(v) for v in go[5:26]]
    normal = common.normal(3, 5, 0.01, pcg).ravel().tolist()
    # The logarithms on both sides may differ in their last bit.
    assert normal == pytest.approx([float(v) for v in go[26:41]], rel=1e-15)
    chosen = [i for n in (1, 10, 60000, 2**62 + 1) for i in common.choice(n, 20, pcg).tolist()]
    assert chosen == [int(i) for i in go[41:121]]
    assert pcg.uint64() == int(go[121])


def test_mnist_is_complete():
    (x_train, t_train), (x_test, t_test) = common.load_mnist(one_hot_label=True)
    assert (x_train.shape, t_train.shape) == ((60000, 784), (60000, 10))
    assert (x_test.shape, t_test.shape) == ((10000, 784), (10000, 10))
    assert (x_train.min(), x_train.max()) == (0, 1)
    (images, labels), _ = common.load_mnist(normalize=False, flatten=False)
    assert images.shape == (60000, 1, 28, 28)
    assert labels[:5].tolist() == [5, 0, 4, 1, 9]

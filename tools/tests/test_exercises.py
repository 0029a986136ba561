"""Exercises in the real kernel: solved, open, and with code that goes astray."""

import asyncio
import json
import subprocess

import nbformat
import pytest

from nbtools import execute
from nbtools.project import ROOT
from samples import code, notebook

pytestmark = pytest.mark.kernel

SETUP = 'import "dlfs/exercises"\n\n%%\nfmt.Println("once")\n'
ASTRAY = """func mine(f func(float64) float64, x float64) float64 {
\tvar v []float64
\t_ = v
\tBODY
}

%%
fmt.Println("above")
exercises.Check("4.3-2", mine)
fmt.Println("below")"""


def said(cell) -> str:
    return "".join(o.text for o in cell.outputs if o.output_type == "stream")


def run(made) -> execute.Run:
    return asyncio.run(execute.run_notebook(made, ROOT / "notebooks" / "en" / "exercises.ipynb"))


def test_solved_notebook():
    """The notebook of a section with the solutions in their places."""
    printed = subprocess.run(
        ["go", "run", "-tags=", "./tools/author", "answers", "en"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    answers = {answer["id"]: answer["code"] for answer in json.loads(printed.stdout)}
    path = ROOT / "notebooks" / "en" / "ch05_7x_exercises.ipynb"
    made = nbformat.read(path, as_version=4)
    solved = {}
    for cell in made.cells:
        number = cell.metadata.get("dlfs", {}).get("exercise")
        if number:
            check = cell.source.splitlines()[-1]
            assert check.startswith("exercises.Check(")
            cell.source = f"{answers[number]}\n\n{check}"
            solved[number] = cell
    made.cells.append(nbformat.v4.new_code_cell("%%\nexercises.Progress()", id="after"))
    done = run(made)
    assert done.failures == []
    for number, cell in solved.items():
        assert said(cell).startswith(number) and "\nSolved. " in said(cell)
    assert f"Solved: {len(solved)} of " in said(done.notebook.cells[-1])


def test_help_in_cells_of_its_own():
    """As the notebooks say it: nothing else is in the cell, and nothing has run before."""
    hint = 'exercises.Hint("4.3-2")'
    done = run(notebook(code(hint), code(hint), code('exercises.Solution("4.3-2")')))
    assert done.failures == []
    first, second, solution = map(said, done.notebook.cells)
    assert "Hint 1 of 3" in first and "Hint 2 of 3" not in first
    assert "Hint 1 of 3" in second and "Hint 2 of 3" in second
    assert "func centralDiff(" in solution


def test_code_that_goes_astray():
    bodies = ["return v[3]", "for {\n\t}", "for {\n\t\tv = append(v, x)\n\t}", "return mine(f, x)"]
    cells = [code(ASTRAY.replace("BODY", body)) for body in bodies]
    for cell in cells[1:]:
        cell.metadata["tags"] = ["raises-exception"]
    done = run(notebook(code(SETUP), *cells, code('%%\nfmt.Println("alive")')))
    assert done.failures == []
    panic, loop, memory, recursion, alive = map(said, done.notebook.cells[1:])
    assert panic == (
        "above\n4.3-2  A slope from both sides\n"
        "✗ centralDiff(2x, 3) panics: index out of range [3] with length 0.\n"
        "    in the line  return v[3]\n"
        'For a hint, run exercises.Hint("4.3-2") in another cell.\nbelow\n'
    )
    # On a busy machine the time may be up before the memory is.
    time_up = "never finishes"
    for text, reasons in [
        (loop, [time_up]),
        (memory, ["uses more and more memory", time_up]),
        (recursion, ["keeps calling itself", time_up]),
    ]:
        first, title, fault, end, *rest = text.splitlines()
        assert (first, title) == ("above", "4.3-2  A slope from both sides")
        assert any(why in fault for why in reasons)
        assert end.startswith("The cell ends here")
        assert "below" not in rest
    assert alive == "alive\n"

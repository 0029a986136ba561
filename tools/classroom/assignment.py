"""One notebook of exercises as the teacher's version of an assignment."""

import copy
import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from handout.refused import Refused

BEGIN_SOLUTION, END_SOLUTION = "// BEGIN SOLUTION", "// END SOLUTION"
BEGIN_TESTS, END_TESTS = "// BEGIN HIDDEN TESTS", "// END HIDDEN TESTS"
STUB = 'panic("your code here")'
# What a test cell calls the package that judges. A submission is judged under another name.
ALIAS = "judge"

STUB_LINE = re.compile(rf"^\t*{re.escape(STUB)}\n", re.MULTILINE)
SOLUTION = re.compile(rf"^\t*{BEGIN_SOLUTION}\n.*?^\t*{END_SOLUTION}\n", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\([^)\s]+\.ipynb[^)]*\)")
# A bullet with the lines that belong to it.
SOLUTION_BULLET = re.compile(r"^- `exercises\.Solution\(.*\n(?: +.*\n)*", re.MULTILINE)


def assignment(name: str, notebook: NotebookNode, answers: dict[str, dict]) -> NotebookNode:
    """The notebook with solutions and hidden tests, as nbgrader wants them."""
    made = nbformat.v4.new_notebook(metadata=copy.deepcopy(notebook.metadata))
    for cell in notebook.cells:
        exercise = cell.metadata.get("dlfs", {}).get("exercise")
        if exercise is not None:
            if exercise not in answers:
                raise Refused(f"{name}: cell {cell.id}: there is no exercise {exercise!r}")
            made.cells += graded(name, cell, answers[exercise])
        elif cell.cell_type == "code":
            made.cells.append(nbformat.v4.new_code_cell(cell.source, id=cell.id))
        elif text := prose(cell.source):
            made.cells.append(nbformat.v4.new_markdown_cell(text, id=cell.id))
    return made


def graded(name: str, cell: NotebookNode, answer: dict) -> Iterator[NotebookNode]:
    """The cell with the solution, and the cell that gives the points for it."""
    # The comments are in the learner's language, the code of the solution is everybody's.
    regions = SOLUTION.findall(answer["marked"])
    if not regions or len(STUB_LINE.findall(cell.source)) != len(regions):
        raise Refused(f"{name}: cell {cell.id} does not have {STUB} where its solution has code")
    left = iter(regions)
    source = STUB_LINE.sub(lambda _: next(left), cell.source)
    yield nbformat.v4.new_code_cell(source, id=cell.id, metadata=role(cell.id, solution=True))
    test_id, points = f"{cell.id}-test", answer["level"]
    metadata = role(test_id, grade=True, locked=True, points=points)
    yield nbformat.v4.new_code_cell(test(answer), id=test_id, metadata=metadata)


def test(answer: dict) -> str:
    return f"""\
// {answer["id"]} {"★" * answer["level"]}
{BEGIN_TESTS}
import {ALIAS} "dlfs/exercises/grading"

%%
{ALIAS}.Test("{answer["id"]}", {answer["name"]})
{END_TESTS}"""


def role(grade_id: str, **what: bool | int) -> dict:
    parts = {"grade": False, "solution": False, "task": False, "locked": False}
    return {"nbgrader": parts | {"grade_id": grade_id, "schema_version": 3} | what}


def prose(text: str) -> str:
    """The text without links to notebooks, which a student need not have, and solutions."""
    lines = [
        line
        for line in SOLUTION_BULLET.sub("", text + "\n").splitlines()
        if not LINK.search(line) or LINK.sub("", line).strip(" ·")
    ]
    return LINK.sub(r"\1", "\n".join(lines)).strip()

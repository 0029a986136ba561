"""Marks that hold: odd submissions, what a page may show, names and grades of other platforms."""

import codecs
import contextlib
import copy
import csv
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from classroom.assignment import BEGIN_TESTS, STUB, assignment
from classroom.build import write_config
from classroom.clean import Clean, safe_markdown
from classroom.go_code import declarations
from classroom.handed import MOST_CELLS, Handed, mend_all
from classroom.mend import mend, pieces
from handout.answers import answers
from nbtools import lab
from nbtools.project import ROOT

NAME = "ch04_3x_exercises"
EXERCISES = ("4.3-2", "4.3-3")
SOLUTION = re.compile(r"^\t*// BEGIN SOLUTION\n.*?^\t*// END SOLUTION\n", re.MULTILINE | re.DOTALL)
FIRST = "return (f(x+1e-4) - f(x-1e-4)) / 2e-4"
SECOND = "return h"


def with_solutions(name: str, exercises: tuple[str, ...]) -> NotebookNode:
    """A short notebook as the teacher has it."""
    whole = nbformat.read(ROOT / "notebooks" / "en" / f"{name}.ipynb", as_version=4)
    whole.cells = [
        cell
        for cell in whole.cells
        if cell.metadata.get("dlfs", {}).get("exercise", exercises[0]) in exercises
    ]
    return assignment(name, whole, answers("en"))


def released(name: str = NAME, exercises: tuple[str, ...] = EXERCISES) -> NotebookNode:
    """The student's version, as nbgrader makes it."""
    made = with_solutions(name, exercises)
    for cell in made.cells:
        cell.source = SOLUTION.sub(f"\t{STUB}\n", cell.source).partition(BEGIN_TESTS)[0].rstrip()
    return made


class Student:
    """Changes the released notebook, and hands it in as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notebook = released()
        self.path = folder / f"{NAME}.ipynb"

    def cell(self, cell_id: str) -> NotebookNode:
        return next(cell for cell in self.notebook.cells if cell.id == cell_id)

    def at(self, cell_id: str) -> int:
        return self.notebook.cells.index(self.cell(cell_id))

    def solve(self, first: str = FIRST, second: str = SECOND) -> None:
        for cell_id, body in ("central-diff", first), ("forward-excess", second):
            self.cell(cell_id).source = self.cell(cell_id).source.replace(STUB, body)

    def add(self, source: str, at: int | None = None, like: str = "", kind: str = "code") -> None:
        make = getattr(nbformat.v4, f"new_{kind}_cell")
        cell = make(source, metadata=copy.deepcopy(self.cell(like).metadata) if like else {})
        self.notebook.cells.insert(len(self.notebook.cells) if at is None else at, cell)

    def data(self) -> dict:
        return json.loads(json.dumps(self.notebook))

    def write(self, content: bytes | str | dict | None = None, path: Path | None = None) -> None:
        path = path or self.path
        content = self.data() if content is None else content
        if isinstance(content, dict):
            content = json.dumps(content)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def strip(self) -> None:
        """As an editor that keeps neither metadata nor ids."""
        for cell in self.notebook.cells:
            cell.metadata, cell.id = {}, f"x{self.notebook.cells.index(cell)}"


Kind = Callable[[Student], None]


def honest(mine: Student) -> None:
    mine.write()


def duplicated_stub(mine: Student) -> None:
    """A copy of the empty cell, made before it was filled in."""
    mine.add(released().cells[mine.at("central-diff")].source, like="central-diff")
    mine.write()


def duplicated_answer(mine: Student) -> None:
    """The first try stays, and the copy below it is right."""
    cell = mine.cell("central-diff")
    right = cell.source
    cell.source = right.replace(FIRST, "return 0")
    mine.add(right, mine.at("central-diff") + 1, like="central-diff")
    mine.write()


def duplicated_test(mine: Student) -> None:
    mine.add("// 4.3-2 ★", like="central-diff-test")
    mine.write()


def edited_grade_ids(mine: Student) -> None:
    mine.cell("central-diff").metadata.nbgrader.grade_id = "mine"
    mine.cell("forward-excess").metadata.nbgrader.grade_id = 7
    mine.write()


def swapped_grade_ids(mine: Student) -> None:
    first, second = mine.cell("central-diff"), mine.cell("forward-excess")
    first.metadata, second.metadata = second.metadata, first.metadata
    mine.write()


def no_metadata(mine: Student) -> None:
    mine.strip()
    mine.write()


def no_tests(mine: Student) -> None:
    cells = mine.notebook.cells
    mine.notebook.cells = [cell for cell in cells if not cell.id.endswith("-test")]
    mine.write()


def no_text(mine: Student) -> None:
    cells = mine.notebook.cells
    mine.notebook.cells = [cell for cell in cells if cell.id in ("central-diff", "forward-excess")]
    mine.write()


def edited_tests(mine: Student) -> None:
    mine.cell("central-diff-test").source = '%%\nfmt.Println("✓ 4.3-2")'
    mine.cell("central-diff-test").metadata.nbgrader.points = "a hundred"
    mine.cell("central-diff-test").metadata.nbgrader.schema_version = 99
    mine.write()


def byte_order_mark(mine: Student) -> None:
    mine.write(codecs.BOM_UTF8 + json.dumps(mine.data()).encode())


def utf_16(mine: Student) -> None:
    mine.write(json.dumps(mine.data()).encode("utf-16"))


def windows_lines(mine: Student) -> None:
    for cell in mine.notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    mine.add("%%\r\nfmt.Println(1)\r\n")
    mine.write()


def old_mac_lines(mine: Student) -> None:
    for cell in mine.notebook.cells:
        cell.source = cell.source.replace("\n", "\r")
    mine.write()


def numbered_name(mine: Student) -> None:
    mine.write(path=mine.folder / "exercises_ch04_3 (1).ipynb")


def unicode_name(mine: Student) -> None:
    mine.write(path=mine.folder / "과제 4.3 – 最终 é.ipynb")


def text_name(mine: Student) -> None:
    mine.write(path=mine.folder / f"{NAME}.ipynb.txt")


def in_a_folder(mine: Student) -> None:
    """Also a folder of the notebook's name."""
    mine.write(path=mine.folder / f"{NAME}.ipynb" / "deeper" / f"{NAME}.ipynb")


def with_a_copy(mine: Student) -> None:
    mine.write()
    mine.cell("central-diff").source += "\n// older"
    mine.write(path=mine.folder / f"{NAME}-Copy1.ipynb")
    mine.write(path=mine.folder / ".ipynb_checkpoints" / f"{NAME}-checkpoint.ipynb")


def empty_beside_full(mine: Student) -> None:
    mine.write(path=mine.folder / f"{NAME} (2).ipynb")
    mine.notebook = released()
    mine.write()


def vs_code(mine: Student) -> None:
    data = mine.data()
    data["nbformat_minor"] = 2
    data["metadata"] = {"language_info": {"name": "go"}, "orig_nbformat": 4}
    for cell in data["cells"]:
        cell.pop("id")
        cell["metadata"]["vscode"] = {"languageId": "go"}
        cell["source"] = cell["source"].splitlines(keepends=True)
    mine.write(data)


def colab(mine: Student) -> None:
    data = mine.data()
    data["nbformat_minor"] = 0
    data["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    for number, cell in enumerate(data["cells"]):
        cell.pop("id")
        cell["metadata"] = {"id": f"q{number}", "colab": {"base_uri": "x"}}
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "pyerr"}, {"output_type": "stream", "text": 3}]
    mine.write(data)


def nbformat_3(mine: Student) -> None:
    cells = [
        {"cell_type": "code", "input": c.source, "outputs": [], "language": "go", "metadata": {}}
        for c in mine.notebook.cells
        if c.cell_type == "code"
    ]
    mine.write(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    )


def nbformat_5(mine: Student) -> None:
    mine.write(mine.data() | {"nbformat": 5, "nbformat_minor": 1})


def merged(mine: Student) -> None:
    second = mine.cell("forward-excess")
    mine.cell("central-diff").source += "\n\n" + second.source
    mine.notebook.cells.remove(second)
    mine.write()


def split(mine: Student) -> None:
    """In the middle of a function, as JupyterLab does it: both parts have the metadata."""
    cell = mine.cell("central-diff")
    head, tail = cell.source.split(FIRST)
    cell.source = head
    mine.add(FIRST + tail, mine.at("central-diff") + 1, like="central-diff")
    mine.write()


def split_by_text(mine: Student) -> None:
    """With notes between the parts, of which an editor may have kept the metadata or not."""
    for cell_id, body in ("central-diff", FIRST), ("forward-excess", SECOND):
        cell = mine.cell(cell_id)
        head, tail = cell.source.split(body)
        cell.source, at = head, mine.at(cell_id) + 1
        mine.add(body + tail, at, like=cell_id if body == FIRST else "")
        mine.add("This is why:", at, kind="markdown")
        mine.add("{", at, kind="raw")
    mine.write()


HELPER = "func help(h float64) float64 { return m.Max(h, h) }"


def split_below_a_helper(mine: Student) -> None:
    """In four parts, which all have the metadata."""
    cell = mine.cell("forward-excess")
    answer, at = cell.source.replace(SECOND, "return help(h) * one"), mine.at("forward-excess")
    cell.source = 'import m "math"'
    for part in (answer, HELPER, "const (\n\tone = 1\n)"):
        mine.add(part, at + 1, like="forward-excess")
    mine.write()


def helper_in_the_first_try(mine: Student) -> None:
    """The copy below it, which is right, has the answer alone."""
    cell = mine.cell("forward-excess")
    right = cell.source.replace(SECOND, "return help(h)")
    cell.source = HELPER.replace("m.", "math.") + "\n\n" + cell.source.replace(SECOND, "return -h")
    mine.add(right, mine.at("forward-excess") + 1, like="forward-excess")
    mine.write()


def helper_with_an_id_twice(mine: Student) -> None:
    cell = mine.cell("forward-excess")
    cell.source = cell.source.replace(SECOND, "return help(h)")
    mine.add(HELPER.replace("m.", "math."), mine.at("forward-excess"))
    for each in mine.notebook.cells:
        each.id, each.metadata = "board", {}
    mine.write()


def in_an_extra_cell(mine: Student) -> None:
    right = mine.cell("central-diff").source
    mine.cell("central-diff").source = released().cells[mine.at("central-diff")].source
    mine.add(right)
    mine.write()


def helper_in_an_extra_cell(mine: Student) -> None:
    mine.cell("forward-excess").source = mine.cell("forward-excess").source.replace(
        SECOND, "return help(h)"
    )
    mine.add("func help(h float64) float64 { return h }", 1)
    mine.write()


def in_the_test(mine: Student) -> None:
    mine.cell("central-diff-test").source = mine.cell("central-diff").source
    mine.cell("central-diff").source = ""
    mine.write()


def reordered(mine: Student) -> None:
    mine.notebook.cells.reverse()
    mine.write()


def as_text(mine: Student) -> None:
    cell = mine.cell("central-diff")
    at = mine.at("central-diff")
    mine.notebook.cells.remove(cell)
    mine.notebook.cells.insert(
        at, nbformat.v4.new_markdown_cell(cell.source, metadata=cell.metadata)
    )
    mine.write()


def as_a_heading(mine: Student) -> None:
    """By a key that was meant for the code."""
    mine.cell("central-diff").source = "# " + mine.cell("central-diff").source
    as_text(mine)


def fenced_with_tildes(mine: Student) -> None:
    right = mine.cell("central-diff").source
    fenced(mine)
    for cell in mine.notebook.cells:
        cell.source = cell.source.replace("```", "~~~")
    assert right in "".join(c.source for c in mine.notebook.cells if c.cell_type == "markdown")
    mine.write()


def fenced(mine: Student) -> None:
    right = mine.cell("central-diff").source
    mine.cell("central-diff").source = released().cells[mine.at("central-diff")].source
    mine.add(f"My answer:\n\n```go\n{right}\n```\n", kind="markdown")
    mine.write()


def raw(mine: Student) -> None:
    for cell in mine.notebook.cells:
        if cell.id == "central-diff":
            cell.cell_type = "raw"
            del cell["outputs"], cell["execution_count"]
    mine.write()


def wrong_kernel(mine: Student) -> None:
    mine.notebook.metadata = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    mine.write()


def huge_outputs(mine: Student) -> None:
    output = nbformat.v4.new_output("stream", text="x" * 20_000_000)
    mine.cell("central-diff").outputs = [output]
    mine.write()


def attachments(mine: Student) -> None:
    mine.add("![a](attachment:a.png)", kind="markdown")
    mine.notebook.cells[-1].attachments = {
        "a.png": {"image/png": "AAAA"},
        "b": {"text/html": "<b>"},
    }
    mine.write()


def renamed_function(mine: Student) -> None:
    cell = mine.cell("central-diff")
    cell.source = cell.source.replace("centralDiff", "myDiff")
    mine.write()


def renamed_and_stripped(mine: Student) -> None:
    """Only the place is left to go by."""
    cell = mine.cell("central-diff")
    cell.source = cell.source.replace("centralDiff", "myDiff").partition("exercises.Check")[0]
    mine.strip()
    mine.write()


def renamed_and_called(mine: Student) -> None:
    """Another answer knows it by the student's name."""
    cell = mine.cell("forward-excess")
    cell.source = cell.source.replace(SECOND, f"myDiff(math.Sin, x)\n\t{SECOND}")
    renamed_function(mine)


def held_by_a_variable(mine: Student) -> None:
    cell = mine.cell("central-diff")
    cell.source = re.sub("func centralDiff", "centralDiff := func", cell.source)
    mine.write()


def values_beside_it(mine: Student) -> None:
    """The kernel keeps them for later cells."""
    mine.add("one := 1.0", mine.at("forward-excess"))
    cell = mine.cell("forward-excess")
    cell.source = "var calls int\n\n" + cell.source.replace(SECOND, f"calls++\n\t{SECOND} * one")
    mine.write()


def answer_and_more(mine: Student, *more: str) -> None:
    """What the second answer needs is below it, in cells of its id, as after a split."""
    cell, at = mine.cell("forward-excess"), mine.at("forward-excess")
    cell.source = cell.source.replace(SECOND, "return help(h)")
    for part in reversed(more):
        mine.add(part, at + 1, like="forward-excess")
    mine.write()


def split_above_a_helper(mine: Student) -> None:
    """The check comes first, and what it calls below it."""
    one = "const (\n\tone = 1.0\n)"
    answer_and_more(mine, "func help(h float64) float64 { return h * one }", one)


def split_above_a_helper_with_main(mine: Student) -> None:
    cell = mine.cell("forward-excess")
    cell.source = cell.source.replace("exercises.Check", "%%\nexercises.Check")
    answer_and_more(mine, "func help(h float64) float64 { return h }")


def helper_under_an_id(mine: Student) -> None:
    """An editor that keeps ids alone: a helper has that of a test."""
    mine.cell("central-diff-test").source = "func help(h float64) float64 { return h }"
    for cell in mine.notebook.cells:
        cell.metadata = {}
    answer_and_more(mine)


def held_by_a_typed_variable(mine: Student) -> None:
    cell = mine.cell("central-diff")
    kind = "func(f func(float64) float64, x float64) float64"
    cell.source = cell.source.replace("func centralDiff", f"var centralDiff {kind} = func")
    mine.write()


def called_as_a_function_of_math(mine: Student) -> None:
    cell = mine.cell("central-diff")
    cell.source = cell.source.replace("centralDiff", "Sin").replace(
        FIRST, f"_ = math.Sin\n\t{FIRST}"
    )
    mine.write()


def renamed_and_checked_below(mine: Student) -> None:
    cell = mine.cell("central-diff")
    answer, check, call = cell.source.replace("centralDiff", "myDiff").partition("exercises.Check")
    cell.source = answer
    mine.add(check + call, mine.at("central-diff") + 1, like="central-diff")
    mine.write()


def renamed_below_an_older_try(mine: Student) -> None:
    cell = mine.cell("central-diff")
    cell.source = cell.source.replace("centralDiff", "myDiff")
    mine.add(cell.source.replace(FIRST, "return 0"), mine.at("central-diff"))
    mine.write()


def indented(mine: Student) -> None:
    """Beside a helper whose name must not be taken for the answer's."""
    cell = mine.cell("central-diff")
    cell.source = "func step() float64 { return 1e-4 }\n\n" + cell.source
    cell.source = re.sub("^(?=.)", "    ", cell.source, flags=re.MULTILINE)
    mine.write()


def fenced_in_a_list(mine: Student) -> None:
    """By more than three marks, and with blanks before the language."""
    right = mine.cell("central-diff").source
    mine.cell("central-diff").source = released().cells[mine.at("central-diff")].source
    text = f"````  go\n{right}\n````".replace("\n", "\n  ")
    mine.add(f"- My answer:\n\n  {text}", kind="markdown")
    mine.write()


def indented_text(mine: Student) -> None:
    """As Markdown shows code without a fence."""
    for cell_id, by in ("central-diff", "    "), ("forward-excess", "\t"):
        right = mine.cell(cell_id).source.replace("\n", f"\n{by}")
        mine.cell(cell_id).source = released().cells[mine.at(cell_id)].source
        mine.add(f"My answer:\n\n{by}{right}\n\nThat is all.", kind="markdown")
    mine.write()


def nbformat_3_by_hand(mine: Student) -> None:
    """With what makes no valid notebook of format 3, in two sheets."""
    cells = [{"cell_type": "heading", "level": 2, "source": ["Mine"]}, {"cell_type": "heading"}]
    cells += [
        {"cell_type": "code", "input": c.source.splitlines(keepends=True), "outputs": [{}]}
        for c in mine.notebook.cells
        if c.cell_type == "code"
    ]
    sheets = [{"cells": cells[:3]}, {"cells": cells[3:]}, {"cells": None}, None]
    mine.write({"nbformat": 4, "nbformat_minor": 0, "metadata": {}, "worksheets": sheets})


def surrogate_in_an_image(mine: Student) -> None:
    mine.add("![a](attachment:a.png)", kind="markdown")
    mine.notebook.cells[-1].attachments = {"\udfff": {"image/png": "AA\ud800"}}
    mine.write()


def lone_surrogates(mine: Student) -> None:
    cell = mine.cell("central-diff")
    cell.source = "// \ud800 \0\n" + cell.source
    mine.write()


def commented_out(mine: Student) -> None:
    cell = mine.cell("central-diff")
    cell.source = "/*\n" + cell.source.replace(FIRST, "return 1") + "\n*/\n" + cell.source
    mine.write()


def other_language(mine: Student) -> None:
    for cell in mine.notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = "一" * 30
        cell.source = re.sub(r"^//.*$", "// 一", cell.source, flags=re.MULTILINE)
    mine.write()


def linked_inside(mine: Student) -> None:
    mine.write(path=mine.folder / "kept" / "real.ipynb")
    mine.path.symlink_to("kept/real.ipynb")


MENDED: list[Kind] = [
    honest, duplicated_stub, duplicated_answer, duplicated_test, edited_grade_ids,
    swapped_grade_ids, no_metadata, no_tests, no_text, edited_tests, byte_order_mark, utf_16,
    windows_lines, old_mac_lines, numbered_name, unicode_name, text_name, in_a_folder, with_a_copy,
    empty_beside_full, vs_code, colab, nbformat_3, nbformat_5, merged, split, in_an_extra_cell,
    helper_in_an_extra_cell, in_the_test, reordered, as_text, fenced, raw, wrong_kernel,
    huge_outputs, attachments, renamed_function, renamed_and_stripped, lone_surrogates,
    commented_out, other_language, linked_inside, split_below_a_helper, helper_in_the_first_try,
    helper_with_an_id_twice, renamed_and_called, held_by_a_variable, values_beside_it,
    fenced_with_tildes, split_above_a_helper, split_above_a_helper_with_main, helper_under_an_id,
    held_by_a_typed_variable, called_as_a_function_of_math, renamed_and_checked_below,
    renamed_below_an_older_try, indented, fenced_in_a_list, nbformat_3_by_hand,
    surrogate_in_an_image, split_by_text, indented_text,
    as_a_heading,
]  # fmt: skip


def empty_file(mine: Student) -> None:
    mine.write(b"")


def not_json(mine: Student) -> None:
    mine.write(b"PK\x03\x04 \xff\xfe")


def not_a_notebook(mine: Student) -> None:
    mine.write("[1, 2, 3]")


def no_cells(mine: Student) -> None:
    mine.write({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": "none"})


def too_deep(mine: Student) -> None:
    mine.write("[" * 200_000)


def another_set(mine: Student) -> None:
    mine.notebook = released("ch04_2x_exercises", ("4.2-1", "4.2-2"))
    mine.write()


def too_many_cells(mine: Student) -> None:
    for _ in range(MOST_CELLS):
        mine.add("%%\nfmt.Println(1)")
    mine.write()


def two_answers(mine: Student) -> None:
    mine.write(path=mine.folder / "a.ipynb")
    mine.cell("central-diff").source += "\n\nfunc other() {}"
    mine.write(path=mine.folder / "b.ipynb")


def linked_outside(mine: Student) -> None:
    secret = mine.folder.parents[2] / "secret.ipynb"
    mine.write(path=secret)
    mine.folder.mkdir(parents=True, exist_ok=True)
    mine.path.symlink_to(secret)


def folder_linked(mine: Student) -> None:
    elsewhere = mine.folder.parents[2] / "elsewhere"
    mine.write(path=elsewhere / f"{NAME}.ipynb")
    mine.folder.parent.mkdir(parents=True, exist_ok=True)
    mine.folder.symlink_to(elsewhere)


def a_folder_in_its_place(mine: Student) -> None:
    mine.path.mkdir(parents=True)


def a_file_in_its_place(mine: Student) -> None:
    mine.folder.parent.mkdir(parents=True, exist_ok=True)
    mine.folder.write_text("x")


def a_pipe(mine: Student) -> None:
    mine.folder.mkdir(parents=True)
    os.mkfifo(mine.path)


def nothing(mine: Student) -> None:
    mine.folder.mkdir(parents=True)


REFUSED: dict[Kind, str] = {
    empty_file: "is empty",
    not_json: "is not JSON",
    not_a_notebook: "is not a notebook",
    no_cells: "is not a notebook",
    too_deep: "is not JSON",
    another_set: "has none of the exercises",
    too_many_cells: "cells",
    two_answers: '"a.ipynb" and "b.ipynb" have different answers',
    linked_outside: "symbolic link",
    folder_linked: "symbolic link",
    a_folder_in_its_place: "there is no notebook",
    a_file_in_its_place: "there is a file in the place of the folder",
    a_pipe: "there is no notebook",
    nothing: "there is no notebook",
}


def hand_in(course: Path, *kinds: Kind) -> None:
    frame = course / "release" / NAME / f"{NAME}.ipynb"
    frame.parent.mkdir(parents=True, exist_ok=True)
    if not frame.exists():
        nbformat.write(released(), frame)
    for kind in kinds:
        mine = Student(course / "submitted" / kind.__name__ / NAME)
        mine.solve()
        kind(mine)


def mended(course: Path, kind: Kind) -> NotebookNode:
    path = course / "mended" / kind.__name__ / NAME / f"{NAME}.ipynb"
    return nbformat.read(path, as_version=4)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", MENDED)
def test_what_is_meant_is_mended(kind, tmp_path):
    hand_in(tmp_path, kind)
    before = bytes_in(tmp_path / "submitted")
    (handed,) = mend_all(tmp_path, NAME)
    assert handed.refused == ()
    made, frame = mended(tmp_path, kind), released()
    nbformat.validate(made)
    cells = {cell.id: cell for cell in made.cells}
    # Each cell of the frame once, in its order, and the tests as they were.
    assert [c.id for c in made.cells if c.id in {f.id for f in frame.cells}] == [
        cell.id for cell in frame.cells
    ]
    for cell in frame.cells:
        assert cells[cell.id].metadata == cell.metadata
        if "nbgrader" not in cell.metadata or cell.metadata.nbgrader.solution:
            continue
        assert cells[cell.id].source == cell.source
    code = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    assert FIRST in code and (SECOND in code or "help(h)" in code)
    assert STUB not in code and "\r" not in code and "# //" not in code
    assert not any(cell.get("outputs") for cell in made.cells)
    # Nothing changes at the second time, and what was handed in never does.
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "mended").rglob("*") if p.is_file()}
    assert list(mend_all(tmp_path, NAME)) == [handed]
    assert stamps == {p: p.stat().st_mtime_ns for p in stamps}
    assert bytes_in(tmp_path / "submitted") == before


def test_a_merged_answer_is_run_once(tmp_path):
    hand_in(tmp_path, merged, split, renamed_function)
    list(mend_all(tmp_path, NAME))
    cells = {cell.id: cell for cell in mended(tmp_path, merged).cells}
    assert "func forwardExcess" in cells["central-diff"].source
    assert "func" not in cells["forward-excess"].source
    cells = {cell.id: cell for cell in mended(tmp_path, split).cells}
    assert FIRST in cells["central-diff"].source
    cells = {cell.id: cell for cell in mended(tmp_path, renamed_function).cells}
    assert "func centralDiff(" in cells["central-diff"].source
    assert "myDiff" not in cells["central-diff"].source


@pytest.mark.parametrize(
    "kind", [split_below_a_helper, helper_in_the_first_try, helper_with_an_id_twice]
)
def test_what_an_answer_calls_stays_above_it(kind, tmp_path):
    hand_in(tmp_path, kind)
    list(mend_all(tmp_path, NAME))
    cells = mended(tmp_path, kind).cells
    ids = [cell.id for cell in cells]
    (helper,) = [at for at, cell in enumerate(cells) if "func help(" in cell.source]
    assert helper < ids.index("forward-excess") < ids.index("forward-excess-test")
    assert "return help(h)" in cells[ids.index("forward-excess")].source
    assert cells[ids.index("board")].source == Student(tmp_path).cell("board").source


def test_what_stood_below_an_answer_is_in_its_cell(tmp_path):
    hand_in(tmp_path, split_above_a_helper, split_above_a_helper_with_main)
    list(mend_all(tmp_path, NAME))
    for kind in (split_above_a_helper, split_above_a_helper_with_main):
        cells = {cell.id: cell for cell in mended(tmp_path, kind).cells}
        source = cells["forward-excess"].source
        assert "func help(" in source.partition("%%")[0]
        assert not any(cell_id.startswith("extra") for cell_id in cells)


def test_the_answer_is_what_has_its_function(tmp_path):
    kinds = (renamed_and_checked_below, renamed_below_an_older_try, called_as_a_function_of_math)
    hand_in(tmp_path, *kinds, indented)
    list(mend_all(tmp_path, NAME))
    for kind in (*kinds, indented):
        cells = {cell.id: cell for cell in mended(tmp_path, kind).cells}
        source = cells["central-diff"].source
        assert re.search(r"^func centralDiff\(", source, re.MULTILINE) and FIRST in source
        assert ("math.Sin" in source) == (kind is called_as_a_function_of_math)
        assert ("func step(" in source) == (kind is indented)


LAYERS = "ch05_7x_exercises", ("5.7-1", "5.7-2")


def test_a_method_at_the_end_comes_before_its_test():
    """The type of the exercise is left as it was."""
    frame = released(*LAYERS)
    method = "func (l *relu) Backward(dy *dl.Matrix) *dl.Matrix { return l }"
    given = copy.deepcopy(frame)
    given.cells.append(nbformat.v4.new_code_cell(method))
    ids = {cell.id: at for at, cell in enumerate(mend(frame, pieces(given)).notebook.cells)}
    assert ids["relu"] + 1 == ids[f"extra-{len(frame.cells)}"] == ids["relu-test"] - 1


def test_methods_below_their_type_are_in_its_cell():
    frame = released(*LAYERS)
    given = copy.deepcopy(frame)
    for cell in given.cells:
        cell.source = cell.source.replace(STUB, "return nil")
    at = next(at for at, cell in enumerate(given.cells) if cell.id == "relu")
    above, forward, rest = given.cells[at].source.partition("func (l *relu) Forward")
    given.cells[at].source = above
    below = nbformat.v4.new_code_cell(forward + rest, metadata=given.cells[at].metadata)
    given.cells.insert(at + 1, below)
    cells = {cell.id: cell for cell in mend(frame, pieces(given)).notebook.cells}
    assert list(cells) == [cell.id for cell in frame.cells]
    assert "func (l *relu) Backward(" in cells["relu"].source and above in cells["relu"].source


def test_a_function_is_not_taken_for_a_type_of_an_exercise():
    given = released()
    given.cells.append(nbformat.v4.new_code_cell("func sigmoid(x float64) float64 { return x }"))
    assert mend(released(*LAYERS), pieces(given)).found == 0


def test_texts_in_the_place_of_answers_stay():
    frame = released()
    role = {"grade": True, "solution": True, "grade_id": "why", "points": 2, "task": False}
    frame.cells.append(nbformat.v4.new_markdown_cell("WHY?", metadata={"nbgrader": role}))
    mine = copy.deepcopy(frame)
    mine.cells[-1].source = "Because."
    at = next(at for at, cell in enumerate(mine.cells) if cell.id == "central-diff")
    sorry = "I could not solve this."
    mine.cells[at] = nbformat.v4.new_markdown_cell(sorry, metadata=mine.cells[at].metadata)
    texts = [cell.source for cell in mend(frame, pieces(mine)).notebook.cells]
    assert "Because." in texts and "WHY?" not in texts and sorry in texts


def test_an_open_string_of_any_length_is_read_at_once():
    """A pattern that goes back for each quotation mark takes minutes."""
    source = 'var s = "' + '\\"' * 100_000
    assert list(declarations(source)) == ["s"]


def test_a_helper_of_another_answer_keeps_its_name(tmp_path):
    """Its place is that of an answer that is missing."""
    mine = Student(tmp_path / "submitted" / "ada" / NAME)
    mine.solve(second="return help(h)")
    mine.notebook.cells[mine.at("central-diff")] = nbformat.v4.new_code_cell(HELPER)
    mine.write()
    hand_in(tmp_path)
    list(mend_all(tmp_path, NAME))
    made = nbformat.read(tmp_path / "mended" / "ada" / NAME / f"{NAME}.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    assert "func help(" in code or "var help = " in code


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_clear_is_refused_by_name(kind, tmp_path):
    hand_in(tmp_path, honest, kind)
    by_name = {each.student: each for each in mend_all(tmp_path, NAME)}
    (sentence,) = by_name[kind.__name__].refused
    assert sentence.startswith(f"{kind.__name__}: ") and REFUSED[kind] in sentence
    assert sentence.count(". ") == 0 and sentence.endswith(".") and "\n" not in sentence
    assert by_name["honest"] == Handed("honest")
    assert not (tmp_path / "mended" / kind.__name__ / NAME).exists()


def test_what_became_bad_is_not_graded_any_more(tmp_path):
    hand_in(tmp_path, honest)
    list(mend_all(tmp_path, NAME))
    (tmp_path / "submitted" / "honest" / NAME / f"{NAME}.ipynb").write_bytes(b"")
    (handed,) = mend_all(tmp_path, NAME)
    assert handed.refused
    assert not (tmp_path / "mended" / "honest" / NAME).exists()


def test_names_that_are_no_text_are_told_in_a_line(tmp_path):
    hand_in(tmp_path, honest)
    given = os.fsencode(tmp_path / "submitted" / "honest" / NAME)
    (tmp_path / "submitted" / "honest" / NAME / f"{NAME}.ipynb").rename(
        os.fsdecode(given + b"/\xbc\xf7\xc1\xa6\n.ipynb")
    )
    folder = tmp_path / "submitted" / os.fsdecode(b"\xb9\xce") / NAME
    folder.mkdir(parents=True)
    honest_one, refused = mend_all(tmp_path, NAME)
    assert honest_one.noted == (
        f'honest: "\ufffd\ufffd\ufffd\ufffd\ufffd.ipynb" is graded as {NAME}.ipynb.',
    )
    assert refused.refused == ("\ufffd\ufffd: the folder's name cannot be read: rename it.",)


def test_folders_in_which_nothing_is_found_are_named(tmp_path):
    hand_in(tmp_path, honest, merged)
    submitted = tmp_path / "submitted"
    (submitted / "honest").rename(submitted / "ada [1]")
    (submitted / "merged" / NAME / f"{NAME}.ipynb").rename(submitted / "merged" / "mine.ipynb")
    (submitted / "merged" / NAME).rmdir()
    assert [each.refused for each in mend_all(tmp_path, NAME)] == [
        ("ada [1]: nbgrader finds no folder with *, ? or [ in its name: rename it.",),
        (f"merged: the notebooks lie beside the folder {NAME}: move them into it.",),
    ]


@pytest.mark.parametrize(
    ("handed_in", "said"),
    [
        ([f"{NAME.upper()}/x.ipynb"], f'the folder "{NAME.upper()}" must be {NAME}: rename it.'),
        ([f"{NAME}-Copy1/x.ipynb"], f'the folder "{NAME}-Copy1" must be {NAME}: rename it.'),
        ([f"{NAME}.IPYNB"], f"the notebooks lie beside the folder {NAME}: move them into it."),
        (["ch04_3/x.ipynb"], ""),
        (["ch04_1x_exercises/x.ipynb", "notes.ipynb"], ""),
        (["ch04_1x_exercises/x.ipynb", f"{NAME} (1).ipynb"], "the notebooks lie beside"),
    ],
)
def test_only_what_may_be_meant_is_missed(handed_in, said, tmp_path):
    hand_in(tmp_path)
    for name in handed_in:
        path = tmp_path / "submitted" / "ada" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(released()))
    sentences = [sentence for each in mend_all(tmp_path, NAME) for sentence in each.refused]
    assert len(sentences) == bool(said) and said in "".join(sentences)


def test_a_file_that_cannot_be_read_hides_no_other(tmp_path, monkeypatch):
    hand_in(tmp_path, honest)
    folder = tmp_path / "submitted" / "honest" / NAME
    (folder / f"{NAME} (1).ipynb").write_text("{}")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if "(1)" in path.name:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert list(mend_all(tmp_path, NAME)) == [Handed("honest")]
    (folder / f"{NAME}.ipynb").unlink()
    (handed,) = mend_all(tmp_path, NAME)
    assert handed.refused == (f'honest: "{NAME} (1).ipynb" cannot be read: Permission denied.',)


def test_a_mended_notebook_may_have_more_cells_than_a_file(tmp_path):
    """nbgrader has it mended once more."""
    mine = Student(tmp_path)
    mine.notebook.cells = [mine.cell("central-diff")]
    for number in range(MOST_CELLS - 1):
        mine.add(f"x := {number}")
    made = mend(released(), pieces(mine.data())).notebook
    assert len(made.cells) > MOST_CELLS
    assert len(mend(released(), pieces(json.loads(json.dumps(made)))).notebook.cells) >= MOST_CELLS


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-30 10:00:00 UTC", True),
        ("2026-11-30 10:00:00.5 Europe/Berlin", True),
        ("2026-11-30T10:00:00+01:00", True),
        ("2026-11-30 10:00:00 99999999999999", False),
        ("yesterday", False),
    ],
)
def test_a_time_that_nbgrader_cannot_read_is_left_out(said, kept, tmp_path):
    hand_in(tmp_path, honest)
    (tmp_path / "submitted" / "honest" / NAME / "timestamp.txt").write_text(said)
    list(mend_all(tmp_path, NAME))
    assert (tmp_path / "mended" / "honest" / NAME / "timestamp.txt").exists() == kept


def test_another_file_with_other_answers_is_told(tmp_path):
    hand_in(tmp_path, honest)
    folder = tmp_path / "submitted" / "honest" / NAME
    other = Student(folder)
    other.solve(second="return 0")
    other.write(path=folder / f"{NAME} (1).ipynb")
    other.write(path=folder / "final.ipynb")
    (folder / f"{NAME} (2).ipynb").write_bytes((folder / f"{NAME}.ipynb").read_bytes())
    (handed,) = mend_all(tmp_path, NAME)
    assert handed.noted == (
        f'honest: "{NAME} (1).ipynb" has other answers, and is not graded.',
        'honest: "final.ipynb" has other answers, and is not graded.',
    )


def test_another_name_is_told(tmp_path):
    hand_in(tmp_path, numbered_name)
    (handed,) = mend_all(tmp_path, NAME)
    assert handed.noted == (
        f'numbered_name: "exercises_ch04_3 (1).ipynb" is graded as {NAME}.ipynb.',
    )


# What a page may show.

SCRIPT = "<script>window.ran = 1</script>"
IMAGE = '<img src="x" onerror="window.ran = 1">'
EVIL = rf"""
{SCRIPT} {IMAGE} <svg onload="window.ran = 1">{SCRIPT}</svg>
<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/left">
[click](javascript:window.ran=1) <a href="jav&#x0A;ascript:window.ran=1">click</a>
<a href="//127.0.0.1:9/left">click</a> <a href="evil.html">click</a>
<input autofocus onfocus="window.ran = 1"> <details open ontoggle="window.ran = 1">x</details>
<div id="central-diff-test" class="score" style="position: fixed; inset: 0">x</div>
<math><mtext><table><mglyph><style>{IMAGE}</style></mglyph></table></mtext></math>
<noscript><p title="</noscript>{IMAGE}"></noscript> <base href="http://127.0.0.1:9/">
$\href{{javascript:window.ran=1}}{{x}}$ $\\href{{javascript:window.ran=1}}{{y}}$
$\&#104;ref{{javascript:window.ran=1}}{{z}}$ $\style{{color:red}}{{z}}$ $\def\a{{\href}}$

$${IMAGE}$$

```
</pre>{SCRIPT}
```
![a](attachment:a.png) ![b](attachment:b.png) <img src="/files/x">
"""


def evil_cells() -> list[NotebookNode]:
    v4 = nbformat.v4
    text = v4.new_markdown_cell(EVIL)
    text.attachments = {"a.png": {"image/png": f'">{SCRIPT}'}}
    raw = v4.new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html"})
    cell = v4.new_code_cell("x", metadata={"tags": [f'">{SCRIPT}']})
    cell.execution_count = f"]{SCRIPT}"
    show = {"text/html": SCRIPT + IMAGE, "image/svg+xml": f"<svg>{SCRIPT}</svg>"}
    show |= {"application/javascript": "window.ran = 1", "text/markdown": EVIL, "text/latex": EVIL}
    size = {"image/png": {"width": f'">{SCRIPT}'}}
    cell.outputs = [
        v4.new_output("display_data", data=show),
        v4.new_output("display_data", data={"image/png": f'">{SCRIPT}'}, metadata=size),
        v4.new_output("stream", name="stdout", text=SCRIPT),
        v4.new_output("error", ename=SCRIPT, evalue=SCRIPT, traceback=[SCRIPT + IMAGE]),
    ]
    return [text, raw, cell]


RUNS = re.compile(
    r"<(script|svg|iframe|meta|input|math|style|base|object|embed|form)|\son\w+\s*=|\b(id|class|style)="
    r"|(href|src)=\"(?!https?:|mailto:|#|data:image/(png|jpeg|gif);)"
)


def runs(page: str) -> re.Match | None:
    """What could run, load or reach something: in a tag, or in a formula."""
    tags = "".join(re.findall(r"<[^>]*>", page))
    return RUNS.search(tags) or re.search(r"\\(href|style|def)", page)


def test_markdown_has_no_program_in_it():
    page = safe_markdown(EVIL.replace("attachment:", "#"))
    assert "<code>" in page and not runs(page), page
    assert runs(SCRIPT) and runs(IMAGE) and runs('<a href="x">')
    assert safe_markdown("**a** [b](https://example.org) $x_1 < \\frac{a}{b}$") == (
        '<p><strong>a</strong> <a href="https://example.org">b</a> $x_1 &lt; \\frac{a}{b}$</p>\n'
    )


def test_outputs_have_no_program_in_them():
    notebook = nbformat.v4.new_notebook()
    notebook.cells = evil_cells()
    made, _ = Clean().preprocess(notebook, {})
    text, raw, cell = made.cells
    assert text.source.count("](#)") == 2 and "attachments" not in text
    assert raw.cell_type == "markdown"
    assert cell.execution_count is None and cell.metadata == {}
    shown = [output.get("data") for output in cell.outputs if "data" in output]
    assert [list(data) for data in shown] == [["text/html"]]
    assert not runs(shown[0]["text/html"])
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    text.source, text.attachments = "![a](attachment:a.png)", picture
    Clean().preprocess(made, {})
    assert text.source == "![a](data:image/png;base64,iVBORw0KGgo=)"


# With nbgrader.


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=ROOT / ".jupyter", prefix="marks-") as made:
        yield Path(made)


def reaches_out(mine: Student) -> None:
    mine.add(
        """%%
_, err := net.Dial("tcp", "192.0.2.1:80")
fmt.Println("network:", err)
gone, _ := filepath.Glob("../*/*")
fmt.Println("others:", gone)
home := os.Getenv("HOME")
for _, path := range []string{"../x", "/etc/x", home + "/x", "/proc/sys/kernel/hostname"} {
	fmt.Println("write:", os.WriteFile(path, []byte("x"), 0o644) != nil)
}
panic("in " + os.Getenv("PWD") + os.TempDir())
"""
    )
    mine.write()


def greedy(mine: Student) -> None:
    mine.add(
        """%%
var all [][]byte
for {
	all = append(all, bytes.Repeat([]byte{1}, 1<<20))
}
"""
    )
    mine.write()


def evil(mine: Student) -> None:
    mine.add(EVIL, 1, kind="markdown")
    mine.write()


ALL = 3
# Those for which the kernel has something to say; the others differ in their files alone.
GRADED = [
    duplicated_answer,
    no_metadata,
    windows_lines,
    numbered_name,
    merged,
    split,
    renamed_function,
]
GRADED += [
    renamed_function,
    colab,
    helper_in_an_extra_cell,
    in_an_extra_cell,
    reaches_out,
    greedy,
    evil,
]
GRADED += [split_below_a_helper, helper_in_the_first_try, helper_with_an_id_twice]
GRADED += [renamed_and_called, held_by_a_variable, values_beside_it]
GRADED += [split_above_a_helper, split_above_a_helper_with_main, helper_under_an_id]
GRADED += [renamed_below_an_older_try, held_by_a_typed_variable, indented]


class Course:
    """A course of one short assignment, with odd submissions, which make grade has graded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "course"
        source = self.folder / "source" / NAME
        source.mkdir(parents=True)
        nbformat.write(with_solutions(NAME, EXERCISES), source / f"{NAME}.ipynb")
        list(write_config(self.folder, "en", self.folder / "exchange"))
        self.run("nbgrader", "generate_assignment", NAME)
        hand_in(self.folder, *GRADED, empty_file, another_set)
        self.graded = self.grade()
        self.run("nbgrader", "generate_feedback", NAME)

    def grade(self) -> subprocess.CompletedProcess:
        command = [sys.executable, ROOT / "tools" / "grade.py", NAME, "--course", self.folder]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def run(self, *command: str) -> str:
        line = [sys.executable, "-m", *command]
        done = subprocess.run(line, cwd=self.folder, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def feedback(self, kind: Kind) -> str:
        path = self.folder / "feedback" / kind.__name__ / NAME / f"{NAME}.html"
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def course(folder) -> Course:
    return Course(folder)


@pytest.mark.more
def test_odd_submissions_are_graded_and_touch_no_other(course):
    lines = course.graded.stdout.splitlines()
    points = dict(line.split(": ") for line in lines if line.endswith("points"))
    assert points == {kind.__name__: f"{ALL} of {ALL} points" for kind in GRADED}
    problems = course.graded.stderr.splitlines()
    problems = [line for line in problems if "without protection" not in line]
    assert [line.partition(":")[0] for line in problems] == ["another_set", "empty_file"]
    assert course.graded.returncode == 1
    again = course.grade()  # which has nothing to do
    assert again.stdout == course.graded.stdout and again.stderr == course.graded.stderr


@pytest.mark.more
def test_grading_that_was_cut_short_is_done_again(course):
    made = course.folder / "autograded" / "merged" / NAME
    (made / ".unfinished").touch()
    path = made / f"{NAME}.ipynb"
    before = path.stat().st_mtime_ns
    assert f"merged: {ALL} of {ALL} points" in course.grade().stdout.splitlines()
    assert path.stat().st_mtime_ns > before
    assert not (made / ".unfinished").exists()


@pytest.mark.more
def test_what_was_graded_with_another_test_is_graded_again(tmp_path):
    """Of a corrected test the student's version shows nothing, so what is mended stays the same."""
    autograde = importlib.import_module("classroom.autograde")
    given, made = tmp_path / "mended", tmp_path / "autograded"
    for folder in (given, made):
        folder.mkdir()
        nbformat.write(with_solutions(NAME, EXERCISES), folder / f"{NAME}.ipynb")
    tests = {
        (NAME, cell.id): cell.source
        for cell in with_solutions(NAME, EXERCISES).cells
        if cell.id.endswith("-test")
    }
    assert not autograde.is_newer(given, made, tests)
    tests[NAME, "central-diff-test"] += "// corrected"
    assert autograde.is_newer(given, made, tests)


@pytest.mark.more
def test_a_corrected_test_gives_other_points_and_another_page(course):
    path = course.folder / "source" / NAME / f"{NAME}.ipynb"
    before, page = path.read_bytes(), course.feedback(merged)
    locked = importlib.import_module("classroom.autograde").locked
    url = f"sqlite:///{course.folder / 'gradebook.db'}"
    tests = locked(url, NAME)
    path.write_text(path.read_text().replace(" ★★\\n", " ★★ corrected\\n"))
    course.run("nbgrader", "generate_assignment", NAME, "--force")
    changed = {cell for (_, cell), source in locked(url, NAME).items() if "corrected" in source}
    assert changed == {"forward-excess-test"}
    command = [ROOT / "tools" / "grade.py", NAME, "--course", course.folder, "--student=merged"]
    done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
    assert f"merged: {ALL} of {ALL} points" in done.stdout
    course.run("nbgrader", "generate_feedback", NAME, "--student=merged")
    assert "corrected" in course.feedback(merged) and "corrected" not in page
    path.write_bytes(before)
    course.run("nbgrader", "generate_assignment", NAME, "--force")
    assert locked(url, NAME) == tests


@pytest.mark.more
def test_points_of_an_earlier_submission_are_named(course):
    path = course.folder / "submitted" / "merged" / NAME / f"{NAME}.ipynb"
    before = path.read_bytes()
    path.write_bytes(b"")
    said = course.grade()
    path.write_bytes(before)
    assert f"merged: {ALL} of {ALL} points, of an earlier submission" in said.stdout.splitlines()
    assert f'merged: "{NAME}.ipynb" is empty' in said.stderr
    assert f"merged: {ALL} of {ALL} points" in course.grade().stdout.splitlines()


FAILS = """
import os, sys
from pathlib import Path
from classroom import autograde, run
def fail(*_):
    raise RuntimeError("the kernel cannot run a cell")
autograde.Run.run = fail
os.chdir(sys.argv[1])
run.graded(Path(sys.argv[1]), sys.argv[2], sys.argv[3], True)
"""


@pytest.mark.more
def test_a_submission_that_could_not_be_run_has_no_grade(course):
    """And not zero points, unless an earlier one has."""
    hand_in(course.folder, honest)

    def said(student: str) -> str:
        command = [sys.executable, "-c", FAILS, course.folder, NAME, student]
        places = {"PYTHONPATH": str(ROOT / "tools")}
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, env=os.environ | places
        )
        assert f"{student}: the submission could not be graded: the kernel cannot" in done.stderr
        return done.stdout

    assert said("honest") == ""
    assert said("split") == f"split: {ALL} of {ALL} points, of an earlier submission\n"
    course.run("nbgrader", "export", "--to=grades")
    grades = {
        row["Identifier"]: row["Grade"] for row in rows(course.folder / f"grades/moodle-{NAME}.csv")
    }
    assert (grades.get("honest", ""), grades["split"]) == ("", f"{ALL}")
    shutil.rmtree(course.folder / "submitted" / "honest")
    shutil.rmtree(course.folder / "mended" / "honest")
    assert f"split: {ALL} of {ALL} points" in course.grade().stdout.splitlines()


@pytest.mark.more
def test_nothing_is_in_reach_of_a_submission(course):
    isolated = importlib.import_module("classroom.isolated")
    page = course.feedback(reaches_out)
    for secret in (str(ROOT), tempfile.gettempdir() + "/", str(Path.home()) + "/"):
        for kind in GRADED:
            assert secret not in course.feedback(kind), kind
    if isolated.why_not() and not os.environ.get("CI"):
        pytest.skip(f"nothing was isolated: {isolated.why_not()}")
    assert "network: dial tcp 192.0.2.1:80: connect: network is unreachable" in page
    assert "others: []" in page
    assert page.count("write: true") == 4
    assert not (course.folder.parent / "x").exists()


@pytest.mark.more
def test_a_submission_that_takes_all_memory_ends_alone(course):
    assert "out of memory" in course.feedback(greedy)


@pytest.mark.more
def test_what_cannot_be_isolated_is_said(course, tmp_path, monkeypatch):
    isolated = importlib.import_module("classroom.isolated")
    monkeypatch.setenv("PATH", str(tmp_path))
    isolated.why_not.cache_clear()
    assert isolated.why_not() == "unshare is missing: on Debian or Ubuntu, apt install util-linux."
    (tmp_path / "unshare").write_text("#!/bin/sh\necho Operation not permitted >&2\nexit 1\n")
    (tmp_path / "unshare").chmod(0o755)
    for tool in ("setpriv", "ip"):
        (tmp_path / tool).symlink_to("unshare")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    isolated.why_not.cache_clear()
    assert isolated.why_not() == "this system does not allow it (Operation not permitted)."
    isolated.why_not.cache_clear()


@pytest.mark.more
def test_honest_submissions_are_graded_without_a_warning(course):
    said = course.run("nbgrader", "autograde", NAME, "--student=merged", "--force")
    assert "has changed" not in said
    lines = [line for line in said.splitlines() if "WARNING" in line]
    assert all("Removing existing" in line for line in lines), lines


@contextlib.contextmanager
def served(folder: Path, scratch: Path) -> Iterator[lab.Server]:
    """The teacher's server, which has the form."""
    runtime, log = scratch / "runtime", scratch / "log"
    places = {"JUPYTER_RUNTIME_DIR": str(runtime), "JUPYTER_CONFIG_DIR": str(scratch / "config")}
    line = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--port=0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            line,
            cwd=folder,
            env=os.environ | places,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield lab.wait_for(process, runtime, log)
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.mark.more
def test_a_teacher_s_browser_runs_nothing_of_a_student(course, tmp_path):
    if lab.find_browser() is None and not os.environ.get("CI"):
        pytest.skip(f"nothing was tried in a browser: {lab.NO_BROWSER}")
    path = course.folder / "autograded" / "evil" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += evil_cells()
    notebook.cells[-1].execution_count = 1  # with another no page is made at all
    notebook.metadata.title = f"</title>{SCRIPT}"
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"x": f"</script>{SCRIPT}"}}}
    notebook.metadata.widgets = state
    path.chmod(0o644)
    path.write_text(json.dumps(notebook))
    course.run("nbgrader", "generate_feedback", NAME, "--student=evil", "--force")
    url = f"sqlite:///{course.folder / 'gradebook.db'}"
    with importlib.import_module("nbgrader.api").Gradebook(url) as book:
        submission = book.find_submission_notebook(NAME, NAME, "evil").id
    feedback = course.folder / "feedback" / "evil" / NAME / f"{NAME}.html"
    with served(course.folder, tmp_path) as server, lab.browser() as browser:
        form = f"{server.url}formgrader/submissions/{submission}/"
        for address in (f"{form}?token={server.token}", feedback.as_uri()):
            page = browser.new_page()
            page.set_default_timeout(120_000)
            asked, dialogs = [], []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("dialog", lambda dialog, dialogs=dialogs: dialogs.append(dialog.message))
            page.goto(address, wait_until="domcontentloaded")
            page.wait_for_selector("text=click")
            for link in page.get_by_text("click", exact=True).all():
                link.click(force=True)
            page.wait_for_timeout(1000)
            assert page.evaluate("window.ran") is None and dialogs == []
            assert page.url.partition("?")[0].partition("#")[0] == address.partition("?")[0]
            inside = page.locator("#notebook-container")
            assert (
                inside.locator(
                    "script, svg, iframe, meta, object, base, math, [style*=fixed]"
                ).count()
                == 0
            )
            assert inside.locator("[onerror], [onload], [onfocus], [ontoggle]").count() == 0
            assert not [url for url in asked if "127.0.0.1:9/" in url or url.endswith("/files/x")]
            page.close()


# Platforms.

ARCHIVE = {
    "Ada Lovelace_1234_assignsubmission_file/ch04_3x_exercises.ipynb": "1234",
    "김 민지_1235_assignsubmission_file_/ch04_3x_exercises (1).ipynb": "1235",
    "Jean-Luc O'Neil_1236_assignsubmission_file_ch04_3x_exercises.ipynb": "1236",
    "lovelaceada_77_5001_ch04_3x_exercises.ipynb": "77",
    "hoppergrace_LATE_78_5002_ch04_3x_exercises-1.ipynb": "78",
}


OTHERS_NAMES = {
    "Ada_1234_assignsubmission_file_Ben_1235_assignsubmission_file_x.ipynb": "1234",
    "Ada_1234_assignsubmission_file_/Ben_1235_assignsubmission_file_/x.ipynb": "1234",
    "submissions/hoppergrace_78_5002_hw/Ben_77_assignsubmission_file_/x.ipynb": "78",
    "submissions/hoppergrace_78_5002_hw/lovelaceada_77_5001_x.ipynb": "78",
    "ML_2026_1_Exercises-99/Ada_1234_assignsubmission_file_/x.ipynb": "1234",
    "ML_2026_1_Exercises-99/Ada_1234_assignsubmission_file_/ben_77_5001_x.ipynb": "1234",
}


@pytest.mark.more
def test_a_file_with_another_s_name_is_the_student_s():
    meant = importlib.import_module("classroom.collect").meant
    for path, student in OTHERS_NAMES.items():
        assert meant(path)["student_id"] == student, path


@pytest.mark.more
def test_no_cell_of_a_spreadsheet_is_a_formula():
    harmless = importlib.import_module("classroom.export").harmless
    for name in (
        "=cmd()",
        "\uff1dcmd()",
        "+1",
        "\uff0d1",
        "@SUM(A1)",
        "\uff20SUM(A1)",
        "\t=1",
        "\n=1",
    ):
        assert harmless(name) == f"'{name}", name
    for name in ('O"Neil, Ada', "김 민지", "-", "3.5", "Jean-Luc"):
        assert harmless(name) == name


@pytest.mark.more
def test_files_of_other_platforms_are_collected(course):
    archive = course.folder / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "Course-Exercises-99.zip", "w") as made:
        for name in ARCHIVE:
            made.writestr(name, json.dumps(released()))
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr("homework/mine.ipynb", json.dumps(released()))
        made.writestr("turingalan_79_5003_HOMEWORK.ZIP", inner.getvalue())
        made.writestr("Bad Zip_1237_assignsubmission_file_/broken.zip", b"PK")
    url = f"sqlite:///{course.folder / 'gradebook.db'}"
    gradebook = importlib.import_module("nbgrader.api").Gradebook
    with gradebook(url) as book:
        book.add_student("78", first_name="Grace", last_name="Hopper")
    said = course.run("nbgrader", "zip_collect", NAME)
    with gradebook(url) as book:
        assert book.find_student("78").last_name == "Hopper"
        assert book.find_student("1234").last_name == "Ada Lovelace"
    assert '"broken.zip" cannot be unpacked' in said
    assert 'It is in "Course-Exercises-99/Bad Zip_1237_assignsubmission_file_".' in said
    for student in [*ARCHIVE.values(), "79"]:
        assert list((course.folder / "submitted" / student / NAME).rglob("*.ipynb")), student
    handed = {each.student: each for each in mend_all(course.folder, NAME)}
    for student in [*ARCHIVE.values(), "79"]:
        assert handed[student].refused == ()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.more
def test_grades_are_written_for_other_platforms(course):
    url = f"sqlite:///{course.folder / 'gradebook.db'}"
    with importlib.import_module("nbgrader.api").Gradebook(url) as book:
        book.update_or_create_student("1234", last_name="=HYPERLINK()", first_name="")
        book.update_or_create_student("evil", email="evil@example.org")
        book.update_or_create_submission(NAME, "1234")
    said = course.run("nbgrader", "export", "--to=grades")
    assert "wrote grades/canvas.csv" in said
    moodle = {row["Identifier"]: row for row in rows(course.folder / f"grades/moodle-{NAME}.csv")}
    assert moodle["Participant 1234"]["Grade"] == "0"
    assert moodle["Participant 1234"]["Full name"] == "'=HYPERLINK()"
    assert "Last modified (grade)" in moodle["Participant 1234"]
    assert moodle["evil"]["Email address"] == "evil@example.org"
    assert (moodle["evil"]["Grade"], moodle["evil"]["Maximum Grade"]) == ("3", "3")
    first, *canvas = rows(course.folder / "grades/canvas.csv")
    assert list(first) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME]
    assert (first["Student"].strip(), first[NAME]) == ("Points Possible", "3")
    grades = {row["ID"] or row["SIS Login ID"]: row[NAME] for row in canvas}
    assert grades["evil"] == "3" and grades["1234"] == "0"

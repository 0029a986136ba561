"""The pages of the course: what a reader finds on each, and all that there is to touch."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from nbtools import execute, lab
from nbtools.lint import Images
from nbtools.project import ROOT
from offline import text
from test_choices import expect_shown, page  # noqa: F401

ENGLISH = ROOT / "notebooks" / "en"
# The sections that teach. Beside them are the exercises and the list of errors.
SECTIONS = sorted(
    path.stem for path in ENGLISH.glob("*.ipynb") if not re.search(r"x_exercises|errata", path.stem)
)
LESSONS = [name for name in SECTIONS if name != "00_start_here"]

# Words of prose before the first picture.
MOST_WORDS = 120
# Characters in a line of code: what a handout prints without breaking it.
MOST_COLUMNS = 100
FORMULA = re.compile(r"\$\$.*?\$\$", re.DOTALL)
FOLDED = re.compile(
    r"<details>\n<summary>(?P<summary>.+?)</summary>\n\n(?P<text>.*?)\n\n</details>", re.DOTALL
)
ERROR = re.compile(r"\bE-\d+")
# What `dlfs gonb` says of copies that nothing on the page can tell from the original.
SHARED = re.compile(r"may share memory with")


def read(name: str) -> NotebookNode:
    return nbformat.read(ENGLISH / f"{name}.ipynb", as_version=4)


def codes(made: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in made.cells if cell.cell_type == "code"]


def pictured(cell: NotebookNode) -> bool:
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return any("image/png" in d or "<img" in "".join(d.get("text/html", "")) for d in data)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_picture_comes_before_the_prose(name):
    words = 0
    for cell in read(name).cells:
        if pictured(cell) or "![" in cell.source:
            break
        if cell.cell_type == "markdown":
            words += len(re.findall(r"\w[\w'-]*", FORMULA.sub("", cell.source)))
    else:
        pytest.fail("there is no picture")
    assert words <= MOST_WORDS


@pytest.mark.parametrize("name", LESSONS)
def test_its_cells_are_for_the_kernel_that_remembers(name):
    for cell in codes(read(name)):
        assert not re.search(r"^%%|\bnb\.(Keep|Kept)\b", cell.source, re.MULTILINE), cell.id


@pytest.mark.parametrize("path", sorted(ENGLISH.glob("*.ipynb")), ids=lambda path: path.stem)
def test_code_is_as_wide_as_a_page(path):
    for cell in codes(read(path.stem)):
        for line in cell.source.splitlines():
            assert len(line.expandtabs(4)) <= MOST_COLUMNS, f"{cell.id}: {line}"


@pytest.mark.parametrize("name", LESSONS)
def test_errors_of_the_study_notes_are_folded_at_the_end(name):
    cells = {cell.id: cell for cell in read(name).cells}
    for cell_id, cell in cells.items():
        assert cell_id == "notes" or not ERROR.search(cell.source), cell_id
    if "notes" in cells:
        assert FOLDED.search(cells["notes"].source)["summary"] == "If you have the study notes"


@pytest.mark.parametrize("name", LESSONS)
def test_it_ends_with_a_summary_and_folded_answers(name):
    cells = read(name).cells
    (recap,) = (cell for cell in cells if cell.id == "recap")
    assert any(cell.source.startswith("## Summary\n") for cell in cells[cells.index(recap) - 1 :])
    answers = FOLDED.search(recap.source)
    assert answers["summary"] == "Answers"
    numbers = re.compile(r"^(\d+)\. ", re.MULTILINE)
    questions = numbers.findall(recap.source[: answers.start()])
    assert len(questions) == 3
    assert numbers.findall(answers["text"]) == questions


@pytest.mark.parametrize("name", LESSONS)
def test_at_most_one_cell_compares_with_the_library(name):
    folded = [c.id for c in codes(read(name)) if c.metadata.get("jupyter", {}).get("source_hidden")]
    assert folded in ([], ["agrees"])


@pytest.mark.kernel
@pytest.mark.more
@pytest.mark.parametrize("name", SECTIONS)
def test_it_runs_on_a_stock_gonb(name, monkeypatch):
    """What `dlfs gonb` writes shows what the page shows, in GoNB with nothing before it.

    GoNB can lose what a program shows right before it ends (docs/gonb.md), so a cell is at fault
    only if it shows something else in each of three runs.
    """
    with tempfile.TemporaryDirectory(dir=ROOT / ".jupyter", prefix="pages-") as folder:
        path = Path(folder, f"{name}.ipynb")
        command = [ROOT / ".bin/dlfs", "gonb", "-o", path, ENGLISH / f"{name}.ipynb"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = [line for line in done.stderr.splitlines() if not SHARED.search(line)]
        assert all("%vars" in line for line in said), said
        plain = nbformat.read(path, as_version=4)
    monkeypatch.setenv("DLFS_PLAIN_KERNEL", "1")
    wanted = {cell.id: shown(cell) for cell in codes(read(name))}
    wrong = set(wanted)
    for _ in range(3):
        ran = asyncio.run(execute.run_notebook(plain, ENGLISH / "written.ipynb"))
        assert ran.failures == []
        wrong &= {cell.id for cell in codes(ran.notebook) if shown(cell) != wanted[cell.id]}
        if not wrong:
            break
    assert not wrong


def shown(cell: NotebookNode) -> tuple[list[str], list[str]]:
    """The words and the pictures of a cell, whether they are a result or shown."""
    data = [output.get("data", {}) for output in cell.outputs]
    pictures = [d["image/png"].strip() for d in data if "image/png" in d]
    if "raises-exception" in cell.metadata.get("tags", []):
        return [], pictures  # GoNB tells of errors in its own way
    return "".join(map(text, cell.outputs)).split(), pictures


# In JupyterLab, as a reader has it who has run nothing.


@pytest.fixture(scope="module")
def chromium():
    if lab.find_browser() is None and not os.environ.get("CI"):
        pytest.skip(f"nothing was tried in a browser: {lab.NO_BROWSER}")
    with lab.browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(chromium):
    """JupyterLab over a copy of the pages, signed as set-up does."""
    with tempfile.TemporaryDirectory(prefix="dlfs lab ") as name:
        folder = Path(name)
        copies = folder / "notebooks" / "en"
        shutil.copytree(ENGLISH, copies)
        command = [sys.executable, ROOT / "tools/notebooks.py", "trust", copies]
        data = {"JUPYTER_DATA_DIR": str(ROOT / ".jupyter/data")}
        subprocess.run(command, env=os.environ | data, check=True)
        with lab.serve(folder, folder) as running:
            yield running


def choices(name: str) -> list[list[str]]:
    """The alt texts of each Slide, Steps and the like on a page."""
    pieces = []
    for cell in codes(read(name)):
        for output in cell.outputs:
            piece = "".join(output.get("data", {}).get("text/html", ""))
            if "dlfs-states" in piece:
                images = Images()
                images.feed(piece)
                pieces.append(images.alts)
    return pieces


TOUCHED = [name for name in SECTIONS if choices(name)]


def test_there_is_something_to_touch():
    assert len(TOUCHED) >= 8


@pytest.mark.more
@pytest.mark.parametrize("name", TOUCHED)
def test_a_reader_walks_through_all_figures(server, page, name):  # noqa: F811
    """With the mouse to the second figure, with the keyboard to the last, and back to the first."""
    lab.NotebookPage(page, server.address(f"notebooks/en/{name}.ipynb"))
    for number, alts in enumerate(choices(name)):
        form = page.locator("form.dlfs-states").nth(number)
        form.scroll_into_view_if_needed()
        expect_shown(form, 0)
        form.get_by_role("radio").nth(1).click()
        expect_shown(form, 1)
        for i in range(2, len(alts)):
            page.keyboard.press("ArrowRight")
            expect_shown(form, i)
        page.keyboard.press("ArrowRight")
        expect_shown(form, 0)

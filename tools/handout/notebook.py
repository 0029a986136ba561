"""Reads an executed notebook for a handout, or refuses it and says why."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat import NotebookNode

from handout import imprint, markdown
from handout.answers import answered
from handout.outputs import Output, Picture, read_outputs
from handout.refused import Refused
from nbtools import lint, project
from nbtools.compare import cell_name

SLIDES = ("", "all", "none")
SHOWS = re.compile(r"^\s*nb\.(Show|Slide|Steps)\(", re.MULTILINE)
FUNCTION = re.compile(r"^func .*?^\}", re.MULTILINE | re.DOTALL)


@dataclass
class Cell:
    """A cell as handouts see it: Markdown as pandoc's blocks, or Go with its outputs."""

    id: str
    blocks: list = field(default_factory=list)
    source: str = ""
    outputs: list[Output] = field(default_factory=list)
    twin_of: str = ""  # the id of the Go cell whose Python twin this is
    answer: bool = False  # to an exercise
    exercise: str = ""  # its number
    slide: str = ""  # "all" or "none" of it is on slides; empty for what slides.py chooses
    blanks: list[str] | None = None  # to fill in; None for those that fillin.py chooses
    folded: bool = False  # its source, in JupyterLab

    def is_verdict(self) -> bool:
        """Whether its outputs say which exercises are solved: nothing can be solved in a file."""
        return bool(self.exercise) or "exercises.Progress()" in self.source


@dataclass
class Notebook:
    name: str  # of its file, without .ipynb
    where: str  # its file, as a person would type it
    language: str
    title: list  # pandoc's inlines
    cells: list[Cell]  # without the heading that is the title
    seeds: set[int]

    def edition(self, teacher: bool) -> list[Cell]:
        """The cells that a student, or a teacher, gets to see, without verdicts on exercises."""
        seen = [c for c in self.cells if teacher or not (c.answer or c.twin_of)]
        return [replace(c, outputs=[]) if c.is_verdict() else c for c in seen]


def read(path: Path, language: str, answers: bool = True) -> Notebook:
    """Reads the notebook at `path`; its folder's other notebooks are what it may link to.

    Without `answers`, exercises stay without theirs, which the notebook does not hold.
    """
    where = project.short(path)
    try:
        notebook = project.read_notebook(path)
    except project.NoNotebook as error:
        raise Refused(str(error)) from error

    problems = lint.lint(notebook)
    cells = answered(where, notebook.cells, language) if answers else notebook.cells
    named = {cell_name(n, c): c for n, c in enumerate(cells, 1) if c.source.strip()}
    prose = {name: c for name, c in named.items() if c.cell_type == "markdown"}
    blocks = markdown.read(prose, path.parent, language, problems)
    title = take_title(blocks.get(next(iter(prose), ""), []), problems)
    cells = [read_cell(name, c, blocks.get(name, []), problems) for name, c in named.items()]
    if problems:
        raise Refused(*(f"{where}: {problem}" for problem in problems))
    seeds = set().union(*(imprint.seeds_in(cell.source) for cell in cells))
    return Notebook(path.stem, where, language, title, cells, seeds)


def read_cell(name: str, cell: NotebookNode, blocks: list, problems: list[str]) -> Cell:
    dlfs = cell.metadata.get("dlfs", {})
    made = Cell(cell.id, twin_of=dlfs.get("twin", ""), answer=dlfs.get("answer", False) is True)
    made.slide, made.blanks = dlfs.get("slide", ""), dlfs.get("blanks")
    if made.slide not in SLIDES:
        problems.append(f'{name}: "slide" is {made.slide!r} in its metadata: write "all" or "none"')
    if cell.cell_type != "code":
        made.blocks = blocks
        return made
    made.source, made.exercise = cell.source, dlfs.get("exercise", "")
    made.folded = cell.metadata.get("jupyter", {}).get("source_hidden", False) is True
    made.outputs = read_outputs(cell.outputs, name, problems)
    pictured = any(isinstance(output, Picture) for output in made.outputs)
    above, _, below = cell.source.partition("%%")
    body = below or FUNCTION.sub("", above)
    failed = any(output.output_type == "error" for output in cell.outputs)
    if SHOWS.search(body) and not pictured and not failed:
        problems.append(f"{name}: it shows a figure and none is there: run `make notebooks`")
    return made


def take_title(first: list, problems: list[str]) -> list:
    """The inlines of the heading in the first cell's blocks, which is taken out of them."""
    if first and first[0]["t"] == "Header" and first[0]["c"][0] == 1:
        return first.pop(0)["c"][2]
    problems.append("its first Markdown cell does not begin with a heading such as # 4.4 Gradients")
    return []

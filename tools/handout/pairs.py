"""Which cells belong together: a Go cell and the Python twin below it."""

import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from handout import pandoc
from handout.notebook import Cell
from handout.outputs import Output, Text

TAB = 4  # columns
# So many columns of code find room beside each other on a page; see handout.typ.
PAGE_COLUMNS = 94


@dataclass
class Group:
    """A cell alone, or a Go cell with its twin."""

    cell: Cell
    twin: Cell | None = None
    opens_answer: bool = False  # the first of the cells that answer an exercise
    closes_answer: bool = False  # the last of them
    explained: bool = False  # by the paragraph below it

    def columns(self) -> tuple[int, int]:
        """How wide code and text are, on the left and on the right."""
        go = [self.cell.source, *(output.text for output in self.leading())]
        python = [e["c"][1] for e in pandoc.walk(self.twin.blocks) if e["t"] == "CodeBlock"]
        return max(map(columns, go)), max(map(columns, python), default=0)

    def is_beside(self) -> bool:
        return sum(self.columns()) <= PAGE_COLUMNS

    def leading(self) -> list[Output]:
        """The outputs before the first figure, which may stand in a column with the code."""
        return list(itertools.takewhile(lambda o: isinstance(o, Text), self.cell.outputs))

    def rest(self) -> list[Output]:
        """The first figure and what follows it, which need the whole width."""
        return self.cell.outputs[len(self.leading()) :]


def groups(cells: list[Cell]) -> Iterator[Group]:
    """The cells in their order, a twin in one group with the cell that it stands under."""
    waiting, in_answer = list(cells), False
    while waiting:
        cell = waiting.pop(0)
        has_twin = bool(waiting) and cell.source and waiting[0].twin_of == cell.id
        twin = waiting.pop(0) if has_twin else None
        goes_on = bool(waiting) and waiting[0].answer
        yield Group(cell, twin, cell.answer and not in_answer, cell.answer and not goes_on)
        in_answer = cell.answer


def columns(text: str) -> int:
    """The width of the widest line; an East Asian character takes two columns."""
    return max(map(width, text.split("\n")))


def width(line: str) -> int:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    return len(line.expandtabs(TAB)) + wide

"""The sentences of paragraphs, and those left out where the folded cell that they name is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from handout.notebook import Cell
from handout.outputs import Picture
from handout.pandoc import text_of
from handout.words import words

WIDE_END = re.compile(r"(?<=[。！？])(?![」』”）。！？])")  # noqa: RUF001
QUOTES = "”’\"'）)"  # noqa: RUF001
NOT_ENDS = ("e.g.", "i.e.", "etc.", "vs.", "cf.")
QUESTION = re.compile(r"[?？]$|か。$")  # noqa: RUF001


def split(inlines: list) -> list[list]:
    """The sentences of a paragraph, at least one."""
    parts = [part for inline in inlines for part in cut(inline)]
    ends = [n for n, part in enumerate(parts, 1) if ends_sentence(parts, n - 1, part)]
    bounds = [0, *(end for end in ends if end < len(parts)), len(parts)]
    return [parts[start:end] for start, end in pairwise(bounds)]


def cut(inline: dict) -> list[dict]:
    """A word, where Chinese and Japanese have none, in its sentences."""
    if inline["t"] != "Str":
        return [inline]
    return [{"t": "Str", "c": part} for part in WIDE_END.split(inline["c"]) if part]


def ends_sentence(parts: list, number: int, part: dict) -> bool:
    if part["t"] != "Str" or part["c"] in NOT_ENDS:
        return False
    if WIDE_END.search(part["c"]):
        return True
    above = parts[number + 1]["t"] if number + 1 < len(parts) else "Space"
    return above in ("Space", "SoftBreak") and part["c"].rstrip(QUOTES)[-1:] in (".", "!", "?")


def without_checks(cells: list[Cell], language: str, chosen: Callable[[Cell], bool]) -> list[Cell]:
    """The cells without those that are folded up and draw nothing, and without words on them.

    They compare the page's code with dl's, for those who want to see that. A cell that is `chosen`
    stays.
    """
    kept = [cell for cell in cells if not cell.folded or draws(cell) or chosen(cell)]
    if len(kept) == len(cells):
        return cells
    named = re.compile(words(language).folded)
    return [replace(cell, blocks=list(without(cell.blocks, named))) for cell in kept]


def draws(cell: Cell) -> bool:
    return any(isinstance(output, Picture) for output in cell.outputs)


def without(blocks: list, named: re.Pattern[str]) -> Iterator[dict]:
    """The blocks without the sentences that name a folded cell, nor a question answered by one."""
    for block in blocks:
        found = split(block["c"]) if block["t"] == "Para" else []
        left = [sentence for sentence in found if not named.search(text_of(sentence))]
        if len(left) == len(found):
            yield block
        elif left and not (len(left) == 1 and QUESTION.search(text_of(left[0]).strip())):
            yield {"t": "Para", "c": [inline for sentence in left for inline in sentence]}

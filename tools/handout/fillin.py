"""A handout with blanks: lines of code and numbers that a class fills in, and its key.

By rule, each function of at least three lines loses the line that computes most, and what a cell
prints loses its last number. Code that is folded up in the notebook is left out. A cell's metadata
can say otherwise: `"dlfs": {"blanks": ["2 * h"]}` names what is left out of its code or its
output; an empty list leaves nothing out.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from handout import paper, sentences
from handout.notebook import Cell, Notebook
from handout.outputs import Output, Text
from handout.typeset import Typst, pieces, quoted, raw

FUNCTION = re.compile(r"^func .*\{\n(?P<body>(?:.*\n)+?)\}", re.MULTILINE)
LEAST = 3  # lines of a function that loses one
OPERATOR = re.compile(r" [-+*/]=? |[\w)\]](?<!\de)[-+*/](?=[\w(])")
CALL = re.compile(r"\w\(")
SKIPPED = re.compile(
    r"\s*(//|fmt\.|for |if |switch |case |defer |\}|var |panic)|.*[{(,]$|.*\bfunc\("
)
NUMBER = re.compile(r"(?<![\w.])[-+\N{MINUS SIGN}]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?%?(?![\w.])")
PRINTED = 12  # lines; what prints more is a table, and keeps its numbers
LINE, GAP = "_" * 24, "_" * 8


class FillIn(Typst):
    """The handout for students, where blanks are empty, or the teacher's, where they are marked."""

    def __init__(self, notebook: Notebook, teacher: bool) -> None:
        self.shows = teacher
        language, chosen = notebook.language, lambda cell: cell.blanks is not None
        cells = sentences.without_checks(notebook.cells, language, chosen)
        super().__init__(replace(notebook, cells=cells), teacher=False)

    def code(self, cell: Cell, outputs: list[Output], explained: bool = False) -> Iterator[dict]:
        fitted = paper.code(cell.source, "go")
        shown, marked = self.blanked(fitted, in_code(fitted, cell.blanks))
        yield listing(shown, marked, bool(outputs) and isinstance(outputs[0], Text))
        for output in outputs:
            yield self.output_of(cell, output, explained and output is outputs[-1])

    def output_of(self, cell: Cell, output: Output, followed: bool) -> dict:
        if not isinstance(output, Text) or output.failed:
            return self.output(output, followed)
        fitted = paper.printed(output.text)
        shown, marked = self.blanked(fitted, in_output(fitted, cell.blanks))
        return raw(f"#output({quoted(shown)}, marked: {numbers(marked)})")

    def blanked(self, text: str, blanks: list[tuple[int, int]]) -> tuple[str, set[int]]:
        """The text, and the lines of it that the key marks."""
        if self.shows:
            return text, {text.count("\n", 0, start) + 1 for start, _ in blanks}
        for start, end in sorted(blanks, reverse=True):
            whole = not text[text.rfind("\n", 0, start) + 1 : start].strip()
            whole = whole and text[end : end + 1] in ("", "\n")
            text = text[:start] + (LINE if whole else GAP) + text[end:]
        return text, set()


def in_code(code: str, chosen: list[str] | None) -> list[tuple[int, int]]:
    """Where the blanks of the code are."""
    if chosen is not None:
        return named(code, chosen)
    found = []
    for function in FUNCTION.finditer(code):
        lines = list(re.finditer(r".+", function["body"]))
        good = [line for line in lines if not SKIPPED.match(line[0])]
        if len(lines) >= LEAST and good:
            best = max(good, key=computed)
            start = function.start("body") + best.start()
            indent = len(best[0]) - len(best[0].lstrip())
            found.append((start + indent, start + len(best[0])))
    return found


def computed(line: re.Match[str]) -> tuple[int, int]:
    """How much a line of code computes: its operators, then its calls."""
    return len(OPERATOR.findall(line[0])), len(CALL.findall(line[0]))


def in_output(text: str, chosen: list[str] | None) -> list[tuple[int, int]]:
    if chosen is not None:
        return named(text, chosen)
    if text.count("\n") >= PRINTED:
        return []
    return [number.span() for number in NUMBER.finditer(text)][-1:]


def named(text: str, chosen: list[str]) -> list[tuple[int, int]]:
    places = [(text.find(piece), len(piece)) for piece in chosen]
    return [(start, start + length) for start, length in places if start >= 0]


def listing(code: str, marked: set[int], followed: bool) -> dict:
    shown, groups, above = [], [], 0
    for piece in pieces(code):
        length = piece.count("\n") + 1
        shown.append(quoted(piece))
        groups.append(numbers({line - above for line in marked if above < line <= above + length}))
        above += length
    arguments = f'({", ".join(shown)},), lang: "go", followed: {str(followed).lower()}'
    return raw(f"#listing({arguments}, marked: ({', '.join(groups)},))")


def numbers(marked: set[int]) -> str:
    """As an array of Typst's."""
    return f"({''.join(f'{line}, ' for line in sorted(marked))})" if marked else "()"

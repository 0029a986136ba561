"""The twins: for a Go cell the same in Python, run, compared with Go and shown folded under it.

The twin of the cell `slopes` of notebooks/mirrors/en/NAME.ipynb is notebooks/twins/NAME/slopes.py.
It may begin with two lines. `# tolerance: 1e-12 (why)` says how far its numbers may be from Go's;
without it they must be equal. `# drawn: losses` names what its figure shows, which is compared with
what the program tools/drawn prints for that cell.

A second file, slopes.trap.py, shows a mistake that the sources make. It begins with a comment,
`# trap E-9: what happens, and why not in Go`, and what it prints must differ from Go.
"""

import ast
import contextlib
import io
import math
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
from nbformat import NotebookNode

from nbtools.project import ROOT
from nbtools.twinpage import Page

TWINS = ROOT / "notebooks" / "twins"
STYLE = TWINS / "twins.mplstyle"
NOTEBOOKS = ROOT / "notebooks" / "mirrors" / "en"

TOLERANCE = re.compile(r"# tolerance: (?P<tolerance>[\d.e+-]+) \((?P<reason>.+)\)\n")
DRAWN = re.compile(r"# drawn: (?P<drawn>.+)\n")
TRAP = re.compile(r"# trap (?P<error>E-\d+): (?P<story>.+\n(?:# .+\n)*)")
TOKEN = re.compile(
    r"(?P<number>[-+\u2212]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[-+]?\d+)?|\b(?:inf|nan)\b))"
    r"|(?P<word>[^\W\d]\w*|\.\.\.)",
    re.IGNORECASE,
)
MINUS = "\N{MINUS SIGN}"


class TwinError(Exception):
    """A twin cannot be read, run or placed; the message names it and says why."""


@dataclass
class Twin:
    """One file: the code that a reader sees, and what its first line says of it."""

    cell: str  # the id of the Go cell
    code: str
    tolerance: str = "0"
    reason: str = ""
    drawn: str = ""  # an expression for the numbers that its figure draws
    error: str = ""  # E-9, for a trap
    story: str = ""

    @property
    def id(self) -> str:
        return f"{self.cell}-trap" if self.error else f"{self.cell}-python"


@dataclass
class Result:
    """What a twin did: the text that it printed, its figures as PNG files, and their numbers."""

    printed: str
    figures: list[bytes] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)


@dataclass
class Comparison:
    """How a twin's text relates to Go's: the words that differ, if any, and the numbers."""

    words: str = ""
    difference: float = 0.0
    numbers: int = 0  # without those that are only quoted, as the 1e-6 of "less than 1e-6"
    furthest: str = ""  # the pair of numbers that differ most


def read(path: Path) -> Twin:
    text = path.read_text(encoding="utf-8")
    cell, is_trap = re.fullmatch(r"(.+?)(\.trap)?\.py", path.name).groups()
    if is_trap:
        head = TRAP.match(text)
        if not head:
            raise TwinError(f"{path.name}: a trap begins with a line `# trap E-n: what happens`")
        story = re.sub(r"\n(?:# )?", " ", head["story"]).strip()
        return Twin(cell, text[head.end() :], error=head["error"], story=story)
    stated = {}
    for head in TOLERANCE, DRAWN:
        found = head.match(text)
        if found:
            stated |= found.groupdict()
            text = text[found.end() :]
    return Twin(cell, text, **stated)


def read_all(folder: Path, notebook: NotebookNode) -> list[Twin]:
    """The twins of a notebook in the order of its cells, each trap behind the twin of its cell."""
    twins = [read(path) for path in sorted(folder.glob("*.py"))]
    order = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    lost = [twin.id for twin in twins if twin.cell not in order]
    if lost:
        raise TwinError(f"no code cell for {', '.join(lost)}: rename or remove the twin")
    return sorted(twins, key=lambda twin: (order.index(twin.cell), bool(twin.error)))


def run_all(twins: list[Twin]) -> list[Result]:
    """Runs the twins in one namespace, as a Python notebook would; a trap leaves no trace in it."""
    matplotlib.use("Agg")
    plt.style.use(STYLE)
    if str(TWINS) not in sys.path:
        sys.path.insert(0, str(TWINS))
    names: dict = {"__name__": "__main__"}
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        return [run(twin, dict(names) if twin.error else names) for twin in twins]


def run(twin: Twin, names: dict) -> Result:
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(twin.code, f"{twin.id}.py", "exec"), names)
            drawn = np.ravel(eval(twin.drawn, names)).tolist() if twin.drawn else []
        return Result(printed.getvalue(), [png(plt.figure(n)) for n in plt.get_fignums()], drawn)
    except Exception as error:
        raise TwinError(f"{twin.id} fails: {traceback.format_exc(limit=-1)}") from error
    finally:
        plt.close("all")


def png(figure) -> bytes:
    """The figure as a file without the version of who made it."""
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


@dataclass
class Go:
    """What the Go cell printed, and the numbers that its figure draws."""

    printed: str
    drawn: list[float] = field(default_factory=list)


def go_side(cell: NotebookNode, drawn: list[float]) -> Go:
    return Go("".join(o.text for o in cell.outputs if o.get("name") == "stdout"), drawn)


def drawn_by_go() -> dict[str, list[float]]:
    """The numbers of Go's figures, by notebook and cell: "NAME/slopes"."""
    command = ["go", "run", "./tools/drawn"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise TwinError(f"{' '.join(command)} fails: {done.stderr.strip()}")
    numbers: dict[str, list[float]] = {}
    for line in done.stdout.splitlines():
        if "/" in line:
            numbers[line] = latest = []
        else:
            latest.append(float(line))
    return numbers


def relate(twin: Twin, go: Go, result: Result) -> Comparison:
    """How a twin's text and the numbers of its figure relate to Go's."""
    found = compare(go.printed, result.printed, twin.code)
    if not twin.drawn:
        return found
    if len(go.drawn) != len(result.drawn):
        sizes = f"{len(go.drawn)} numbers in Go, {len(result.drawn)} in Python"
        return Comparison(words=f"its figure draws {sizes}")
    found.numbers += len(go.drawn)
    for a, b in zip(go.drawn, result.drawn, strict=True):
        note(found, a, b)
    return found


def compare(go: str, python: str, code: str = "") -> Comparison:
    """Compares two texts: words as they are (`true` is `True`), numbers by their difference.

    That of two numbers is |a-b|, divided by Go's where that is above 1. Punctuation and the layout
    of lines are free. Numbers that `code` has in its strings are no results, and not counted.
    """
    quoted = quoted_numbers(code)
    ours, theirs = list(TOKEN.finditer(go)), list(TOKEN.finditer(python))
    found = Comparison()
    for a, b in zip(ours, theirs, strict=False):
        if (a["number"] is None) != (b["number"] is None) or not same_word(a["word"], b["word"]):
            return Comparison(words=f"Go prints {around(a)}, Python {around(b)}")
        if a["number"] is None:
            continue
        found.numbers += b["number"] not in quoted
        note(found, value(a["number"]), value(b["number"]))
    if len(ours) != len(theirs):
        longer = (ours + theirs[len(ours) :])[min(len(ours), len(theirs))]
        who = "Go" if len(ours) > len(theirs) else "Python"
        return Comparison(words=f"only {who} prints {around(longer)}")
    return found


def quoted_numbers(code: str) -> set[str]:
    strings = (n.value for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Constant))
    return {
        token["number"]
        for text in strings
        if isinstance(text, str)
        for token in TOKEN.finditer(text)
    }


def note(found: Comparison, go: float, python: float) -> None:
    apart = distance(go, python)
    if apart > found.difference:
        found.difference, found.furthest = apart, f"{go} in Go, {python} in Python"


def around(token: re.Match) -> str:
    return repr(token.string[token.start() : token.end() + 20])


def same_word(a: str | None, b: str | None) -> bool:
    return a == b or {a, b} in ({"true", "True"}, {"false", "False"})


def value(number: str) -> float:
    return float(number.replace(",", "").replace(MINUS, "-"))


def distance(a: float, b: float) -> float:
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    apart = abs(a - b) / max(1.0, abs(a))
    return apart if math.isfinite(apart) else math.inf


def problem(twin: Twin, go: Go, result: Result) -> str:
    """Why the twin does not agree with Go, or nothing. A trap is one only if it does not agree."""
    found = relate(twin, go, result)
    if twin.error:
        is_trap = found.words or found.difference > 1e-3
        return "" if is_trap else f"{twin.id}: it prints what Go prints, so it is no trap"
    if found.words:
        return f"{twin.id}: {found.words}"
    if found.difference > float(twin.tolerance):
        return (
            f"{twin.id}: {found.furthest}: they differ by {found.difference:.0e}, "
            f"and {twin.tolerance} is allowed"
        )
    return ""


def measured(twin: Twin, go: Go, result: Result) -> str:
    """What the comparison with Go has come to, for whoever runs it."""
    if twin.error:
        return f"{twin.id}: it prints something else than Go, as a trap does"
    found = relate(twin, go, result)
    if not found.numbers:
        return f"{twin.id}: no numbers to compare"
    allowed = f", {twin.tolerance} is allowed ({twin.reason})" if twin.reason else ""
    return f"{twin.id}: numbers: {found.numbers:,}, at most {found.difference:.0e} apart{allowed}"


def cell(twin: Twin, result: Result) -> NotebookNode:
    """The Markdown cell that shows the twin: its code, and of a trap the story and the result."""
    printed = result.printed.rstrip("\n") if twin.error else ""
    story = twin.story[:1].upper() + twin.story[1:]
    source = Page(twin.code.strip(), twin.error, story, printed).text()
    made = nbformat.v4.new_markdown_cell(source, metadata={"dlfs": {"twin": twin.cell}})
    made.id = twin.id
    return made


def is_twin(candidate: NotebookNode) -> bool:
    return "twin" in candidate.metadata.get("dlfs", {})


def without_twins(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if not is_twin(c)]


def with_twins(notebook: NotebookNode, made: list[NotebookNode]) -> list[NotebookNode]:
    """The notebook's cells, with each twin under its Go cell."""
    cells = []
    for candidate in without_twins(notebook):
        cells.append(candidate)
        cells += [twin for twin in made if twin.metadata.dlfs.twin == candidate.id]
    return cells


def unpaired(notebook: NotebookNode, twins: list[Twin]) -> Iterator[NotebookNode]:
    """The code cells that mirror one of a source and have no twin."""
    paired = {twin.cell for twin in twins}
    for candidate in notebook.cells:
        said = candidate.metadata.get("dlfs", {})
        of_source = candidate.cell_type == "code" and said.get("mirrors") and not said.get("ours")
        if of_source and candidate.id not in paired:
            yield candidate

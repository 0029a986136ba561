"""The contact sheet: each figure of the notebooks beside the same in matplotlib."""

import base64
import io
import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from PIL import Image

from nbtools import compare
from nbtools.files import write
from nbtools.project import ROOT

DOCS = ROOT / "docs"
PAGE = "figures.md"
FOLDER = "figures"
WIDTH = 560  # pixels of a picture on the page
COLOURS = 128

HEAD = """# Figures, side by side

This page shows each figure in the mirrors that a Python twin also draws. On the left is the
notebook's figure; on the right is matplotlib's, from the same data with the same limits and
colours. `make twins` writes this page, and `make parity` says when it is out of date.
"""


@dataclass
class Pair:
    """A figure on both sides."""

    notebook: str
    cell: str
    rows: list[str]  # which the cell mirrors
    alt: str
    go: bytes
    python: bytes

    def file(self, side: str) -> str:
        return f"{self.notebook}-{self.cell}-{side}.png"


def pairs(notebook: str, cell: NotebookNode, drawn: list[bytes]) -> list[Pair]:
    """The figures of a Go cell with those that its twin drew, in their order."""
    shown = [o.data for o in cell.outputs if "image/png" in o.get("data", {})]
    rows = cell.metadata.get("dlfs", {}).get("mirrors", [])
    return [
        Pair(
            notebook,
            cell.id,
            list(rows),
            data["text/plain"],
            small(base64.b64decode(data["image/png"])),
            small(python),
        )
        for data, python in zip(shown, drawn, strict=False)
    ]


def small(picture: bytes) -> bytes:
    """The picture in the page's width and in few colours. Same pixels in, same bytes out."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        size = WIDTH, round(image.height * WIDTH / image.width)
        shrunk = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        few = shrunk.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
    return file.getvalue()


def page(all_of_them: list[Pair]) -> str:
    parts = [HEAD]
    notebook = None
    for pair in all_of_them:
        if pair.notebook != notebook:
            notebook = pair.notebook
            parts.append(f"## [{notebook}](../notebooks/mirrors/en/{notebook}.ipynb)\n")
        mirrored = f" ({', '.join(pair.rows)})" if pair.rows else ""
        alt = pair.alt.replace("|", "\\|").replace("[", "(").replace("]", ")")
        parts.append(
            f"### {pair.cell}{mirrored}\n\n"
            "| Go | matplotlib |\n|---|---|\n"
            f"| ![{alt}]({FOLDER}/{pair.file('go')}) "
            f"| ![The same in matplotlib.]({FOLDER}/{pair.file('python')}) |\n"
        )
    return "\n".join(parts)


def files(all_of_them: list[Pair]) -> dict[str, bytes]:
    made = {}
    for pair in all_of_them:
        made |= {pair.file("go"): pair.go, pair.file("python"): pair.python}
    return made


def renew(docs: Path, all_of_them: list[Pair]) -> None:
    """Writes what has changed to the eye, and removes what the old sheet shows and this one not."""
    folder = docs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    made = files(all_of_them)
    for name in shown(docs) - set(made):
        (folder / name).unlink(missing_ok=True)
    for name, picture in made.items():
        if differs(folder / name, picture):
            write(folder / name, picture)
    if not is_page(docs / PAGE, page(all_of_them)):
        write(docs / PAGE, page(all_of_them))


def shown(docs: Path) -> set[str]:
    """The files that the sheet shows as it is now."""
    text = (docs / PAGE).read_text(encoding="utf-8") if (docs / PAGE).is_file() else ""
    return set(re.findall(rf"\({FOLDER}/([^/)]+\.png)\)", text))


def stale(docs: Path, all_of_them: list[Pair]) -> list[str]:
    """What on the contact sheet is not as it would be made now."""
    made = files(all_of_them)
    found = [name for name, picture in made.items() if differs(docs / FOLDER / name, picture)]
    if not is_page(docs / PAGE, page(all_of_them)):
        found.append(PAGE)
    return [f"{name} is out of date: run `make twins`" for name in sorted(found)]


def differs(path: Path, picture: bytes) -> bool:
    """Whether the file is missing, of another size or shows something else."""
    if not path.is_file():
        return True
    old = path.read_bytes()
    if compare.describe(old) != compare.describe(picture):
        return True
    return bool(compare.figure_difference(old, picture, exact=False))


def is_page(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text

"""Reads Markdown cells into pandoc's blocks and refuses what would be lost on paper."""

import base64
import re
import unicodedata
from pathlib import Path

from nbformat import NotebookNode

from handout import pandoc
from handout.outputs import Picture, decode

DATA = "data:image/png;base64,"
MARK = "DLFS-CELL-{}-BEGINS"
DETAILS = re.compile(r"<details( open)?>\s*<summary>(?P<summary>[^<]*)</summary>\s*")
COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
# HTML that both kinds of handout can show.
TAGS = [f"<{slash}{name}>" for name in ("kbd", "small", "sub", "sup") for slash in ("", "/")]
BREAKS = ("<br>", "<br/>", "<br />")
NOTEBOOK = re.compile(r"(?P<name>[\w-]+)\.ipynb")
OUTSIDE = re.compile(r"https?://|mailto:")


class NotPrintable(Exception):
    """Half a sentence about what in a cell cannot be printed."""


def read(
    cells: dict[str, NotebookNode], folder: Path, language: str, problems: list[str]
) -> dict[str, list]:
    """The blocks of each cell by its name; what is wrong with a cell is added to `problems`.

    In the blocks raw HTML is gone but for `TAGS`; `<details>` is a Div of the class details with
    its summary as an attribute; the target of an image is a data URI.
    """
    # One call for all: a mark before each cell, and one at the end, tell where it begins.
    marked = [f"{MARK.format(i)}\n\n{cell.source}\n\n" for i, cell in enumerate(cells.values())]
    marked.append(MARK.format(len(cells)))
    read_blocks = pandoc.blocks_of("\n".join(marked), smart=language == "en")
    pieces: list[list] = []
    for block in read_blocks:
        if block == mark(len(pieces)):
            pieces.append([])
        else:
            pieces[-1].append(block)
    if pieces and len(pieces) <= len(cells):
        last = list(cells)[len(pieces) - 1]
        problems.append(f"{last}: its Markdown is not closed: a fence or a comment is open")
        return {}

    blocks = {}
    for (name, cell), piece in zip(cells.items(), pieces[:-1], strict=True):
        found = set(losses(piece, cell))
        try:
            blocks[name] = Cleaner(cell, folder, language).clean(piece)
        except NotPrintable as error:
            found.add(str(error))
        problems += [f"{name}: {what}" for what in sorted(found)]
    return blocks


def mark(number: int) -> dict:
    return {"t": "Para", "c": [{"t": "Str", "c": MARK.format(number)}]}


def losses(blocks: list, cell: NotebookNode):
    """Signs that a formula or an emphasis is broken: its marks are seen by the reader."""
    for element in pandoc.walk(blocks):
        if element["t"] != "Str":
            continue
        if "$" in element["c"] and r"\$" not in cell.source:
            yield f"the $ in {element['c']!r} opens or closes no formula; a dollar is written \\$"
        if "**" in element["c"]:
            yield f"the ** in {element['c']!r} marks nothing: put a blank or no punctuation there"


class Cleaner:
    """Brings the blocks of one cell into the form that `read` promises."""

    def __init__(self, cell: NotebookNode, folder: Path, language: str) -> None:
        self.cell = cell
        self.folder = folder
        self.joins_lines = language in ("zh", "ja")  # a line break there is no blank

    def clean(self, blocks: list) -> list:
        return nest(pandoc.replace(self.join(blocks), self.change))

    def join(self, node: object) -> object:
        """Takes out line breaks between two East Asian characters."""
        if isinstance(node, dict):
            return {key: self.join(value) for key, value in node.items()}
        if not (isinstance(node, list) and self.joins_lines):
            return [self.join(v) for v in node] if isinstance(node, list) else node
        return [
            self.join(value)
            for i, value in enumerate(node)
            if not (value == {"t": "SoftBreak"} and 0 < i < len(node) - 1
                    and is_wide(pandoc.text_of(node[i - 1])[-1:])
                    and is_wide(pandoc.text_of(node[i + 1])[:1]))
        ]  # fmt: skip

    def change(self, element: dict) -> list | None:
        kind = element["t"]
        if kind == "RawInline":
            return self.inline(element)
        if kind == "RawBlock" and COMMENT.fullmatch(element["c"][1]):
            return []
        if kind == "Link":
            self.check_link(element["c"][2][0])
        if kind == "Image":
            return [self.image(element)]
        return None

    def inline(self, element: dict) -> list | None:
        html = element["c"][1]
        if html in BREAKS:
            return [{"t": "LineBreak"}]
        if COMMENT.fullmatch(html):
            return []
        if html in TAGS:
            return None
        raise NotPrintable(f"{html} cannot be printed: write it in Markdown")

    def check_link(self, target: str) -> None:
        notebook = NOTEBOOK.fullmatch(target)
        if notebook and not (self.folder / target).is_file():
            raise NotPrintable(f"it links to {target}, and no such notebook is there")
        if not notebook and not OUTSIDE.match(target):
            raise NotPrintable(f"it links to {target}: link to a notebook or to a web page")

    def image(self, element: dict) -> dict:
        """The image with its file as data: a PNG beside the notebook or attached to the cell."""
        attributes, alt, (target, title) = element["c"]
        if not pandoc.text_of(alt).strip():
            raise NotPrintable(f"the image {target} has no alt text")
        name = target.removeprefix("attachment:")
        if name != target:
            encoded = self.cell.get("attachments", {}).get(name, {}).get("image/png")
        else:
            path = self.folder / name
            encoded = base64.b64encode(path.read_bytes()).decode() if path.is_file() else None
        if encoded is None:
            raise NotPrintable(f"the image {target} is missing")
        try:
            decode(encoded)
        except ValueError as error:
            raise NotPrintable(f"the image {target}: {error}") from error
        return {"t": "Image", "c": [attributes, alt, [DATA + encoded, title]]}


def nest(blocks: list) -> list:
    """Puts what stands between <details> and </details> into a Div."""
    made: list = []
    open_: list[dict] = []
    for block in blocks:
        inner = open_[-1]["c"][1] if open_ else made
        if block["t"] != "RawBlock":
            inner.append(block)
            continue
        html = block["c"][1].strip()
        start = DETAILS.fullmatch(html)
        if start:
            summary = start["summary"].strip()
            open_.append({"t": "Div", "c": [["", ["details"], [["summary", summary]]], []]})
            inner.append(open_[-1])
        elif html == "</details>" and open_:
            open_.pop()
        else:
            hint = "only <details> with a <summary> and a blank line after it is"
            raise NotPrintable(f"{html[:60]!r} cannot be printed, {hint}")
    if open_:
        raise NotPrintable("a <details> is not closed")
    for element in pandoc.walk(made):
        if element["t"] == "RawBlock":
            raise NotPrintable(f"{element['c'][1][:60]!r} stands inside a list or a quotation")
    return made


def is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def picture(image: dict) -> Picture:
    """An image of the blocks that `read` returns, a CSS pixel for each of its own."""
    _, alt, (target, _) = image["c"]
    png, (width, height) = decode(target.removeprefix(DATA))
    return Picture(png, pandoc.text_of(alt).strip(), width, height)

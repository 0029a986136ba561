"""What a committed notebook must be like, whatever it computes."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from nbformat import NotebookNode

from nbtools.compare import cell_name
from nbtools.normalise import DATA_URI
from nbtools.project import KERNEL, ROOT

ROW = re.compile(r"S\d-\d{2,3}[a-z]?")
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

# What would differ on another machine or in another run, beside this machine's own folders.
VOLATILE = [
    (re.compile(r"0x[0-9a-f]{6,}"), "an address"),
    (re.compile(r"127\.0\.0\.1|localhost:\d"), "a network address"),
    (re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b"), "a time of day"),
    (re.compile(r"gonb_[0-9a-f]{8}"), "a kernel's temporary folder"),
]


def lint(notebook: NotebookNode) -> list[str]:
    """Everything wrong with the notebook, one sentence each."""
    found = list(lint_metadata(notebook)) + list(lint_ids(notebook))
    count = 0
    for number, cell in enumerate(notebook.cells, 1):
        name = cell_name(number, cell)
        found += [f"{name}: {what}" for what in lint_mirrors(cell)]
        if cell.cell_type != "code":
            continue
        count += bool(cell.source.strip())
        found += [f"{name}: {what}" for what in lint_run(cell, count)]
        found += [f"{name}: {what}" for what in lint_outputs(cell)]
    return found


def lint_metadata(notebook: NotebookNode) -> Iterator[str]:
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        yield "the notebook's format is older than 4.5, which has no cell ids"
    if notebook.metadata.get("kernelspec") != KERNEL:
        yield f"the kernelspec is {notebook.metadata.get('kernelspec')}, not {KERNEL}"
    if "version" in notebook.metadata.get("language_info", {}):
        yield "language_info names a version: run `make notebooks`"


def lint_ids(notebook: NotebookNode) -> Iterator[str]:
    ids = [cell.get("id", "") for cell in notebook.cells]
    for cell_id, times in Counter(ids).items():
        if not CELL_ID.fullmatch(cell_id):
            yield f"the cell id {cell_id!r} is not 1 to 64 letters, digits, - or _"
        elif times > 1:
            yield f"the cell id {cell_id!r} is used {times} times"


def lint_mirrors(cell: NotebookNode) -> Iterator[str]:
    mirrors = cell.metadata.get("dlfs", {}).get("mirrors")
    if mirrors is None:
        return
    if not isinstance(mirrors, list):
        yield f"mirrors is {mirrors!r}, not a list of row ids"
        return
    for row in mirrors:
        if not (isinstance(row, str) and ROW.fullmatch(row)):
            yield f"mirrors names {row!r}, which is not a row id such as S1-32"


def lint_run(cell: NotebookNode, count: int) -> Iterator[str]:
    if cell.source.strip() and cell.execution_count != count:
        yield f"its execution count is {cell.execution_count}, not {count}: run `make notebooks`"
    failed = any(output.output_type == "error" for output in cell.outputs)
    expected = "raises-exception" in cell.metadata.get("tags", [])
    if failed and not expected:
        yield "its output is an error, and it is not tagged raises-exception"
    if expected and not failed:
        yield "it is tagged raises-exception, and its output is no error"


def lint_outputs(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        for what in sorted(set(volatile(output))):
            yield f"its output contains {what}"
        if not has_alt(output):
            yield "its figure has no alt text"


def texts(output: NotebookNode) -> Iterator[str]:
    if output.output_type == "stream":
        yield output.text
    elif output.output_type == "error":
        yield from (output.evalue, *output.traceback)
    else:
        for mime, content in output.data.items():
            if not mime.startswith("image/") and isinstance(content, str):
                yield DATA_URI.sub("", content)


def volatile(output: NotebookNode) -> Iterator[str]:
    """What in the output differs from run to run or tells about the machine."""
    folders = {str(ROOT), os.path.expanduser("~"), tempfile.gettempdir(), str(Path.cwd())}
    for text in texts(output):
        for folder in folders:
            if len(folder) > 1 and re.search(rf"(?<![\w.]){re.escape(folder)}(?![\w-])", text):
                yield f"the path {folder}"
        for pattern, what in VOLATILE:
            match = pattern.search(text)
            if match:
                yield f"{what}, {match[0]}"


class Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.alts.append((dict(attrs).get("alt") or "").strip())


def has_alt(output: NotebookNode) -> bool:
    """Whether every image in the output has an alt text; an output without images has."""
    if output.output_type not in ("display_data", "execute_result"):
        return True
    images = Images()
    images.feed(DATA_URI.sub("", output.data.get("text/html", "")))
    pictured = any(mime.startswith("image/") for mime in output.data)
    return all(images.alts) and (bool(images.alts) or not pictured)

"""Renews what tells a passage that is copied from one of the five sources: see `copied.py --help`.

The sources are not in the project. From each stretch of theirs that would count as copied, the file
notebooks/mirrors/sources.hashes keeps six bytes, which lead to no text but find it again.
"""

import argparse
import functools
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from nbtools.compare import cell_name
from nbtools.files import write
from nbtools.project import ROOT

HASHES = ROOT / "notebooks" / "mirrors" / "sources.hashes"
SIZE = 6  # bytes of a hash: that one of a million stretches is mistaken is a matter of 1 in 10,000

# So many characters in a row are a passage, blanks and punctuation left out.
PASSAGES = [(re.compile("[\u3400-\u9fff\uac00-\ud7af]"), 13), (re.compile("[A-Za-z]"), 40)]
LINE = 30  # characters of a line of code
LEFT_OUT = re.compile(r"""[\s*`>#\-_,，。、：:；;（）()“”"'‘’！!？?…·]""")  # noqa: RUF001
# What anybody would write who follows the book.
ALLOWED = [
    "return -np.sum(t * np.log(y + delta))",
    "def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):",
    "def numerical_gradient(self, x, t):",
]


def squeezed(text: str) -> str:
    return LEFT_OUT.sub("", text)


def passages(text: str) -> Iterator[str]:
    """The shortest stretches of the text that count as passages, one from each letter on."""
    flat = squeezed(text)
    for letter, count in PASSAGES:
        at = [found.start() for found in letter.finditer(flat)]
        for first, last in zip(at, at[count - 1 :], strict=False):
            yield flat[first : last + 1]


def lines(text: str) -> Iterator[str]:
    """The long lines of code, without blanks and comments."""
    for line in text.splitlines():
        code = re.sub(r"\s+", "", re.sub(r"^[> ]+", "", line).split("#")[0])
        if len(code) >= LINE and not PASSAGES[0][0].search(code):
            yield code


def stretches(text: str) -> Iterator[str]:
    yield from passages(text)
    yield from lines(text)


def hashed(stretch: str) -> bytes:
    return hashlib.blake2b(stretch.encode(), digest_size=SIZE).digest()


def hashes_of(sources: list[str]) -> bytes:
    """The content of the file for these texts."""
    allowed = "\n".join(squeezed(line) for line in ALLOWED), set(lines("\n".join(ALLOWED)))
    made = {
        hashed(stretch)
        for text in sources
        for stretch in stretches(text)
        if stretch not in allowed[0] and stretch not in allowed[1]
    }
    return b"".join(sorted(made))


@functools.cache
def known() -> frozenset[bytes]:
    content = HASHES.read_bytes()
    return frozenset(content[i : i + SIZE] for i in range(0, len(content), SIZE))


def passage_in(text: str) -> str | None:
    """The first stretch of the text that is in a source, too."""
    return next((stretch for stretch in stretches(text) if hashed(stretch) in known()), None)


def copied(notebook: NotebookNode) -> Iterator[str]:
    """A sentence for each cell with a passage of a source; it names cell, rows and passage."""
    for number, cell in enumerate(notebook.cells, 1):
        text = cell.source
        if cell.cell_type == "code":
            text = "\n".join(said.strip("/") for said in re.findall(r"//.*|\".*?\"", text))
        if passage := passage_in(text):
            rows = ", ".join(cell.metadata.get("dlfs", {}).get("mirrors", ["no row"]))
            yield f"{cell_name(number, cell)}, {rows}: copied from a source: {passage!r}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="copied.py", description=__doc__)
    parser.add_argument("sources", type=Path, metavar="FOLDER", help="where S0.txt to S4.txt are")
    folder = parser.parse_args(arguments).sources
    paths = sorted(folder.glob("S*.txt"))
    if not paths:
        print(f"copied: there is no S0.txt in {folder}", file=sys.stderr)
        return 2
    write(HASHES, hashes_of([path.read_text(encoding="utf-8") for path in paths]))
    print(f"wrote {HASHES.relative_to(ROOT)}, of {len(paths)} sources")
    return 0


if __name__ == "__main__":
    sys.exit(main())

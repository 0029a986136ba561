"""What there is to translate, piece by piece, and how the pieces are put back.

One walk does both. A piece is handed to a function, and what the function returns takes its place;
a function that notes the pieces and returns them as they are leaves everything unchanged.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from nbtools import comments, said, twinpage
from nbtools.twinpage import Say

# Markdown, or plain text of three kinds.
TEXT, COMMENT, MESSAGE, SAID = "", "code comment", "message", "said by the cell"


@dataclass(frozen=True)
class Entry:
    """A piece of English."""

    context: str  # the id of its cell, the place in the README, or who says the message
    text: str
    kind: str = TEXT
    note: str = ""  # for translators


LOST = "cut into pieces and put together again it is not the same"

Translate = Callable[[Entry], str]


class EntryError(Exception):
    """A piece cannot be cut out or put back; the message says where and why."""

    def __init__(self, context: str, why: object) -> None:
        super().__init__(f"{context}: {why}")
        self.context, self.why = context, str(why)


def of_cells(cells: list[NotebookNode]) -> list[Entry]:
    """The pieces of a notebook in their order, each once."""

    def walk(translate: Translate) -> None:
        for cell in cells:
            if translate_cell(cell, translate, twinpage.english) != cell.source:
                raise EntryError(cell.id, LOST)

    return noted(walk)


def of_readme(text: str) -> list[Entry]:
    def walk(translate: Translate) -> None:
        if translate_readme(text, translate) != text:
            raise EntryError("top/1", LOST)

    return noted(walk)


def noted(walk: Callable[[Translate], object]) -> list[Entry]:
    found: dict[tuple[str, str], Entry] = {}

    def note(entry: Entry) -> str:
        found.setdefault((entry.context, entry.text), entry)
        return entry.text

    walk(note)
    return list(found.values())


def of_messages() -> list[Entry]:
    """What the tools say to a learner; `%(count)s` stands for what they fill in."""
    return [Entry("tools", message, MESSAGE) for message in [*twinpage.MESSAGES, BLOCK]]


# What stands above a code cell of a mirror: which of the source's it is, and its rows.
BLOCK = "Block %(number)s"
MARK = re.compile(r"\*\*(?:Block (?P<number>\d+)|In\\\[.*\\\])\*\*(?P<rows> <small>.*</small>)")


def translate_cell(cell: NotebookNode, translate: Translate, say: Say) -> str:
    """The source of the cell in another language."""
    try:
        if cell.cell_type == "code":
            for text in said.texts(cell.source):
                translate(Entry(cell.id, text, SAID))  # the code stays as it is
            return translate_code(cell.source, "go", cell.id, translate)
        if "twin" in cell.metadata.get("dlfs", {}):
            return translate_twin(cell, translate, say)
        if mark := MARK.fullmatch(cell.source):
            return translate_mark(mark, say)
    except (comments.CommentError, ValueError) as error:
        raise EntryError(cell.id, error) from error
    return translate(Entry(cell.id, cell.source))


def translate_code(code: str, language: str, context: str, translate: Translate) -> str:
    return comments.replaced(code, language, lambda text: translate(Entry(context, text, COMMENT)))


def translate_mark(mark: re.Match, say: Say) -> str:
    """The mark by the word of the language for a block; In[34] is the same in all of them."""
    if not mark["number"]:
        return mark[0]
    return f"**{say(BLOCK, number=mark['number'])}**{mark['rows']}"


def translate_twin(cell: NotebookNode, translate: Translate, say: Say) -> str:
    page = twinpage.parse(cell.source)
    if page.story:
        page.story = translate(Entry(cell.id, page.story))
    page.code = translate_code(page.code, "python", cell.id, translate)
    return page.text(say)


FENCE = re.compile(r"```(?P<language>\w*)\n(?P<code>.*)\n```", re.DOTALL)
HEADING = re.compile(r"#+ (.+)")


def translate_readme(text: str, translate: Translate) -> str:
    """The README in another language; a block of code is translated by its comments."""
    parts = []
    for context, block in blocks(text):
        fence = FENCE.fullmatch(block)
        if not fence:
            parts.append(translate(Entry(context, block)))
        elif fence["language"] in comments.LEXERS:
            code = translate_code(fence["code"], fence["language"], context, translate)
            parts.append(f"```{fence['language']}\n{code}\n```")
        else:
            parts.append(block)
    return "\n\n".join(parts) + "\n"


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """What stands between blank lines, with its place: the heading above it and a number."""
    slug, number, open_fence = "top", 0, ""
    for piece in text.rstrip("\n").split("\n\n"):
        block = f"{open_fence}\n\n{piece}" if open_fence else piece
        open_fence = block if block.startswith("```") and not block.endswith("\n```") else ""
        if open_fence:
            continue
        if heading := HEADING.match(block):
            slug, number = re.sub(r"\W+", "-", heading[1].lower()).strip("-"), 0
        number += 1
        yield f"{slug}/{number}", block

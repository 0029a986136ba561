"""Turns cells into Typst's markup: what both a notebook's PDF and the bound one are made of."""

import dataclasses
import hashlib
import itertools
import re
from collections.abc import Iterator
from functools import partial

from handout import markdown, pandoc
from handout.notebook import Cell, Notebook
from handout.outputs import Output, Picture, Text
from handout.pairs import Group, columns, groups

raw = partial(pandoc.raw_block, "typst")
inline = partial(pandoc.raw_inline, "typst")

CELL = "// cell: "  # begins the line before a cell
LEAD = 220  # characters of a paragraph that stays with the code below it: two lines
PIECE = 5  # line ends in a piece of code that a page begins or ends with
SHORT = 12  # lines of code that stay with the figure below them
HTML = {
    "<kbd>": "#kbd[", "<small>": "#small[", "<sub>": "#sub[", "<sup>": "#super[",
    "</kbd>": "]", "</small>": "]", "</sub>": "]", "</sup>": "]",
}  # fmt: skip


class Typst:
    """The body of one edition of a notebook: its markup, and the pictures that it names."""

    def __init__(self, notebook: Notebook, teacher: bool) -> None:
        self.name, self.where = notebook.name, notebook.where
        self.pictures: dict[str, bytes] = {}
        title = list(self.prose([pandoc.plain(notebook.title)]))
        self.title = pandoc.write(title, "--to", "typst-smart").strip()
        parts = list(groups(notebook.edition(teacher)))
        lead_to_code(parts)
        blocks = [block for part in parts for block in self.group(part)]
        self.body = pandoc.write(blocks, "--to", "typst-smart")

    def group(self, group: Group) -> Iterator[dict]:
        yield raw(f"{CELL}{self.where}: cell {group.cell.id}")
        if group.opens_answer:
            yield raw("#answer[")
        if group.twin is None:
            yield from self.cell(group.cell)
        else:
            beside = group.is_beside()
            widths = ", ".join(map(str, group.columns())) if beside else ""
            yield raw(f"#twin({widths})[")
            yield from self.code(group.cell, group.leading() if beside else group.cell.outputs)
            yield raw("][")
            yield from self.prose(group.twin.blocks)
            yield raw("]")
            yield from map(self.output, group.rest() if beside else [])
        if group.closes_answer:
            yield raw("]")

    def cell(self, cell: Cell) -> Iterator[dict]:
        if cell.source:
            yield from self.code(cell, cell.outputs)
        else:
            yield from self.prose(cell.blocks)

    def code(self, cell: Cell, outputs: list[Output]) -> Iterator[dict]:
        short = pieces(cell.source)[-1].count("\n") < SHORT
        followed = bool(outputs) and (short or isinstance(outputs[0], Text))
        yield listing(cell.source, "go", f"followed: {str(followed).lower()}")
        yield from map(self.output, outputs)

    def output(self, output: Output) -> dict:
        if isinstance(output, Text):
            failed = str(output.failed).lower()
            return raw(f"#output({quoted(output.text)}, {columns(output.text)}, failed: {failed})")
        return raw(f"#{self.picture(output)}")

    def picture(self, picture: Picture) -> str:
        name = f"/{hashlib.sha256(picture.png).hexdigest()[:16]}.png"
        self.pictures[name] = picture.png
        return f"picture({quoted(name)}, {picture.width}, {quoted(picture.alt)})"

    def prose(self, blocks: list) -> Iterator[dict]:
        yield from pandoc.replace(with_leads(blocks), self.change)

    def change(self, element: dict) -> list | None:
        change = getattr(self, f"change_{element['t'].lower()}", None)
        return change(element, element["c"]) if change else None

    def change_header(self, element: dict, content: list) -> list:
        level, _, text = content
        return [{"t": "Header", "c": [level, ["", [], []], text]}]

    def change_math(self, element: dict, content: list) -> list:
        return [inline(f"#tex({quoted(content[1])})["), element, inline("]")]

    def change_codeblock(self, element: dict, content: list) -> list:
        language = (content[0][1] or ["text"])[0]
        if language == "text":
            return [self.output(Text(content[1]))]
        return [listing(content[1], language)]

    def change_rawinline(self, element: dict, content: list) -> list:
        return [inline(HTML[content[1]])]

    def change_link(self, element: dict, content: list) -> list | None:
        found = markdown.NOTEBOOK.fullmatch(content[2][0])
        if not found:
            return None
        return [inline(f"#notebook({quoted(found['name'])})["), *content[1], inline("]")]

    def change_image(self, element: dict, content: list) -> list:
        return [inline(f"#{self.picture(markdown.picture(element))}")]

    def change_div(self, element: dict, content: list) -> list:
        summary = dict(content[0][2])["summary"]
        return [raw(f"#details({quoted(summary)})["), *content[1], raw("]")]


def lead_to_code(parts: list[Group]) -> None:
    """Marks the short paragraphs at the end of a cell that introduce the code of the next."""
    for part, following in itertools.pairwise(parts):
        blocks = part.cell.blocks
        if following.cell.source and blocks and is_lead(blocks[-1]):
            part.cell = dataclasses.replace(part.cell, blocks=[*blocks[:-1], *lead(blocks[-1])])


def is_lead(block: dict) -> bool:
    return block["t"] == "Para" and len(pandoc.text_of(block)) <= LEAD


def lead(paragraph: dict) -> list[dict]:
    return [raw("#lead["), paragraph, raw("]")]


def with_leads(blocks: list) -> list:
    """The same, where a paragraph above code, or one in bold, is marked as leading to the next."""
    made: list = []
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        leads = following and block["t"] == "Para"
        if block["t"] == "Div":
            attributes, inner = block["c"]
            made.append({"t": "Div", "c": [attributes, with_leads(inner)]})
        elif leads and (following["t"] == "CodeBlock" or is_bold(block)):
            made += lead(block)
        else:
            made.append(block)
    return made


def is_bold(paragraph: dict) -> bool:
    return [inline["t"] for inline in paragraph["c"]] == ["Strong"]


def listing(code: str, language: str, *more: str) -> dict:
    shown = "".join(f"{quoted(piece)}, " for piece in pieces(code))
    arguments = [f"({shown})", str(columns(code)), f"lang: {quoted(language)}", *more]
    return raw(f"#listing({', '.join(arguments)})")


def pieces(code: str) -> list[str]:
    """The code cut before what stands at its left margin, where a page may end; no piece is tiny.

    Joined with newlines the pieces are the code.
    """
    made: list[str] = []
    for piece in re.split(r"\n(?<=\n\n)(?=\S)", code):
        if made and made[-1].count("\n") < PIECE:
            made[-1] += "\n" + piece
        else:
            made.append(piece)
    if len(made) > 1 and made[-1].count("\n") < PIECE:
        last = made.pop()
        made[-1] += "\n" + last
    return made


def quoted(text: str) -> str:
    """The text as a string of Typst's."""
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(character, escaped)
    return f'"{text}"'

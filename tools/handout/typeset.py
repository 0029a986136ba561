"""Turns cells into Typst's markup: what both a notebook's PDF and the bound one are made of."""

import dataclasses
import hashlib
import itertools
import re
from collections.abc import Iterator
from functools import partial

from handout import markdown, pandoc, paper, states
from handout.notebook import Cell, Notebook
from handout.outputs import Output, Picture, Text
from handout.pairs import Group, groups

raw = partial(pandoc.raw_block, "typst")
inline = partial(pandoc.raw_inline, "typst")

CELL = "// cell: "  # begins the line before a cell
LEAD = 400  # characters of a paragraph that stays with the code below it: four lines
TIGHTEST = 3  # how tight a lesson can be set
ROOM = (3, 8)  # lines to write on, for the shortest answer and for the longest
PIECE = 5  # line ends in a piece of code that a page begins or ends with
UNBROKEN = 20  # lines of code that stay on one page; see handout.typ
DEEPEST = 2  # indentation of a statement that a page may begin with
ROWS = 17  # of a table that stays on one page
COMMENTS = ("//", "#")
GOES_ON = (",", "(", "{", "[", "+", "&", "|", ".")  # at the end of a line: more of it is below
HTML = {
    "<kbd>": "#kbd[", "<small>": "#small[", "<sub>": "#sub[", "<sup>": "#super[",
    "</kbd>": "]", "</small>": "]", "</sub>": "]", "</sup>": "]",
}  # fmt: skip


class Typst:
    """The body of one edition of a notebook: its markup, and the pictures that it names."""

    def __init__(self, notebook: Notebook, teacher: bool) -> None:
        self.name, self.where = notebook.name, notebook.where
        self.pictures: dict[str, bytes] = {}
        self.tight = 0  # up to TIGHTEST, where that saves a page; see bind.py
        self.pages: tuple[int, int] | None = None  # see bind.Body
        title = list(self.prose([pandoc.plain(notebook.title)]))
        self.title = pandoc.write(title, "--to", "typst-smart").strip()
        self.rooms = {} if teacher else rooms(notebook.cells)
        parts = list(groups([on_paper(cell) for cell in notebook.edition(teacher)]))
        lead_to_code(parts)
        blocks = [block for task in tasks(parts) for block in self.task(task)]
        self.body = pandoc.write(blocks, "--to", "typst-smart")

    def task(self, task: list[Group]) -> Iterator[dict]:
        """An exercise from its heading to its code, and room to solve it; or any other cell."""
        exercise = task[-1].cell
        if exercise.exercise:
            yield raw(f"#task({self.rooms.get(exercise.id, 0)})[")
        for part in task:
            yield from self.group(part)
        if exercise.exercise:
            yield raw("]")

    def group(self, group: Group) -> Iterator[dict]:
        yield raw(f"{CELL}{self.where}: cell {group.cell.id}")
        if group.opens_answer:
            yield raw("#answer[")
        if group.twin is None:
            yield from self.cell(group)
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

    def cell(self, group: Group) -> Iterator[dict]:
        if group.cell.source:
            yield from self.code(group.cell, group.cell.outputs, group.explained)
        else:
            yield from self.prose(group.cell.blocks)

    def code(self, cell: Cell, outputs: list[Output], explained: bool = False) -> Iterator[dict]:
        # A figure may go on the next page without its code: both together leave much of this empty.
        followed = bool(outputs) and isinstance(outputs[0], Text)
        yield listing(cell.source, "go", f"followed: {str(followed).lower()}")
        for output in outputs:
            yield self.output(output, explained and output is outputs[-1])

    def output(self, output: Output, followed: bool = False) -> dict:
        if isinstance(output, Text):
            shown, failed = paper.printed(output.text), str(output.failed).lower()
            return raw(f"#output({quoted(shown)}, failed: {failed})")
        stays = f"followed: {str(followed).lower()}"
        strip = states.strip(output.piece) if output.piece else None
        if strip is None:
            return raw(f"#{self.picture(output, stays)}")
        shown = [
            f"({self.file(state.svg, 'svg')}, {quoted(state.alt)}, {quoted(state.caption)})"
            for state in strip.states
        ]
        arguments = [str(strip.columns), f"{strip.width:.1f}pt", *shown, stays]
        return raw(f"#strip({', '.join(arguments)})")

    def picture(self, picture: Picture, *more: str) -> str:
        file = self.file(picture.png, "png")
        size = f"{picture.width:g}, {picture.height:g}"
        arguments = [file, size, quoted(picture.alt), *more]
        return f"picture({', '.join(arguments)})"

    def file(self, content: bytes, kind: str) -> str:
        name = f"/{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
        self.pictures[name] = content
        return quoted(name)

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


def on_paper(cell: Cell) -> Cell:
    """The cell without what is of no use there: links to turn the page."""
    shown = [block for block in cell.blocks if not is_navigation(block)]
    return dataclasses.replace(cell, blocks=shown)


def is_navigation(block: dict) -> bool:
    """Whether a paragraph is made of links to other notebooks and nothing else."""
    if block["t"] != "Para":
        return False
    links = [inline for inline in block["c"] if inline["t"] == "Link"]
    between = pandoc.text_of([inline for inline in block["c"] if inline["t"] != "Link"])
    targets = [link["c"][2][0] for link in links]
    turns = all(map(markdown.NOTEBOOK.fullmatch, targets))
    return bool(links) and not between.strip(" ·") and turns


def rooms(cells: list[Cell]) -> dict[str, int]:
    """How many lines to write on each exercise gets, by its id: more if its answer is longer."""
    made = {}
    for cell, answer in itertools.pairwise(cells):
        if cell.exercise:
            code = [line for line in answer.source.split("\n") if line.strip()]
            lines = len([line for line in code if not line.lstrip().startswith("//")])
            made[cell.id] = max(ROOM[0], min(lines, ROOM[1]))
    return made


def tasks(parts: list[Group]) -> Iterator[list[Group]]:
    """The cells from an exercise's heading to its code together, every other cell alone."""
    waiting: list[Group] = []
    for part in parts:
        blocks = part.cell.blocks
        if blocks and blocks[0]["t"] == "Header":
            yield from ([group] for group in waiting)
            waiting = []
        waiting.append(part)
        if part.cell.exercise:
            yield waiting
            waiting = []
    yield from ([group] for group in waiting)


def lead_to_code(parts: list[Group]) -> None:
    """Marks what stays with the next cell: the words above code, and a figure above its words."""
    # From the end, so that a figure does not stay with words that stay with yet another cell.
    for part, following in reversed(list(itertools.pairwise(parts))):
        blocks, below = part.cell.blocks, following.cell.blocks
        part.explained = bool(below) and below[0]["t"] == "Para"
        leads = following.cell.source or (below and needs_words(below[0]))
        if leads and blocks and is_lead(blocks[-1]):
            part.cell = dataclasses.replace(part.cell, blocks=[*blocks[:-1], *lead(blocks[-1])])


def is_lead(block: dict) -> bool:
    return block["t"] == "Para" and len(pandoc.text_of(block)) <= LEAD


def lead(paragraph: dict) -> list[dict]:
    return [raw("#lead["), paragraph, raw("]")]


def needs_words(block: dict) -> bool:
    """Whether a block is nothing without the words above it."""
    return block["t"] == "Table" or begins_with_formula(block)


def begins_with_formula(block: dict) -> bool:
    return block["t"] == "Para" and is_formula(block["c"][0])


def is_formula(inline: dict) -> bool:
    return inline["t"] == "Math" and inline["c"][0]["t"] == "DisplayMath"


def with_leads(blocks: list) -> list:
    """The same, where what stays with the next block is marked, or put into one with it."""
    made: list = []
    waiting = [part for block in blocks for part in apart(block)]
    while waiting:
        block = waiting.pop(0)
        following = waiting[0] if waiting else None
        if block["t"] == "Div":
            attributes, inner = block["c"]
            kept = kept_whole(inner) if is_list(inner) else with_leads(inner)
            made.append({"t": "Div", "c": [attributes, kept]})
        elif block["t"] == "Table" and rows(block) <= ROWS:
            made += kept_whole([block])
        elif block["t"] == "BulletList" and made and made[-1]["t"] == "Header":
            made += kept_whole([block])  # a summary
        elif following and is_bold(block) and following["t"] == "OrderedList":
            made += [raw("#keep["), block, waiting.pop(0), raw("]")]
        elif following and stays_with(block, following):
            made += lead(block)
        else:
            made.append(block)
    return made


def is_list(blocks: list) -> bool:
    return [block["t"] for block in blocks] == ["OrderedList"]


def rows(table: dict) -> int:
    """How many rows a table has below its head."""
    return sum(len(body[3]) for body in table["c"][4])


def kept_whole(blocks: list) -> list[dict]:
    return [raw("#whole["), *blocks, raw("]")]


def apart(block: dict) -> list[dict]:
    """A paragraph in pieces: its formulas, and the words between them."""
    if block["t"] != "Para" or not any(map(is_formula, block["c"])):
        return [block]
    runs = [(formula, list(run)) for formula, run in itertools.groupby(block["c"], is_formula)]
    made = [part for formula, run in runs for part in ([[i] for i in run] if formula else [run])]
    return [{"t": "Para", "c": c} for c in map(stripped, made) if c]


def stripped(inlines: list) -> list:
    """Without the blanks at both ends."""
    blank = ("Space", "SoftBreak", "LineBreak")
    while inlines and inlines[0]["t"] in blank:
        inlines = inlines[1:]
    while inlines and inlines[-1]["t"] in blank:
        inlines = inlines[:-1]
    return inlines


def stays_with(block: dict, following: dict) -> bool:
    """Whether a paragraph belongs to what is below it: code, a formula, or what it announces."""
    if block["t"] != "Para":
        return False
    announces = pandoc.text_of(block).rstrip().endswith((":", "："))
    formulas = begins_with_formula(block) or begins_with_formula(following)
    tabled = following["t"] == "Table" and is_lead(block)
    return following["t"] == "CodeBlock" or formulas or tabled or announces or is_bold(block)


def is_bold(paragraph: dict) -> bool:
    return paragraph["t"] == "Para" and [i["t"] for i in paragraph["c"]] == ["Strong"]


def listing(code: str, language: str, *more: str) -> dict:
    shown = "".join(f"{quoted(piece)}, " for piece in pieces(paper.code(code, language)))
    return raw(f"#listing({', '.join([f'({shown})', f'lang: {quoted(language)}', *more])})")


def pieces(code: str) -> list[str]:
    """The code in pieces between which a page may end: its sections, the long ones cut again.

    Joined with newlines the pieces are the code.
    """
    return [piece for part in sections(code) for piece in statements(part)]


def sections(code: str) -> list[str]:
    """The code cut at blank lines, before what stands at its left margin; no piece is tiny."""
    return not_tiny(re.split(r"\n(?<=\n\n)(?=\S)", code))


def statements(code: str) -> list[str]:
    """Long code cut before the outermost statements between which all pieces are short."""
    parts = [code]
    for indent in range(DEEPEST + 1):
        if is_short(parts):
            break
        start = rf"\n(?=(?:\t| {{4}}){{0,{indent}}}[^\s)\]}}])"
        parts = not_tiny(re.split(start, code))
    return parts


def is_short(parts: list[str]) -> bool:
    return all(part.count("\n") < UNBROKEN for part in parts)


def not_tiny(parts: list[str]) -> list[str]:
    """The parts, the tiny ones together with their neighbours, and a line with what it opens."""
    made: list[str] = []
    for part in parts:
        if made and (made[-1].count("\n") < PIECE or goes_on(made[-1])):
            made[-1] += "\n" + part
        else:
            made.append(part)
    if len(made) > 1 and made[-1].count("\n") < PIECE:
        last = made.pop()
        made[-1] += "\n" + last
    return made


def goes_on(code: str) -> bool:
    """Whether the last line belongs to the next one: a comment, or half a statement."""
    last = code.rsplit("\n", maxsplit=1)[-1].strip()
    return last.startswith(COMMENTS) or last.endswith(GOES_ON)


def quoted(text: str) -> str:
    """The text as a string of Typst's."""
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(character, escaped)
    return f'"{text}"'

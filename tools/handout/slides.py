"""Turns a notebook into slides: of its prose the first sentences, and all of what there is to see.

By rule, a slide begins at each heading and shows the first sentence of each paragraph, formulas,
lists, tables, short code with what it prints, and figures; code that is folded up in the notebook
checks something for those who want it, and is left out with the sentence that names it. All states
of a figure that can be stepped through follow each other. A cell's metadata can say otherwise:
`"dlfs": {"slide": "all"}` for a cell that is shown as it is, and `"slide": "none"` for one that is
left out.
"""

import itertools
from collections.abc import Iterator

from handout import bind, pandoc, paper, sentences, states
from handout.imprint import Origin
from handout.notebook import Cell, Notebook
from handout.outputs import Output, Picture, Text
from handout.pandoc import text_of
from handout.typeset import (
    CELL,
    Typst,
    apart,
    is_formula,
    is_navigation,
    lead,
    quoted,
    raw,
    sections,
)
from handout.words import words

SHORT = 23  # lines of code and output that a slide shows
BRIEF = 22  # columns of a sentence that says little by itself
STATES = 15  # figures that are stepped through; of more, three are shown


class Slides(Typst):
    """The slides of a notebook: their markup, and the pictures that it names."""

    def __init__(self, notebook: Notebook) -> None:
        self.name, self.where = notebook.name, notebook.where
        self.pictures: dict[str, bytes] = {}
        self.title = self.written([pandoc.plain(notebook.title)])
        cells = [cell for cell in notebook.edition(teacher=False) if cell.slide != "none"]
        language = notebook.language
        cells = sentences.without_checks(cells, language, lambda cell: cell.slide == "all")
        self.motto = self.written(self.sentences(cells[0].blocks)) if cells else ""
        pairs = itertools.pairwise([*cells[1:], Cell("end")])
        blocks = [block for cell, below in pairs for block in self.slide(cell, bool(below.source))]
        self.body = pandoc.write(blocks, "--to", "typst-smart")

    def written(self, blocks: list) -> str:
        return pandoc.write(list(self.prose(blocks)), "--to", "typst-smart").strip()

    def slide(self, cell: Cell, above_code: bool) -> Iterator[dict]:
        yield raw(f"{CELL}{self.where}: cell {cell.id}")
        if not cell.source:
            blocks = cell.blocks if cell.slide == "all" else self.sentences(cell.blocks)
            leads = above_code and blocks and blocks[-1]["t"] == "Para"
            yield from self.prose([*blocks[:-1], *lead(blocks[-1])] if leads else blocks)
            return
        pictures = [output for output in cell.outputs if isinstance(output, Picture)]
        texts = [output.text for output in cell.outputs if isinstance(output, Text)]
        for together in self.code_of(cell, texts, bool(pictures)):
            lines = sum(text.count("\n") + 1 for _, text in together)
            yield raw("#keep[")
            yield from (listing(text, kind, f"among: {lines}") for kind, text in together)
            yield raw("]")
        for picture in pictures:
            yield from self.seen(picture)

    def code_of(self, cell: Cell, texts: list[str], pictured: bool) -> list[list[tuple[str, str]]]:
        """The code, and what it has printed, that each slide shows."""
        printed = [("text", text) for text in texts]
        lines = "\n".join([cell.source, *texts]).count("\n") + 1
        if lines <= SHORT:
            left_out = cell.slide != "all" and pictured
            return [] if left_out else [[("go", cell.source), *printed]]
        if cell.slide != "all":
            return []
        return [[("go", part)] for part in shares(cell.source)] + [[text] for text in printed]

    def seen(self, output: Picture) -> Iterator[dict]:
        read = states.Reader(output.piece).states if output.piece else []
        if not read:
            yield raw(f"#slide-figure({self.file(output.png, 'png')}, {quoted(output.alt)})")
        few = read if len(read) <= STATES else [read[0], read[len(read) // 2], read[-1]]
        for state in few:
            shown = f"{self.file(state.svg, 'svg')}, {quoted(state.alt)}"
            yield raw(f"#slide-figure({shown}, caption: {quoted(state.caption)})")

    def sentences(self, blocks: list) -> list:
        """What of a cell's prose is on slides."""
        made = []
        for block in (part for whole in blocks for part in apart(whole)):
            if block["t"] == "Para" and not is_formula(block["c"][0]):
                if not is_navigation(block):
                    made.append({"t": "Para", "c": beginning(block["c"])})
            elif block["t"] not in ("Div", "HorizontalRule"):
                made.append(block)
        return made

    def change_header(self, element: dict, content: list) -> list:
        return [raw(f"#section({content[0]})["), pandoc.plain(content[2]), raw("]")]

    def change_codeblock(self, element: dict, content: list) -> list:
        return [listing(content[1], (content[0][1] or ["text"])[0])]

    def change_link(self, element: dict, content: list) -> list:
        return content[1]

    def output(self, output: Output, followed: bool = False) -> dict:
        return listing(output.text, "text")


def shares(code: str) -> list[str]:
    """Long code in parts for several slides, no function or loop in two."""
    parts: list[str] = []
    for piece in sections(code):
        if parts and f"{parts[-1]}\n{piece}".count("\n") < SHORT:
            parts[-1] += "\n" + piece
        else:
            parts.append(piece)
    return [part.strip("\n") for part in parts]


def listing(code: str, language: str, *more: str) -> dict:
    shown = paper.code(code, language)
    columns = max(map(paper.width, shown.split("\n")))
    options = ", ".join([f"lang: {quoted(language)}", *more])
    return raw(f"#slide-code({quoted(shown)}, {columns:.1f}, {options})")


def beginning(inlines: list) -> list:
    """The first sentence of a paragraph, and the second if the first says little."""
    first, *others = sentences.split(inlines)
    brief = paper.width(text_of(first)) < BRIEF
    return [*first, *others[0]] if brief and others else first


def document(notebook: Notebook, shown: Slides, origin: Origin) -> str:
    said = words(notebook.language)
    head = bind.opening(
        said,
        "slides",
        language=notebook.language,
        title=text_of(notebook.title),
        footer=" · ".join(filter(None, [said.title, origin.author])),
        author=origin.author,
    )
    about = " · ".join(filter(None, [said.title, origin.by]))
    opening = f"#opening([{shown.title}], [{shown.motto}], {quoted(about)})\n"
    return "\n".join([head, opening, shown.body])

"""Turns cells into an HTML page that runs no script: a handout, or a page of the book."""

import base64
import html
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from handout import markdown, pandoc
from handout.imprint import Origin
from handout.notebook import Cell, Notebook
from handout.outputs import Output, Picture, Text
from handout.pairs import Group, groups
from handout.words import Words, words

raw = partial(pandoc.raw_block, "html")
inline = partial(pandoc.raw_inline, "html")

HERE = Path(__file__).parent
# pandoc makes every line of code a link to itself.
LINE_LINK = re.compile(r'<a href="#cb\d+-\d+"[^>]*></a>')


def page(notebook: Notebook, teacher: bool, origin: Origin) -> str:
    """The whole page. Raises PandocError if pandoc has anything to say."""
    said = words(notebook.language)
    writer = Writer(said)
    blocks = [b for group in groups(notebook.edition(teacher)) for b in writer.group(group)]
    values = {
        "lang": said.lang,
        "title_text": html.escape(pandoc.text_of(notebook.title)),
        "course": html.escape(said.title),
        "edition": said.teacher if teacher else said.student,
        "contents": said.contents,
        "footer": html.escape(origin.footer(said, notebook.seeds)),
        "licence": html.escape(said.licence),
        "style": style(),
    }
    text = written(blocks, HERE / "handout.html", values, title_html=notebook.title)
    # The pictures come last: pandoc need not read them.
    for mark, picture in writer.pictures.items():
        text = text.replace(mark, picture)
    return text


def written(blocks: list, template: Path, values: dict[str, str], **inlines: list) -> str:
    """The blocks in a template of pandoc's, with HTML for its variables, or pandoc's inlines."""
    meta = {name: [inline(value)] for name, value in values.items()} | inlines
    options = ["--to=html", "--mathml", "--toc", "--toc-depth=3"]
    return LINE_LINK.sub("", pandoc.write(blocks, f"--template={template}", *options, **meta))


@cache
def style() -> str:
    return (HERE / "handout.css").read_text(encoding="utf-8").strip()


class Writer:
    """Makes pandoc's blocks of cells, and keeps what is to come in the place of a mark."""

    FOLDED = "<details>"  # begins a cell's source if it is folded up

    def __init__(self, said: Words) -> None:
        self.said = said
        self.pictures: dict[str, str] = {}
        self.headings = 0

    def group(self, group: Group) -> Iterator[dict]:
        cell = group.cell
        if group.opens_answer:
            yield raw(f'<section class="answer"><p class="label">{self.said.answer}</p>')
        yield raw(f'<div id="{cell.id}" class="cell">')
        if group.twin is None:
            yield from self.cell(cell)
        else:
            yield raw('<div class="pair"><div class="left">')
            yield from self.code(cell, cell.outputs)
            yield raw(f'</div><div id="{group.twin.id}" class="twin">')
            yield from self.prose(group.twin.blocks, folded=False)
            yield raw("</div></div>")
        yield raw("</div>")
        if group.closes_answer:
            yield raw("</section>")

    def cell(self, cell: Cell) -> Iterator[dict]:
        if cell.source:
            yield from self.code(cell, cell.outputs)
        else:
            yield from self.prose(cell.blocks, folded=not cell.twin_of)

    def code(self, cell: Cell, outputs: list[Output]) -> Iterator[dict]:
        if cell.folded:
            yield raw(f"{self.FOLDED}<summary>{html.escape(self.said.code)}</summary>")
        yield {"t": "CodeBlock", "c": [["", ["go"], []], cell.source]}
        if cell.folded:
            yield raw("</details>")
        yield from map(self.output, outputs)

    def output(self, output: Output) -> dict:
        if isinstance(output, Text):
            classes = "output failed" if output.failed else "output"
            return raw(f'<pre class="{classes}"><code>{html.escape(output.text)}</code></pre>')
        return raw(f'<div class="picture">{self.picture(output)}</div>')

    def picture(self, picture: Picture) -> str:
        mark = f'src="picture-{len(self.pictures)}"'
        if picture.piece:
            self.pictures[f"<img {mark}>"] = picture.piece
            return f"<img {mark}>"
        self.pictures[mark] = f'src="{markdown.DATA}{base64.b64encode(picture.png).decode()}"'
        size = f'width="{picture.width:g}" height="{picture.height:g}"'
        return f'<img {mark} alt="{html.escape(picture.alt)}" {size}>'

    def table(self, _table: dict) -> list | None:
        """What to put in the place of a table, or None."""
        return None

    def prose(self, blocks: list, folded: bool) -> list:
        """The blocks; <details> can be opened and closed if `folded`."""

        def change(element: dict) -> list | None:
            kind, content = element["t"], element.get("c")
            if kind == "Header":
                self.headings += 1
                content[1] = [f"section-{self.headings}", [], []]
            elif kind == "CodeBlock" and content[0][1] in ([], ["text"]):
                return [self.output(Text(content[1]))]
            elif kind == "Link":
                content[2][0] = markdown.NOTEBOOK.sub(r"\g<name>.html", content[2][0])
            elif kind == "Image":
                return [inline(self.picture(markdown.picture(element)))]
            elif kind == "Table":
                return self.table(element)
            elif kind == "Div":
                summary = html.escape(dict(content[0][2])["summary"])
                if not folded:
                    return [raw(f'<p class="label">{summary}</p>'), *content[1]]
                start = raw(f"<details><summary>{summary}</summary>")
                return [start, *content[1], raw("</details>")]
            return None

        return pandoc.replace(blocks, change)

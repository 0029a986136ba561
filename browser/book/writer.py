"""Turns a notebook into a page of the book: the writer of the handouts, with figures as files."""

import hashlib
import html
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from handout import webpage
from handout.notebook import Cell
from handout.outputs import Picture
from handout.pairs import Group, groups
from handout.webpage import raw
from handout.words import Words

CODE = re.compile(r'<div class="sourceCode" id="cb\d+">(<pre .*?</pre>)</div>', re.DOTALL)
LINE = re.compile(r'<span id="cb\d+-\d+">(.*)</span>')
EMBEDDED = re.compile(r'src="data:image/svg\+xml,([^"]*)"')
LINKED_HEADING = re.compile(r' id="toc-[^"]*"')
TEX = re.compile(r"<annotation[^>]*>[^<]*</annotation>")
EMPTY_HEAD = re.compile(r"<th(?P<style>[^>]*)></th>")


class Writer(webpage.Writer):
    """Writes cells as HTML that a script can find its way in, and figures into a folder."""

    FOLDED = '<details class="source">'

    def __init__(self, said: Words, figures: Path, site: str) -> None:
        super().__init__(said)
        self.figures = figures
        self.site = site  # the address of the site's root, from the page
        self.number = 0  # of the last code cell

    def blocks(self, cells: list[Cell]) -> list[dict]:
        return [block for group in groups(cells) for block in self.group(group)]

    def group(self, group: Group) -> Iterator[dict]:
        for cell in (group.cell, group.twin):
            if cell is not None:
                yield from self.whole(cell)

    def whole(self, cell: Cell) -> Iterator[dict]:
        if cell.source:
            self.number += 1
            yield raw(f'<div id="{cell.id}" class="cell code" data-number="{self.number}">')
            yield from self.code(cell, [])
            yield raw('<div class="outputs">')
            yield from map(self.output, cell.outputs)
            yield raw("</div>")
        else:
            kind = "cell twin" if cell.twin_of else "cell"
            yield raw(f'<div id="{cell.id}" class="{kind}">')
            yield from self.prose(cell.blocks, folded=True)
        yield raw("</div>")

    def table(self, table: dict) -> list:
        return [raw('<div class="scrolls">'), table, raw("</div>")]

    def picture(self, picture: Picture) -> str:
        """The picture; a browser fetches it when a reader is about to see it."""
        if picture.piece:
            return EMBEDDED.sub(self.embedded, picture.piece)
        size = f'width="{picture.width:g}" height="{picture.height:g}"'
        source = self.file(picture.png, "png")
        return f'<img {source} alt="{html.escape(picture.alt)}" {size}>'

    def embedded(self, found: re.Match) -> str:
        return self.file(urllib.parse.unquote_to_bytes(html.unescape(found[1])), "svg")

    def file(self, content: bytes, kind: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
        (self.figures / name).write_bytes(content)
        return f'src="{self.site}figures/{name}" loading="lazy"'


def tidy(page: str) -> str:
    """The page without what pandoc adds and nobody needs, and with what a screen reader wants."""
    page = TEX.sub("", page)  # a formula once more, which the search would find
    page = EMPTY_HEAD.sub(r"<td\g<style>></td>", page)  # the corner of a table is no heading
    return CODE.sub(lambda found: plain(found[1]), LINKED_HEADING.sub("", page))


def plain(code: str) -> str:
    start, tag, rest = code.partition('<code class="sourceCode go">')
    lines, end, after = (rest if tag else code).rpartition("</code>")
    made = "\n".join(LINE.sub(r"\1", line) for line in lines.split("\n"))
    return start + tag + made + end + after if tag else code

"""Which of the figures that a reader can choose among on the screen are printed, side by side."""

import urllib.parse
from dataclasses import dataclass
from html.parser import HTMLParser

from handout.piece import IMAGE

PAGE = 493.0  # points that a row may be wide
TALL = 545.0  # and all rows together may be high
GAP = 8.0  # between two figures of a row
CAPTION = 16.0
SMALL, LARGE = 0.39, 0.55  # points for a pixel: the least that can be read, and no more than needed

# The drawing library calls its PNG images JPEG, which Typst believes.
MISNAMED = ("data:image/jpg;base64,iVBORw0KGgo", "data:image/png;base64,iVBORw0KGgo")


@dataclass
class State:
    """A figure with what is chosen for it: "learning rate 0.5"."""

    caption: str
    svg: bytes
    alt: str
    width: float
    height: float


@dataclass
class Strip:
    states: list[State]
    columns: int
    width: float  # of each figure, in points

    @property
    def height(self) -> float:
        """Of all rows, in points."""
        rows = -(-len(self.states) // self.columns)
        tallest = max(state.height / state.width for state in self.states) * self.width
        return rows * (tallest + CAPTION)


def strip(piece: str) -> Strip | None:
    """The first, the middle and the last figure, or None if a page has no room for three."""
    read = Reader(piece).states
    if len(read) < 3:
        return None
    chosen = [read[0], read[(len(read) - 1) // 2], read[-1]]
    wide, tall = chosen[0].width, max(state.height for state in chosen)
    for columns in (3, 2, 1):
        rows = -(-len(chosen) // columns)
        room = (PAGE - (columns - 1) * GAP) / columns
        scale = min(LARGE, room / wide, (TALL / rows - CAPTION) / tall)
        if scale >= SMALL:
            return Strip(chosen, columns, scale * wide)
    return None


class Reader(HTMLParser):
    """The figures of a piece, each behind its label."""

    def __init__(self, piece: str) -> None:
        super().__init__()
        self.states: list[State] = []
        self.text = {"legend": "", "label": ""}
        self.open = ""
        self.feed(piece)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.text:
            self.open, self.text[tag] = tag, ""
        given = {name: value or "" for name, value in attrs}
        if tag == "img" and given.get("src", "").startswith(IMAGE):
            caption = f"{self.text['legend'].strip()} {self.text['label'].strip()}"
            svg = urllib.parse.unquote(given["src"].removeprefix(IMAGE))
            svg = svg.replace(*MISNAMED).encode()
            size = (float(given[side]) for side in ("width", "height"))
            self.states.append(State(caption.strip(), svg, given.get("alt", ""), *size))

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open:
            self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open] += data

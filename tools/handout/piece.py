"""The HTML by which nb.Slide and nb.Steps let a reader choose among figures, without a script."""

import re
from html.parser import HTMLParser

START = '<form class="dlfs-states"'
TAGS = {"form", "style", "fieldset", "legend", "label", "span", "input", "img"}
TAGS |= {"details", "summary"}
ATTRIBUTES = {"class", "method", "style", "type", "name", "checked", "data-lm-suppress-shortcuts"}
ATTRIBUTES |= {"src", "alt", "width", "height"}
IMAGE = "data:image/svg+xml,"
FETCHES = re.compile(r"url\(|@import", re.IGNORECASE)


def check(html: str) -> str:
    """The piece, as a page can show it. Raises ValueError if it might run or fetch something."""
    Piece().feed(html)
    return html


class Piece(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        strange = [name for name, _ in attrs if name not in ATTRIBUTES]
        if tag not in TAGS or strange:
            what = " ".join([tag, *strange[:1]])
            raise ValueError(f"its figures to choose from come with <{what}>, which is not nb's")
        given = {name: value or "" for name, value in attrs}
        if not given.get("src", IMAGE).startswith(IMAGE) or FETCHES.search(given.get("style", "")):
            raise ValueError(f"its figures to choose from would fetch something by their <{tag}>")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style" and FETCHES.search(data):
            raise ValueError("its figures to choose from would fetch something by their <style>")

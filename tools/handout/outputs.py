"""What a cell has printed and drawn, as text and pictures."""

import base64
import binascii
import io
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from nbformat import NotebookNode
from PIL import Image

from handout import piece

ANSI = re.compile(r"\x1b\[[0-9;]*m")
BLANK_LINES = re.compile(r"\n\s*\n+")


@dataclass
class Text:
    """Lines that a cell has printed."""

    text: str
    failed: bool = False  # it tells of an error


@dataclass
class Picture:
    """A figure as a PNG file, its size in CSS pixels, and its text for those who cannot see it."""

    png: bytes
    alt: str
    width: float
    height: float
    piece: str = ""  # HTML in which a reader chooses this figure, the first one, or another


Output = Text | Picture


def read_outputs(outputs: list[NotebookNode], name: str, problems: list[str]) -> list[Output]:
    """The outputs of the cell called `name`; what cannot be shown is added to `problems`."""
    read: list[Output] = []
    for output in outputs:
        try:
            read += read_output(output)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return joined(read)


def read_output(output: NotebookNode) -> list[Output]:
    """Raises ValueError with half a sentence if the output cannot be shown."""
    if output.output_type == "stream":
        return [Text(output.text, failed=output.name == "stderr")]
    if output.output_type == "error":
        return [Text("\n".join(output.traceback) or output.evalue, failed=True)]
    data = output.data
    page = Page(data.get("text/html", ""))
    if "image/png" in data or page.images:
        html = data.get("text/html", "")
        chosen = piece.check(html) if html.startswith(piece.START) else ""
        return [picture(data.get("image/png"), page, chosen)]
    plain = data.get("text/plain", "")
    if page.text and not (page.table and plain):
        return [Text(page.text, failed="gonb-err-" in data["text/html"])]
    if plain.strip():
        return [Text(plain)]
    raise ValueError(f"its output of kind {', '.join(data) or 'none'} cannot be printed")


def joined(outputs: list[Output]) -> list[Output]:
    """The same with neighbouring texts in one, as the notebook shows them."""
    made: list[Output] = []
    for output in outputs:
        if not isinstance(output, Text):
            made.append(output)
            continue
        text = ANSI.sub("", output.text).strip("\n").rstrip()
        last = made[-1] if made else None
        if isinstance(last, Text) and last.failed == output.failed:
            last.text += "\n" + text
        elif text:
            made.append(Text(text, output.failed))
    return made


def picture(encoded: str | None, page: "Page", chosen: str) -> Picture:
    if len(page.images) != 1 and not chosen:
        raise ValueError(f"its figure comes with {len(page.images)} <img> in text/html, not 1")
    image = page.images[0]
    if not (image.get("src") or "").startswith("data:image/"):
        raise ValueError(f"its <img> has the source {image.get('src')!r} and no data")
    if encoded is None:
        raise ValueError("its figure has no image/png")
    png, pixels = decode(encoded)
    width, height = (size(image.get(side), side) for side in ("width", "height"))
    if abs(width / height - pixels[0] / pixels[1]) > 0.02 * width / height:
        shown = f"{width:g}×{height:g}, its pixels are {pixels[0]}×{pixels[1]}"
        raise ValueError(f"its figure would be distorted: it is shown as {shown}")
    return Picture(png, (image.get("alt") or "").strip(), width, height, chosen)


def decode(encoded: str) -> tuple[bytes, tuple[int, int]]:
    """The file, whose every byte has been looked at, and its size in pixels."""
    try:
        png = base64.b64decode(encoded)
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            image.verify()  # the checksums; it leaves the image unusable
        with Image.open(io.BytesIO(png)) as image:
            image.load()
            return png, image.size
    except (binascii.Error, OSError, SyntaxError, ValueError) as error:
        raise ValueError(f"its figure is no PNG file: {error}") from error


def size(text: str | None, side: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", text or "") or not float(text):
        raise ValueError(f"its <img> has the {side} {text!r}, not a number of pixels")
    return float(text)


class Page(HTMLParser):
    """The text of a piece of HTML, line by line, and the attributes of its images.

    What is hidden until the mouse is over it, as the kernel hides the neighbourhood of an error,
    is no part of the text.
    """

    HIDDEN = ("style", "script")
    HIDDEN_CLASS = "gonb-err-context"
    VOID = ("br", "hr", "img", "input", "meta", "link", "wbr")
    LINES = ("div", "p", "pre", "li", "tr", "table")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.pieces: list[str] = []
        self.table = False  # whose columns the text does not keep apart
        self.hidden = 0  # how many open elements lie in a hidden one, itself included
        self.feed(html)
        self.close()
        lines = "".join(self.pieces).split("\n")
        text = "\n".join(line.rstrip() for line in lines)
        self.text = BLANK_LINES.sub("\n", text).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.images.append(dict(attrs))
        self.table |= tag == "table"
        if tag in self.VOID:
            self.pieces += ["\n"] if tag == "br" and not self.hidden else []
            return
        hides = tag in self.HIDDEN or self.HIDDEN_CLASS in (dict(attrs).get("class") or "")
        self.hidden += bool(self.hidden or hides)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= 1
        elif tag in self.LINES:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)

"""Compares a fresh run of a notebook with the committed one and says where they differ."""

import base64
import difflib
import io
import json
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from nbformat import NotebookNode
from PIL import Image, ImageChops

from nbtools.normalise import DATA_URI

# Another Go release compresses differently but draws the same; another processor may round the last
# bit of a coordinate, which moves an edge's shade by a level or two of 255. The file can then have
# other 256 colours, and one pixel in a thousand may be further off, but not as if a line had moved.
SHADES = 8
FEW, MOST_SHADES = 0.001, 64
# The last of the five digits that coordinates are written with, in points.
LAST_DIGIT = 0.1
NUMBER = re.compile(rb"(-?\d+(?:\.\d+)?)")


def differences(committed: NotebookNode, fresh: NotebookNode, *, exact_figures: bool) -> list[str]:
    """One readable text for each cell whose outputs differ: text exactly, figures as asked."""
    if len(committed.cells) != len(fresh.cells):
        return [f"{len(committed.cells)} cells are committed, {len(fresh.cells)} were run"]
    found = []
    for number, (old, new) in enumerate(zip(committed.cells, fresh.cells, strict=True), 1):
        if old.cell_type == "code":
            why = cell_difference(old, new, exact_figures=exact_figures)
            if why:
                found.append(f"{cell_name(number, old)}: {why}")
    return found


def cell_name(number: int, cell: NotebookNode) -> str:
    return f"cell {number} ({cell.get('id', 'no id')})"


def cell_difference(old: NotebookNode, new: NotebookNode, *, exact_figures: bool) -> str:
    old_text, old_figures = spell_out(old.outputs)
    new_text, new_figures = spell_out(new.outputs)
    if old_text != new_text:
        lines = difflib.unified_diff(old_text, new_text, "committed", "this run", lineterm="")
        return "the output differs\n" + "\n".join(f"    {line}" for line in lines)
    for number, (a, b) in enumerate(zip(old_figures, new_figures, strict=True), 1):
        why = figure_difference(a, b, exact=exact_figures)
        if why:
            return f"figure {number} {why}"
    return ""


def spell_out(outputs: list[NotebookNode]) -> tuple[list[str], list[bytes]]:
    """Outputs as lines of text, with each image taken out and put into the second list."""
    lines: list[str] = []
    figures: list[bytes] = []

    def image(data: bytes) -> str:
        figures.append(data)
        return f"[figure {len(figures)}: {describe(figures[-1])}]"

    def add(heading: str, text: str) -> None:
        lines.append(f"--- {heading}")
        lines.extend(text.splitlines())

    for output in outputs:
        if output.output_type == "stream":
            add(output.name, output.text)
        elif output.output_type == "error":
            add("error", "\n".join([output.ename, output.evalue, *output.traceback]))
        else:
            for mime, content in sorted(output.data.items()):
                add(mime, without_images(mime, content, image))
            if output.metadata:
                add("metadata", json.dumps(output.metadata, sort_keys=True))
    return lines, figures


def without_images(mime: str, content: object, image: Callable[[bytes], str]) -> str:
    """The content as text, with what `image` makes of it in the place of each image."""
    if not isinstance(content, str):
        return json.dumps(content, sort_keys=True)
    if mime in ("image/png", "image/jpeg"):
        return image(base64.b64decode(content))
    return DATA_URI.sub(lambda uri: image(data_of(uri[1])), content)


def data_of(uri: str) -> bytes:
    """The file in a data URI."""
    kind, content = uri.split(",", 1)
    return base64.b64decode(content) if kind.endswith(";base64") else unquote_to_bytes(content)


def describe(data: bytes) -> str:
    if not is_raster(data):
        return "vector image"
    with Image.open(io.BytesIO(data)) as picture:
        return f"{picture.width}×{picture.height} {picture.format}"


def is_raster(data: bytes) -> bool:
    return not data.lstrip().startswith(b"<")


def figure_difference(old: bytes, new: bytes, *, exact: bool) -> str:
    """Why two images are not the same, or nothing. Their sizes are known to be equal."""
    if old == new:
        return ""
    if not (is_raster(old) and is_raster(new)):
        return "" if not exact and same_drawing(old, new) else "differs"
    pixels = pixel_difference(old, new)
    shades = max(shade for shade, count in enumerate(pixels) if count)
    if exact and shades == 0:
        return f"has the same pixels but other bytes ({len(old)} committed, {len(new)} now)"
    if exact or shades > MOST_SHADES or sum(pixels[SHADES + 1 :]) > FEW * sum(pixels):
        return f"differs in {sum(pixels[1:])} pixels, by up to {shades} of 255 shades"
    return ""


def same_drawing(old: bytes, new: bytes) -> bool:
    """Whether two SVG documents differ in nothing but the last digit of coordinates."""
    a, b = NUMBER.split(old), NUMBER.split(new)
    near = (
        abs(float(m) - float(n)) < 1.5 * LAST_DIGIT for m, n in zip(a[1::2], b[1::2], strict=False)
    )
    return a[::2] == b[::2] and all(near)


def pixel_difference(old: bytes, new: bytes) -> list[int]:
    """How many pixels differ by 0, 1, …, 255 shades in the channel where they differ most."""
    with Image.open(io.BytesIO(old)) as a, Image.open(io.BytesIO(new)) as b:
        channels = ImageChops.difference(a.convert("RGBA"), b.convert("RGBA")).split()
    worst = channels[0]
    for channel in channels[1:]:
        worst = ImageChops.lighter(worst, channel)
    return worst.histogram()

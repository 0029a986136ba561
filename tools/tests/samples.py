"""Small notebooks and pictures that the tests share."""

import base64
import io

import nbformat
from nbformat import NotebookNode
from PIL import Image

from nbtools.project import KERNEL


def notebook(*cells: NotebookNode) -> NotebookNode:
    made = nbformat.v4.new_notebook(cells=list(cells), metadata={"kernelspec": dict(KERNEL)})
    for number, cell in enumerate(made.cells, 1):
        cell.id = f"cell-{number}"
    return made


def code(source: str = "%%\nf()", *outputs: NotebookNode, **metadata: object) -> NotebookNode:
    return nbformat.v4.new_code_cell(
        source, outputs=list(outputs), execution_count=1, metadata=metadata
    )


def markdown(source: str, **metadata: object) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def stdout(text: str) -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def stderr(text: str) -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stderr", text=text)


def error(text: str = "exit status 2") -> NotebookNode:
    return nbformat.v4.new_output("error", ename="ERROR", evalue=text, traceback=[text])


def display(**data: str) -> NotebookNode:
    """display(png=…, html=…) makes a display with image/png and text/html."""
    mimes = {"png": "image/png", "html": "text/html", "svg": "image/svg+xml"}
    return nbformat.v4.new_output("display_data", data={mimes[k]: v for k, v in data.items()})


def png(
    shade: int = 0,
    spot: int | None = None,
    compression: int = 6,
    *,
    size: tuple[int, int] = (8, 4),
    dots: int = 1,
) -> str:
    """A grey picture in base64, with so many pixels of another shade if `spot` is given."""
    picture = Image.new("RGB", size, (shade,) * 3)
    if spot is not None:
        for dot in range(dots):
            picture.putpixel((dot % size[0], dot // size[0]), (spot,) * 3)
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=compression)
    return base64.b64encode(file.getvalue()).decode()

"""Brings an executed notebook into the one form that is committed."""

import re
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

KEPT_CELL_METADATA = {"dlfs", "jupyter", "tags"}
# In base64, or as nb writes SVG: nothing is left in it that could end an attribute.
DATA_URI = re.compile(
    r"(data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]+|data:image/svg\+xml,[^\"<>&#\n]+)"
)
# A kernel's own folder, wherever that is: cells are built and run in it.
KERNEL_FOLDER = re.compile(r"(?:[$/][^\s\"<>()]*/)?gonb_[0-9a-f]{8}")

# What a stack trace carries that differs from run to run.
TRACE = [
    (re.compile(r"goroutine (?!1\b)\d+"), "goroutine N"),
    (re.compile(r"\+0x[0-9a-f]+"), "+0x…"),
    (re.compile(r"0x[0-9a-f]{6,}\??"), "0x…"),
    # GoNB names the go command by its full path, which is another one for every kernel.
    (re.compile(r'failed to run "[^"]*/go (?=[a-z])'), 'failed to run "go '),
]


def normalise(notebook: NotebookNode, places: list[tuple[str, str]]) -> NotebookNode:
    """Tidies the notebook in place and returns it; `places` pairs folders with their stand-ins."""
    for cell in notebook.cells:
        cell.metadata = NotebookNode(
            {k: v for k, v in cell.metadata.items() if k in KEPT_CELL_METADATA}
        )
        if cell.cell_type == "code":
            cell.outputs = merge_streams(cell.outputs)
            for output in cell.outputs:
                tidy_output(output, places)
    notebook.metadata = tidy_metadata(notebook.metadata)
    return notebook


def tidy_metadata(metadata: NotebookNode) -> NotebookNode:
    kept = {k: metadata[k] for k in ("dlfs", "kernelspec") if k in metadata}
    language = metadata.get("language_info", {})
    kept["language_info"] = {k: v for k, v in language.items() if v and k != "version"}
    return NotebookNode(kept)


def merge_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Joins what was printed between two displays into one piece of stdout and one of stderr.

    The kernel reads both from pipes, so how they are cut and interleaved is chance.
    """
    merged: list[NotebookNode] = []
    pieces = {"stdout": "", "stderr": ""}

    def flush() -> None:
        for name, text in pieces.items():
            if text:
                merged.append(nbformat.v4.new_output("stream", name=name, text=text))
            pieces[name] = ""

    for output in outputs:
        if output.output_type == "stream":
            pieces[output.name] += output.text
        else:
            flush()
            merged.append(output)
    flush()
    return merged


def tidy_output(output: NotebookNode, places: list[tuple[str, str]]) -> None:
    def tidy(text: str) -> str:
        for folder, name in places:
            text = text.replace(folder, name)
        return KERNEL_FOLDER.sub("gonb", text)

    def tidy_trace(text: str) -> str:
        text = tidy(text)
        for pattern, replacement in TRACE:
            text = pattern.sub(replacement, text)
        return text

    if output.output_type == "stream":
        output.text = (tidy_trace if output.name == "stderr" else tidy)(output.text)
    elif output.output_type == "error":
        output.evalue = tidy_trace(output.evalue)
        output.traceback = [tidy_trace(line) for line in output.traceback]
    else:
        for mime, text in output.data.items():
            if mime.startswith("text/") and isinstance(text, str):
                change = tidy_trace if "gonb-err-" in text else tidy
                output.data[mime] = outside_images(text, change)


def outside_images(text: str, change: Callable[[str], str]) -> str:
    """Applies `change` to the text between embedded images, which can look like anything."""
    parts = DATA_URI.split(text)
    parts[::2] = [change(part) for part in parts[::2]]
    return "".join(parts)


def text_of(notebook: NotebookNode) -> str:
    """The exact content of the notebook's file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"

"""What tests do without a network: `offline.py lab`, `offline.py cells SOURCE…`, or
`offline.py at FOLDER KERNELS SOURCE…` for a notebook and kernels elsewhere."""

import asyncio
import json
import sys
import tempfile
import urllib.request
from pathlib import Path

from nbformat import NotebookNode

from nbtools import execute, lab
from nbtools.project import KERNEL_DIR, ROOT
from samples import code, notebook

# What JupyterLab's pages ask for at the start, and where it could look for news and extensions.
PARTS = [
    "lab",
    "lab/api/settings",
    "lab/api/extensions?refresh=1",
    "lab/api/news",
    "api/kernelspecs",
]


def look_at_lab() -> dict[str, int]:
    """Each part with the status of its answer."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch, lab.serve(None, Path(scratch)) as server:
        for part in PARTS:
            address = f"{server.url}{part}{'&' if '?' in part else '?'}token={server.token}"
            try:
                with urllib.request.urlopen(address) as answer:
                    found[part] = answer.status
            except urllib.error.HTTPError as error:
                found[part] = error.code
    return found


def run_cells(sources: list[str], folder: Path = ROOT, kernels: Path = KERNEL_DIR) -> list[str]:
    """What the cells print, or show."""
    made = notebook(*map(code, sources))
    run = asyncio.run(execute.run_notebook(made, folder / "offline.ipynb", kernels=kernels))
    return ["".join(map(text, cell.outputs)) for cell in run.notebook.cells]


def text(output: NotebookNode) -> str:
    if output.output_type == "error":
        return output.evalue
    return output.get("text") or output.get("data", {}).get("text/plain", "")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "lab":
        said = look_at_lab()
    elif what == "cells":
        said = run_cells(rest)
    else:
        said = run_cells(rest[2:], Path(rest[0]), Path(rest[1]))
    json.dump(said, sys.stdout)

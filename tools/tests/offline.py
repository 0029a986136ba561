"""What test_offline.py does without a network: `offline.py lab` or `offline.py cells SOURCE…`."""

import asyncio
import json
import sys
import tempfile
import urllib.request
from pathlib import Path

from nbtools import execute, lab
from nbtools.project import ROOT
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


def run_cells(sources: list[str]) -> list[str]:
    """What the cells print."""
    made = notebook(*map(code, sources))
    run = asyncio.run(execute.run_notebook(made, ROOT / "offline.ipynb"))
    return ["".join(o.get("text", "") for o in cell.outputs) for cell in run.notebook.cells]


if __name__ == "__main__":
    what, *sources = sys.argv[1:]
    json.dump(run_cells(sources) if what == "cells" else look_at_lab(), sys.stdout)

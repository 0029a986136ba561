"""Signs notebooks, so that JupyterLab lets in all that is in their outputs.

A signature goes by the content: a copy is trusted too, and a notebook that somebody changed is not.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.sign import NotebookNotary

from nbtools.project import ROOT, all_notebooks

STAMP = ROOT / ".jupyter" / "trusted"


def sign(notebooks: Iterable[NotebookNode]) -> None:
    """Signs the notebooks for the user whose folder Jupyter's data is in."""
    notary = NotebookNotary()
    for notebook in notebooks:
        notary.sign(notebook)


def own() -> list[Path]:
    """The notebooks as the project hands them out, and none that was put in the place of one.

    Where git cannot say which they are, these are all that are there at the first set-up.
    """
    try:
        changed = set(git("diff", "--name-only", "HEAD"))
        return [ROOT / name for name in git("ls-files") if name not in changed]
    except (OSError, subprocess.CalledProcessError):
        return [] if STAMP.exists() else all_notebooks()


def git(*arguments: str) -> list[str]:
    """The notebooks that git names."""
    command = ["git", *arguments, "-z", "--", "notebooks/*.ipynb"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name]

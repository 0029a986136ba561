"""Runs one notebook and prints it with its outputs; see isolated.py."""

import json
import os
import resource
import sys
import tempfile
from pathlib import Path

import nbformat

from classroom.grader import Grader
from nbtools.project import places

# What a process can take: twice as much as a student of docker/class has.
MEMORY = 2 << 30  # bytes


def main(folder: str) -> None:
    bound_memory()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")  # not the kernel's
    os.dup2(2, 1)
    work = json.load(sys.stdin)
    notebook = nbformat.reads(work["notebook"], as_version=4)
    resources = {"metadata": {"path": str(Path(folder))}}
    made, _ = Grader(**work["limits"]).preprocess(notebook, resources)
    with out:
        out.write(without_paths(nbformat.writes(made)))


def bound_memory() -> None:
    """A cell that takes more and more memory ends alone, before the system ends others for it."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def without_paths(page: str) -> str:
    """Students see no folder of the teacher's machine."""
    for folder, name in places(Path(tempfile.gettempdir())):
        page = page.replace(json.dumps(folder)[1:-1], name)
    return page


if __name__ == "__main__":
    main(*sys.argv[1:])

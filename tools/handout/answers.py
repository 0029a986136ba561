"""The answers to the exercises, which the notebooks do not hold."""

import functools
import json
import re
import subprocess
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from handout.refused import Refused
from nbtools.project import ROOT

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def answered(where: str, cells: list[NotebookNode], language: str) -> Iterator[NotebookNode]:
    """The cells, and behind each exercise its solution and a line on why it is one."""
    for cell in cells:
        yield cell
        exercise = cell.metadata.get("dlfs", {}).get("exercise")
        if exercise is None:
            continue
        answer = answers(language).get(exercise)
        if answer is None:
            raise Refused(f"{where}: cell {cell.id}: there is no exercise {exercise!r}")
        metadata = {"dlfs": {"answer": True}}
        yield nbformat.v4.new_code_cell(answer["code"], id=f"{cell.id}-answer", metadata=metadata)
        why = PUNCTUATION.sub(r"\\\1", answer["why"])  # it is plain text
        yield nbformat.v4.new_markdown_cell(why, id=f"{cell.id}-why", metadata=metadata)


@functools.cache
def answers(language: str) -> dict[str, dict[str, str]]:
    """The answers by the exercises' numbers, in the language."""
    command = ["go", "run", "-tags=", "./tools/author", "answers", language]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise Refused(f"{' '.join(command)} fails: {done.stderr.strip()}")
    return {answer["id"]: answer for answer in json.loads(done.stdout)}

"""Writes the folder of a course."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from classroom.assignment import assignment
from handout.answers import answers
from handout.refused import Refused
from nbtools.files import write
from nbtools.project import ROOT, short

CONFIG = """\
# Written by `make course`, once: what you add stays. The options are at https://nbgrader.readthedocs.io/.
import sys

sys.path.insert(0, {tools!r})
from classroom.settings import apply

c = get_config()
apply(c, {course!r}, {language!r})

# A class exchanges its files in a folder that all its members can reach.
c.Exchange.root = {exchange!r}
"""


def build(notebooks: Path, course: Path, language: str, exchange: Path) -> Iterator[str]:
    """Writes what is not there yet, and says of each assignment what became of it."""
    paths = sorted((notebooks / language).glob("*x_exercises.ipynb"))
    if not paths:
        raise Refused(f"{short(notebooks / language)} has no notebooks of exercises")
    solved = answers(language)
    made = {
        path.stem: assignment(short(path), nbformat.read(path, as_version=4), solved)
        for path in paths
    }
    # All of it is there before the first is written.
    source = course / "source"
    source.mkdir(parents=True, exist_ok=True)
    exchange.mkdir(parents=True, exist_ok=True)
    for name, notebook in made.items():
        if (source / name).exists():
            yield f"{short(source / name)} is there and was left as it is"
            continue
        with tempfile.TemporaryDirectory(dir=course) as temporary:
            folder = Path(temporary) / name
            folder.mkdir()
            nbformat.write(notebook, folder / f"{name}.ipynb")
            shutil.move(folder, source / name)
        yield f"wrote {short(source / name)}"
    yield from write_config(course, language, exchange)


def write_config(course: Path, language: str, exchange: Path) -> Iterator[str]:
    path = course / "nbgrader_config.py"
    if path.exists():
        yield f"{short(path)} is there and was left as it is"
        return
    places = {"tools": ROOT / "tools", "course": course.resolve(), "exchange": exchange.resolve()}
    named = {name: str(place) for name, place in places.items()}
    write(path, CONFIG.format(language=language, **named))
    yield f"wrote {short(path)}"

"""Builds what a lecture needs besides the handouts: slides, fill-in handouts and a syllabus."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from handout import bind, notebook, slides, syllabus
from handout.build import (
    Job,
    Printed,
    all_of,
    courses_of,
    in_order,
    pandoc_problems,
    press,
    put,
    save,
)
from handout.fillin import FillIn
from handout.notebook import Notebook
from handout.words import words
from nbtools import project

Writer = Callable[[Job, Path, tuple[str, list[Path]]], None]


def build(job: Job, kinds: list[str]) -> list[Path]:
    """Writes out/LANGUAGE/KIND/… of each kind, and returns the paths.

    The first thing that is wrong raises Refused; then nothing in `job.out` has changed.
    """
    courses = courses_of(job.notebooks)
    bind.check_fonts(list(courses), job.fonts)
    job.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=job.out) as folder:
        made = Path(folder)
        with ProcessPoolExecutor(job.jobs, mp_context=get_context("spawn")) as pool:
            for kind in kinds:
                all_of(pool, partial(KINDS[kind], job, made), list(items(kind, courses)))
        return list(put(made, job.out))


def items(kind: str, courses: dict[str, list[Path]]):
    """The notebooks that go into each document: one, or all of a course."""
    for language, paths in courses.items():
        own = [path for path in paths if not project.mirrored(path.stem)]
        lessons = [path for path in own if not syllabus.EXERCISES.match(path.stem)]
        if kind == "syllabus":
            yield language, own
        else:
            yield from ((language, [path]) for path in lessons)


def print_slides(job: Job, made: Path, item: tuple[str, list[Path]]) -> None:
    language, [path] = item
    read = notebook.read(path, language)
    with pandoc_problems(read), press(job) as machine:
        shown = slides.Slides(read)
        document = slides.document(read, shown, job.origin())
        pdf = machine.print(document, shown.pictures, language)
    save(made / language / "slides" / f"{read.name}.pdf", pdf)


def print_fillin(job: Job, made: Path, item: tuple[str, list[Path]]) -> None:
    language, [path] = item
    read, said = notebook.read(path, language), words(language)
    editions = {"student": said.fill_in, "teacher": said.fill_in_key}
    with pandoc_problems(read), press(job) as machine:
        for edition, title in editions.items():
            is_key = edition == "teacher"
            body = FillIn(read, is_key)
            single = partial(bind.single, read, body, is_key, job.origin(), title)
            pdf = machine.fitted([body], single, language)
            save(made / language / "fill-in" / edition / f"{read.name}.pdf", pdf)


def print_syllabus(job: Job, made: Path, item: tuple[str, list[Path]]) -> None:
    language, paths = item
    read = [notebook.read(path, language) for path in paths]
    ordered: list[Notebook] = [p.notebook for p in in_order([Printed(one, {}) for one in read])]
    plan = syllabus.Plan(ordered)
    with press(job) as machine:
        pdf = machine.fitted([plan], partial(syllabus.document, plan, job.origin()), language)
    save(made / language / "syllabus.pdf", pdf)


KINDS: dict[str, Writer] = {
    "slides": print_slides,
    "fill-in": print_fillin,
    "syllabus": print_syllabus,
}

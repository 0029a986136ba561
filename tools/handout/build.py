"""Builds the handouts of all languages, or none of them."""

import contextlib
import copy
import os
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from handout import bind, imprint, notebook, pandoc, webpage
from handout.notebook import Notebook
from handout.refused import Refused
from handout.typeset import Typst
from handout.words import words
from nbtools import project

EDITIONS = {"student": False, "teacher": True}
NOT_COURSES = ("i18n", "mirrors", "twins")
FIRST = "00_start_here"  # its links give the order of the bound document


@dataclass(frozen=True)
class Job:
    """Where the handouts come from, where they go, and what they are printed with."""

    notebooks: Path  # a folder of languages
    out: Path
    fonts: str
    jobs: int = 2
    author: str = ""  # of the course, as a class has it
    place: str = ""

    def origin(self) -> imprint.Origin:
        return imprint.origin(author=self.author, place=self.place)


@dataclass
class Printed:
    """A notebook whose own handouts are written, and its markup for the bound ones."""

    notebook: Notebook
    bodies: dict[str, Typst]  # by edition


def build(job: Job) -> list[Path]:
    """Writes out/LANGUAGE/EDITION/NAME.pdf and .html and chapter.pdf, and returns their paths.

    The mirrors of the sources are not in the chapter.

    The first thing that is wrong raises Refused with all that is wrong in that step; then nothing
    in `job.out` has changed.
    """
    courses = courses_of(job.notebooks)
    bind.check_fonts(list(courses), job.fonts)
    job.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=job.out) as folder:
        made = Path(folder)
        with ProcessPoolExecutor(job.jobs, mp_context=get_context("spawn")) as pool:
            paths = [(language, path) for language in courses for path in courses[language]]
            done = all_of(pool, partial(print_notebook, job, made), paths)
        chapters = [[p for p in done if is_of_chapter(p.notebook, name)] for name in courses]
        bound = [in_order(p) for p in filter(None, chapters)]
        with ThreadPoolExecutor(job.jobs) as threads:
            all_of(threads, partial(in_own_process, partial(print_chapters, job, made)), bound)
        return list(put(made, job.out))


def is_of_chapter(read: Notebook, language: str) -> bool:
    return read.language == language and not project.mirrored(read.name)


def courses_of(folder: Path) -> dict[str, list[Path]]:
    """The notebooks of each language, by its folder's name, and the mirrors in it."""
    courses = {
        path.name: sorted(path.glob("*.ipynb"))
        for path in sorted(folder.iterdir())
        if path.is_dir() and path.name not in NOT_COURSES
    }
    courses = {language: paths for language, paths in courses.items() if paths}
    for language in courses:
        words(language)
        courses[language] += sorted((folder / "mirrors" / language).glob("*.ipynb"))
    if not courses:
        raise Refused(f"{project.short(folder)}: no folder in it has notebooks")
    return courses


def in_own_process(work, item):
    """The result of `work`. Typst keeps in memory what a process has set, for a chapter a lot."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, item).result()


def all_of(pool: Executor, work, items: list) -> list:
    """The results for all items. Raises Refused with the problems of all that were refused."""
    waiting = [pool.submit(work, item) for item in items]
    results, problems = [], []
    for future in waiting:
        try:
            results.append(future.result())
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return results


def print_notebook(job: Job, made: Path, item: tuple[str, Path]) -> Printed:
    language, path = item
    origin = job.origin()
    read = notebook.read(path, language)
    with pandoc_problems(read), press(job) as machine:
        bodies = bodies_of(read)
        for edition, teacher in EDITIONS.items():
            body = bodies[edition]
            page = webpage.page(read, teacher, origin)
            save(made / language / edition / f"{read.name}.html", page.encode())
            single = partial(bind.single, read, body, teacher, origin)
            pdf = machine.fitted([body], single, language)
            save(made / language / edition / f"{read.name}.pdf", pdf)
    return Printed(read, bodies)


def bodies_of(read: Notebook) -> dict[str, Typst]:
    """The markup of each edition, which is the same for a notebook without exercises and twins."""
    differ = any(cell.answer or cell.exercise or cell.twin_of for cell in read.cells)
    student = Typst(read, teacher=False)
    return {"student": student, "teacher": Typst(read, teacher=True) if differ else student}


def print_chapters(job: Job, made: Path, printed: list[Printed]) -> None:
    """The chapter of each edition. What they share, Typst sets once."""
    notebooks, origin = [p.notebook for p in printed], job.origin()
    language = notebooks[0].language
    with press(job) as machine:
        for edition, teacher in EDITIONS.items():
            # Copies: how tight one edition is set does not bind the other.
            bodies = [copy.copy(p.bodies[edition]) for p in printed]
            document = partial(bind.chapter, notebooks, bodies, teacher, origin)
            pdf = machine.fitted(bodies, document, language)
            save(made / language / edition / "chapter.pdf", pdf)


@contextlib.contextmanager
def press(job: Job) -> Iterator[bind.Press]:
    with tempfile.TemporaryDirectory(prefix="handout-") as folder:
        yield bind.Press(Path(folder), job.fonts)


@contextlib.contextmanager
def pandoc_problems(read: Notebook) -> Iterator[None]:
    """Turns what pandoc says into a sentence that names the cell whose formula it is about."""
    try:
        yield
    except pandoc.PandocError as error:
        said = str(error)
        formula = re.search(r"TeX math (.+?), rendering", said, re.DOTALL)
        cells = [
            cell.id
            for cell in read.cells
            for element in pandoc.walk(cell.blocks)
            if formula and element["t"] == "Math" and element["c"][1].strip() == formula[1].strip()
        ]
        where = f"cell {cells[0]}" if cells else "a cell"
        raise Refused(f"{read.where}: {where}: pandoc: {' '.join(said.split())}") from error


def in_order(printed: list[Printed]) -> list[Printed]:
    """In the order in which the first notebook links to them; the others behind, by name.

    What only one of those links to, its exercises, comes behind it.
    """
    links = {p.notebook.name: links_of(p.notebook) for p in printed}
    listed = [FIRST, *links.get(FIRST, [])]
    order = []
    for name in listed:
        order += [name, *(link for link in links.get(name, []) if link not in listed)]

    def place(p: Printed) -> tuple[int, str]:
        name = p.notebook.name
        return (order.index(name) if name in order else len(order), name)

    return sorted(printed, key=place)


def links_of(read: Notebook) -> list[str]:
    """The names of the notebooks that it links to."""
    links = (e for cell in read.cells for e in pandoc.walk(cell.blocks) if e["t"] == "Link")
    return [link["c"][2][0].removesuffix(".ipynb") for link in links]


def save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def put(made: Path, out: Path) -> Iterator[Path]:
    """Moves each file to its place. What else is there may be somebody's, and stays."""
    for path in sorted(path for path in made.rglob("*") if path.is_file()):
        place = out / path.relative_to(made)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)
        yield place

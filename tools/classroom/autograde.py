"""nbgrader's grading, for submissions that are mended first and run where they can do no harm."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, OverwriteCells
from sqlalchemy.exc import OperationalError
from traitlets import Unicode

from classroom import isolated
from classroom.clean import clean_outputs
from classroom.handed import MENDED, frames
from classroom.mend import NotMended, mend, pieces

# What is in a folder while its submission is graded. Grading that is cut short leaves it there.
UNFINISHED = ".unfinished"
# One for each processor: a submission computes, or compiles, nearly all the time.
AT_ONCE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2


class Mend(NbGraderPreprocessor):
    """Puts the answers into the released notebook; what was mended before stays as it is."""

    def preprocess(self, nb: NotebookNode, resources):
        about = resources["nbgrader"]
        course = Path(about["db_url"].removeprefix("sqlite:///")).parent
        frame = frames(course, about["assignment"]).get(about["notebook"])
        if frame is None:
            return nb, resources
        mended = mend(frame, pieces(nb))
        if not mended.found:
            raise NotMended("the notebook has none of the exercises of this assignment")
        return mended.notebook, resources


class Restore(OverwriteCells):
    """Puts the tests back. They are missing in every honest submission, so nothing is said."""

    def report_change(self, name: str, attr: str, old: object, new: object) -> None:
        self.log.debug("%s of cell %s was put back", attr, name)


class Run(Execute):
    """Runs the submission in a process of its own, or takes what was run ahead."""

    course = Unicode(help="The course's folder.").tag(config=True)
    ahead: ClassVar[dict[tuple[str, str], Future]] = {}

    def preprocess(self, nb: NotebookNode, resources, *_):
        about = resources["nbgrader"]
        future = self.ahead.pop((about["student"], about["notebook"]), None)
        if future is not None and future.digest == digest(nb):
            made = future.result()
        else:
            made = self.run(nb, [Path(resources["metadata"]["path"])])
        for cell, ran in zip(nb.cells, made.cells, strict=True):
            if cell.cell_type == "code":
                cell.outputs = clean_outputs(ran.get("outputs", []))
                cell.execution_count = ran.get("execution_count")
        # The kernel leaves the lexer empty, and the feedback would show Go as if it were Python.
        nb.metadata.language_info = {"name": "go", "pygments_lexer": "go"}
        return nb, resources

    def run(self, nb: NotebookNode, folders: Iterable[Path]) -> NotebookNode:
        isolated.warm(Path(self.course))
        limits = {"timeout": self.timeout, "iopub_timeout": self.iopub_timeout}
        return isolated.run(nb, Path(self.course), folders, **limits)


def digest(nb: NotebookNode) -> str:
    whole = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in nb.cells)
    return hashlib.sha256(whole.encode()).hexdigest()


class Grade(Autograde):
    """Grades mended submissions, several at once: they run ahead, and are then recorded in turn."""

    students: frozenset[str] | set[str] = frozenset()

    def init_notebooks(self) -> None:
        self.failed: dict[str, str] = {}
        root, assignment = Path(self.coursedir.root), self.coursedir.assignment_id
        self.tests = locked(self.coursedir.db_url, assignment)
        self.notebooks = []
        self.assignments = {
            str(folder): sorted(str(path) for path in folder.glob("*.ipynb"))
            for folder in sorted(root.glob(f"{MENDED}/*/{assignment}"))
            if folder.parent.name in self.students
        }

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        made = Path(self._format_dest(assignment_id, student_id))
        if not made.exists():
            return True
        source = self._format_source(assignment_id, student_id)
        if not self.force and not is_newer(source, made, self.tests):
            return False
        shutil.rmtree(made)
        return True

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        mark = Path(self._format_dest(assignment_id, student_id), UNFINISHED)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        super().init_assignment(assignment_id, student_id)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        super().set_permissions(assignment_id, student_id)
        Path(self._format_dest(assignment_id, student_id), UNFINISHED).unlink()

    def convert_notebooks(self) -> None:
        waiting = [paths for folder, paths in self.assignments.items() if self.is_waiting(folder)]
        prepared = list(self.prepared(path for paths in waiting for path in paths))
        if prepared:
            isolated.warm(Path(self.coursedir.root))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            runner = Run(parent=self)
            for key, nb, folders in prepared:
                Run.ahead[key] = pool.submit(runner.run, nb, folders)
                Run.ahead[key].digest = digest(nb)
            try:
                super().convert_notebooks()
            finally:
                pool.shutdown(cancel_futures=True)
                Run.ahead.clear()

    def convert_single_notebook(self, notebook_filename: str) -> None:
        try:
            super().convert_single_notebook(notebook_filename)
        except OperationalError:
            raise
        except Exception as error:
            self.failed[Path(notebook_filename).parts[-3]] = str(error).rstrip(".")
            # Of some exceptions nbgrader thinks that they concern all submissions.
            raise RuntimeError(str(error)) from error

    def is_waiting(self, folder: str) -> bool:
        student, assignment = Path(folder).parts[-2:]
        made = Path(self._format_dest(assignment, student))
        return self.force or not made.exists() or is_newer(folder, made, self.tests)

    def prepared(self, paths: Iterable[str]) -> Iterator[tuple]:
        """Each notebook as nbgrader will run it."""
        self._sanitizing = True
        self._init_preprocessors()
        source = Path(self.coursedir.root, "source", self.coursedir.assignment_id)
        for path in paths:
            resources = self.init_single_notebook_resources(path)
            about = resources["nbgrader"]
            try:
                output, _ = self.exporter.from_filename(path, resources)
            except Exception as error:  # it is told when its turn has come
                self.log.debug("%s: %s", path, error)
                continue
            key = about["student"], about["notebook"]
            yield key, nbformat.reads(output, as_version=4), [source]


def locked(db_url: str, assignment: str) -> dict[tuple[str, str], str]:
    """The tests of the assignment, as the gradebook has them: by notebook and cell."""
    with Gradebook(db_url) as book, contextlib.suppress(MissingEntry):
        notebooks = book.find_assignment(assignment).notebooks
        cells = [(each.name, cell) for each in notebooks for cell in each.source_cells]
        return {(name, cell.name): cell.source for name, cell in cells if cell.locked}
    return {}


def is_newer(folder: str, made: Path, tests: dict[tuple[str, str], str]) -> bool:
    """Whether the folder has what is newer than what was made of it, or the tests are."""
    if (made / UNFINISHED).exists():
        return True
    for path in Path(folder).glob("*.ipynb"):
        old = made / path.name
        if not old.exists() or path.stat().st_mtime > old.stat().st_mtime:
            return True
        if not has(old, tests):
            return True
    return False


def has(path: Path, tests: dict[tuple[str, str], str]) -> bool:
    """Whether the graded notebook has these tests, where the student's version shows none."""
    cells = nbformat.read(path, as_version=4).cells
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in cells]
    return all(
        cell.source == tests.get((path.stem, grade_id), cell.source)
        for cell, grade_id in zip(cells, ids, strict=True)
    )

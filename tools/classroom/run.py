"""Grades an assignment from beginning to end, and tells what became of each submission."""

import contextlib
import sys
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.apps import AutogradeApp
from nbgrader.converters import NbGraderException

from classroom import isolated
from classroom.autograde import Grade
from classroom.handed import Handed, mend_all

NOT_ISOLATED = (
    "Submissions run without protection: they can reach the network and change your files, because "
)


def graded(course: Path, assignment: str, student: str, force: bool) -> list[str]:
    """Says who has how many points; returns a sentence for each submission without a grade."""
    if why := isolated.why_not():
        print(f"{NOT_ISOLATED}{why}", file=sys.stderr, flush=True)
    handed = list(mend_all(course, assignment, student))
    if not handed:
        return [tell(f"There is nothing in submitted/{student}/{assignment}.")]
    for each in handed:
        print(*each.noted, sep="\n", end="\n" if each.noted else "", flush=True)
    problems = [sentence for each in handed for sentence in each.refused]
    students = {each.student for each in handed if not each.refused}
    failed = convert(course, assignment, students, force)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for each in handed:
            if each.refused:
                tell_earlier(book, assignment, each)
                continue
            if not (course / "autograded" / each.student / assignment).is_dir():
                why = failed.get(each.student, "nbgrader has not said why")
                problems.append(f"{each.student}: the submission could not be graded: {why}.")
                tell_earlier(book, assignment, each)
                continue
            print(points(book, assignment, each))
    for problem in problems:
        tell(problem)
    return problems


def tell_earlier(book: Gradebook, assignment: str, each: Handed) -> None:
    """Names the points of an earlier submission. One that was only begun has none, and not zero."""
    found = recorded(book, assignment, each.student)
    if found is None:
        return
    grades = [grade for notebook in found.notebooks for grade in notebook.grades]
    if any(grade.auto_score is not None or grade.manual_score is not None for grade in grades):
        print(f"{points(book, assignment, each)}, of an earlier submission")
    else:
        book.remove_submission(assignment, each.student)


def points(book: Gradebook, assignment: str, each: Handed) -> str:
    found = recorded(book, assignment, each.student)
    if found is None:
        return f"{each.student}: no points are recorded"
    return f"{each.student}: {found.score:g} of {found.max_score:g} points"


def recorded(book: Gradebook, assignment: str, student: str) -> SubmittedAssignment | None:
    try:
        return book.find_submission(assignment, student)
    except MissingEntry:
        return None


def tell(problem: str) -> str:
    print(problem, file=sys.stderr, flush=True)
    return problem


def convert(course: Path, assignment: str, students: set[str], force: bool) -> dict[str, str]:
    """Grades the mended submissions; returns why it could not, by student."""
    app = AutogradeApp()
    app.initialize([assignment, "--log-level=CRITICAL"], root=str(course))
    app.coursedir.submitted_directory = "mended"
    app.coursedir.assignment_id = assignment
    converter = Grade(coursedir=app.coursedir, parent=app)
    converter.students, converter.force = students, force
    with contextlib.suppress(NbGraderException):  # that there were failures
        converter.start()
    return converter.failed

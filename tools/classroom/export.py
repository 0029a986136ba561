"""Grades as files that Moodle and Canvas import; `nbgrader export` writes them.

moodle-ASSIGNMENT.csv is a grading worksheet. Moodle wants its columns Identifier, Grade and "Last
modified (grade)"; its grade import takes Email address. canvas.csv is a gradebook: Canvas knows a
student by ID, or by SIS Login ID.
"""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

MOODLE = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"]
MOODLE += ["Last modified (submission)", "Last modified (grade)", "Feedback comments"]
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
POINTS = "    Points Possible"
# A spreadsheet would take it for a formula, in East Asia also with wide signs.
FORMULA = re.compile(r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class Grades(ExportPlugin):
    """Writes a file for each platform. A student without a graded submission has no grade."""

    def export(self, gradebook: Gradebook) -> None:
        folder = Path(self.to or ".")
        folder.mkdir(parents=True, exist_ok=True)
        names = {str(name) for name in self.assignment}
        wanted = [a for a in gradebook.assignments if not names or a.name in names]
        only = {str(each) for each in self.student}
        people = [s for s in gradebook.students if not only or s.id in only]
        for each in wanted:
            scores = {s.id: score(gradebook, each.name, s.id) for s in people}
            path = folder / f"moodle-{each.name}.csv"
            self.save(path, [MOODLE, *(moodle(s, scores[s.id], each.max_score) for s in people)])
        points = [POINTS, "", "", "", "", *(number(each.max_score) for each in wanted)]
        rows = [canvas(s, [score(gradebook, a.name, s.id) for a in wanted]) for s in people]
        header = CANVAS + [each.name for each in wanted]
        self.save(folder / "canvas.csv", [header, points, *rows])

    def save(self, path: Path, rows: Iterable[list[str]]) -> None:
        # With the mark by which a spreadsheet knows UTF-8; both platforms take it.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[harmless(cell) for cell in row] for row in rows])
        print(f"wrote {path}")


def score(gradebook: Gradebook, assignment: str, student: str) -> str:
    try:
        handed = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return ""
    return number(max(0, handed.score - (handed.late_submission_penalty or 0)))


def number(value: float) -> str:
    return f"{round(value, 2):g}"


def full_name(student) -> str:
    return " ".join(filter(None, [student.first_name, student.last_name])) or student.id


def email(student) -> str:
    return student.email or (student.id if "@" in student.id else "")


def moodle(student, grade: str, maximum: float) -> list[str]:
    known = f"Participant {student.id}" if student.id.isdigit() else student.id
    status = "Submitted for grading" if grade else "No submission"
    return [
        known,
        full_name(student),
        email(student),
        status,
        grade,
        number(maximum),
        "-",
        "-",
        "",
    ]


def canvas(student, grades: list[str]) -> list[str]:
    known = student.id if student.id.isdigit() else ""
    return [full_name(student), known, "", "" if known else student.id, "", *grades]


def harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) and cell != "-" else cell

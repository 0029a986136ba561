"""Files from Moodle and Canvas, as these name them, for nbgrader's zip_collect.

Moodle:  "Ada Lovelace_1234_assignsubmission_file_/name.ipynb", or _name.ipynb without a folder; the
         number is the participant's.
Canvas:  "lovelaceada_LATE_1234_56789_name.ipynb"; the first number is the user's.
"""

import re
import shutil
import unicodedata
from pathlib import Path

from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from classroom.handed import SUFFIXES

MOODLE = re.compile(
    r"(?P<name>[^/]*?)_(?P<student_id>\d+)_assignsubmission_[a-z]+(?:_|/)+(?P<file>.*)$"
)
CANVAS = re.compile(
    r"(?:^|/)(?P<name>[^/_]*)(?:_late)?_(?P<student_id>\d+)_\d+_(?P<file>.+)$", re.IGNORECASE
)


class Extractor(ExtractorPlugin):
    """Unpacks what can be unpacked, also archives in archives; a broken one stops no other."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        shutil.copytree(archive_path, extracted_path, dirs_exist_ok=True)
        while archives := [p for p in Path(extracted_path).rglob("*") if self.is_archive(p)]:
            for path in archives:
                try:
                    utils.unzip(str(path), str(path.parent), [path.suffix], create_own_folder=True)
                except Exception as error:  # a broken archive can be broken in any way
                    where = path.parent.relative_to(extracted_path)
                    said = '"%s" cannot be unpacked: %s. It is in "%s".'
                    self.log.warning(said, path.name, error, where)
                path.unlink()

    def is_archive(self, path: Path) -> bool:
        return path.suffix.lower() in self.zip_ext and path.is_file()


class Collector(FileNameCollectorPlugin):
    """Tells from a file's name whose it is."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        if Path(submitted_file).suffix.lower() not in SUFFIXES:
            return None
        folder = self.parent._format_collect_path(self.parent.extracted_directory)
        found = meant(str(Path(submitted_file).relative_to(folder)))
        if found is None:
            return None
        course = self.parent.coursedir
        with Gradebook(course.db_url, course.course_id) as book:
            name, student = found.pop("name"), found["student_id"]
            known = book.update_or_create_student(student)
            if not (known.first_name or known.last_name):  # What a teacher has entered stays.
                book.update_or_create_student(student, last_name=name)
        return found


def meant(path: str) -> dict[str, str] | None:
    """Whose file it is and what it is called, or nothing if its name is not one of these."""
    path = unicodedata.normalize("NFC", path)
    found = [match for match in (MOODLE.search(path), CANVAS.search(path)) if match]
    match = min(found, key=depth, default=None)
    if match is None or not match["file"]:
        return None
    found = {"student_id": match["student_id"], "file_id": match["file"]}
    return found | {"name": person(match["name"])}


def depth(match: re.Match) -> int:
    """How many folders down the name is; within, a student may have taken another's name.

    The outermost folder is the download, whose name tells nothing.
    """
    return max(1, match.string.count("/", 0, match.start("student_id")))


def person(name: str) -> str:
    """A name that is safe in a page and in a spreadsheet."""
    marks = (c for c in name if c.isalnum() or c in " -." or unicodedata.category(c)[0] == "M")
    return "".join(marks).strip(" -.")[:100]

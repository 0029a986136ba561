"""How a submission is handed in, for the teachers alone, and collected, as the student's own.

And how its feedback is released, each by itself.
"""

import glob
import os
import shutil
import stat
import tempfile
from datetime import datetime
from pathlib import Path

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback, ExchangeSubmit

from users import HOMES

SECRET = "submission_secret.txt"


class Submit(ExchangeSubmit):
    """nbgrader lets everybody read who knows the name; here, the teachers alone, by their group."""

    def set_perms(self, dest, fileperms, dirperms):
        super().set_perms(dest, fileperms, 0o750)

    def copy_files(self):
        super().copy_files()
        os.chmod(os.path.join(self.inbound_path, self.assignment_filename), 0o750)
        # Grading gives a notebook its own name again, by which its feedback is looked for.
        note = self.assignment_filename.rsplit("+", 1)[0]
        for released in Path(self.release_path).glob("*.ipynb"):
            Path(self.cache_path, note, released.name).touch()


class Collect(ExchangeCollect):
    """Takes what students have handed in for themselves.

    Everybody can put something into the folder, and what is in a submission stays its student's.
    nbgrader takes what bears another's name, follows links to what the teacher alone may read, and
    ends at the first submission that it cannot copy.
    """

    def init_src(self):
        super().init_src()
        self.src_records = [each for each in self.src_records if each["username"]]

    def _path_to_record(self, path):
        try:
            record = super()._path_to_record(path)
        except (ExchangeError, ValueError, OverflowError):
            record = None
        if record is None or not is_own(path, record["username"]):
            why = "it does not belong to the student whose name it bears, or has no time"
            self.log.warning("%s is left alone: %s", path, why)
            return {"username": "", "filename": Path(path).name, "timestamp": datetime.min}
        return record

    def copy_files(self):
        records = self.src_records
        for self.src_records in [[each] for each in records] or [[]]:
            try:
                super().copy_files()
            except (OSError, RuntimeError, ValueError) as error:
                name = self.src_records[0]["username"]
                self.log.warning("%s: the submission cannot be collected: %s", name, error)

    def do_copy(self, src, dest, log=None):
        with tempfile.TemporaryDirectory() as plain:
            copy_plain(src, plain, 1000 * self.coursedir.max_dir_size)
            # The name has the time that nbgrader goes by, and could read.
            Path(plain, "timestamp.txt").write_text(Path(src).name.rsplit("+", 3)[2])
            super().do_copy(plain, dest, log)


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Names who has no secret, by which feedback is found, where nbgrader ends.

    A file that a teacher has put into submitted/ has none, or one from which a student removed it.
    """

    def copy_files(self):
        for folder in sorted(glob.glob(self.src_path)):
            if all(Path(folder, name).is_file() for name in ("timestamp.txt", SECRET)):
                self.src_path = glob.escape(folder)
                super().copy_files()
            else:
                self.log.warning("%s was not handed in by Submit: send the page yourself", folder)


def is_own(path: str, student: str) -> bool:
    """Whether it is a folder of the student, who has a home even after leaving the class."""
    try:
        about = os.lstat(path)
        return stat.S_ISDIR(about.st_mode) and about.st_uid == (HOMES / student).stat().st_uid
    except OSError:
        return False


def copy_plain(src: str, dest: str, most: int) -> None:
    """Copies files and folders; follows no link, also none that is laid there meanwhile."""
    for here, _, names, folder in os.fwalk(src, onerror=fail):
        made = Path(dest, os.path.relpath(here, src))
        made.mkdir(exist_ok=True)
        for name in names:
            if not stat.S_ISREG(os.lstat(name, dir_fd=folder).st_mode):
                continue
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
            with open(file, "rb") as given, (made / name).open("wb") as copy:
                most -= os.fstat(file).st_size
                if most < 0:
                    raise RuntimeError("it is too large")
                shutil.copyfileobj(given, copy)


def fail(error: OSError) -> None:
    raise error

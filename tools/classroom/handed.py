"""What students have handed in, mended beside it: submitted/ stays, mended/ is graded."""

import contextlib
import fnmatch
import glob
import json
import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from dateutil import parser
from nbformat import NotebookNode

from classroom.mend import Mended, NotMended, mend, pieces
from nbtools.files import write

MENDED = "mended"
SUBMITTED = "submitted"
# A notebook with outputs that no exercise makes.
MOST_BYTES = 100 << 20
MOST_FILES = 1000
# More cells than anybody adds by hand would be run for hours.
MOST_CELLS = 300
SUFFIXES = (".ipynb", ".json", ".txt", "")
IGNORED = (".*", "__MACOSX", "__pycache__")
# What nbgrader adds; by the secret, a student finds the feedback in the exchange.
TIME, SECRET = "timestamp.txt", "submission_secret.txt"
# What browsers, file managers and JupyterLab add to a name: (1), -Copy1, " - Copy".
ADDED = re.compile(r"(\s*\(\d+\)|[-_ ]+copy\s*\d*|\.ipynb|\.json|\.txt)+$", re.IGNORECASE)

# In a time: UTC, Europe/Berlin, Etc/GMT+5 or +0100.
ZONE = re.compile(r"[A-Za-z][\w/+-]*|[+-]\d\d:?\d\d")
# Controls, ends of lines, and bytes that are no text.
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class Handed:
    """What became of one student's submission."""

    student: str
    refused: tuple[str, ...] = ()  # sentences
    noted: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    path: Path
    shown: str
    mended: Mended


def frames(course: Path, assignment: str) -> dict[str, NotebookNode]:
    """The released notebooks, by their names."""
    paths = sorted((course / "release" / assignment).glob("*.ipynb"))
    return {path.stem: nbformat.read(path, as_version=4) for path in paths}


def mend_all(course: Path, assignment: str, students: str = "*") -> Iterator[Handed]:
    """Mends each submission, and says what became of it. Nothing of one touches another."""
    released = frames(course, assignment)
    for folder in sorted((course / SUBMITTED).glob("*")):
        if not fnmatch.fnmatchcase(folder.name, students) or folder.name.startswith("."):
            continue
        given = folder / assignment
        if why := misplaced(folder, given, released):
            name = printable(folder.name)
            yield Handed(name, (f"{name}: {why}.",))
            continue
        if not os.path.lexists(given):
            continue
        made = course / MENDED / folder.name / assignment
        try:
            yield mend_one(folder.name, given, made, released)
        except Exception as error:  # what a file can be has no end, and others wait
            shutil.rmtree(made, ignore_errors=True)
            why = error.strerror if isinstance(error, OSError) else type(error).__name__
            yield Handed(folder.name, (f"{folder.name}: the submission cannot be read: {why}.",))


def misplaced(folder: Path, given: Path, names: Iterable[str]) -> str:
    """Why what is handed in would not be found; '' if it would, or if there is nothing."""
    if not os.path.lexists(given):
        return elsewhere(folder, given.name, names)
    if printable(folder.name) != folder.name:
        return "the folder's name cannot be read: rename it"
    if glob.escape(folder.name) != folder.name:
        return "nbgrader finds no folder with *, ? or [ in its name: rename it"
    return ""


def elsewhere(folder: Path, assignment: str, names: Iterable[str]) -> str:
    """Where a student's notebooks lie if not in the assignment's folder, as far as names tell."""
    within = [path for path in folder.glob("*") if not is_ignored(path.name)]
    others = [path.name for path in within if path.is_dir()]
    beside = [path.name for path in within if path.suffix.lower() == ".ipynb"]
    if any(means(file, name) for file in beside for name in names) or (beside and not others):
        return f"the notebooks lie beside the folder {assignment}: move them into it"
    for other in others:
        if plain_name(ADDED.sub("", other)) == plain_name(assignment):
            return f'the folder "{printable(other)}" must be {assignment}: rename it'
    return ""


def mend_one(student: str, given: Path, made: Path, released: dict[str, NotebookNode]) -> Handed:
    refused, noted = [], []
    wanted = set()
    for name, frame in released.items():
        try:
            file = choose(name, frame, given, alone=len(released) == 1)
        except NotMended as why:
            refused.append(f"{student}: {why}.")
            continue
        if file.shown != f"{name}.ipynb":
            noted.append(f'{student}: "{file.shown}" is graded as {name}.ipynb.')
        for other in passed_over(name, frame, given, file, alone=len(released) == 1):
            noted.append(f'{student}: "{other}" has other answers, and is not graded.')
        wanted.add(f"{name}.ipynb")
        save(made / f"{name}.ipynb", nbformat.writes(file.mended.notebook))
    if wanted:
        wanted |= keep_time(given, made) | keep_secret(given, made)
    for old in made.glob("*"):
        if old.name not in wanted:
            old.unlink()
    if not wanted and made.exists():
        made.rmdir()
    return Handed(student, tuple(refused), tuple(noted))


def save(path: Path, content: str) -> None:
    """Leaves a file that has this content already, so that it is not graded again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        write(path, content)


def keep_time(given: Path, made: Path) -> set[str]:
    """When it was handed in, if that can be read."""
    path = given / TIME
    try:
        if not is_plain(path, given):
            return set()
        said = path.read_text(encoding="utf-8").strip()
        when, zone = said.rsplit(" ", 1) if said.count(" ") > 1 else (said, "UTC")
        parser.parse(when)
        if not ZONE.fullmatch(zone):
            return set()
    except (OSError, ValueError, OverflowError):
        return set()
    save(made / path.name, said)
    return {path.name}


def keep_secret(given: Path, made: Path) -> set[str]:
    """The secret as nbgrader makes it, and nothing else that a student may have put there."""
    path = given / SECRET
    try:
        said = path.read_text(encoding="ascii") if is_plain(path, given) else ""
    except (OSError, ValueError):
        return set()
    if not re.fullmatch("[0-9a-f]{128}", said):
        return set()
    save(made / path.name, said)
    return {path.name}


def choose(name: str, frame: NotebookNode, folder: Path, alone: bool) -> File:
    """The file that is meant to be the notebook of this name. Raises NotMended."""
    paths = list(plain_files(folder))
    exact = [path for path in paths if path == folder / f"{name}.ipynb"]
    named = [path for path in paths if path not in exact and means(path.name, name)]
    others = [path for path in paths if path not in exact + named] if alone else []
    reasons: list[str] = []
    read: list[File] = []
    for group in (exact, named, others):
        for path in group:
            shown = printable(str(path.relative_to(folder)))
            try:
                read.append(File(path, shown, mend_file(frame, path)))
            except NotMended as why:
                reasons.append(f'"{shown}" {why}')
            except OSError as error:
                reasons.append(f'"{shown}" cannot be read: {error.strerror}')
        # A notebook without an answer may be the wrong one of two.
        if any(file.mended.answered for file in read):
            break
    if not read:
        raise NotMended("; ".join(reasons[:3]) or missing(name, folder))
    return best(read, exact)


def passed_over(
    name: str, frame: NotebookNode, folder: Path, file: File, alone: bool
) -> Iterator[str]:
    """The files that have other answers than the one that is graded."""
    for path in plain_files(folder):
        if path != file.path and (alone or means(path.name, name)):
            with contextlib.suppress(NotMended, OSError):
                other = mend_file(frame, path)
                if other.answered and other.answers != file.mended.answers:
                    yield printable(str(path.relative_to(folder)))


def best(read: list[File], exact: list[Path]) -> File:
    answered = [file for file in read if file.mended.answered] or read[:1]
    for file in answered:
        if file.path in exact:
            return file
    if len({file.mended.answers for file in answered}) > 1:
        names = " and ".join(f'"{file.shown}"' for file in answered[:3])
        raise NotMended(f"{names} have different answers: remove all but one")
    return answered[0]


def printable(name: str) -> str:
    """The name in one line; one from an old archive may have bytes that are no text."""
    return "".join("\ufffd" if unicodedata.category(c) in UNPRINTABLE else c for c in name)


def missing(name: str, folder: Path) -> str:
    path = folder / f"{name}.ipynb"
    if folder.is_symlink() or path.is_symlink():
        return f'"{name}.ipynb" is a symbolic link: ask for the notebook itself'
    if not folder.is_dir():
        return "there is a file in the place of the folder: ask for the notebook"
    return f"there is no notebook {name}.ipynb: ask for it"


def mend_file(frame: NotebookNode, path: Path) -> Mended:
    size = path.stat().st_size
    if size == 0:
        raise NotMended("is empty: ask for it again")
    if size > MOST_BYTES:
        raise NotMended(f"has {size >> 20} MB: ask for it without outputs")
    try:
        data = json.loads(decoded(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise NotMended("is not a notebook: it is not JSON, ask for it again") from error
    try:
        given = pieces(data)
    except NotMended as why:
        raise NotMended(f"{why}: ask for it again") from why
    if len(given) > MOST_CELLS:
        raise NotMended(f"has {len(given)} cells, and {MOST_CELLS} are the most")
    mended = mend(frame, given)
    if not mended.found:
        raise NotMended("has none of the exercises of this assignment: ask for the right notebook")
    return mended


def decoded(content: bytes) -> str:
    """The text, also with a byte-order mark, in UTF-16, or with comments in another encoding."""
    return content.decode(json.detect_encoding(content), "replace")


def plain_files(folder: Path) -> Iterator[Path]:
    """The files that can be a notebook, also in folders below; no link leads out."""
    if folder.is_symlink():
        return
    count = 0
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not is_ignored(each))
        for name in sorted(names):
            path = Path(here, name)
            count += 1
            if count > MOST_FILES:
                return
            fits = path.suffix.lower() in SUFFIXES and name not in (TIME, SECRET)
            if fits and not is_ignored(name) and is_plain(path, folder):
                yield path


def is_ignored(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED)


def is_plain(path: Path, folder: Path) -> bool:
    """Whether it is a file, and one of the submission: a link could show the teacher's files."""
    try:
        real = path.resolve(strict=True)
        inside = real.is_relative_to(folder.resolve())
        return inside and stat.S_ISREG(real.stat().st_mode)
    except (OSError, RuntimeError):
        return False


def means(file: str, name: str) -> bool:
    """Whether the file's name is the notebook's, but for what was added to it."""
    return plain_name(name) in plain_name(ADDED.sub("", file))


def plain_name(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in folded if c.isalnum())

"""Brings the notebooks into a learner's home, and later what has been corrected in them.

What the learner has not changed is replaced, and what is missing is put back, as nbgitpuller does
it. What the learner has changed stays; the corrected file is laid beside it. Nothing is removed,
and no link is followed.
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
# What the learner was given last: the digest of each file.
RECORD = ".local/share/dlfs/given.json"
NOTE = "corrections.md"
# JupyterLab saves in a notebook what the kernel says of itself, even if it is only opened.
KERNELS_OWN = re.compile(rb'\n  "language_info": \{.*?\n  \}', re.DOTALL)
# The modules of these files would take the place of ours.
IGNORED = {"go.mod", "go.work"}


@dataclass
class Brought:
    """What became of the files."""

    written: list[Path] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # to the learner
    problems: list[str] = field(default_factory=list)


def bring(sources: Iterable[Path], home: Path, language: str = "en") -> Brought:
    """Brings the sources' files into home/notebooks; of two with one name, the later counts."""
    record = read_record(home)
    made = Brought()
    first = not record
    for name, source in sorted(files(sources).items()):
        try:
            name.encode()
            content = source.read_bytes()
            if is_half(source, content):
                continue
            what, place = lay(home / "notebooks", name, content, record)
        except OSError as error:
            made.problems.append(f"{name} cannot be brought: {error.strerror}.")
            continue
        except UnicodeEncodeError:  # of an old archive, say
            made.problems.append(f"{name!a} cannot be brought: its name is not UTF-8 text.")
            continue
        if what == "blocked":
            problem = f"{place} is not a folder, so nothing is brought into it: move it away."
            if problem not in made.problems:
                made.problems.append(problem)
        elif what:
            made.written.append(place)
            if what != "back" and not (first and what == "new"):
                words = WORDS[language_of(name, language)]
                made.told.append(words[what].format(name=name, beside=place.name))
    try:
        tell(home / "notebooks" / NOTE, made.told, WORDS[language_of("", language)]["title"])
        save_record(home, record)
    except OSError as error:
        made.problems.append(f"What was brought cannot be noted down: {error.strerror}.")
    return made


def files(sources: Iterable[Path]) -> dict[str, Path]:
    """The files in the folders of the sources, by their names there."""
    found = {}
    for source in sources:
        for folder, folders, names in os.walk(source):
            folders[:] = [each for each in folders if not each.startswith(".")]
            for name in names:
                path = Path(folder, name)
                if path.is_symlink() or not path.is_file() or name.startswith("."):
                    continue
                if name not in IGNORED and path.parent != source:
                    found[path.relative_to(source).as_posix()] = path
    return found


def state(sources: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """What changes when one of the files does."""
    found = {}
    for path in files(sources).values():
        try:
            about = path.stat()
        except OSError:  # it has just been removed
            continue
        found[str(path)] = (about.st_mtime_ns, about.st_size)
    return found


def is_half(path: Path, content: bytes) -> bool:
    """Whether somebody is still writing the notebook."""
    if path.suffix != ".ipynb":
        return False
    try:
        return "cells" not in json.loads(content)
    except (ValueError, TypeError, RecursionError):
        return True


def lay(folder: Path, name: str, content: bytes, record: dict[str, str]) -> tuple[str, Path]:
    """Brings one file; returns what that was, or nothing, and where."""
    target = folder / name
    if place := obstacle(folder, target.parent):
        return "blocked", place
    new, last, now = digest(content), record.get(name), digest_at(target)
    if now == new:
        what = ""
    elif now is None:
        put(target, content, None)
        what = "back" if last else "new"
    elif now == last:
        put(target, content, last)
        what = "corrected"
    elif last == new:
        what = ""
    else:
        target = beside(target, folder, record, new)
        put(target, content, digest_at(target))
        record[target.relative_to(folder).as_posix()] = new
        what = "beside"
    record[name] = new
    return what, target


def obstacle(folder: Path, parent: Path) -> Path | None:
    """Makes the folder for a file; returns what is in the way, a link or a file."""
    for each in [
        folder,
        *(folder / p for p in reversed(parent.relative_to(folder).parents)),
        parent,
    ]:
        if each.is_symlink() or (each.exists() and not each.is_dir()):
            return each
        each.mkdir(parents=True, exist_ok=True)
    return None


def beside(target: Path, folder: Path, record: dict[str, str], new: str) -> Path:
    """Where a corrected file is laid: a free name, or that of an earlier one, if unchanged."""
    count = 1
    while True:
        number = f"-{count}" if count > 1 else ""
        path = target.with_name(f"{target.stem}.corrected{number}{target.suffix}")
        there = digest_at(path)
        if there in (None, new) or there == record.get(path.relative_to(folder).as_posix()):
            return path
        count += 1


def digest(content: bytes) -> str:
    """That of what the learner, or a teacher, can have changed."""
    return hashlib.sha256(KERNELS_OWN.sub(b"", content)).hexdigest()


def digest_at(path: Path) -> str | None:
    """That of the file; nothing if there is none, and "" for a link, a folder and the like."""
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file():
        return ""
    return digest(path.read_bytes())


def put(target: Path, content: bytes, expected: str | None) -> None:
    """Writes the file whole or not at all, unless something else is there by now than expected."""
    fresh = target.with_name(f".{target.name}.bringing")
    fresh.unlink(missing_ok=True)  # of a run that was interrupted
    try:
        with fresh.open("xb") as file:
            file.write(content)
        if digest_at(target) != expected:
            raise FileExistsError(0, "it is being changed")
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def language_of(name: str, otherwise: str) -> str:
    """The language of the file, which is that of its folder."""
    for part in reversed(Path(name).parts[:-1]):
        if part in WORDS:
            return part
    return otherwise if otherwise in WORDS else "en"


def tell(path: Path, sentences: list[str], title: str) -> None:
    """Adds the sentences to the learner's note, the newest last."""
    if not sentences or digest_at(path) == "":
        return
    # The learner may have written in it, and in any encoding.
    before = path.read_bytes() if path.exists() else f"# {title}\n\n".encode()
    more = "".join(f"- {sentence}\n" for sentence in sentences).encode()
    put(path, before + (b"" if before.endswith(b"\n") else b"\n") + more, digest_at(path))


def read_record(home: Path) -> dict[str, str]:
    try:
        record = json.loads((home / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def save_record(home: Path, record: dict[str, str]) -> None:
    if record != read_record(home):
        (home / RECORD).parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps(record, indent=0, sort_keys=True).encode()
        put(home / RECORD, content, digest_at(home / RECORD))


def sign(paths: Iterable[Path]) -> Iterator[str]:
    """Signs the notebooks, so that JupyterLab lets in all of their outputs; names what is none."""
    from nbtools import project, trust  # noqa: PLC0415 # seldom needed, and slow to load

    for path in paths:
        if path.suffix == ".ipynb":
            try:
                trust.sign([project.read_notebook(path)])
            except project.NoNotebook as error:
                yield str(error)
            except (OSError, sqlite3.Error) as error:  # a full disk
                yield f"{path.name} cannot be signed: {error}."

"""All that there is to translate in a clone, and all that is made of it in one language."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import polib
from nbformat import NotebookNode

from nbtools import (
    catalogue,
    entries,
    glossary,
    gomessages,
    readme,
    solutions,
    translation,
    twinpage,
)
from nbtools.entries import COMMENT, MESSAGE, Entry, EntryError
from nbtools.normalise import text_of
from nbtools.project import SOURCES, mirrored
from nbtools.translation import NAMES, Translation


class CourseError(Exception):
    """The English cannot be read, or is no use for a translation; the message says why."""


@dataclass
class Course:
    """The English."""

    root: Path
    notebooks: dict[str, NotebookNode]
    readme: str
    entries: dict[str, list[Entry]]  # by the name of their PO file

    def catalogue(self, language: str, name: str) -> Path:
        return self.root / "notebooks" / "i18n" / language / f"{name}.po"

    def notebook(self, language: str, name: str) -> Path:
        folder = self.root / "notebooks" / ("mirrors" if mirrored(name) else "")
        return folder / language / f"{name}.ipynb"

    def names(self, language: str) -> list[str]:
        """What is translated into the language: all, and of the mirrors those of its sources."""
        return [n for n in self.entries if SOURCES.get(mirrored(n) or "", language) == language]


def read(root: Path) -> Course:
    page = (root / "README.md").read_text(encoding="utf-8")
    folders = root / "notebooks" / "en", root / "notebooks" / "mirrors" / "en"
    paths = [path for folder in folders for path in sorted(folder.glob("*.ipynb"))]
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    found = {"messages": [*go_messages(root), *entries.of_messages()]}
    name = "README"
    try:
        found[name] = entries.of_readme(readme.body(page))
        for name, english in notebooks.items():
            found[name] = entries.of_cells(english.cells)
        found["messages"] += of_solutions(root, found)
    except EntryError as error:
        raise CourseError(f"en {name} {error}") from error
    return Course(root, notebooks, page, found)


def go_messages(root: Path) -> list[Entry]:
    """What the Go packages say to a learner."""
    if not gomessages.domains(root):
        return []
    command = ["go", "run", "./internal/words/extract"]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"{' '.join(command)} fails: {done.stderr.strip()}")
    return [
        Entry(m["domain"], m["id"], MESSAGE, m.get("comment", "")) for m in json.loads(done.stdout)
    ]


def of_solutions(root: Path, found: dict[str, list[Entry]]) -> Iterator[Entry]:
    """The comments of solutions that no exercise's cell has."""
    known = {entry.text for pieces in found.values() for entry in pieces if entry.kind == COMMENT}
    for text in solutions.texts(root):
        if text not in known:
            yield Entry(solutions.DOMAIN, text, COMMENT, "in the solution of an exercise")


class Edition:
    """The course in one language."""

    def __init__(self, course: Course, language: str) -> None:
        if language not in NAMES:
            raise CourseError(f"{language} is none of the languages {', '.join(NAMES)}")
        self.course, self.language = course, language
        table = course.root / "notebooks" / "i18n" / "glossary.md"
        self.terms = glossary.read(table, NAMES[language])
        self.files = {
            name: Translation(
                language,
                name,
                course.entries[name],
                catalogue.read(course.catalogue(language, name)),
                self.terms,
            )
            for name in course.names(language)
        }

    def problems(self, only: list[str]) -> Iterator[str]:
        """What is wrong with the translations, or with those of the given names."""
        if not only:
            yield from self.strangers()
        for name, file in self.files.items():
            if only and name not in only:
                continue
            yield from file.problems()
            if name in self.course.notebooks:
                yield from self.misfits(file)

    def strangers(self) -> Iterator[str]:
        """What the English does not know, and what the language has no word for."""
        top = readme.switch("en")
        if not self.course.readme.startswith(f"{top}\n\n"):
            yield f"en README: it must begin with this line and a blank one: {top}"
        if without := self.terms.without():
            yield f"{self.language} glossary: there is no word for {', '.join(without)}"
        course, language = self.course, self.language
        places = [course.catalogue(language, "*"), course.notebook(language, "*")]
        places += [course.notebook(language, f"{source}_*") for source in SOURCES]
        for pattern in places:
            for path in sorted(pattern.parent.glob(pattern.name)):
                if path.stem not in self.files:
                    yield f"{language} {path.stem}: the English is gone, remove {path.name}"

    def misfits(self, file: Translation) -> Iterator[str]:
        """Translations that cannot take the place of their English."""

        def translate(entry: Entry) -> str:
            return (
                file.table.get(catalogue.key(entry)) or entry.text
            )  # if missing, it has been said

        for cell in self.course.notebooks[file.name].cells:
            try:
                entries.translate_cell(cell, translate, twinpage.english)
            except EntryError as error:
                yield f"{self.language} {file.name} {error}"

    def results(self, only: list[str]) -> Iterator[tuple[str, Path, str]]:
        """The files that the translations make, by name, each with its path and its content."""
        for name, file in self.files.items():
            if only and name not in only:
                continue
            if name == "README":
                yield name, self.course.root / readme.place(self.language), self.page(file)
            elif name in self.course.notebooks:
                yield name, self.course.notebook(self.language, name), self.notebook(file)
            else:
                words = self.words()
                for domain in gomessages.domains(self.course.root):
                    path = gomessages.place(self.course.root, self.language, domain)
                    yield name, path, gomessages.page(domain, words)

    def exempt(self) -> int:
        """How often translators have set a term free, in the files looked through so far."""
        return sum(file.exempt for file in self.files.values())

    def words(self) -> polib.POFile:
        """What programs say, what cells hand to them to be said, and the comments of solutions."""
        words = polib.POFile()
        words.extend(self.files["messages"].file)
        for file in self.files.values():
            for text, said in file.said().items():
                words.append(polib.POEntry(msgctxt="cells", msgid=text, msgstr=said))
        words.extend(self.in_solutions())
        return words

    def in_solutions(self) -> Iterator[polib.POEntry]:
        """The comments of solutions that are translated with the exercises' cells."""
        translated = {e.msgid: e.msgstr for file in self.files.values() for e in file.file}
        own = {e.msgid for e in self.files["messages"].file if e.msgctxt == solutions.DOMAIN}
        for text in solutions.texts(self.course.root):
            if text not in own and translated.get(text):
                yield polib.POEntry(msgctxt=solutions.DOMAIN, msgid=text, msgstr=translated[text])

    def page(self, file: Translation) -> str:
        english = readme.body(self.course.readme)
        return readme.page(entries.translate_readme(english, file.translate), self.language)

    def notebook(self, file: Translation) -> str:
        """The content of a notebook: with its outputs if it is what it was, else with none."""
        path = self.course.notebook(self.language, file.name)
        english = self.course.notebooks[file.name]
        made = translation.notebook(english, file, self.files["messages"])
        if path.is_file():
            old = nbformat.read(path, as_version=4)
            if translation.same_sources(old, made):
                return content(path)
        return text_of(made)


def content(path: Path) -> str | None:
    """What the file holds; None, which is not the same as nothing, if it is not there."""
    return path.read_text(encoding="utf-8") if path.is_file() else None

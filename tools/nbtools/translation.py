"""One PO file beside its English: what is wrong with it, and what is made of it."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polib
from nbformat import NotebookNode

from nbtools import catalogue, entries, glossary, markup
from nbtools.entries import Entry, EntryError
from nbtools.glossary import Glossary

# Each language by its own name. One more language is one more line.
NAMES = {"zh": "中文", "ko": "한국어", "ja": "日本語"}

# A verb of Go's fmt with its flags and the number of its argument, or a named one of Python's.
VERB = re.compile(r"%(?:%|([-+# 0]*\d*(?:\.\d+)?)(?:\[(\d+)\])?([a-zA-Z])|\((\w+)\)s)")


@dataclass
class Translation:
    """A PO file beside the English that it is for."""

    language: str
    name: str  # of the notebook, README or messages
    english: list[Entry]
    file: polib.POFile
    glossary: Glossary
    exempt: int = 0  # how often translators have set a term free
    table: dict[tuple[str, str], str] = field(init=False)

    def __post_init__(self) -> None:
        self.table = {catalogue.key(e): e.msgstr for e in self.file if not e.obsolete}

    def translate(self, entry: Entry) -> str:
        found = self.table.get(catalogue.key(entry))
        if not found:
            why = f"there is no translation of {entry.text[:40]!r}"
            raise EntryError(f"{self.language} {self.name} {entry.context}", why)
        return found

    def say(self, message: str, **values: str) -> str:
        """A message of the tools with its values."""
        return self.translate(Entry("tools", message)) % values

    def said(self) -> dict[str, str]:
        """What cells hand to programs to be said, as far as it is translated."""
        done = {catalogue.key(e): e.msgstr for e in self.file.translated_entries()}
        said = (e for e in self.english if e.kind == entries.SAID and catalogue.key(e) in done)
        return {entry.text: done[catalogue.key(entry)] for entry in said}

    def problems(self) -> Iterator[str]:
        for entry, found in catalogue.pairs(self.file, self.english):
            context = entry.context if entry else found.msgctxt
            for why in self.state(entry, found):
                yield f"{self.language} {self.name} {context}: {why}"

    def state(self, entry: Entry | None, found: polib.POEntry | None) -> Iterator[str]:
        if entry is None:
            yield f"obsolete: the English has no {found.msgid[:40]!r} any more, run make i18n"
        elif found is None:
            yield f"missing: {entry.text[:40]!r} is not there, run make i18n and translate it"
        elif found.msgid != entry.text or (found.fuzzy and found.previous_msgid):
            yield "stale: the English text has changed, run make i18n and translate it anew"
        elif not found.msgstr.strip():
            yield f"missing: {entry.text[:40]!r} is not translated"
        elif found.fuzzy:
            yield "fuzzy: look the translation over and take the mark away"
        else:
            yield from self.content(entry, found)

    def content(self, entry: Entry, found: polib.POEntry) -> Iterator[str]:
        text = found.msgstr
        if text != text.strip():
            yield "the translation begins or ends with a blank"
        if entry.kind == entries.TEXT:
            yield from markup.problems(entry.text, text, self.language)
            english, translated = markup.show(entry.text).prose(), markup.show(text).prose()
        else:
            english, translated = entry.text, text
            if entry.kind == entries.MESSAGE:
                yield from of_verbs(english, translated)
                english, translated = VERB.sub("", english), VERB.sub("", translated)
            yield from markup.plain_problems(english, translated)
        free, unexplained = glossary.exempt(found.tcomment)
        for term in unexplained:
            yield f"glossary: say why “{term}” is called otherwise, behind a dash"
        self.exempt += len(free)
        if entry.kind == entries.COMMENT:
            free |= glossary.verbatim(translated)
        yield from self.glossary.problems(english, translated, free)


def of_verbs(english: str, translation: str) -> Iterator[str]:
    if verbs(english) != verbs(translation):
        yield f"its verbs are {spoken(translation)}, those of the English {spoken(english)}"


def verbs(text: str) -> dict[str, str]:
    """How each argument is formatted: the first, the second, or one with a name."""
    found, number = {}, 0
    for flags, place, letter, name in VERB.findall(text):
        if name:
            found[name] = "s"
        elif letter:
            number = int(place or number + 1)
            found[str(number)] = flags + letter
    return found


def spoken(text: str) -> str:
    return " ".join(m[0] for m in VERB.finditer(text)) or "none"


def notebook(english: NotebookNode, pieces: Translation, messages: Translation) -> NotebookNode:
    """The notebook in the language, not yet run."""
    made = copy.deepcopy(english)
    for cell in made.cells:
        cell.source = entries.translate_cell(cell, pieces.translate, messages.say)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return made


def same_sources(a: NotebookNode, b: NotebookNode) -> bool:
    """Whether two notebooks differ only in what their cells have put out."""

    def sources(made: NotebookNode) -> list[tuple]:
        return [(c.id, c.cell_type, c.source, c.metadata) for c in made.cells]

    return sources(a) == sources(b)

"""The PO files: reading them, writing them, and carrying translations over to a changed English."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import polib

from nbtools.entries import Entry

ALIKE = 0.6  # how much of an old text must be in the new one for its translation to be of use


class CatalogueError(Exception):
    """A PO file cannot be read; the message says which and why."""


def read(path: Path) -> polib.POFile:
    """The file, or an empty one where there is none."""
    if not path.is_file():
        return polib.POFile(wrapwidth=0)
    try:
        return polib.pofile(str(path), wrapwidth=0, encoding="utf-8", check_for_duplicates=True)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def text_of(file: polib.POFile) -> str:
    return f"{file}".rstrip("\n") + "\n"


def key(entry: Entry | polib.POEntry) -> tuple[str, str]:
    if isinstance(entry, Entry):
        return entry.context, entry.text
    return entry.msgctxt or "", entry.msgid


def merge(old: polib.POFile, english: list[Entry], language: str) -> polib.POFile:
    """The file for the English of today.

    As msgmerge --previous does, a translation whose English has changed stays, marked fuzzy and
    with the English that it was made for. One that nothing needs any more is dropped.
    """
    new = polib.POFile(wrapwidth=0)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    kept = {key(entry): entry for entry in old if not entry.obsolete}
    spare = [e for k, e in kept.items() if e.msgstr and k not in set(map(key, english))]
    for entry in english:
        new.append(carried(entry, kept.get(key(entry)), spare))
    return new


def carried(entry: Entry, same: polib.POEntry | None, spare: list[polib.POEntry]) -> polib.POEntry:
    made = polib.POEntry(
        msgctxt=entry.context,
        msgid=entry.text,
        comment="\n".join(filter(None, [entry.kind, entry.note])),
    )
    former = same or likest(entry, spare)
    if not former:
        return made
    made.msgstr, made.flags, made.tcomment = former.msgstr, former.flags, former.tcomment
    if former.msgid != entry.text:
        made.flags, made.previous_msgid = ["fuzzy"], former.msgid
        if former.msgctxt != entry.context:
            made.previous_msgctxt = former.msgctxt
    elif former.fuzzy:
        made.previous_msgctxt, made.previous_msgid = former.previous_msgctxt, former.previous_msgid
    return made


def likest(entry: Entry, spare: list[polib.POEntry]) -> polib.POEntry | None:
    """The translated entry whose English is nearest: the same, which has moved; one of its cell."""

    def alike(other: polib.POEntry) -> float:
        return difflib.SequenceMatcher(None, other.msgid, entry.text, autojunk=False).ratio()

    def rank(other: polib.POEntry) -> tuple:
        return other.msgid == entry.text, other.msgctxt == entry.context, alike(other)

    of_use = [other for other in spare if alike(other) >= ALIKE]
    return max(of_use, key=rank, default=None)


def pairs(
    file: polib.POFile, english: list[Entry]
) -> Iterator[tuple[Entry | None, polib.POEntry | None]]:
    """Each piece of English with its entry, then what is left of either.

    A piece without an entry is paired with a left-over one of its cell: that is what it was.
    """
    there = {key(entry): entry for entry in file if not entry.obsolete}
    needed = set(map(key, english))
    left = [entry for k, entry in there.items() if k not in needed]
    for entry in english:
        found = there.get(key(entry))
        if not found:
            found = next((e for e in left if e.msgctxt == entry.context), None)
            if found:
                left.remove(found)
        yield entry, found
    for entry in [*left, *file.obsolete_entries()]:
        yield None, entry


def news(old: polib.POFile, new: polib.POFile) -> Iterator[tuple[str, str]]:
    """What a merge has to say to a translator, by the context of the entry."""
    before = {key(entry) for entry in old if not entry.obsolete}
    for entry in new:
        if key(entry) not in before and entry.fuzzy:
            yield entry.msgctxt, "stale, look it over"
        elif key(entry) not in before and not entry.msgstr:
            yield entry.msgctxt, "new, to be translated"
    kept = {key(entry) for entry in new}
    kept |= {(e.previous_msgctxt or e.msgctxt, e.previous_msgid) for e in new if e.fuzzy}
    moved = {entry.msgid for entry in new if entry.msgstr and key(entry) not in before}
    for entry in old:
        if entry.msgstr and key(entry) not in kept and entry.msgid not in moved:
            yield entry.msgctxt, "dropped, as the English no longer has it"

"""Sets Typst's markup into PDF files: a notebook alone, or all of them bound into one."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Protocol

import typst

from handout import pdfs
from handout.imprint import Origin, seed
from handout.markdown import is_wide
from handout.notebook import Notebook
from handout.pandoc import text_of
from handout.refused import Refused
from handout.typeset import CELL, TIGHTEST, Typst, quoted
from handout.words import Words, words

HERE = Path(__file__).parent
LATIN = ("Libertinus Serif", "New Computer Modern Math", "DejaVu Sans Mono")
CJK = ("Serif", "Sans", "Sans Mono")
# Tagged for screen readers; a character without a glyph is an error under this standard.
STANDARD = "ua-1"
FEW = 24 + 60  # millimetres from the top of a page that end what is not worth a page
LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+)")


Spots = tuple[tuple[int, float], tuple[int, float]]  # page and millimetres down: begin and end


class Body(Protocol):
    """What can be set tighter, up to TIGHTEST, and the pictures that it names."""

    tight: int
    pages: tuple[int, int] | None  # the first and the last, where only its title is set
    pictures: dict[str, bytes]


@cache
def fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def check_fonts(languages: list[str], folder: str) -> None:
    """Refuses to begin without the fonts of the languages, so that no character is left out."""
    families = set(fonts(folder).families())
    needed = set(LATIN)
    for language in languages:
        suffix = words(language).font
        needed |= {f"Noto {kind} CJK {suffix}" for kind in CJK} if suffix else set()
    missing = sorted(needed - families)
    if missing:
        raise Refused(
            f"fonts: {', '.join(missing)} not found in {folder}: on Debian or Ubuntu, "
            "apt install fonts-noto-cjk; elsewhere, make handouts FONTS=the folder that has them"
        )


def single(
    notebook: Notebook, body: Typst, teacher: bool, origin: Origin, edition: str = ""
) -> str:
    """The document of one notebook; `edition` says what it is, if it is neither edition."""
    said = words(notebook.language)
    if not said.font and any(map(is_wide, set(body.body))):  # an English page that quotes Chinese
        said = replace(said, font="SC")
    footer = origin.footer(said, notebook.seeds)
    title = text_of(notebook.title)
    head = opening(
        said,
        language=notebook.language,
        edition=edition or (said.teacher if teacher else said.student),
        title=title,
        footer=footer,
        author=origin.author,
    )
    by = [f"#by({quoted(origin.by)})\n"] if origin.by else []
    return f"{head}\n{lesson(body, *by)}"


def chapter(notebooks: list[Notebook], bodies: list[Typst], teacher: bool, origin: Origin) -> str:
    """The document that binds all notebooks, behind a title page and a table of contents."""
    said = words(notebooks[0].language)
    seeds = set().union(*(notebook.seeds for notebook in notebooks))
    lines = [f"{said.version.format(origin.version)} · {seed(said, seeds)}"]
    lines += [said.data.format(f"{checksum} {name}") for name, checksum in origin.checksums]
    lines.append(said.licence)
    edition = said.teacher if teacher else said.student
    cover = ", ".join([quoted(said.title), quoted(said.subtitle), quoted(edition)])
    listed = ", ".join(map(quoted, lines))
    by = f", by: {quoted(origin.by)}" if origin.by else ""
    footer, language = origin.footer(said, seeds), notebooks[0].language
    head = opening(
        said,
        language=language,
        edition=edition,
        title=said.title,
        footer=footer,
        author=origin.author,
    )
    parts = [
        head,
        f"#cover({cover}, ({listed},), {quoted(said.contents)}{by})",
    ]
    for body in bodies:
        parts += ["#pagebreak(weak: true)", lesson(body)]
    return "\n".join(parts)


def opening(said: Words, template: str = "handout", **given: str) -> str:
    """The first lines of a document: what its template is told, but for what is empty."""
    if template == "handout":
        given |= {"answer_word_is": said.answer, "page_word_is": said.page}
    given |= {"cjk": said.font}
    named = {name.replace("_", "-"): quoted(value) for name, value in given.items() if value}
    shown = ", ".join(f"{name}: {value}" for name, value in named.items())
    return f'#import "/{template}.typ": *\n#show: {template}.with({shown})'


def lesson(body: Typst, *below_title: str) -> str:
    head = f"#lesson({body.tight})[\n= {body.title} <{body.name}>\n"
    if body.pages:
        first, last = (f"#counter(page).update({page})" for page in body.pages)
        return "\n".join([first, head, last, "]\n"])
    return "\n".join([head, *below_title, body.body, "]\n"])


class Press:
    """Typst with its fonts and a folder for the pictures of its documents.

    It remembers what it has set: a document much like the last one is soon done.
    """

    def __init__(self, folder: Path, font_folder: str) -> None:
        self.folder = folder
        self.fonts = fonts(font_folder)
        for template in HERE.glob("*.typ"):
            (folder / template.name).write_bytes(template.read_bytes())

    def compiler(self, source: str) -> typst.Compiler:
        return typst.Compiler(
            source.encode(), root=self.folder, font_paths=self.fonts, ignore_system_fonts=True
        )

    def place(self, pictures: dict[str, bytes]) -> None:
        """Puts the pictures where the documents that name them find them."""
        for name, content in pictures.items():
            path = self.folder / name.removeprefix("/")
            if not path.exists():
                path.write_bytes(content)

    def fitted(self, bodies: list[Body], document: Callable[[], str], language: str) -> bytes:
        """The PDF file of the document that is made of the bodies.

        If the last page of one would hold only a few lines, and to set it tighter saves that page,
        it is tighter from now on.
        """
        pictures = {name: png for body in bodies for name, png in body.pictures.items()}
        self.place(pictures)
        spots = self.spots(document())
        before = ends(spots)
        few = [n for n, (pages, down) in enumerate(before) if pages > 1 and down < FEW]
        unsaved = {number: bodies[number].tight for number in few}
        for tight in range(1, TIGHTEST + 1):
            tried = [number for number, loose in unsaved.items() if loose < tight]
            for number in tried:
                bodies[number].tight = tight
            after = self.trial(bodies, document, spots, tried) if tried else before
            for number in tried:
                if after[number][0] < before[number][0]:
                    del unsaved[number]
        for number, loose in unsaved.items():
            bodies[number].tight = loose
        return self.print(document(), pictures, language)

    def trial(
        self, bodies: list[Body], document: Callable[[], str], spots: list[Spots], tried: list[int]
    ) -> list[tuple[int, float]]:
        """How the lessons that are tried end. Of the others, only the titles are set."""
        for number, ((first, _), (last, _)) in enumerate(spots):
            bodies[number].pages = None if number in tried else (first, last)
        after = ends(self.spots(document()))
        for body in bodies:
            body.pages = None
        return after

    def spots(self, source: str) -> list[Spots]:
        """Where each lesson of a document begins and ends."""
        try:
            found = json.loads(self.compiler(source).query("<spot>", field="value"))
        except RuntimeError:
            self.print(source, {})  # refuses it, and names the cell
            raise
        return list(zip(found[::2], found[1::2], strict=True))

    def print(self, source: str, pictures: dict[str, bytes], language: str = "en") -> bytes:
        """The PDF file of a document in the language.

        Raises Refused at the first warning, which Typst has for a missing font.
        """
        self.place(pictures)
        try:
            pdf, warnings = self.compiler(source).compile_with_warnings(
                format="pdf", pdf_standards=[STANDARD]
            )
        except typst.TypstError as error:
            raise Refused(complaint(source, error)) from error
        if warnings:
            raise Refused(*(complaint(source, warning) for warning in warnings))
        return pdfs.in_language(pdf, language, words(language).lang)


def ends(spots: list[Spots]) -> list[tuple[int, float]]:
    """How many pages each lesson has, and how many millimetres down it ends."""
    return [(last - first + 1, down) for (first, _), (last, down) in spots]


def complaint(source: str, said: typst.TypstError | typst.TypstWarning) -> str:
    """What Typst says, behind the cell whose markup it says it of."""
    line = LINE.search("\n".join([said.diagnostic, *said.trace]))
    above = source.split("\n")[: int(line[1])] if line else []
    cells = [text.removeprefix(CELL) for text in above if text.startswith(CELL)]
    return f"{cells[-1] if cells else 'handout.typ'}: Typst: {said.message}"

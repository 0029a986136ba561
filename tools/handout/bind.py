"""Sets Typst's markup into PDF files: a notebook alone, or all of them bound into one."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import typst

from handout import pdfs
from handout.imprint import Origin, seed
from handout.markdown import is_wide
from handout.notebook import Notebook
from handout.pandoc import text_of
from handout.refused import Refused
from handout.typeset import CELL, Typst, quoted
from handout.words import Words, words

HERE = Path(__file__).parent
LATIN = ("Libertinus Serif", "New Computer Modern Math", "DejaVu Sans Mono")
CJK = ("Serif", "Sans", "Sans Mono")
# Tagged for screen readers; a character without a glyph is an error under this standard.
STANDARD = "ua-1"
LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+)")


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
    if not said.font and any(map(is_wide, body.body)):  # an English page that quotes Chinese
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
    return "\n".join([head, heading(body), *by, body.body])


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
        parts += ["#pagebreak(weak: true)", heading(body), body.body]
    return "\n".join(parts)


def opening(said: Words, template: str = "handout", **given: str) -> str:
    """The first lines of a document: what its template is told, but for what is empty."""
    if template == "handout":
        given |= {"answer_word_is": said.answer, "page_word_is": said.page}
    given |= {"cjk": said.font}
    named = {name.replace("_", "-"): quoted(value) for name, value in given.items() if value}
    shown = ", ".join(f"{name}: {value}" for name, value in named.items())
    return f'#import "/{template}.typ": *\n#show: {template}.with({shown})'


def heading(body: Typst) -> str:
    return f"= {body.title} <{body.name}>\n"


class Press:
    """Typst with its fonts and a folder for the pictures of its documents."""

    def __init__(self, folder: Path, font_folder: str) -> None:
        self.folder = folder
        for template in HERE.glob("*.typ"):
            (folder / template.name).write_bytes(template.read_bytes())
        self.compiler = typst.Compiler(
            root=folder, font_paths=fonts(font_folder), ignore_system_fonts=True
        )

    def print(self, source: str, pictures: dict[str, bytes], language: str = "en") -> bytes:
        """The PDF file of a document in the language.

        Raises Refused at the first warning, which Typst has for a missing font.
        """
        for name, png in pictures.items():
            path = self.folder / name.removeprefix("/")
            if not path.exists():
                path.write_bytes(png)
        try:
            pdf, warnings = self.compiler.compile_with_warnings(
                input=source.encode(), format="pdf", pdf_standards=[STANDARD]
            )
        except typst.TypstError as error:
            raise Refused(complaint(source, error)) from error
        if warnings:
            raise Refused(*(complaint(source, warning) for warning in warnings))
        return pdfs.in_language(pdf, language, words(language).lang)


def complaint(source: str, said: typst.TypstError | typst.TypstWarning) -> str:
    """What Typst says, behind the cell whose markup it says it of."""
    line = LINE.search("\n".join([said.diagnostic, *said.trace]))
    above = source.split("\n")[: int(line[1])] if line else []
    cells = [text.removeprefix(CELL) for text in above if text.startswith(CELL)]
    return f"{cells[-1] if cells else 'handout.typ'}: Typst: {said.message}"

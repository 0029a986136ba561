"""Writes the book into a site: a page for each notebook, each language's contents, a start page."""

import argparse
import html
import itertools
import json
import re
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from book import icon
from book.writer import Writer, tidy
from handout import imprint, notebook, pandoc, webpage
from handout.build import all_of, courses_of, pandoc_problems
from handout.notebook import Notebook
from handout.outputs import Picture
from handout.refused import Refused
from handout.words import words
from nbtools import project

HERE = Path(__file__).resolve().parent
STEPS = "<!-- the pages before and after -->"
FIRST = "00_start_here"
HERO = ("ch04_5_learning_algorithm", "scrub")  # the figures on the page of contents: training
CHAPTER = re.compile(r"ch0?(\d+)_\d")


@dataclass(frozen=True)
class Where:
    """The place of a page. Its notebook has the same one among the notebooks."""

    language: str
    name: str  # without .html

    @property
    def mirror(self) -> bool:
        return project.mirrored(self.name)

    @property
    def page(self) -> str:
        return f"{self.language}/{'mirrors/' if self.mirror else ''}{self.name}.html"

    @property
    def notebook(self) -> str:
        return f"{'mirrors/' if self.mirror else ''}{self.language}/{self.name}.ipynb"

    @property
    def site(self) -> str:
        return "../../" if self.mirror else "../"


@dataclass
class Draft:
    """A page that does not know its neighbours yet."""

    where: Where
    title: str
    text: str
    hero: str = ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="pages.py", description=__doc__)
    parser.add_argument("site", type=Path, help="the folder of the site")
    parser.add_argument("--notebooks", type=Path, default=project.ROOT / "notebooks")
    parser.add_argument("--jobs", type=int, default=2, help="pages at a time")
    options = parser.parse_args(arguments)
    try:
        write(options.notebooks.resolve(), options.site.resolve(), options.jobs)
    except Refused as refused:
        print(*(f"pages: {problem}" for problem in refused.problems), sep="\n", file=sys.stderr)
        return 1
    return 0


def write(notebooks: Path, site: Path, jobs: int) -> None:
    """Writes all pages. Raises Refused with what is wrong with a notebook."""
    (site / "figures").mkdir(exist_ok=True)
    courses = courses_of(notebooks)
    if strange := set(courses) - set(said()):
        raise Refused(f"{min(strange)}: the book has no words in it: add them to pages.json")
    paths = {Where(language, p.stem): p for language in courses for p in courses[language]}
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        drafts = all_of(pool, partial(draft, site, list(paths)), list(paths.items()))
    for language in said():
        write_language(site, language, drafts)
    save(site / "index.html", start())


def write_language(site: Path, language: str, drafts: list[Draft]) -> None:
    ours = [draft for draft in drafts if draft.where.language == language]
    lessons = in_order(draft for draft in ours if not draft.where.mirror)
    mirrors = in_order(draft for draft in ours if draft.where.mirror)
    for row in (lessons, mirrors):
        for before, this, after in zip([None, *row], row, [*row[1:], None], strict=False):
            text = this.text.replace(STEPS, steps(this.where, before, after))
            save(site / this.where.page, text)
    # A mirror that is not there in the language is there in English.
    english = (d for d in drafts if d.where.mirror and d.where.language == "en")
    every = {draft.where.name: draft for draft in (*english, *mirrors)}
    save(site / language / "index.html", contents(language, lessons, in_order(every.values())))


def in_order(drafts: Iterable[Draft]) -> list[Draft]:
    """In the order of the book, which is that of the names but for the errata."""
    return sorted(drafts, key=lambda d: ("errata" in d.where.name, d.where.name))


def save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@cache
def said() -> dict[str, dict[str, str]]:
    """What the pages say beside the notebooks' own text, by language."""
    return json.loads((HERE / "pages.json").read_text(encoding="utf-8"))


def draft(site: Path, all_pages: list[Where], item: tuple[Where, Path]) -> Draft:
    where, path = item
    read = notebook.read(path, where.language, answers=False)
    writer = Writer(words(where.language), site / "figures", where.site)
    with pandoc_problems(read):
        title = pandoc.write([pandoc.plain(read.title)], "--to=html", "--mathml").strip()
        blocks = writer.blocks(read.cells)
        text = page(
            where,
            blocks,
            title_text=html.escape(pandoc.text_of(read.title)),
            title_html=title,
            notebook=f' data-notebook="{where.notebook}"',
            languages=languages(where, all_pages),
            alternates=alternates(where, all_pages),
            lab_link=f"{where.site}lab/index.html?path={where.notebook}",
            home="../index.html" if where.mirror else "index.html",
            steps=STEPS,
            footer=footer(read),
        )
    return Draft(where, title, tidy(text), hero(read, writer))


def page(where: Where, blocks: list, **values: str) -> str:
    """A page of the book, with HTML for the variables of its template."""
    ours = said()[where.language]
    names = ("lang", "lab", "skip", "search", "searching", "found", "none", "failed", "licences")
    common = {name: ours[name] for name in names} | {
        "language": where.language,
        "language_word": ours["language"],
        "site": where.site,
        "icon": icon.address(),
        "course": html.escape(words(where.language).title),
        "contents": words(where.language).contents,
        "scripts": f'<script type="module" src="{where.site}book/book.js"></script>\n',
    }
    return webpage.written(blocks, HERE / "page.html", common | values)


def languages(where: Where, all_pages: list[Where]) -> str:
    """Links to the same page in all languages that have it."""
    current = {where.language: ' aria-current="true"'}
    return " ".join(
        f'<a href="{where.site}{other.page}" lang="{ours["lang"]}" hreflang="{ours["lang"]}"'
        f"{current.get(language, '')}>{ours['name']}</a>"
        for language, ours in said().items()
        if (other := Where(language, where.name)) in all_pages
    )


def alternates(where: Where, all_pages: list[Where]) -> str:
    return "".join(
        f'<link rel="alternate" hreflang="{ours["lang"]}" href="{where.site}{other.page}">\n'
        for language, ours in said().items()
        if (other := Where(language, where.name)) in all_pages
    )


def footer(read: Notebook) -> str:
    ours = words(read.language)
    origin = html.escape(imprint.origin().footer(ours, read.seeds))
    return f"{origin}<br>{html.escape(ours.licence)} "


def hero(read: Notebook, writer: Writer) -> str:
    if read.name != HERO[0]:
        return ""
    outputs = [o for cell in read.cells if cell.id == HERO[1] for o in cell.outputs]
    pictures = [writer.picture(o) for o in outputs if isinstance(o, Picture)]
    if not pictures:
        raise Refused(f"{read.where}: cell {HERO[1]}: the page of contents shows its figure")
    return pictures[0]


def steps(where: Where, before: Draft | None, after: Draft | None) -> str:
    ours = said()[where.language]
    links = [
        f'<a rel="{rel}" href="{other.where.name}.html"><small>{word}</small> {other.title}</a>'
        for rel, word, other in (("prev", ours["previous"], before), ("next", ours["next"], after))
        if other is not None
    ]
    home = "../index.html" if where.mirror else "index.html"
    links.insert(
        0 if before is None else 1, f'<a href="{home}">{words(where.language).contents}</a>'
    )
    return f'<nav class="steps" aria-label="{ours["steps"]}">{"".join(links)}</nav>'


def contents(language: str, lessons: list[Draft], mirrors: list[Draft]) -> str:
    """The page on which a reader of a language begins, and finds all others."""
    ours, titles = said()[language], words(language)
    lab = f"../lab/index.html?path={language}/{FIRST}.ipynb"
    heroes = [draft.hero for draft in lessons if draft.hero]
    errata = [draft for draft in lessons if "errata" in draft.where.name]
    parts = [
        f'<p class="lead">{ours["lead"]}</p>',
        f'<p class="begin"><a class="button" href="{FIRST}.html">{ours["read"]}</a> '
        f'<a class="button lab" href="{lab}">{ours["lab_open"]}</a></p>',
        f'<p id="last" hidden>{ours["last"]} <a></a></p>',
        '<section id="try-drawing" hidden></section>',
        *(f'<figure class="picture">{h}<figcaption>{ours["hero"]}</figcaption></figure>'
          for h in heroes),
        f"<h2>{titles.contents}</h2>",
        *chapters(language, [draft for draft in lessons if draft not in errata]),
        f"<h2>{ours['mirrors']}</h2><p>{ours['mirrors_about']}</p>",
        listed([entry(language, draft) for draft in [*mirrors, *errata]]),
        f'<section id="own-work" hidden><h2>{ours["own"]}</h2><p>{ours["own_about"]}</p></section>',
    ]  # fmt: skip
    where = Where(language, "index")
    everywhere = [Where(other, "index") for other in said()]
    return page(
        where,
        [webpage.raw("\n".join(parts))],
        title_text=html.escape(titles.title),
        title_html=html.escape(titles.title),
        notebook="",
        languages=languages(where, everywhere),
        alternates=alternates(where, everywhere),
        lab_link=lab,
        home="index.html",
        footer=f"{titles.version.format(imprint.origin().version)}<br>{titles.licence} ",
    )


def chapters(language: str, lessons: list[Draft]) -> list[str]:
    """The lessons by chapters, each with its exercises beside it."""
    exercises = {d.where.name.split("x_")[0]: d for d in lessons if is_exercises(d)}
    parts = []
    for number, drafts in itertools.groupby(lessons, chapter_of):
        if number:
            parts.append(f"<h3>{said()[language]['chapter'].format(number)}</h3>")
        entries = []
        for lesson in drafts:
            if not is_exercises(lesson):
                section = re.match(r"ch\d+_\d|", lesson.where.name)[0]
                entries.append(entry(language, lesson, exercises.get(section)))
        parts.append(listed(entries))
    return parts


def chapter_of(page: Draft) -> str:
    found = CHAPTER.match(page.where.name)
    return found[1] if found else ""


def is_exercises(page: Draft) -> bool:
    return page.where.name.endswith("x_exercises")


def entry(language: str, page: Draft, exercises: Draft | None = None) -> str:
    address = f"../{page.where.page}"
    of_language = said()[page.where.language]["lang"]
    other = f' lang="{of_language}" hreflang="{of_language}"' * (page.where.language != language)
    text = f'<a href="{address}"{other}>{page.title}</a>'
    if exercises:
        word = said()[language]["exercises"]
        text += f' <a class="exercises" href="../{exercises.where.page}">{word}</a>'
    return text


def listed(entries: list[str]) -> str:
    return "".join(["<ul>", *(f"<li>{text}</li>" for text in entries), "</ul>"])


def start() -> str:
    """The start page: a script goes on to the reader's language; without one there are links."""
    cards = "\n".join(
        f'<li lang="{ours["lang"]}"><a href="{language}/index.html" hreflang="{ours["lang"]}">'
        f"<strong>{ours['name']}</strong> {html.escape(words(language).title)}</a></li>"
        for language, ours in said().items()
    )
    text = (HERE / "start.html").read_text(encoding="utf-8")
    values = {"icon": icon.address(), "title": html.escape(words("en").title), "languages": cards}
    return re.sub(r"\$(\w+)\$", lambda found: values[found[1]], text)


if __name__ == "__main__":
    sys.exit(main())

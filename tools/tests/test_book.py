"""A page of the book, made of a notebook by the writer of the handouts."""

import re

import pytest

from book import licences, pages
from handout import notebook
from samples import code, display, png, stdout
from test_handouts import FIGURE, prose, written

IMAGE = FIGURE.replace(f"png;base64,{png()}", "svg+xml,%3Csvg/%3E%0A")
FORM = f'<form class="dlfs-states" method="dialog">{IMAGE}</form>'


def cells():
    twin = "<details>\n<summary>In Python</summary>\n\n```python\nprint(1)\n```\n\n</details>"
    return [
        prose("# 4.4 The $f$ gradient\n\n[On](ch04_4x_exercises.ipynb)"),
        code('if a < b {\n\tfmt.Println(`two\nlines`)\n}\n\n// "end"', stdout("1 < 2\n")),
        prose(twin, dlfs={"twin": "cell-2"}),
        code("nb.Show(f)", display(png=png(), html=FIGURE), jupyter={"source_hidden": True}),
        code('nb.Slide("x", x, f)', display(png=png(), html=FORM)),
        prose("$$\\frac{1}{2}$$\n\n| | b |\n|---|---|\n| 1 | 2 |"),
    ]


def course(folder, language="en"):
    notebooks = folder / "notebooks"
    written(notebooks, prose("# Start"), name="00_start_here", language=language)
    written(notebooks, *cells(), language=language)
    written(notebooks, prose("# Exercises"), name="ch04_4x_exercises", language=language)
    slide = code("nb.Slide(f)", display(png=png(), html=FORM))
    name, cell = pages.HERO
    hero = written(notebooks, prose("# 4.5 Learning"), slide, name=name, language=language)
    hero.write_text(hero.read_text().replace('"cell-2"', f'"{cell}"'))
    return notebooks


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of the cells, and its site."""
    site = tmp_path_factory.mktemp("site")
    path = written(course(site), *cells())
    (site / "figures").mkdir()
    where = pages.Where("en", path.stem)
    return pages.draft(site, [where], (where, path)).text, site


def test_scripts_find_cells_code_and_outputs(page):
    html, _ = page
    assert re.search(r'<html lang="en" data-language="en"\s+data-notebook="en/ch04_4_g', html)
    assert '<div id="cell-2" class="cell code" data-number="1">' in html
    assert '<div id="cell-3" class="cell twin">' in html
    assert '<pre class="output"><code>1 &lt; 2</code></pre>' in html
    assert html.count('<div class="outputs">') == 3
    source = re.search(r'<pre class="sourceCode go"><code[^>]*>(.*?)</code></pre>', html, re.DOTALL)
    text = re.sub(r"<[^>]*>", "", source[1])
    assert text == "if a &lt; b {\n\tfmt.Println(`two\nlines`)\n}\n\n// &quot;end&quot;"
    assert "cb1" not in html


def test_figures_are_files_that_wait(page):
    html, site = page
    images = re.findall(r'<img [^>]*src="\.\./figures/(\w+\.\w+)" loading="lazy"[^>]*>', html)
    assert [name.rpartition(".")[2] for name in images] == ["png", "svg"]
    assert html.count("<img") == 2 and "data:image/png" not in html
    assert (site / "figures" / images[1]).read_bytes() == b"<svg/>\n"


def test_what_is_folded_and_what_scrolls(page):
    html, _ = page
    assert '<details class="source"><summary>Code</summary>' in html
    assert "<details><summary>In Python</summary>" in html
    assert '<div class="scrolls">\n<table' in html
    assert "<annotation" not in html and "<mfrac>" in html
    assert "<th></th>" not in html  # the corner of a table is no heading


def test_links_lead_to_pages(page):
    html, _ = page
    assert '<a href="ch04_4x_exercises.html">On</a>' in html
    assert 'href="../lab/index.html?path=en/ch04_4_gradient.ipynb"' in html


def test_answers_are_not_in_the_book(tmp_path):
    path = written(tmp_path, prose("# Exercises"), code("f()", dlfs={"exercise": "4.3-5"}))
    read = notebook.read(path, "en", answers=False)
    assert [cell.id for cell in read.cells] == ["cell-1", "cell-2"]


def test_two_builds_have_the_same_bytes_and_pages_know_their_neighbours(tmp_path):
    notebooks = course(tmp_path)
    course(tmp_path, "ko")
    made = []
    for name in ("a", "b"):
        site = tmp_path / name
        site.mkdir()
        assert pages.main([str(site), "--notebooks", str(notebooks)]) == 0
        files = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*.*")}
        made.append(files)
    assert made[0] == made[1]
    middle = made[0]["ko/ch04_4_gradient.html"].decode()
    assert re.findall(r'rel="(\w+)" href="(\w+)\.html"', middle) == [
        ("prev", "00_start_here"),
        ("next", "ch04_4x_exercises"),
    ]
    contents = made[0]["en/index.html"].decode()
    assert "<h3>Chapter 4</h3>" in contents and 'class="dlfs-states"' in contents
    assert 'href="../en/ch04_4x_exercises.html">Exercises</a>' in contents
    assert "$" not in made[0]["index.html"].decode()


def test_what_is_wrong_with_a_notebook_is_said_in_a_sentence(tmp_path, capsys):
    notebooks = tmp_path / "notebooks"
    path = written(notebooks, prose("# T"), prose("[x](gone.ipynb)"), name="bad")
    site = tmp_path / "site"
    site.mkdir()
    assert pages.main([str(site), "--notebooks", str(notebooks)]) == 1
    assert capsys.readouterr().err.startswith(f"pages: {path}: cell 2 (cell-2): it links to gone")


# Licences.


def test_a_part_without_a_licence_ends_the_build(tmp_path):
    (tmp_path / "README.md").write_text("no word of it")
    with pytest.raises(SystemExit, match=r"^some/part v1 is in the site, and nothing says under"):
        list(licences.required("some/part v1", tmp_path))
    with pytest.raises(SystemExit, match=r"^left-pad is in the site"):
        licences.without("left-pad")


def test_all_files_of_a_licence_are_taken(tmp_path):
    (tmp_path / "LICENSE").write_text("a")
    (tmp_path / "licenses").mkdir()
    (tmp_path / "licenses" / "ftl.txt").write_bytes("ö".encode("latin-1"))
    found = list(licences.required("part", tmp_path))
    assert found == [("part, LICENSE", "a"), ("part, licenses/ftl.txt", "ö")]


def test_each_text_is_there_once_with_all_that_it_is_for():
    html = licences.section("Parts", [("a 1", "MIT\n"), ("b 2", "<BSD>"), ("c 3", "MIT")])
    assert html.count("<details>") == 2
    assert "<summary>a 1, c 3</summary><pre>MIT</pre>" in html and "&lt;BSD&gt;" in html
    assert licences.section("None", []) == ""

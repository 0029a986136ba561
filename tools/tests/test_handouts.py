"""What a handout shows, and what is refused before there is one."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import typst

import handouts
from handout import bind, build, imprint, markdown, notebook, outputs, pairs, typeset, webpage
from handout.build import Job, Printed
from handout.notebook import Cell
from handout.outputs import Picture, Text
from handout.pandoc import text_of
from handout.refused import Refused
from handout.words import words
from nbtools import lab
from nbtools.project import ROOT
from samples import code, display, error, png, stderr, stdout
from samples import notebook as sample

FONTS = "/usr/share/fonts/opentype/noto"
ORIGIN = imprint.Origin("1.2.3", (("images.gz", "0123456789abcdef" * 4),))
FIGURE = f'<img alt="A rising line" width="8" height="4" src="data:image/png;base64,{png()}">'

needs_poppler = pytest.mark.skipif(
    not os.environ.get("CI") and not (shutil.which("pdftotext") and Path(FONTS).is_dir()),
    reason="no PDF was looked into: on Debian, apt install poppler-utils fonts-noto-cjk",
)


def prose(text, **metadata):
    return nbformat.v4.new_markdown_cell(text, metadata=metadata)


def written(folder, *cells, name="ch04_4_gradient", language="en"):
    """Writes a notebook of the cells into a course of its own."""
    made = sample(*cells)
    count = 0
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.execution_count = count = count + 1
    path = folder / language / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


def lesson():
    """A cell of each kind that a handout treats in its own way."""
    return [
        prose("# 4.4 The $f$ gradient\n\nIt *begins*. [Back](ch04_4_gradient.ipynb)"),
        code("%%\nfmt.Println(1)", stdout("1\n")),
        prose(
            "<details>\n<summary>The same in Python</summary>\n\n```python\nprint(1)\n```\n\n"
            "It prints\n\n```text\n1\n```\n\n</details>",
            dlfs={"twin": "cell-2"},
        ),
        code('import "dlfs/nb"\n\n%%\nnb.Show(f)', display(png=png(), html=FIGURE)),
        prose("What is $\\frac{1}{2}$ of 4?\n\n$$\\sum_k x_k$$\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
        prose("It is *twice* that.", dlfs={"answer": True}),
        code("%%\nfmt.Println(4 / 2)", stdout("2\n"), dlfs={"answer": True}),
        code("%%\npanic(1)", stderr("panic: 1\n"), error(), tags=["raises-exception"]),
    ]


def read(folder, *cells, language="en"):
    return notebook.read(written(folder, *cells, language=language), language)


def test_answers_to_exercises_are_the_teachers(tmp_path):
    cells = [prose("# Exercises"), code("%%\nf()", dlfs={"exercise": "4.3-5"}), prose("The end.")]
    made = read(tmp_path, *cells)
    assert [cell.id for cell in made.edition(teacher=False)] == ["cell-1", "cell-2", "cell-3"]
    shown = made.edition(teacher=True)
    ids = ["cell-1", "cell-2", "cell-2-answer", "cell-2-why", "cell-3"]
    assert [cell.id for cell in shown] == ids
    assert shown[2].source.endswith("{\n\treturn 6, 8\n}")
    assert "2·x0 = 6 and 2·x1 = 8." in text_of(shown[3].blocks)


def test_an_exercise_that_nobody_knows_is_refused(tmp_path):
    cells = [prose("# Exercises"), code("%%\nf()", dlfs={"exercise": "4.3-99"})]
    with pytest.raises(
        Refused, match=r"ch04_4_gradient\.ipynb: cell cell-2: there is no exercise '4\.3-99'"
    ):
        read(tmp_path, *cells)


# Refusals.


def page(text):
    return [prose("# Title"), prose(text)]


def run(*results, source="%%\nf()", **metadata):
    return [prose("# Title"), code(source, *results, **metadata)]


def figure(html=FIGURE, picture=None):
    return run(display(html=html, png=picture or png()))


def choice(html):
    """Figures to choose from, with something else among them."""
    image = FIGURE.replace("png;base64,", "svg+xml,%3Csvg/%3E")
    return figure(html=f'<form class="dlfs-states" method="dialog">{image}{html}</form>')


CUT_OFF = base64.b64encode(base64.b64decode(png())[:50]).decode()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (page("No $x"), "cell 2 (cell-2): the $ in '$x' opens or closes no formula"),
        (page("a **b。**c"), "cell 2 (cell-2): the ** in '**b。**c' marks nothing"),
        (page("```go\nx"), "cell 2 (cell-2): its Markdown is not closed"),
        (page("[x](gone.ipynb)"), "cell 2 (cell-2): it links to gone.ipynb, and no such notebook"),
        (page("[x](../notes.txt)"), "cell 2 (cell-2): it links to ../notes.txt: link to a note"),
        (page("![A line](gone.png)"), "cell 2 (cell-2): the image gone.png is missing"),
        (page("![](gone.png)"), "cell 2 (cell-2): the image gone.png has no alt text"),
        (page("![x](https://a.org/b.png)"), "the image https://a.org/b.png is missing"),
        (page("![x](attachment:b.png)"), "the image attachment:b.png is missing"),
        (page("<details>\ntext"), "cell 2 (cell-2): '<details>\\ntext' cannot be printed"),
        (page("<details>\n<summary>a</summary>\n\nb"), "cell 2 (cell-2): a <details> is not clo"),
        (page("<table><tr><td>1</table>"), "cell 2 (cell-2): '<table><tr><td>1</table>' cannot"),
        (page("a <font>b</font>"), "cell 2 (cell-2): <font> cannot be printed"),
        (page("- a\n\n  <div>b</div>"), "stands inside a list or a quotation"),
        ([prose("No heading")], "its first Markdown cell does not begin with a heading"),
        (run(error()), "cell 2 (cell-2): its output is an error, and it is not tagged"),
        (run(tags=["raises-exception"]), "it is tagged raises-exception, and its output is no err"),
        (run(source="%%\nnb.Show(f)"), "cell 2 (cell-2): it shows a figure and none is there"),
        (run(display(svg="<svg/>", html='<img alt="x" src="x.svg">')), "has the source 'x.svg'"),
        (run(display(html="<b></b>")), "cell 2 (cell-2): its output of kind text/html cannot be"),
        (figure(html='<img alt="A line" src="line.png">'), "has the source 'line.png' and no data"),
        (figure(html="<p>no image</p>"), "cell 2 (cell-2): its figure has no alt text"),
        (figure(html=FIGURE + FIGURE), "its figure comes with 2 <img> in text/html, not 1"),
        (figure(html=FIGURE.replace('"8"', '"wide"')), "has the width 'wide', not a number"),
        (figure(html=FIGURE.replace('"8"', '"12"')), "distorted: it is shown as 12×4, its pixels"),
        (choice("<script>f()</script>"), "its figures to choose from come with <script>, which"),
        (choice('<label onclick="f()">'), "its figures to choose from come with <label onclick>"),
        (choice('<img alt="x" src="x.png">'), "would fetch something by their <img>"),
        (choice('<p style="color: red">'), "come with <p>, which is not nb's"),
        (choice('<label style="background: URL(x)">'), "would fetch something by their <label>"),
        (choice("<style>@import 'x';</style>"), "would fetch something by their <style>"),
        (figure(picture="AAAA"), "cell 2 (cell-2): its figure is no PNG file"),
        (figure(picture=CUT_OFF), "cell 2 (cell-2): its figure is no PNG file"),
        (run(display(html=FIGURE)), "cell 2 (cell-2): its figure has no image/png"),
    ],
)
def test_a_notebook_with_a_hole_is_refused(tmp_path, cells, says):
    with pytest.raises(Refused) as refused:
        read(tmp_path, *cells)
    where = f"{tmp_path}/en/ch04_4_gradient.ipynb: "
    assert all(problem.startswith(where) for problem in refused.value.problems)
    assert says in str(refused.value)


def test_a_wrong_execution_count_is_refused(tmp_path):
    path = written(tmp_path, *run())
    made = nbformat.read(path, as_version=4)
    made.cells[1].execution_count = None
    nbformat.write(made, path)
    with pytest.raises(Refused, match=r"cell 2 \(cell-2\): its execution count is None, not 1"):
        notebook.read(path, "en")


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"cells": 1}'])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    with pytest.raises(Refused, match=re.escape(f"{path}: it is no notebook: ")):
        notebook.read(path, "en")


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (r"\foo{x}", "pandoc: [WARNING] Could not convert TeX math"),
        (r"\frac{1}", "pandoc: [WARNING] Could not convert TeX math"),
    ],
)
def test_a_formula_that_cannot_be_set_is_refused(tmp_path, formula, says):
    path = written(tmp_path, prose("# Title"), prose("$x$"), prose(f"Good $y$, bad ${formula}$."))
    with pytest.raises(Refused) as refused:
        build.print_notebook(Job(tmp_path, tmp_path, FONTS), tmp_path, ("en", path))
    assert str(refused.value).startswith(f"{path}: cell cell-3: {says}")


def test_a_character_that_no_font_has_is_refused(tmp_path):
    path = written(tmp_path, prose("# Title"), prose("An unassigned one: \U0003ffff"))
    with pytest.raises(Refused) as refused:
        build.print_notebook(Job(tmp_path, tmp_path, FONTS), tmp_path, ("en", path))
    assert str(refused.value).startswith(f"{path}: cell cell-2: Typst: ")
    assert "could not be displayed" in str(refused.value)


@pytest.mark.parametrize("language", ["zh", "ko", "ja"])
def test_a_missing_font_is_named_with_what_to_install(tmp_path, language):
    with pytest.raises(Refused) as refused:
        bind.check_fonts(["en", language], str(tmp_path))
    suffix = words(language).font
    missing = ", ".join(f"Noto {kind} CJK {suffix}" for kind in ("Sans", "Sans Mono", "Serif"))
    assert str(refused.value).startswith(f"fonts: {missing} not found in {tmp_path}: ")
    assert "apt install fonts-noto-cjk" in str(refused.value)


def test_english_needs_no_font_but_those_that_come_along(tmp_path):
    bind.check_fonts(["en"], str(tmp_path / "gone"))


def test_a_warning_of_typst_is_an_error(tmp_path):
    press = bind.Press(tmp_path, FONTS)
    source = (
        '#set document(title: "x")\n// cell: a.ipynb: cell b\n\n#set text(font: "Gone")\n\n= Title'
    )
    with pytest.raises(Refused, match=r"^a\.ipynb: cell b: Typst: unknown font family: gone$"):
        press.print(source, {})


def test_a_language_without_words_is_refused(tmp_path):
    written(tmp_path, *page("x"), language="xx")
    with pytest.raises(Refused, match="notebooks/xx: handouts have no words in that language"):
        build.courses_of(tmp_path)


@pytest.mark.parametrize("content", ["", "1.0", "v1.0.0", "1.0.0 or so"])
def test_a_version_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "VERSION").write_text(content)
    with pytest.raises(Refused, match="VERSION: it says"):
        imprint.origin(tmp_path)


def test_a_data_set_with_another_number_of_files_is_refused(tmp_path):
    (tmp_path / "VERSION").write_text("1.0.0\n")
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "mnist.go").write_text(f'SourceFile{{"a.gz", 1, "{"0" * 64}"}}')
    with pytest.raises(Refused, match=r"datasets/mnist\.go: it names 1 files of MNIST, not 4"):
        imprint.origin(tmp_path)


def test_one_bad_notebook_leaves_all_handouts_as_they_were(tmp_path, capsys):
    good = written(tmp_path / "notebooks", *lesson())
    written(tmp_path / "notebooks", *page("[x](gone.ipynb)"), name="bad")
    old = tmp_path / "out" / "en" / "student" / "chapter.pdf"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    arguments = ["--notebooks", str(tmp_path / "notebooks"), "--out", str(tmp_path / "out")]
    assert handouts.main(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"handouts: {good.with_name('bad.ipynb')}: cell 2 (cell-2): it links to")
    assert said.count("\n") == 1
    assert [p for p in (tmp_path / "out").rglob("*") if p.is_file()] == [old]
    assert old.read_text() == "old"


# What is shown.


def test_all_handouts_of_a_course_are_written(tmp_path, capsys):
    written(tmp_path / "notebooks", *lesson())
    notes = tmp_path / "out" / "en" / "my notes.txt"  # what is somebody's stays
    notes.parent.mkdir(parents=True)
    notes.write_text("on the lesson")
    old = tmp_path / "out" / "en" / "student" / "chapter.pdf"
    old.parent.mkdir()
    old.write_text("old")
    arguments = ["--notebooks", str(tmp_path / "notebooks"), "--out", str(tmp_path / "out")]
    assert handouts.main(arguments) == 0
    assert ": 6 handouts in " in capsys.readouterr().out
    made = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*"))
    files = ("ch04_4_gradient.html", "ch04_4_gradient.pdf", "chapter.pdf")
    handed = [f"en/{edition}/{f}" for edition in ("student", "teacher") for f in files]
    assert made == ["en/my notes.txt", *handed]
    assert notes.read_text() == "on the lesson"
    assert old.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("teacher", "shown", "hidden"),
    [
        (False, ["begins", "panic: 1", "A rising line"], ["twice", "4 / 2", "same in Python"]),
        (True, ["begins", "panic: 1", "twice", "Answer", "same in Python", "It prints"], []),
    ],
)
def test_editions(tmp_path, teacher, shown, hidden):
    made = read(tmp_path, *lesson())
    html = webpage.page(made, teacher, ORIGIN)
    typeset_ = typeset.Typst(made, teacher).body
    for text in (re.sub(r"<[^i][^>]*>", "", html), typeset_.replace("#answer[", "Answer")):
        assert all(word in text for word in shown)
        assert not any(word in text for word in hidden)


def test_the_footer_says_where_the_numbers_come_from(tmp_path):
    cells = [prose("# Title"), code("%%\nrand.NewPCG(1, 0)\nrand.NewPCG(2, 0)\nrand.NewPCG(7, 0)")]
    made = read(tmp_path, *cells)
    footer = ORIGIN.footer(words("en"), made.seeds)
    assert footer == ("Version 1.2.3 · random seed 1\N{EN DASH}2, 7 · MNIST SHA-256 01234567")
    assert f"<footer>{footer}<br>" in webpage.page(made, False, ORIGIN)
    assert ORIGIN.footer(words("en"), set()).split(" · ")[1] == "no random numbers"


def test_the_origin_of_this_project():
    origin = imprint.origin()
    names = [name.partition("-")[0] for name, _ in origin.checksums]
    assert names == ["train", "train", "t10k", "t10k"]
    assert origin.version == (ROOT / "VERSION").read_text().strip()


def test_all_languages_have_the_same_blanks_to_fill():
    for language in ("en", "zh", "ko", "ja"):
        said = vars(words(language))
        assert all(said[name].count("{}") == 1 for name in ("version", "seed", "data", "page"))
        assert all(text.strip() == text for text in said.values())


@pytest.mark.parametrize(
    ("language", "text", "joined"),
    [
        ("zh", "学习\n很快", "学习很快"),
        ("ja", "学ぶ\nのは", "学ぶのは"),
        ("zh", "用 Go\n写", "用 Go 写"),
        ("ko", "신경망은\n배운다", "신경망은 배운다"),
        ("en", "it\nlearns", "it learns"),
    ],
)
def test_a_line_break_is_a_blank_where_words_have_blanks(tmp_path, language, text, joined):
    made = read(tmp_path, prose(f"# T\n\n{text}"), language=language)
    assert text_of(made.cells[0].blocks) == joined


def test_images_of_prose_are_taken_along(tmp_path):
    picture = base64.b64decode(png())
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "line.png").write_bytes(picture)
    attached = prose("![Attached](attachment:a.png)")
    attached["attachments"] = {"a.png": {"image/png": png(200)}}
    made = read(tmp_path, prose("# T"), prose("![A line](line.png)"), attached)
    html = webpage.page(made, False, ORIGIN)
    assert images_of(html) == [("A line", png()), ("Attached", png(200))]
    assert picture in typeset.Typst(made, False).pictures.values()


def images_of(html):
    images = outputs.Page(html).images
    return [(image["alt"], image["src"].removeprefix(markdown.DATA)) for image in images]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<pre>training: 10/10</pre>", "training: 10/10"),
        ("<style>.a {}</style><div>a</div><div> b</div>", "a\n b"),
        ("a<br>b", "a\nb"),
        ('<p>x<span class="gonb-err-context">y<div>z</div><br></span></p>w', "x\nw"),
    ],
)
def test_the_text_of_html(html, text):
    assert outputs.Page(html).text == text


def test_the_columns_of_a_table_stay_apart():
    table = display(html="<table><tr><td>a</td><td>b</td></tr></table>")
    table["data"]["text/plain"] = "a  b\n"
    assert outputs.read_outputs([table], "cell 1", []) == [Text("a  b")]


def test_neighbouring_texts_are_one():
    made = outputs.read_outputs(
        [stdout("a\n"), display(html="<pre>b</pre>"), stderr("\x1b[31mc\x1b[0m\n"), error("d")],
        "cell 1",
        [],
    )
    assert made == [Text("a\nb"), Text("c\nd", failed=True)]


def test_a_twin_stands_beside_its_cell_if_both_are_narrow(tmp_path):
    def group(columns):
        twin = f"```python\n{'x' * columns}\n```"
        cells = [prose("# T"), code("%%\nfmt.Println(1)"), prose(twin, dlfs={"twin": "cell-2"})]
        return list(pairs.groups(read(tmp_path, *cells).cells))[-1]

    limit = pairs.PAGE_COLUMNS - len("fmt.Println(1)")
    assert group(limit).is_beside()
    assert not group(limit + 1).is_beside()


def test_a_twin_elsewhere_stands_alone():
    go, other, twin = Cell("a", source="x"), Cell("b", source="y"), Cell("c", twin_of="a")
    made = list(pairs.groups([go, twin, twin, other, twin]))
    assert [(g.cell, g.twin) for g in made] == [
        (go, twin),
        (twin, None),
        (other, None),
        (twin, None),
    ]


def test_neighbouring_answers_are_one():
    made = pairs.groups([Cell("a"), Cell("b", answer=True), Cell("c", answer=True), Cell("d")])
    flags = [(group.opens_answer, group.closes_answer) for group in made]
    assert flags == [(False, False), (True, False), (False, True), (False, False)]


def test_figures_stand_below_a_pair():
    figure_ = Picture(b"", "", 1, 1)
    group = pairs.Group(Cell("a", source="x", outputs=[Text("1"), figure_, Text("2")]))
    assert (group.leading(), group.rest()) == ([Text("1")], [figure_, Text("2")])


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("ab\nabc", 3), ("\tx", 5), ("a\tx", 5), ("学x", 3)]
)
def test_columns(text, columns):
    assert pairs.columns(text) == columns


def test_the_bound_document_is_in_the_order_of_the_first_page(tmp_path):
    for name in ("ch2", "appendix", "unlinked", "ch1x"):
        written(tmp_path, prose(f"# {name}"), name=name)
    written(tmp_path, prose("# ch1\n\n[x](ch1x.ipynb) [y](ch2.ipynb)"), name="ch1")
    links = " ".join(f"[x]({name}.ipynb)" for name in ("ch1", "ch2", "appendix"))
    written(tmp_path, prose(f"# Start\n\n{links}"), name="00_start_here")
    paths = build.courses_of(tmp_path)["en"]
    printed = [Printed(notebook.read(path, "en"), {}) for path in paths]
    names = [p.notebook.name for p in build.in_order(printed)]
    assert names == ["00_start_here", "ch1", "ch1x", "ch2", "appendix", "unlinked"]


def test_mirrors_are_printed_and_not_bound(tmp_path):
    written(tmp_path, prose("# Start"), name="00_start_here")
    rows = prose("Text.\n\n<small>S1-07</small>")
    written(tmp_path / "mirrors", prose("# Mirror"), rows, name="S1_chapter_4")
    assert build.build(Job(tmp_path, tmp_path / "out", FONTS, jobs=1))
    student = tmp_path / "out" / "en" / "student"
    assert sorted(p.name for p in student.glob("*.pdf")) == [
        "00_start_here.pdf",
        "S1_chapter_4.pdf",
        "chapter.pdf",
    ]
    assert "<small>S1-07</small>" in (student / "S1_chapter_4.html").read_text(encoding="utf-8")
    bound = [notebook.read(path, "en") for path in build.courses_of(tmp_path)["en"]]
    assert [n.name for n in bound if build.is_of_chapter(n, "en")] == ["00_start_here"]


def test_mirrors_alone_make_no_chapter(tmp_path):
    written(tmp_path, prose("# Mirror"), name="S1_chapter_4")
    made = build.build(Job(tmp_path, tmp_path / "out", FONTS, jobs=1))
    assert {path.stem for path in made} == {"S1_chapter_4"}


@pytest.mark.parametrize(
    ("code_", "pieces"),
    [
        ("a\n\nb", ["a\n\nb"]),
        ("1\n2\n3\n4\n5\n\nb\n2\n3\n4\n5\n6", ["1\n2\n3\n4\n5\n", "b\n2\n3\n4\n5\n6"]),
        ("1\n2\n3\n4\n5\n\n\nb\n2\n3\n4\n5\n6", ["1\n2\n3\n4\n5\n\n", "b\n2\n3\n4\n5\n6"]),
        ("1\n2\n3\n4\n5\n\n\tb\n2\n3\n4\n5", ["1\n2\n3\n4\n5\n\n\tb\n2\n3\n4\n5"]),
        ("1\n2\n3\n4\n5\n6\n\nend", ["1\n2\n3\n4\n5\n6\n\nend"]),
    ],
)
def test_a_page_ends_between_pieces_of_code(code_, pieces):
    assert typeset.pieces(code_) == pieces
    assert "\n".join(pieces) == code_


def test_long_code_is_cut_before_its_statements():
    function = "// f\nfunc f() {" + "\n\tg(\n\t\t1,\n\t)\n\t// h\n\th()" * 5 + "\n}"
    made = typeset.pieces(f'import (\n\t"fmt"\n)\n\n{function}')
    assert "\n".join(made).endswith(function)
    assert all(typeset.PIECE <= piece.count("\n") < typeset.UNBROKEN for piece in made)
    assert {piece.split("\n")[0] for piece in made[1:]} <= {"// f", "\tg(", "\t// h"}


def test_strings_of_typst():
    text = 'a "b" \\ c\n\t\\n #x $y$ `z` \\u{41} 学'
    assert json.loads(typst.Compiler().eval(typeset.quoted(text))) == text


# HTML.


class Resources(HTMLParser):
    """What a browser would load by itself, or run."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found += (
            [tag] if tag in ("script", "iframe", "link", "object", "embed", "base") else []
        )
        for name, value in ((name, value or "") for name, value in attrs):
            is_link = tag == "a" and name == "href"
            is_data = name == "src" and value.startswith(
                ("data:image/png;base64,", "data:image/svg+xml,")
            )
            loads = name in ("src", "srcset", "poster", "data") or re.search(
                r"//|^javascript", value
            )
            if name.startswith("on") or (loads and not is_link and not is_data):
                self.found.append(f"{tag} {name}={value[:60]}")


MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'  # a name, never fetched


def loaded_by(html):
    styles = re.findall(r"url\([^)]*\)|@import[^;]*", html)
    return Resources(html.replace(MATHML, "")).found + styles


@pytest.mark.parametrize("teacher", [False, True])
def test_a_page_loads_nothing_and_runs_nothing(tmp_path, teacher):
    assert loaded_by(webpage.page(read(tmp_path, *lesson()), teacher, ORIGIN)) == []


@pytest.mark.parametrize(
    "html",
    [
        '<img src="x.png">',
        '<img src="https://a.org/x.png">',
        "<script>f()</script>",
        '<link rel="stylesheet" href="x.css">',
        '<a href="x" onclick="f()">',
        "<style>a { background: url(x.png) }</style>",
        "<style>@import 'x.css';</style>",
    ],
)
def test_what_would_be_loaded_is_found(html):
    assert len(loaded_by(html)) >= 1


def test_the_page_in_detail(tmp_path):
    html = webpage.page(read(tmp_path, *lesson(), language="zh"), True, ORIGIN)
    assert '<html lang="zh-Hans">' in html
    assert "<math" in html
    assert '<span class="dv">1</span>' in html
    assert 'href="ch04_4_gradient.html"' in html
    assert images_of(html) == [("A rising line", png())]
    assert not re.search(r"\$[a-z]", html)


def test_code_that_is_folded_in_the_notebook_is_folded_on_the_page(tmp_path):
    cells = [prose("# 4.4"), code("%%\nf()", stdout("true\n"), jupyter={"source_hidden": True})]
    html = webpage.page(read(tmp_path, *cells, language="zh"), False, ORIGIN)
    folded = re.search(r"<details><summary>代码</summary>(.*?)</details>(.*)", html, re.DOTALL)
    assert "f" in folded[1] and "true" not in folded[1]
    assert "true" in folded[2]


# PDF files, looked into with poppler's tools.

SENTENCES = {
    "en": "The first layer has 784 inputs, 50 of them lit.",
    "zh": "神经网络用梯度下降法学习。每一步都沿着 Go 算出的方向走、步长由学习率决定。",
    "ko": "신경망은 기울기를 따라 조금씩 배웁니다. 학습률은 걸음의 크기입니다.",
    "ja": "ニューラルネットワークは勾配に沿って学びます。一歩の大きさは学習率で決まります。",
}
# Japanese, simplified and Korean forms of one character are one code point: the font decides.
LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb4f]")


def poppler(tool, *arguments):
    return subprocess.run([tool, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A course in four languages, one sentence in prose, a heading, a table and a comment."""
    folder = tmp_path_factory.mktemp("course")
    for language, sentence in SENTENCES.items():
        cells = lesson()
        cells[0].source = f"# 4.4 {sentence}\n\n{sentence} [4.4](ch04_4_gradient.ipynb)"
        cells[1].source = f"// {sentence}\n%%\nfmt.Println(1)"
        cells[4].source += f"\n\n| a |\n|---|\n| **{sentence}** |\n\n- *{sentence}*"
        written(folder / "notebooks", *cells, language=language)
    build.build(Job(folder / "notebooks", folder / "out", FONTS))
    return folder / "out"


@pytest.mark.more
@needs_poppler
@pytest.mark.parametrize("name", ["ch04_4_gradient", "chapter"])
@pytest.mark.parametrize("language", SENTENCES)
def test_text_comes_back_out_of_a_pdf(printed, language, name):
    text = poppler("pdftotext", printed / language / "teacher" / f"{name}.pdf", "-")
    assert not LOOKALIKES.search(text)
    assert unicodedata.is_normalized("NFC", text)
    # Lines end anywhere; blanks within a line may be set by the typesetter.
    found = re.sub(r"\s", "", text).count(re.sub(r"\s", "", SENTENCES[language]))
    assert found >= 5  # heading, paragraph, comment, table, list


@pytest.mark.more
@needs_poppler
@pytest.mark.parametrize("name", ["ch04_4_gradient", "chapter"])
@pytest.mark.parametrize("language", SENTENCES)
def test_a_pdf_is_tagged_and_carries_its_fonts(printed, language, name):
    path = printed / language / "student" / f"{name}.pdf"
    about = poppler("pdfinfo", path)
    assert re.search(r"^Tagged: +yes$", about, re.MULTILINE)
    assert "CreationDate" not in about
    fonts = poppler("pdffonts", path).splitlines()[2:]
    assert fonts
    # Whether it is embedded, a subset, and says which characters its glyphs stand for.
    assert all(re.search(r" yes yes yes +\d+ +0$", font) for font in fonts)
    cjk = words(language).font.lower()
    forms = {form for font in fonts for form in re.findall(r"CJK(\w\w)-", font)}
    assert forms == ({cjk} if cjk else set())
    assert b"A rising line" in path.read_bytes() or "A rising line" in poppler(
        "pdfinfo", "-struct-text", path
    )
    footer = imprint.origin().footer(words(language), set())
    assert re.sub(r"\s", "", footer) in re.sub(r"\s", "", poppler("pdftotext", path, "-"))


@pytest.mark.more
@needs_poppler
def test_a_link_becomes_a_reference_in_the_bound_pdf(printed):
    folder = printed / "en" / "student"
    assert re.search(r"4\.4\s+\(p\. 3\)", poppler("pdftotext", folder / "chapter.pdf", "-"))
    assert b"(ch04_4_gradient.pdf)" not in (folder / "chapter.pdf").read_bytes()


# All notebooks.


@pytest.fixture(scope="module")
def on_two_days(tmp_path_factory):
    """The handouts of this clone, made twice, with nothing alike but the files of git."""
    if not (os.environ.get("CI") or shutil.which("faketime")):
        pytest.skip("no second day was tried: on Debian or Ubuntu, apt install faketime")
    first = tmp_path_factory.mktemp("first") / "out"
    clone = tmp_path_factory.mktemp("another clone") / "of it"
    files = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, clone / name)
    make(ROOT, first, "today", TZ="UTC", LC_ALL="C.UTF-8")
    make(clone, clone / "handouts", "+400 days", "umask 077;", TZ="Asia/Tokyo", LC_ALL="C")
    return first, clone / "handouts"


def make(clone, out, day, before="", **environment):
    script = f'{before} exec faketime "{day}" "{sys.executable}" tools/handouts.py --out "{out}"'
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    subprocess.run(["sh", "-c", script], cwd=clone, env=environment, check=True)


def checksums(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.more
def test_two_days_and_two_folders_give_the_same_bytes(on_two_days):
    first, second = map(checksums, on_two_days)
    notebooks = [p for paths in build.courses_of(ROOT / "notebooks").values() for p in paths]
    languages = {path.parent.name for path in notebooks}
    assert len(first) == 4 * len(notebooks) + 2 * len(languages)
    assert first == second


@pytest.mark.more
def test_no_page_asks_for_anything(on_two_days):
    pages = sorted(on_two_days[0].rglob("*.html"))
    assert pages
    assert {str(page): loaded_by(page.read_text("utf-8")) for page in pages} == {
        str(page): [] for page in pages
    }


@pytest.mark.more
def test_a_browser_asks_for_the_page_alone(on_two_days):
    if lab.find_browser() is None and not os.environ.get("CI"):
        pytest.skip(f"nothing was tried in a browser: {lab.NO_BROWSER}")
    pages = sorted(on_two_days[0].rglob("ch04_4_gradient.html"))
    assert pages
    with lab.browser() as chromium:
        for path in pages:
            page = chromium.new_page()
            asked, said = [], []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("console", lambda message, said=said: said.append(message.text))
            page.goto(path.as_uri())
            widths = page.eval_on_selector_all("img", "all => all.map(i => i.naturalWidth)")
            assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
            assert said == []
            assert widths and all(widths)
            page.close()

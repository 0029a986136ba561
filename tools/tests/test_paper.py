"""What fits on a page, what goes on paper, and what a lecture gets besides."""

import itertools
import re
import urllib.parse
from functools import partial

import nbformat
import pytest

import lecture as command
from handout import (
    bind,
    build,
    fillin,
    imprint,
    pandoc,
    paper,
    pdfs,
    slides,
    states,
    syllabus,
    typeset,
    webpage,
)
from handout.notebook import Cell
from handout.outputs import Picture
from handout.refused import Refused
from handout.words import words
from nbtools.project import ROOT
from samples import code, display, png, stdout
from test_handouts import FIGURE, FONTS, ORIGIN, needs_poppler, poppler, prose, read, written

# Code and what it prints, in the columns of a page.


@pytest.mark.parametrize(
    ("line", "columns"), [("abc", 3), ("\tx", 5), ("a\tx", 5), ("学", 1 / 0.602), ("→δ", 2)]
)
def test_columns_are_those_of_the_fonts(line, columns):
    assert paper.width(line) == pytest.approx(columns)


LONG = "func f(a, b int, someFunction func([]float64) float64, another *mat.Dense) []float64 {"


@pytest.mark.parametrize(
    ("source", "fitted"),
    [
        ("x := 1", "x := 1"),
        ("// one two three four\n// five", "// one two three\n// four five"),  # no word alone
        ("// one two three four five", "// one two three\n// four five"),
        ("\tx := f(aaaa, bbbbbbbb, c)", "\tx := f(aaaa,\n\t\tbbbbbbbb, c)"),
        ("x := aaaaaaaa + bbbbbbbbbbb", "x := aaaaaaaa +\n\tbbbbbbbbbbb"),
        ("x := aaaa // why it is so", "// why it is so\nx := aaaa"),
        ('f("one two three four five")', 'f("one two three " +\n\t"four five")'),
        ("//\tas it is\n// so", "//\tas it is\n// so"),
    ],
)
def test_code_goes_on_where_go_allows_it(source, fitted):
    assert paper.code(source, "go", 21) == fitted


def test_a_signature_is_cut_between_its_parameters():
    first, second = paper.code(LONG, "go", 70).split("\n")
    assert first.endswith("float64,") and second == "\tanother *mat.Dense) []float64 {"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("学习率决定步长，步长决定快慢。", ["学习率决定步长，步", "长决定快慢。"]),
        ("学习率决定步长了吧，步长也是", ["学习率决定步长了", "吧，步长也是"]),
        ("歩幅は、学習率（gradient）", ["歩幅は、学習率", "（gradient）"]),
        ("신경망은 기울기를 따라", ["신경망은", "기울기를 따라"]),
    ],
)
def test_lines_end_where_the_script_allows_it(text, lines):
    assert paper.wrapped(text, 15) == lines


def test_two_lines_of_japanese_meet_without_a_blank():
    assert paper.joined(["学ぶ", "のは"]) == "学ぶのは"
    assert paper.joined(["배운", "다음"]) == "배운 다음"


def test_what_is_printed_is_cut_at_blanks():
    assert paper.printed("one two three", 8) == "one two\nthree"
    assert paper.printed("x" * 10, 8) == "x" * 8 + "\nxx"


@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja"])
def test_all_code_of_the_course_fits(language):
    """So none of it is broken within a word, at the one size that code has."""
    paths = build.courses_of(build.project.ROOT / "notebooks")[language]
    for path in paths:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                fitted = paper.code(cell.source, "go")
                assert paper.fits(fitted), f"{path}: {cell.id}"
                assert words_of(fitted) == words_of(cell.source), f"{path}: {cell.id}"


def words_of(source):
    """What a compiler reads of the code, in any order of its comments' lines."""
    joined = re.sub(r'" \+\s*"', "", source)
    return sorted(re.sub(r"//|\s", "", joined))


# What is on paper.


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("[← 4.3](ch04_4_gradient.ipynb)", True),
        ("[← 4.3](ch04_4_gradient.ipynb) ·\n[4.5 →](ch04_4_gradient.ipynb)", True),
        ("See [4.3](ch04_4_gradient.ipynb).", False),
        ("[A page](https://example.org)", False),
        ("Words.", False),
    ],
)
def test_links_that_turn_the_page_are_not_printed(tmp_path, text, turns):
    made = read(tmp_path, prose("# T"), prose(text))
    [block] = made.cells[1].blocks
    assert typeset.is_navigation(block) == turns
    assert ("ch04\\_4" in typeset.Typst(made, False).body) <= (not turns)
    assert ("href" in webpage.page(made, False, ORIGIN).split("<main>")[1]) or "Words" in text


def exercise():
    open_ = stdout("4.3-5  Slopes\nStill open: replace …\n")
    return [
        prose("# Exercises\n\nIntro."),
        code("exercises.Progress()", stdout("Solved: 0 of 69\n")),
        prose("## 4.3-5 Slopes ★\n\n**Goal.** Find them."),
        code("func f() {\n\tpanic(1)\n}", open_, dlfs={"exercise": "4.3-5"}),
        prose("The end."),
    ]


@pytest.mark.parametrize("teacher", [False, True])
def test_an_exercise_has_room_to_write_or_an_answer(tmp_path, teacher):
    body = typeset.Typst(read(tmp_path, *exercise()), teacher).body
    assert "Still open" not in body and "Solved: 0" not in body
    task = body[body.index("#task(") :]
    assert task.index("4.3-5 Slopes") < task.index("#listing")
    assert ("#task(0)[" in body) == teacher == ("#answer[" in body)


def test_no_verdict_is_in_a_file(tmp_path):
    html = webpage.page(read(tmp_path, *exercise()), False, ORIGIN)
    assert "Still open" not in html and "Solved: 0" not in html
    assert "Progress" in html and "Slopes" in html


@needs_poppler
@pytest.mark.parametrize(("paragraphs", "tight"), [(36, 0), (38, 1), (60, 0)])
def test_a_lesson_is_set_tighter_where_that_saves_a_page(tmp_path, paragraphs, tight):
    made = read(tmp_path, prose("# T\n\n" + "One line.\n\n" * paragraphs))
    body = typeset.Typst(made, False)
    single = partial(bind.single, made, body, False, ORIGIN)
    with build.press(build.Job(tmp_path, tmp_path, FONTS)) as press:
        [(loose, _)] = bind.ends(press.spots(single()))
        (tmp_path / "x.pdf").write_bytes(press.fitted([body], single, "en"))
    pages = int(re.search(r"Pages: +(\d+)", poppler("pdfinfo", tmp_path / "x.pdf"))[1])
    assert (body.tight, pages) == (tight, loose - (tight > 0))


@needs_poppler
def test_each_lesson_of_a_chapter_is_fitted(tmp_path):
    made = [read(tmp_path, prose("# T\n\n" + "One line.\n\n" * n)) for n in (60, 38, 5)]
    bodies = [typeset.Typst(notebook, False) for notebook in made]
    for number, body in enumerate(bodies):
        body.name = f"lesson-{number}"
    document = partial(bind.chapter, made, bodies, False, ORIGIN)
    with build.press(build.Job(tmp_path, tmp_path, FONTS)) as press:
        before = bind.ends(press.spots(document()))
        press.fitted(bodies, document, "en")
        after = bind.ends(press.spots(document()))
    assert [body.tight for body in bodies] == [0, 1, 0]
    assert [pages for pages, _ in before] == [2, 2, 1]
    assert [pages for pages, _ in after] == [2, 1, 1]


def test_a_longer_answer_gets_more_room():
    short, long = (Cell("a", source="// why\n" + "x\n" * n, answer=True) for n in (1, 6))
    cells = [Cell("e1", exercise="1"), short, Cell("e2", exercise="2"), long]
    assert typeset.rooms(cells) == {"e1": 3, "e2": 6}


def test_three_questions_stay_together(tmp_path):
    made = read(tmp_path, prose("# T\n\n**Three questions**\n\n1. One?\n2. Two?"))
    body = typeset.Typst(made, False).body
    assert re.search(r"#keep\[\s+#strong\[Three questions\]\s+\+ One\?\s+\+ Two\?\s+\]", body)


def test_answers_and_tables_stay_on_one_page_with_their_words(tmp_path):
    answers = "<details>\n<summary>Answers</summary>\n\n1. One.\n2. Two.\n\n</details>"
    rows = "| a | b |\n|---|---|\n"
    made = read(
        tmp_path, prose("# T"), prose(answers), prose("Here."), prose(rows + "|1|2|\n" * 17)
    )
    body = typeset.Typst(made, False).body
    assert re.search(r"#whole\[\s+\+ One\.\s+\+ Two\.\s+\]", body)
    assert re.search(r"#lead\[\s+Here\.\s+\]\s+// cell.*\s+#whole\[\s+#figure\(", body)
    long = read(tmp_path, prose("# T"), prose(rows + "|1|2|\n" * 18))
    assert "#whole" not in typeset.Typst(long, False).body


def test_a_summary_stays_on_one_page(tmp_path):
    made = read(tmp_path, prose("# T"), prose("## Summary\n\n- One.\n- Two.\n\nThen:\n\n- Three."))
    body = typeset.Typst(made, False).body
    assert re.findall(r"#whole\[\s+- One\.\s+- Two\.\s+\]", body)
    assert body.count("#whole") == 1


def test_a_formula_stays_with_its_sentence(tmp_path):
    made = read(tmp_path, prose("# T"), prose("It is\n\n$$x$$\n\nwhere $x$ is 1."), prose("End."))
    body = typeset.Typst(made, False).body
    leads = re.findall(r"#lead\[(.*?)\n\]", body, re.DOTALL)
    assert "It is" in leads[0] and '#tex("x")' in leads[1]
    assert len(leads) == 2


def test_a_figure_stays_with_the_words_below_it(tmp_path):
    shown = code("%%\nnb.Show(f)", display(png=png(), html=FIGURE))
    body = typeset.Typst(read(tmp_path, prose("# T"), shown, prose("It rises.")), False).body
    assert '"A rising line", followed: true)' in body
    body = typeset.Typst(read(tmp_path, prose("# T"), shown, prose("## Next")), False).body
    assert '"A rising line", followed: false)' in body


# Figures to choose from.


def piece(count, width=100, height=100):
    svg = urllib.parse.quote('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    images = "".join(
        f'<label><input type="radio">{n}</label><img alt="State {n}" width="{width}"'
        f' height="{height}" src="data:image/svg+xml,{svg}">'
        for n in range(count)
    )
    return f'<form class="dlfs-states" method="dialog"><legend>h</legend>{images}</form>'


@pytest.mark.parametrize(
    ("count", "size", "columns"),
    [
        (5, (100, 100), 3),
        (5, (504, 432), 2),
        (5, (709, 414), 1),
        (5, (720, 600), None),  # three would be too small to read
        (2, (100, 100), None),
    ],
)
def test_three_states_where_a_page_has_room(count, size, columns):
    strip = states.strip(piece(count, *size))
    assert (strip and strip.columns) == columns
    if strip:
        assert [state.caption for state in strip.states] == ["h 0", "h 2", "h 4"]
        assert strip.height <= states.TALL


def test_an_image_by_the_wrong_name_is_renamed():
    wrong = urllib.parse.quote('<svg><image href="data:image/jpg;base64,iVBORw0KGgo="/></svg>')
    html = f'<img alt="x" width="1" height="1" src="data:image/svg+xml,{wrong}">'
    assert b"data:image/png;" in states.Reader(html).states[0].svg


# Author and place, and the language of a file.


def test_author_and_place_are_on_title_and_footer(tmp_path):
    made = read(tmp_path, prose("# T"))
    body = typeset.Typst(made, False)
    alone = bind.single(made, body, False, ORIGIN)
    named = imprint.Origin(ORIGIN.version, ORIGIN.checksums, "Kim Minji", "Sejong")
    document = bind.single(made, body, False, named)
    assert document.count("Kim Minji · Sejong") == 2  # below the title, in the footer
    assert 'author: "Kim Minji"' in document
    left = document.replace('#by("Kim Minji · Sejong")\n\n', "").replace(
        "Kim Minji · Sejong · ", ""
    )
    assert left.replace(', author: "Kim Minji"', "") == alone
    assert 'by: "Kim Minji · Sejong"' in bind.chapter([made], [body], False, named)
    assert "<footer>Kim Minji · Sejong · Version" in webpage.page(made, False, named)


@pytest.mark.parametrize(
    ("language", "tag"), [("en", "en"), ("zh", "zh-Hans"), ("ko", "ko"), ("ja", "ja")]
)
def test_a_pdf_says_its_language(tmp_path, language, tag):
    made = read(tmp_path, prose("# T\n\n`x`"), code("%%\nf()"), language=language)
    with build.press(build.Job(tmp_path, tmp_path, FONTS)) as press:
        document = bind.single(made, typeset.Typst(made, False), False, ORIGIN)
        pdf = press.print(document, {}, language)
    catalog = re.search(rb"/Type/Catalog.*", pdf)[0]
    assert f"/Lang({tag})".encode() in catalog
    assert f"<rdf:li>{tag}</rdf:li>".encode() in pdf
    assert set(re.findall(rb"/Lang\((.*?)\)", pdf)) <= {b"en", tag.encode()}  # code is English


def test_a_table_of_objects_is_put_right():
    old = (
        b"1 0 obj /Lang(zh)\n2 0 obj\nxref\n0000000000 00000 n\n0000000018 00000 n\nstartxref\n25\n"
    )
    new = pdfs.in_language(old, "zh", "zh-Hans")
    table = re.findall(rb"(\d{10}) 00000 n", new)
    assert [new[int(offset) :][:7] for offset in table] == [b"1 0 obj", b"2 0 obj"]
    assert new[int(re.search(rb"startxref\n(\d+)", new)[1]) :].startswith(b"\nxref")


@needs_poppler
def test_copied_code_keeps_its_indentation(tmp_path):
    source = "func f() {\n\tfor i := range 3 {\n\t\tif i > 1 {\n\t\t\tg()\n\t\t}\n\t}\n}"
    made = read(tmp_path, prose("# T\n\nWords above."), code(source), prose("Below."))
    with build.press(build.Job(tmp_path, tmp_path, FONTS)) as press:
        pdf = press.print(bind.single(made, typeset.Typst(made, False), False, ORIGIN), {})
    (tmp_path / "x.pdf").write_bytes(pdf)
    lines = poppler("pdftotext", "-layout", tmp_path / "x.pdf", "-").split("\n")
    start = next(n for n, line in enumerate(lines) if "func f()" in line)
    copied = lines[start : start + source.count("\n") + 1]
    margin = len(copied[0]) - len(copied[0].lstrip())
    assert "\n".join(line[margin:] for line in copied) == source.expandtabs(4)


# Slides.


def test_long_code_goes_on_several_slides():
    code_ = "\n\n".join("func f() {\n" + "\tg()\n" * 8 + "}" for _ in range(4))
    parts = slides.shares(code_)
    assert [part.count("func") for part in parts] == [2, 2]
    assert "\n\n".join(parts) == code_


def test_folded_code_is_not_on_slides(tmp_path):
    hidden = {"jupyter": {"source_hidden": True}}
    assert "check()" not in shown_on_slides(tmp_path, code("check()", stdout("true\n"), **hidden))
    marked = code("check()", stdout("true\n"), dlfs={"slide": "all"}, **hidden)
    assert "check()" in shown_on_slides(tmp_path, marked)


FOLDED = {
    "en": ("`dl` has it too. The folded\ncell compares both.", "Is it right? Unfold the cell."),
    "zh": ("`dl` 里也有它。折叠的单元格比较两者。", "对吗？展开单元格来看。"),  # noqa: RUF001
    "ko": ("`dl`에도 있습니다. 접어 둔 셀에서 비교합니다.", "맞을까요? 셀을 펼치세요."),
    "ja": (
        "`dl`にもあります。折りたたまれたセルで比べます。",
        "正しいでしょうか。セルを開くと分かります。",
    ),
}


@pytest.mark.parametrize("language", FOLDED)
def test_words_on_a_folded_cell_go_with_it(tmp_path, language):
    check = code("check()", stdout("true\n"), jupyter={"source_hidden": True})
    cells = [prose("# T"), prose("\n\n".join(FOLDED[language])), check, prose("End.")]
    made = read(tmp_path, *cells, language=language)
    named = re.compile(words(language).folded)
    for body in (slides.Slides(made).body, fillin.FillIn(made, False).body):
        assert "check()" not in body and "End" in body
        assert "dl" in body and not named.search(" ".join(body.split()))
        assert not re.search("right|对吗|맞을|正し", body)
    assert named.search(" ".join(typeset.Typst(made, False).body.split()))
    cells[1].source, cells[2].metadata = FOLDED[language][0], {}
    assert "dl" in fillin.FillIn(read(tmp_path, *cells, language=language), False).body


@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja"])
def test_the_course_names_folded_cells_as_its_words_do(language):
    named = re.compile(words(language).folded)
    for path in (ROOT / "notebooks" / language).glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        for above, cell in itertools.pairwise(cells):
            if cell.metadata.get("jupyter", {}).get("source_hidden") and "text" in above.id:
                assert named.search(" ".join(above.source.split())), f"{path}: {above.id}"


def test_a_wrong_mark_for_slides_is_refused(tmp_path):
    with pytest.raises(Refused, match="\"slide\" is 'some' in its metadata"):
        read(tmp_path, prose("# T"), prose("Text.", dlfs={"slide": "some"}))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One long sentence with words. And more.", "One long sentence with words."),
        ("Short. But then a longer one. End.", "Short. But then a longer one."),
        ("Of some things, e.g. apples, there are many. End.", "Of some things, e.g. apples, "
         "there are many."),
        ("第一句话足够长，也说了不少的内容。二。", "第一句话足够长，也说了不少的内容。"),
        ("短。第二句足够长，也说了不少的内容。三。", "短。第二句足够长，也说了不少的内容。"),
        ("The value 0.5 is not an end of anything", "The value 0.5 is not an end of anything"),
    ],
)  # fmt: skip
def test_slides_have_first_sentences(text, shown):
    [block] = pandoc.blocks_of(text, smart=False)
    assert pandoc.text_of(slides.beginning(block["c"])) == shown


def shown_on_slides(tmp_path, *cells):
    return slides.Slides(read(tmp_path, prose("# T\n\nMotto of the page."), *cells)).body


def test_what_is_on_slides(tmp_path):
    body = shown_on_slides(
        tmp_path,
        prose("## Part\n\nThe first sentence of it all. The second one.\n\n$$x$$\n\n- a"),
        code("%%\nfmt.Println(1)", stdout("1\n")),
        code("%%\nnb.Show(f)", display(png=png(), html=FIGURE)),
        prose("<details>\n<summary>More</summary>\n\nHidden.\n\n</details>"),
    )
    assert "#section(2)[" in body and "first sentence" in body and '#tex("x")' in body
    assert "fmt.Println(1)" in body and "#slide-figure(" in body
    assert not any(word in body for word in ("second one", "nb.Show", "Hidden"))


def test_metadata_decides_what_is_on_slides(tmp_path):
    long = "%%\n" + "f()\n" * 40
    body = shown_on_slides(
        tmp_path,
        prose("The first sentence, and long. The second one.", dlfs={"slide": "all"}),
        code(long, dlfs={"slide": "all"}),
        prose("Left out.", dlfs={"slide": "none"}),
    )
    assert "second one" in body and "f()" in body and "Left out" not in body
    assert "f()" not in shown_on_slides(tmp_path, code(long))


def test_all_states_are_stepped_through(tmp_path):
    shown = slides.Slides(read(tmp_path, prose("# T")))
    steps = list(shown.seen(Picture(b"", "", 1, 1, piece(7))))
    assert [re.search(r'caption: "(.*?)"', step["c"][1])[1] for step in steps] == [
        f"h {n}" for n in range(7)
    ]
    assert len(list(shown.seen(Picture(b"", "", 1, 1, piece(28))))) == 3


# Blanks.

FUNCTION = "func f(x float64) float64 {\n\th := 1e-4\n\tup := g(x + h)\n\treturn up - 2*g(x) * h\n}"


def test_a_function_loses_the_line_that_computes_most():
    [(start, end)] = fillin.in_code(FUNCTION, None)
    assert FUNCTION[start:end] == "return up - 2*g(x) * h"
    assert fillin.in_code("func f() {\n\tg(1 + 1)\n}", None) == []  # too short
    assert fillin.in_code(FUNCTION, []) == []
    [(start, end)] = fillin.in_code(FUNCTION, ["x + h", "not there"])
    assert FUNCTION[start:end] == "x + h"


@pytest.mark.parametrize(
    ("text", "number"), [("loss 0.5\nrate 1e-4", "1e-4"), ("97.5%", "97.5%"), ("x1 none", None)]
)
def test_what_is_printed_loses_its_last_number(text, number):
    found = [text[start:end] for start, end in fillin.in_output(text, None)]
    assert found == ([number] if number else [])


def test_students_fill_in_what_the_key_marks(tmp_path):
    made = read(tmp_path, prose("# T"), code(FUNCTION, stdout("0.25\n")))
    student, teacher = (fillin.FillIn(made, is_key).body for is_key in (False, True))
    assert "return up" not in student and "0.25" not in student
    assert student.count(fillin.LINE) == 2
    assert "return up" in teacher and "0.25" in teacher and "___" not in teacher
    assert "marked: ((4, ),)" in teacher and "marked: (1, )" in teacher


# The syllabus.


@pytest.mark.parametrize(
    ("minutes", "days", "counts"),
    [
        ([1, 1, 1, 1], 2, [2, 2]),
        ([9, 1, 1, 1], 2, [1, 3]),
        ([1, 1], 5, [1, 1]),
        ([3, 1, 2, 2, 4], 3, [2, 2, 1]),
    ],
)
def test_days_are_as_even_as_can_be(minutes, days, counts):
    assert syllabus.shares(minutes, days) == counts


def test_a_section_with_its_exercises(tmp_path):
    recap = prose("## Summary\n\n- You know it.\n- And that.")
    lesson = read(tmp_path, prose("# 4.3 Slopes"), code(), recap)
    lesson.name, lesson.cells[-1].id = "ch04_3_slopes", "recap"
    exercises = read(tmp_path, *exercise())
    exercises.name = "ch04_3x_exercises"
    [section] = syllabus.sections([lesson, exercises])
    assert (section.title, section.exercises) == ("4.3 Slopes", [("4.3-5", 1)])
    assert "You know it" in section.goals
    assert section.minutes == syllabus.QUARTER and section.solving(1) == 10


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (75, "1 h 15 min")]
)
def test_times(minutes, shown):
    assert syllabus.time(minutes, words("en")) == shown


def test_numbers_of_a_section_are_drawn_together():
    assert syllabus.listed(["4.2-1", "4.2-5", "5.1-2"]) == "#box[4.2-1, 5], #box[5.1-2]"
    assert syllabus.listed([]) == "–"


def test_all_languages_have_the_lecture_s_blanks():
    for language in ("en", "zh", "ko", "ja"):
        said = vars(words(language))
        counted = ("day", "session", "hours", "minutes")
        assert all(said[name].count("{}") == 1 for name in counted)


@pytest.mark.more
@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja"])
def test_what_a_lecture_gets(tmp_path, language, capsys):
    cells = [prose("# 4.4 T\n\nWords."), code(FUNCTION, stdout("0.25\n")), prose("Text.")]
    written(tmp_path / "notebooks", *cells, language=language)
    written(tmp_path / "notebooks", *exercise(), name="ch04_4x_exercises", language=language)
    arguments = ["--notebooks", str(tmp_path / "notebooks"), "--fonts", FONTS, "slides", "fill-in"]
    made = []
    for out in ("one", "two"):
        folder = tmp_path / out
        assert command.main([*arguments, "syllabus", "--out", str(folder)]) == 0
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        made.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    assert list(made[0]) == [
        f"{language}/fill-in/student/ch04_4_gradient.pdf",
        f"{language}/fill-in/teacher/ch04_4_gradient.pdf",
        f"{language}/slides/ch04_4_gradient.pdf",
        f"{language}/syllabus.pdf",
    ]
    assert made[0] == made[1]
    assert ": 4 files for the lecture in " in capsys.readouterr().out

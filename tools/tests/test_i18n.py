"""Translations: what is cut out of the English, what the check finds, and what is built."""

import re
from pathlib import Path

import nbformat
import polib
import pytest
from nbformat.v4 import new_markdown_cell

import i18n
from nbtools import catalogue, comments, entries, glossary, markup, readme, said, twinpage
from nbtools.entries import COMMENT, Entry, EntryError
from nbtools.normalise import text_of
from nbtools.project import ROOT
from nbtools.translation import NAMES, verbs
from samples import code, notebook, stdout

GO = """// half halves x.
//
// It is exact.
func half(x float64) float64 {
	// not a comment behind code
	url := "https://go.dev" // the site
	s := `// in a raw string`
	return x / 2 // as // it is
}"""


# Comments.


def test_comments_are_found_by_what_they_are():
    assert [(g.text, g.alone) for g in comments.groups(GO, "go")] == [
        ("half halves x.\n\nIt is exact.", True),
        ("not a comment behind code", True),
        ("the site", False),
        ("as // it is", False),
    ]


def test_comments_are_replaced_and_nothing_else():
    upper = comments.replaced(GO, "go", lambda text: f"{text.upper()}")
    assert comments.replaced(GO, "go", lambda text: text) == GO
    assert upper.splitlines()[:3] == ["// HALF HALVES X.", "//", "// IT IS EXACT."]
    assert '\turl := "https://go.dev" // THE SITE' in upper
    assert "`// in a raw string`" in upper
    assert comments.tokens(upper, "go") == comments.tokens(GO, "go")


@pytest.mark.parametrize(
    ("language", "source", "found"),
    [
        ("python", 'x = "# no"  # yes\n', ["yes"]),
        ("sh", "make lab     # opens it\nmake test    # runs it", ["opens it", "runs it"]),
        ("go", "%%\n// a\n\t// b, another indentation\n// c", ["a", "b, another indentation", "c"]),
        ("go", "//go:noinline\nfunc f() {}", []),
        ("go", "//\n%%", []),
    ],
)
def test_groups(language, source, found):
    assert [g.text for g in comments.groups(source, language)] == found
    assert comments.replaced(source, language, lambda text: text) == source


def test_a_longer_comment_keeps_its_indentation():
    longer = comments.replaced("{\n\t// a\n\tf() // b\n}", "go", {"a": "一\n二", "b": "三"}.get)
    assert longer == "{\n\t// 一\n\t// 二\n\tf() // 三\n}"


@pytest.mark.parametrize(
    ("source", "translation", "why"),
    [
        ("f() // a", "a\nb", "a comment behind code has one line"),
        ("/* a */ f()", "b", "with // on each line"),
    ],
)
def test_a_comment_that_cannot_be_replaced(source, translation, why):
    with pytest.raises(comments.CommentError, match=why):
        comments.replaced(source, "go", lambda _: translation)


def test_other_code_is_seen():
    assert comments.tokens("x := 1 // a", "go") != comments.tokens("x := 2 // a", "go")
    assert comments.tokens("if a:\n  b", "python") != comments.tokens("if a:\n b", "python")


# What cells hand over to be said.


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('nb.Show(plotting.New(p, "A \\"curve\\", (x)."))', ['A "curve", (x).']),
        ('nb.Show(plotting.New(\n\tmade("p", 1),\n\t"A curve.", // of x\n))', ["A curve."]),
        ('bar := nb.Progress(len(f("x")), "training")', ["training"]),
        ('nb.Slide("learning rate", rates, func(r float64) nb.Figure {})', ["learning rate"]),
        ('plotting.New(p, "a %.1f "+\n\t"b", f(1, 2))', ["a %.1f b"]),
        ('nb.Slide("a" + "b", rates, f)', ["ab"]),
        ('other.New(p, "text")\nfmt.Println("text") // plotting.New(p, "text")', []),
    ],
)
def test_what_a_cell_says(source, found):
    assert list(said.texts(source)) == found


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("plotting.New(p, alt)", "write out in quotes what plotting.New(…) is to say"),
        ('plotting.New(p, "a" + alt)', "write out in quotes"),
        ("plotting.New(p, `raw`)", "write out in quotes"),
        ('plotting.New(p, "a"', "not closed"),
        ("nb.Slide(label, rates, f)", "write out in quotes what nb.Slide(…) is to say"),
        ('nb.Slide("a" + label, rates, f)', "write out in quotes"),
    ],
)
def test_what_a_cell_says_is_written_out(source, why):
    cell = code(source)
    cell.id = "curve"
    with pytest.raises(EntryError, match=f"curve: .*{re.escape(why)}"):
        entries.of_cells([cell])


# The pages of twins.

PAGES = [
    twinpage.Page("f()"),
    twinpage.Page("f()\n\ng()"),
    twinpage.Page("f()", error="E-9", story="It is cut.", printed="1\n\n2"),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_back(page):
    assert twinpage.parse(page.text()) == page


def test_a_page_in_another_language_has_only_its_words():
    said = PAGES[2].text(lambda message, **values: f"<{message % values}>")
    assert said.startswith("<details>\n<summary><A trap in Python (E-9)></summary>\n\nIt is cut.\n")
    assert said.count("<It prints>") == 1


@pytest.mark.parametrize("source", ["text", "<details>\n<summary>Else</summary>\n\n</details>"])
def test_what_is_no_page_gets_a_sentence(source):
    with pytest.raises(ValueError, match="run `make twins`"):
        twinpage.parse(source)


# What is cut out.


def twin(*lines: str):
    cell = new_markdown_cell("\n".join(lines), metadata={"dlfs": {"twin": "run"}})
    return cell


COURSE_README = """# A course

One paragraph.

## Two commands

```sh
make lab     # opens it
make test    # runs it
```

[The figures](docs/figures.md), `notebooks/en/`, [start](notebooks/en/a.ipynb), [web](https://go.dev),
[a course](docs/teachers.md#a-class).
"""


def test_the_pieces_of_the_readme():
    assert [(e.context, e.text, e.kind) for e in entries.of_readme(COURSE_README)][:4] == [
        ("a-course/1", "# A course", ""),
        ("a-course/2", "One paragraph.", ""),
        ("two-commands/1", "## Two commands", ""),
        ("two-commands/2", "opens it", COMMENT),
    ]


def test_the_english_is_the_same_when_put_together_again():
    """Holds for all notebooks, or they could not be translated."""
    paths = sorted((ROOT / "notebooks").glob("**/en/*.ipynb"))
    assert paths
    for path in paths:
        entries.of_cells(nbformat.read(path, as_version=4).cells)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("**Block 5** <small>S1-23</small>", "**代码块 5** <small>S1-23</small>"),
        (r"**In\[34\]** <small>S0-08 – S0-15</small>", None),
        (r"**In\[ \]** <small>S4-08</small>", None),
    ],
)
def test_the_mark_of_a_code_cell_needs_no_translator(source, made):
    cell = new_markdown_cell(source)
    assert entries.of_cells([cell]) == []
    words = {entries.BLOCK: "代码块 %(number)s"}
    said = entries.translate_cell(cell, pytest.fail, lambda message, **v: words[message] % v)
    assert said == (made or source)


def test_a_mark_with_more_is_a_text():
    [entry] = entries.of_cells([new_markdown_cell("**Block 5** loads. <small>S1-23</small>")])
    assert entry.text == "**Block 5** loads. <small>S1-23</small>"


# What is compared.

SOURCE = "Step **one** of 2: see [4.4](a.ipynb), $x_1$ and `f(x)` (E-2)."
GOOD = "第 2 步中的**第一**步：见 [4.4](a.ipynb)、$x_1$ 和 `f(x)`（E-2）。"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("x_1", "x_2", ["the formula x_1 is missing", "the formula x_2 is not in the English"]),
        ("$x_1$", "$x_1", ["the formula x_1 is missing", "_ shows as it", "$ shows as it"]),
        ("f(x)", "f(y)", ["the code f(x) is missing", "the code f(y) is not in the English"]),
        ("a.ipynb", "b.ipynb", ["the link to a.ipynb is missing", "the link to b.ipynb is not"]),
        ("[4.4]", "[4.4", ["the link to a.ipynb is missing", "link: 0 for 1"]),
        ("E-2", "E-3", ["the error E-2 is missing", "the error E-3 is not in the English"]),
        ("2 步", "两步", ["the number 2 is missing"]),
        ("2 步", "3 步", ["the number 2 is missing", "the number 3 is not in the English"]),
        ("2 步", "２ 步", ["the number ２ has wide digits", "the number 2 is missing"]),
        ("**", "", ["bold text: 0 for 1"]),
        (
            "第一**",
            "第一：**",
            ["bold text: 0 for 1", "* shows as it is in “第 2 步中的**第一：**步"],
        ),
        ("步：", "步：*对*", ["bold text and emphasis: 2 for 1"]),
    ],
)
def test_a_sentence_is_compared(old, new, found):
    expect(found, markup.problems(SOURCE, GOOD.replace(old, new), "zh"))


@pytest.mark.parametrize(
    ("english", "translation", "found"),
    [
        ("**Note.** Text", "**提示**：文字", []),
        ("**Note.** Text", "**提示：**文字", ["bold text: 0 for 1", "* shows as it is"]),
        ("an *italic* word", "一个**粗体**词", []),
        ("an *italic* word", "一个“引号”词", []),
        ("an *italic* word", "一个*斜体：*词", ["* shows as it is"]),
        ("## Title", "# 标题", ["headings: h1 for h2"]),
        ("- a\n- b", "- 一\n- 二", []),
        ("- a\n- b", "- 一 二", ["list item: 1 for 2"]),
        ("|a|b|\n|-|-|\n|c|d|", "|一|二|\n|-|-|", ["table cell: 0 for 2"]),
        ("a<br>c", "一<br/>三", ["the HTML tag <br> is missing", "the HTML tag <br/> is not"]),
        ("two faults of 60,000", "2 个错误，共 60000 个", []),
        ("some faults", "2 个错误", ["the number 2 is not in the English"]),
        ("handwritten fives", "손으로 쓴 5", []),
        ("three thousand steps", "3,000歩", []),
        ("more than ten thousand times", "1万倍を超える", []),
        ("a millionth, a billionth", "100万分の1、10億分の1", []),
        ("47 million times", "4,700万回", []),
        ("47 million times", "470万回", ["47 is missing", "470 is not in the English"]),
        (r"$$x\text{ if }y.$$", r"$$x y\text{ 时}$$", []),
        ("$$x$$", "$$y$$", ["the formula x is missing", "the formula y is not"]),
        ("one line", "一\n行", ["a line break between CJK characters shows as a blank: “一⏎行”"]),
        ("one line", "**一**\n行", ["bold text and", "a line break between CJK characters"]),
        ("one line", "一 Go\n行", []),
        ("a\n\n<small>S1-07</small>", "一\n\n<small>S1-07</small>", []),
        (
            "a\n\n<small>S1-07</small>",
            "一\n\n<small>S1-07a</small>",
            ["<small>S1-07</small> is missing", "<small>S1-07a</small> is not in"],
        ),
        (
            "a\n\n<small>S1-07</small>",
            "一 S1-07",
            [
                "tag <small> is",
                "tag </small> is",
                "the small print <small>S1-07</small> is missing",
            ],
        ),
    ],
)
def test_markup(english, translation, found):
    expect(found, markup.problems(english, translation, "zh"))


def expect(found, problems):
    said = list(problems)
    assert len(said) == len(found), said
    for part in found:
        assert any(part in sentence for sentence in said), (part, said)


def test_korean_breaks_lines_at_blanks():
    assert list(markup.problems("one line", "한\n줄", "ko")) == []
    assert list(markup.problems("**Note.** Text", "**참고.** 글", "ko")) == []


@pytest.mark.parametrize(
    ("message", "same", "other"),
    [
        ("%d of %s", "%[2]s 中的 %[1]d", "%s 中的 %d"),
        ("%.1f%% of it", "%.1f%%", "%.2f%%"),
        ("over %(count)s numbers", "%(count)s 个数", "%(difference)s 个数"),
        ("%q: %w", "%q：%w", "%q"),
    ],
)
def test_verbs(message, same, other):
    assert verbs(same) == verbs(message)
    assert verbs(other) != verbs(message)


# The glossary.

TERMS = """# Glossary

| English | 中文 | 한국어 | 日本語 |
|---|---|---|---|
| gradient | 梯度 | 기울기 / 경사 | 勾配 |
| gradient descent | 梯度下降法 | 경사 하강법 | 勾配降下法 |
| net / neural network | 网络 | 신경망 | ネットワーク |
| loss | 损失 | 손실 | 損失 |
"""


@pytest.fixture
def terms(tmp_path):
    (tmp_path / "glossary.md").write_text(TERMS)
    return lambda name: glossary.read(tmp_path / "glossary.md", name)


@pytest.mark.parametrize(
    ("english", "translation", "free", "found"),
    [
        ("Gradients point uphill", "기울기", set(), []),
        ("gradient descent", "기울기", set(), ["“gradient descent” is not called 경사 하강법"]),
        ("gradient\ndescent", "경사하강법", set(), []),
        ("a gradient", "미분", set(), ["“gradient” is not called 기울기 or 경사"]),
        ("a gradient", "미분", {"gradient"}, []),
        ("the networks", "그물", set(), []),
        ("neural networks", "그물", set(), ["“neural network” is not called 신경망"]),
        ("a net.Loss, lossless, loss(x)", "그물", set(), []),
    ],
)
def test_glossary(terms, english, translation, free, found):
    said = list(terms("한국어").problems(english, translation, free))
    assert said == [f"glossary: {f}" for f in found]


def test_a_glossary_that_is_none_gets_a_sentence(tmp_path, terms):
    with pytest.raises(glossary.GlossaryError, match="has no column Français"):
        terms("Français")
    for text, why in [
        (TERMS + "| loss | 甲 | 乙 | 丙 |\n", "loss stands there twice"),
        (TERMS + "| seed | 甲 | 乙 |\n", "3 fields, not 4"),
        ("# Glossary\n", "has no column 中文"),
    ]:
        (tmp_path / "glossary.md").write_text(text)
        with pytest.raises(glossary.GlossaryError, match=why):
            glossary.read(tmp_path / "glossary.md", "中文")


# A whole course.

TWIN = twinpage.Page("f(1)  # half of it")


@pytest.fixture
def course(tmp_path):
    """A clone with two English notebooks, and translations of everything."""
    first = notebook(
        new_markdown_cell("# The gradient\n\nIt is $2x$. See [b](b.ipynb)."),
        code("%%\n// half of it\nf(1)", stdout("0.5\n")),
        new_markdown_cell(TWIN.text(), metadata={"dlfs": {"twin": "run"}}),
    )
    second = notebook(new_markdown_cell("The loss falls."))
    for cell, name in zip(
        [*first.cells, *second.cells], ["title", "run", "run-python", "falls"], strict=True
    ):
        cell.id = name
    put(tmp_path / "notebooks/en/a.ipynb", text_of(first))
    put(tmp_path / "notebooks/en/b.ipynb", text_of(second))
    put(tmp_path / "README.md", readme.switch("en") + "\n\n" + COURSE_README)
    put(tmp_path / "notebooks/i18n/glossary.md", TERMS)
    assert run(tmp_path, "merge") == 0
    for language in NAMES:
        fill(tmp_path, language)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


WORDS = {
    "zh": ("梯度", "损失", "译"), "ko": ("기울기", "손실", "역"), "ja": ("勾配", "損失", "訳"),
}  # fmt: skip


def fill(root: Path, language: str) -> None:
    """Translates by hanging a character on each line of words; the terms come from the glossary."""
    gradient, loss, mark = WORDS[language]
    for path in (root / "notebooks/i18n" / language).glob("*.po"):
        file = catalogue.read(path)
        for entry in file:
            text = entry.msgid.replace("gradient", gradient).replace("loss", loss)
            entry.msgstr = entry.msgstr or f"{text}{mark}"
        path.write_text(catalogue.text_of(file))


def run(root: Path, command: str, *more: str) -> int:
    return i18n.main([command, "--root", str(root), *more])


def tree(root: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}


def change(root: Path, language: str, name: str, context: str, **fields: object) -> None:
    path = root / "notebooks/i18n" / language / f"{name}.po"
    file = catalogue.read(path)
    entry = next(e for e in file if e.msgctxt == context)
    for field, value in fields.items():
        setattr(entry, field, value)
    path.write_text(catalogue.text_of(file))


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "notebooks/en" / f"{name}.ipynb"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_building_makes_the_check_pass_and_happens_once(course, capsys):
    assert run(course, "check", "--unbuilt") == 0
    assert run(course, "check") == 1
    assert (
        "ja b: it is not what its translation says, run make notebooks" in capsys.readouterr().err
    )
    assert run(course, "build") == 0
    assert run(course, "check") == 0
    built = tree(course)
    assert run(course, "build") == 0
    assert run(course, "merge") == 0
    assert tree(course) == built


def mirrors(course: Path) -> list[Path]:
    """The translations of the mirrors that are there."""
    there = (course / "notebooks/mirrors").glob("*/*.ipynb")
    return sorted(p.relative_to(course / "notebooks/mirrors") for p in there if "en" not in p.parts)


def test_a_mirror_is_translated_into_the_language_of_its_source(course, capsys):
    cells = [
        new_markdown_cell("The loss falls.\n\n<small>S3-01</small>"),
        new_markdown_cell("**Block 1** <small>S3-02</small>"),
    ]
    for name in ("S1_all", "S3_net"):
        made = notebook(*cells)
        put(course / f"notebooks/mirrors/en/{name}.ipynb", text_of(made))
    assert run(course, "merge") == 0
    for language in NAMES:
        fill(course, language)
    assert run(course, "build") == 0
    assert [str(p) for p in mirrors(course)] == ["ko/S3_net.ipynb", "zh/S1_all.ipynb"]
    made = nbformat.read(course / "notebooks/mirrors/zh/S1_all.ipynb", as_version=4)
    assert [cell.source for cell in made.cells] == [
        "The 损失 falls.\n\n<small>S3-01</small>译",
        "**Block 1译** <small>S3-02</small>",
    ]
    assert run(course, "check") == 0
    put(course / "notebooks/mirrors/ja/S1_all.ipynb", text_of(made))
    capsys.readouterr()
    assert run(course, "check") == 1
    assert capsys.readouterr().err == "ja S1_all: the English is gone, remove S1_all.ipynb\n"


def test_what_is_built(course):
    assert run(course, "build") == 0
    english = nbformat.read(course / "notebooks/en/a.ipynb", as_version=4)
    made = nbformat.read(course / "notebooks/zh/a.ipynb", as_version=4)
    nbformat.validate(made)
    title, cell, page = made.cells
    assert title.source == "# The 梯度\n\nIt is $2x$. See [b](b.ipynb).译"
    assert (cell.source, cell.outputs, cell.execution_count) == (
        "%%\n// half of it译\nf(1)",
        [],
        None,
    )
    assert page.source.split("\n\n") == [
        "<details>\n<summary>The same in Python译</summary>",
        "```python\nf(1)  # half of it译\n```",
        "</details>",
    ]
    assert [c.metadata for c in made.cells] == [c.metadata for c in english.cells]


def test_the_readme_that_is_built(course):
    assert run(course, "build") == 0
    top, heading, *_, fence, links = blocks(course / "docs/README.zh.md")
    switch = "[English](../README.md) · 中文 · [한국어](README.ko.md) · [日本語](README.ja.md)"
    assert (top, heading) == (switch, "# A course译")
    assert fence == "```sh\nmake lab     # opens it译\nmake test    # runs it译\n```"
    assert links == (
        "[The figures](figures.md)（英文）, `notebooks/zh/`, [start](../notebooks/zh/a.ipynb), "
        "[web](https://go.dev),\n[a course](teachers.zh.md).译"
    )


def blocks(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")


def test_a_current_notebook_keeps_its_outputs(course):
    assert run(course, "build") == 0
    path = course / "notebooks/zh/a.ipynb"
    made = nbformat.read(path, as_version=4)
    made.cells[1].outputs, made.cells[1].execution_count = [stdout("0.5\n")], 1
    path.write_text(text_of(made))
    executed = path.read_text()
    assert run(course, "build") == 0
    assert path.read_text() == executed
    change(course, "zh", "a", "title", msgstr="# 梯度\n\n是 $2x$。见 [b](b.ipynb)。")
    assert run(course, "build") == 0
    assert nbformat.read(path, as_version=4).cells[1].outputs == []


def test_one_changed_sentence_makes_three_translations_stale(course, capsys):
    assert run(course, "build") == 0
    edit(course, "b", "The loss falls.", "The loss falls quickly.")
    capsys.readouterr()
    stale = "b falls: stale: the English text has changed, run make i18n and translate it anew\n"
    expected = "".join(f"{language} {stale}" for language in NAMES)
    assert run(course, "check") == 1
    assert capsys.readouterr().err == expected
    assert run(course, "merge") == 0
    assert capsys.readouterr().out == "".join(
        f"{lang} b falls: stale, look it over\n" for lang in NAMES
    )
    assert run(course, "check") == 1
    assert capsys.readouterr().err == expected
    entry = catalogue.read(course / "notebooks/i18n/ko/b.po")[0]
    assert (entry.msgid, entry.previous_msgid) == ("The loss falls quickly.", "The loss falls.")
    assert (entry.msgstr, entry.flags) == ("The 손실 falls.역", ["fuzzy"])


def title(formula="$2x$", link="b.ipynb", heading="# "):
    return {"msgstr": f"{heading}梯度\n\n{formula} [b]({link})"}


@pytest.mark.parametrize(
    ("where", "fields", "said"),
    [
        ("a title", {"msgstr": ""}, "missing: '# The gradient"),
        ("a title", {"flags": ["fuzzy"]}, "fuzzy: look the translation over"),
        ("a title", {"msgid": "# A gradient"}, "stale: the English text has changed"),
        ("a title", title(formula="$2y$"), "the formula 2x is missing"),
        ("a title", title(link="c.ipynb"), "the link to b.ipynb is missing"),
        ("a title", title(heading=""), "headings: none for h1"),
        ("a run", {"msgstr": "7 一半"}, "the number 7 is not in the English"),
        ("a run-python", {"msgstr": "一半\n二"}, "a comment behind code has one line"),
        ("b falls", {"msgctxt": "gone"}, "missing: 'The loss falls.' is not there"),
        ("b falls", {"msgstr": "下降。"}, "glossary: “loss” is not called 损失"),
        ("b falls", {"tcomment": "glossary: loss"}, "glossary: say why “loss” is called otherwise"),
        ("b falls", {"msgstr": "损失下降。\n"}, "the translation begins or ends with a blank"),
        ("b falls", {"msgstr": "损失**下降。**的"}, "* shows as it is"),
        ("messages tools", {"msgstr": "%(a)s"}, "its verbs are %(a)s, those of the English none"),
        ("README two-commands/2", {"msgstr": ""}, "missing: 'opens it' is not translated"),
    ],
)
def test_each_failure_names_language_notebook_and_cell(course, capsys, where, fields, said):
    change(course, "zh", *where.split(), **fields)
    before = tree(course)
    assert run(course, "check", "--unbuilt") == 1
    failed = capsys.readouterr().err
    assert f"zh {where}: {said}" in failed
    assert all(line.startswith(f"zh {where.split()[0]} ") for line in failed.splitlines())
    assert run(course, "build") == 1
    assert capsys.readouterr().err == f"{failed}i18n: nothing is built before this is put right\n"
    assert tree(course) == before


def test_an_exception_from_the_glossary_is_counted(course, capsys):
    change(course, "ja", "b", "falls", msgstr="落ちます。", tcomment="glossary: loss — said before")
    assert run(course, "check", "--unbuilt", "ja") == 0
    assert capsys.readouterr().out == "ja: 0 problems, 1 exceptions from the glossary\n"


def test_what_the_english_no_longer_has_is_named(course, capsys):
    (course / "notebooks/en/b.ipynb").unlink()
    edit(course, "a", "// half of it\\n", "")
    assert run(course, "check", "--unbuilt", "ko") == 1
    assert capsys.readouterr().err == (
        "ko b: the English is gone, remove b.po\n"
        "ko a run: obsolete: the English has no 'half of it' any more, run make i18n\n"
    )
    assert run(course, "merge", "ko") == 0
    assert "ko a run: dropped, as the English no longer has it" in capsys.readouterr().out
    assert run(course, "check", "--unbuilt", "--only", "a", "ko") == 0


def test_the_readme_leads_to_its_translations(course, capsys):
    put(course / "README.md", COURSE_README)
    assert run(course, "check", "--unbuilt", "zh") == 1
    assert "en README: it must begin with this line" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fr"], "fr is none of the languages zh, ko, ja"),
        (["--only", "c"], "there is no c: the names are messages, README, a, b"),
    ],
)
def test_a_wrong_name_gets_a_sentence(course, capsys, arguments, said):
    assert run(course, "check", *arguments) == 2
    assert capsys.readouterr().err == f"i18n: {said}\n"


def test_one_notebook_needs_nothing_but_the_words_of_its_twins(course, capsys):
    change(course, "ko", "b", "falls", msgstr="")
    assert run(course, "build", "--only", "a", "ko") == 0
    assert not (course / "notebooks/ko/b.ipynb").exists()
    change(course, "ko", "messages", "tools", msgstr="")
    (course / "notebooks/ko/a.ipynb").unlink()
    assert run(course, "build", "--only", "a", "ko") == 2
    said = "i18n: ko messages tools: there is no translation of 'The same in Python'\n"
    assert capsys.readouterr().err == said
    assert not (course / "notebooks/ko/a.ipynb").exists()


def test_a_broken_file_gets_a_sentence(course, capsys):
    put(course / "notebooks/i18n/zh/a.po", "nonsense\n")
    assert run(course, "check", "zh") == 2
    assert "i18n: a.po: " in capsys.readouterr().err


# Merging.


def merged(old: list[polib.POEntry], *english: Entry) -> list[polib.POEntry]:
    file = polib.POFile(wrapwidth=0)
    file.extend(old)
    return list(catalogue.merge(file, list(english), "zh"))


def po(context: str, english: str, translation: str = "译", **fields: object) -> polib.POEntry:
    return polib.POEntry(msgctxt=context, msgid=english, msgstr=translation, **fields)


def test_merging_keeps_what_is_the_same_and_follows_the_english():
    old = [po("b", "two", "二", tcomment="kept"), po("a", "one", "一", flags=["fuzzy"])]
    new = merged(old, Entry("a", "one"), Entry("b", "two"), Entry("c", "three", COMMENT))
    assert [(e.msgid, e.msgstr, e.flags, e.tcomment, e.comment) for e in new] == [
        ("one", "一", ["fuzzy"], "", ""),
        ("two", "二", [], "kept", ""),
        ("three", "", [], "", COMMENT),
    ]


def test_a_former_translation_comes_from_the_same_cell_or_the_likest():
    old = [po("a", "It rises up high.", "一"), po("b", "It falls down low.", "二")]
    [new] = merged(old, Entry("b", "It rises up high!"))
    assert (new.msgstr, new.previous_msgctxt) == ("一", "a")
    [new] = merged(old, Entry("b", "It falls down deep."))
    assert (new.msgstr, new.previous_msgctxt, new.previous_msgid) == ("二", None, old[1].msgid)
    [new] = merged(old, Entry("c", "It falls down low."))
    assert (new.msgstr, new.msgctxt, new.flags, new.previous_msgid) == ("二", "c", [], None)
    [new] = merged(old, Entry("b", "Something else"))
    assert (new.msgstr, new.flags) == ("", [])

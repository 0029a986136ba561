import shutil

import polib
import pytest

import i18n
from nbtools import catalogue, course, gomessages, readme
from nbtools.project import ROOT
from nbtools.translation import NAMES

PAGE = r"""%s of %s
%[2]s의 %[1]s

two\nlines "quoted" …
줄\n둘 "" …
"""


def entries(*all_: tuple[str, str, str, list[str]]) -> polib.POFile:
    file = polib.POFile()
    for context, english, translated, flags in all_:
        file.append(polib.POEntry(msgctxt=context, msgid=english, msgstr=translated, flags=flags))
    return file


def test_a_file_holds_what_is_translated():
    file = entries(
        ("a", "%s of %s", "%[2]s의 %[1]s", []),
        ("a", "stale", "낡음", ["fuzzy"]),
        ("a", "missing", "", []),
        ("b", "elsewhere", "다른 곳", []),
        ("a", 'two\nlines "quoted" …', '줄\n둘 "" …', []),
    )
    assert gomessages.page("a", file) == PAGE
    assert gomessages.page("c", file) == ""


def test_a_text_of_two_notebooks_comes_once():
    file = entries(("a", "training", "훈련", []), ("a", "training", "훈련", []))
    assert gomessages.page("a", file) == "training\n훈련\n"
    file.append(polib.POEntry(msgctxt="a", msgid="training", msgstr="학습"))
    with pytest.raises(catalogue.CatalogueError, match="a: “training” is translated twice, as"):
        gomessages.page("a", file)


@pytest.mark.parametrize(("english", "translated"), [("a\\b", "a"), ("a", "a\\b")])
def test_a_backslash_is_refused(english, translated):
    with pytest.raises(catalogue.CatalogueError, match=r"without a backslash: a\\b"):
        gomessages.page("a", entries(("a", english, translated, [])))


def test_the_domains_are_those_that_the_package_embeds(tmp_path):
    assert gomessages.domains(tmp_path) == []
    package = tmp_path / "internal" / "words"
    package.mkdir(parents=True)
    embedded = "//go:embed zh/a.txt\n//go:embed ko/a.txt\n\n//go:embed zh/b.txt\n"
    (package / "files.go").write_text(embedded, encoding="utf-8")
    assert gomessages.domains(tmp_path) == ["a", "b"]


@pytest.fixture
def clone(tmp_path):
    """A module in which one program says one thing."""
    shutil.copytree(ROOT / "internal", tmp_path / "internal")
    (tmp_path / "go.mod").write_text("module dlfs\n\ngo 1.26\n")
    (tmp_path / "said.go").write_text(
        'package p\n\nimport "dlfs/internal/words"\n\nvar _ = words.NB.Sprintf("%s left", "")\n'
    )
    (tmp_path / "README.md").write_text(f"{readme.switch('en')}\n\n# A course\n")
    terms = tmp_path / "notebooks" / "i18n" / "glossary.md"
    terms.parent.mkdir(parents=True)
    terms.write_text(f"| English | {' | '.join(NAMES.values())} |\n|---|---|---|---|\n")
    return tmp_path


def test_merging_makes_the_files_and_the_check_holds_them(clone):
    def merge() -> None:
        assert i18n.main(["merge", "ko", "--only", "messages", "--root", str(clone)]) == 0

    def outdated() -> list[str]:
        return i18n.outdated(course.Edition(course.read(clone), "ko"), ["messages"])

    po, said = clone / "notebooks/i18n/ko/messages.po", gomessages.place(clone, "ko", "nb")
    said.unlink()
    merge()
    assert said.read_text(encoding="utf-8") == ""
    file = catalogue.read(po)
    file.find("%s left").msgstr = "%s 남음"
    po.write_text(catalogue.text_of(file), encoding="utf-8")
    assert outdated() == ["ko messages: it is not what its translation says, run make i18n"]
    said.write_text("edited by hand", encoding="utf-8")
    merge()
    assert said.read_text(encoding="utf-8") == "%s left\n%s 남음\n"
    assert outdated() == []

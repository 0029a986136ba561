import re

import pytest

import copied
from nbtools.project import ROOT, all_notebooks, read_notebook, short
from samples import code, markdown, notebook

SOURCE = """
学习的目的是找到让损失函数变小的参数,也就是权重和偏置。
A rather long sentence about nets that nobody should find in a notebook of ours.
> def slope_of_the_curve_at(self, where):  # 说明
"""


@pytest.fixture(autouse=True)
def _source(request, monkeypatch, tmp_path):
    """A source of our own, but for the test of the notebooks."""
    if request.node.name.endswith("has_a_passage_of_a_source"):
        return
    monkeypatch.setattr(copied, "HASHES", tmp_path / "hashes")
    copied.HASHES.write_bytes(copied.hashes_of([SOURCE, *copied.ALLOWED]))
    copied.known.cache_clear()
    request.addfinalizer(copied.known.cache_clear)


@pytest.mark.parametrize(
    "cell",
    [
        markdown("如前所述，学习的目的，是**找到**让损失函数变小。"),
        markdown("a RATHER LONG sentence about nets that nobody should find".lower()[2:] + " now"),
        markdown("```python\ndef slope_of_the_curve_at( self, where ):\n```"),
        code("// rather long sentence about nets that\n// nobody should find\n%%\nf()"),
        code('%%\nf("rather long sentence about nets that nobody should find")'),
    ],
)
def test_a_passage_is_found_and_named(cell):
    cell.metadata["dlfs"] = {"mirrors": ["S1-58", "S1-59"]}
    (said,) = copied.copied(notebook(cell))
    assert said.startswith("cell 1 (cell-1), S1-58, S1-59: copied from a source: '")


@pytest.mark.parametrize(
    "cell",
    [
        markdown("学习的目的是找到让损失函变小的参数"),  # 12 characters in a row
        markdown("A rather long sentence about nets that nobody s"),  # 39 letters of it
        markdown("学习的目的是找到让损失函数变".replace("损", "错")),
        markdown("```python\n" + "\n".join(copied.ALLOWED) + "\n```"),
        code("%%\nratherLongSentenceAboutNetsThatNobodyShouldFind()"),
    ],
)
def test_what_is_short_or_cannot_be_said_otherwise_is_free(cell):
    assert list(copied.copied(notebook(cell))) == []


def test_a_cell_that_mirrors_nothing_is_named_too():
    (said,) = copied.copied(notebook(code(), markdown(SOURCE)))
    assert said.startswith("cell 2 (cell-2), no row: ")


def test_the_file_is_small_and_holds_no_text():
    content = copied.hashes_of([SOURCE])
    assert len(content) == copied.SIZE * len(set(copied.stretches(SOURCE)))
    assert not re.search(rb"[a-z]{6}", content)


def test_a_folder_without_sources_gets_a_sentence(tmp_path, capsys):
    before = copied.HASHES.read_bytes()
    assert copied.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"copied: there is no S0.txt in {tmp_path}\n"
    assert copied.HASHES.read_bytes() == before


def test_no_notebook_has_a_passage_of_a_source():
    assert len(copied.known()) > 20_000
    found = [
        f"{short(path)}: {said}"
        for path in all_notebooks()
        for said in copied.copied(read_notebook(path))
    ]
    assert found == [], "\n".join(found)


def test_no_twin_has_a_passage_of_a_source():
    twins = sorted((ROOT / "notebooks" / "twins").rglob("*.py"))
    said = [(short(p), copied.passage_in(p.read_text(encoding="utf-8"))) for p in twins]
    assert [(name, passage) for name, passage in said if passage] == []

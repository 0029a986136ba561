import pytest

from nbtools import solutions
from nbtools.project import ROOT


@pytest.mark.parametrize("language", ["zh", "ko", "ja"])
def test_each_comment_of_a_solution_is_translated(language):
    """In the file of package words: a comment, its translation, an empty line."""
    file = ROOT / "internal" / "words" / language / "solutions.txt"
    lines = file.read_text(encoding="utf-8").split("\n")[::3]
    assert set(filter(None, lines)) == {text.replace("\n", r"\n") for text in solutions.texts(ROOT)}

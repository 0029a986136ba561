import pytest
from fontTools.ttLib import TTFont

import glyphs
from nbtools.project import ROOT


@pytest.mark.parametrize("language", glyphs.REGIONS)
def test_the_module_has_the_characters_that_are_drawn(language):
    file = ROOT / "internal" / "cjk" / f"{glyphs.REGIONS[language].lower()}.otf"
    characters = {chr(code) for code in TTFont(file).getBestCmap()}
    assert characters == set(glyphs.drawn(language)) - {"\n"}, "run `make glyphs`"


def test_a_folder_without_the_font(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["glyphs.py", str(tmp_path)])
    assert glyphs.main() == 1
    assert glyphs.NAME in capsys.readouterr().err

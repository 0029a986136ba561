"""Takes from the font Noto Sans CJK the characters of the words that figures draw in a language.

Such a word is a message whose translators are told that it is drawn. Package cjk has its
characters, so that these figures look the same on every machine and in a browser.
"""

import argparse
import sys
from pathlib import Path

import polib
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from nbtools.project import ROOT

NAME = "NotoSansCJK-Regular.ttc"
REGIONS = {"zh": "SC", "ja": "JP", "ko": "KR"}
DRAWN = "drawn in a figure"
BESIDE = "".join(map(chr, range(0x20, 0x7F))) + "\N{MINUS SIGN}"  # numbers and names


def main() -> int:
    parser = argparse.ArgumentParser(prog="glyphs.py", description=__doc__)
    parser.add_argument("fonts", type=Path, help=f"the folder that has {NAME}")
    options = parser.parse_args()
    try:
        collection = TTCollection(options.fonts / NAME)
    except (OSError, TTLibError) as error:
        print(f"glyphs: {error}", file=sys.stderr)
        return 1
    for language, region in REGIONS.items():
        family = f"Noto Sans CJK {region}"
        font = next(f for f in collection if f["name"].getBestFamilyName() == family)
        file = ROOT / "internal" / "cjk" / f"{region.lower()}.otf"
        reduce(font, drawn(language))
        font.save(file)
        print(f"wrote {file.relative_to(ROOT)}, {file.stat().st_size} bytes")
    return 0


def drawn(language: str) -> str:
    """The words that are drawn in a language, and what stands beside them."""
    messages = polib.pofile(str(ROOT / "notebooks" / "i18n" / language / "messages.po"))
    return BESIDE + "".join(m.msgstr for m in messages if DRAWN in m.comment)


def reduce(font: TTFont, text: str) -> None:
    """Leaves the characters of the text, the font's name and its copyright."""
    options = Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(text=text.replace("\n", ""))
    subsetter.subset(font)
    font.recalcTimestamp = False


if __name__ == "__main__":
    sys.exit(main())

"""The book's scripts as files: what the build makes of them, how large they are, what they say."""

import gzip
import json
import re
from pathlib import Path

import pytest

import visits
from book.bundle import bundle
from nbtools.project import ROOT

BOOK = ROOT / "browser" / "book"
WORDS = json.loads((BOOK / "running.json").read_text("utf-8"))
FIRST = ("book", "cell", "dom", "outputs", "ansi", "status", "store", "words", "plain")


def packed(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


@pytest.mark.more
def test_two_bundles_are_the_same(tmp_path):
    for name in ("one", "two"):
        bundle(tmp_path / name)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two
    assert b"new Function" not in one["editor.js"] and b"eval(" not in one["editor.js"]
    assert b"currentScript" not in one["board.js"]


def test_a_page_loads_little_before_it_is_used():
    book = visits.SITE / "book"
    files = [book / f"{name}.js" for name in FIRST]
    imported = {
        name
        for file in files
        for name in re.findall(r"^import .* from '\./(\w+)\.js'", file.read_text(), re.M)
    }
    assert imported <= set(FIRST)
    assert packed([*files, book / "words.en.json"]) <= 15_000
    assert packed([book / "editor.js"]) <= 150_000


def test_what_a_page_says_it_fetches_is_true():
    script = (BOOK / "book.js").read_text()
    manifest = visits.manifest()

    def megabytes(*names: str) -> float:
        return sum(manifest["files"][name]["size"] for name in names) / 1e6

    said = dict(re.findall(r"(\w+): (\d+)", re.search(r"FETCHED = \{(.*)\}", script)[1]))
    tools = (
        "compile.wasm",
        "link.wasm",
        "cells.wasm",
        "index.json",
        *visits.packs("first", "values"),
    )
    true = {
        "tools": megabytes(*tools),
        "chart": megabytes(*visits.packs("dlfs", "modules", "std")),
        "digits": megabytes("mnist-1.bytes"),
    }
    for name, size in true.items():
        assert abs(int(said[name]) - size) < 2, f"{name}: {size:.1f} MB"
    drawing = (visits.SITE / "book/drawing.bin").stat().st_size / 1e6
    (size,) = re.findall(r"SIZE = ([\d.]+)", (BOOK / "drawing.js").read_text())
    assert abs(float(size) - drawing) < 0.3


def test_every_sentence_is_in_every_language_and_used():
    names = set(WORDS["en"])
    for language, words in WORDS.items():
        assert set(words) == names, language
        for name, text in words.items():
            places = set(re.findall(r"\{\w+\}", WORDS["en"][name]))
            assert set(re.findall(r"\{\w+\}", text)) == places, f"{language}: {name}"
    scripts = [*BOOK.glob("*.js"), ROOT / "browser" / "kernel" / "session.js"]
    script = "\n".join(file.read_text() for file in scripts)
    assert [name for name in names if f"'{name}'" not in script] == []

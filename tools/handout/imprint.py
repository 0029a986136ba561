"""Where a handout comes from: the project's version, the seeds, and the data's checksums."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from handout.refused import Refused
from handout.words import Words
from nbtools.project import ROOT

SEED = re.compile(r"\bNewPCG\((\d+)\b")
SOURCE = ROOT / "datasets" / "mnist.go"
SOURCE_FILE = re.compile(r'SourceFile\{"(?P<name>[^"]+)", \d+, "(?P<sum>[0-9a-f]{64})"\}')


@dataclass(frozen=True)
class Origin:
    """What two handouts with the same bytes have in common."""

    version: str
    checksums: tuple[tuple[str, str], ...]  # name of the file, SHA-256 in hex
    author: str = ""  # who gives the course
    place: str = ""  # and where

    @property
    def by(self) -> str:
        return " · ".join(filter(None, [self.author, self.place]))

    def footer(self, words: Words, seeds: Iterable[int]) -> str:
        """One line: the version, the seeds, and the first digits of each checksum."""
        sums = " ".join(checksum[:8] for _, checksum in self.checksums)
        about = [words.version.format(self.version), seed(words, seeds), words.data.format(sums)]
        return " · ".join(filter(None, [self.by, *about]))


def origin(root: Path = ROOT, author: str = "", place: str = "") -> Origin:
    """The version from VERSION, the checksums from the source of the data set's loader."""
    version = (root / "VERSION").read_text(encoding="utf-8").strip()
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Refused(f"VERSION: it says {version!r}, not three numbers such as 1.0.0")
    source = root / SOURCE.relative_to(ROOT)
    sums = tuple((m["name"], m["sum"]) for m in SOURCE_FILE.finditer(source.read_text("utf-8")))
    if len(sums) != 4:
        raise Refused(f"{source.relative_to(root)}: it names {len(sums)} files of MNIST, not 4")
    return Origin(version, sums, author, place)


def seeds_in(source: str) -> set[int]:
    """The seeds that Go code writes out: 3 in `rand.NewPCG(3, 0)`."""
    return {int(number) for number in SEED.findall(source)}


def seed(words: Words, seeds: Iterable[int]) -> str:
    """The seeds in words, neighbours drawn together: 1, 2, 3 and 7 as "1-3, 7"."""
    runs = groupby(enumerate(sorted(seeds)), lambda pair: pair[1] - pair[0])
    spans = [[number for _, number in run] for _, run in runs]
    shown = ", ".join(f"{s[0]}\N{EN DASH}{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)
    return words.seed.format(shown) if shown else words.no_seed

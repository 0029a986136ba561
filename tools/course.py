"""Writes the exercises as a course for nbgrader: see `course.py --help` and docs/teachers.md."""

import argparse
import sys
from pathlib import Path

from classroom.build import build
from handout.refused import Refused
from nbtools.project import ROOT


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        out = options.out.resolve()
        exchange = options.exchange or out / "exchange"
        for line in build(ROOT / "notebooks", out, options.language, exchange):
            print(line)
    except Refused as refused:
        print(*(f"course: {problem}" for problem in refused.problems), sep="\n", file=sys.stderr)
        return 1
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="course.py", description=__doc__)
    parser.add_argument(
        "--language", default="en", choices=["en", "zh", "ko", "ja"], help="default: %(default)s"
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "course", help="the course's folder; default: course/"
    )
    parser.add_argument(
        "--exchange", type=Path, help="what teachers and students reach; default: exchange/ in it"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

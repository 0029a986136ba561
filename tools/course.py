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
        for line in build(ROOT / "notebooks", options.out.resolve(), options.language):
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
        "--out", type=Path, default=ROOT / "course", help="a folder within the project's"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""Writes the handouts of all notebooks, as PDF and HTML: see `handouts.py --help`."""

import argparse
import sys
import time
from pathlib import Path

from handout.build import Job, build
from handout.refused import Refused
from nbtools import project


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    start = time.monotonic()
    job = Job(options.notebooks.resolve(), options.out.resolve(), options.fonts, options.jobs)
    try:
        paths = build(job)
    except Refused as refused:
        print(*(f"handouts: {problem}" for problem in refused.problems), sep="\n", file=sys.stderr)
        return 1
    seconds = time.monotonic() - start
    print(f"{project.short(job.out)}: {len(paths)} handouts in {seconds:.1f} s")
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="handouts.py", description=__doc__)
    parser.add_argument(
        "--notebooks", type=Path, default=project.ROOT / "notebooks", help="a folder of languages"
    )
    parser.add_argument(
        "--out", type=Path, default=project.ROOT / "handouts", help="where the handouts go"
    )
    parser.add_argument(
        "--fonts",
        default="/usr/share/fonts/opentype/noto",
        help="the folder of the Noto CJK fonts (default: %(default)s)",
    )
    parser.add_argument("--jobs", type=int, default=2, help="documents at a time")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

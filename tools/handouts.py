"""Writes the handouts of all notebooks, as PDF and HTML: see `handouts.py --help`."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from handout.build import Job, build
from handout.refused import Refused
from nbtools import project


def main(arguments: list[str] | None = None) -> int:
    options = options_of("handouts.py", __doc__, "handouts").parse_args(arguments)
    return run(build, options, "handouts", "handouts")


def run(
    work: Callable[[Job], list[Path]], options: argparse.Namespace, made: str, name: str
) -> int:
    """Does the work, and says how much of it is `made`."""
    start = time.monotonic()
    job = Job(
        options.notebooks.resolve(),
        options.out.resolve(),
        options.fonts,
        options.jobs,
        options.author.strip(),
        options.place.strip(),
    )
    try:
        paths = work(job)
    except Refused as refused:
        print(*(f"{name}: {problem}" for problem in refused.problems), sep="\n", file=sys.stderr)
        return 1
    seconds = time.monotonic() - start
    print(f"{project.short(job.out)}: {len(paths)} {made} in {seconds:.1f} s")
    return 0


def options_of(name: str, about: str, folder: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name, description=about)
    parser.add_argument(
        "--notebooks", type=Path, default=project.ROOT / "notebooks", help="a folder of languages"
    )
    parser.add_argument(
        "--out", type=Path, default=project.ROOT / folder, help="where the files go"
    )
    parser.add_argument(
        "--fonts",
        default="/usr/share/fonts/opentype/noto",
        help="the folder of the Noto CJK fonts (default: %(default)s)",
    )
    parser.add_argument("--author", default="", help="who gives the course, for title and footer")
    parser.add_argument("--place", default="", help="where the course is given, for the same")
    parser.add_argument("--jobs", type=int, default=2, help="documents at a time")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Mends and grades what students have handed in: see `grade.py --help` and docs/teachers.md."""

import argparse
import os
import sys
from pathlib import Path

from classroom.run import graded
from handout.refused import Refused
from nbtools.project import ROOT, short


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        return grade(options)
    except Refused as refused:
        print(*(f"grade: {problem}" for problem in refused.problems), sep="\n", file=sys.stderr)
        return 1


def grade(options: argparse.Namespace) -> int:
    course = options.course.resolve()
    if not (course / "nbgrader_config.py").is_file():
        raise Refused(f"{short(course)}: there is no course here. Run make course first.")
    released = sorted(path.name for path in (course / "release").glob("*") if path.is_dir())
    if options.assignment not in released:
        raise Refused(
            f"There is no released assignment {options.assignment!r}: take one of"
            f" {', '.join(released) or 'none'}, or run nbgrader generate_assignment first."
        )
    os.chdir(course)
    done = graded(course, options.assignment, options.student, options.force)
    return 1 if done else 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="grade.py", description=__doc__)
    parser.add_argument("assignment", help="its name, such as ch04_3x_exercises")
    parser.add_argument("--course", type=Path, default=ROOT / "course", help="default: course/")
    parser.add_argument("--student", default="*", help="grade this one only")
    parser.add_argument("--force", action="store_true", help="grade again what is graded")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""Writes slides, fill-in handouts and a syllabus for a lecture: see `lecture.py --help`."""

import sys

import handouts
from handout import lecture


def main(arguments: list[str] | None = None) -> int:
    parser = handouts.options_of("lecture.py", __doc__, "lecture")
    parser.add_argument("kinds", nargs="+", choices=list(lecture.KINDS), help="what to write")
    options = parser.parse_args(arguments)
    made = "files for the lecture"
    return handouts.run(lambda job: lecture.build(job, options.kinds), options, made, "lecture")


if __name__ == "__main__":
    sys.exit(main())

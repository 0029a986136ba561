"""Brings the notebooks, and what was corrected in them, into a home: see `bring.py --help`."""

import argparse
import os
import sys
from pathlib import Path

from nbtools.given import bring, sign


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bring.py", description=__doc__)
    parser.add_argument("home", type=Path, help="what is brought goes to notebooks/ there")
    parser.add_argument("sources", type=Path, nargs="+", help="of two files, the later counts")
    options = parser.parse_args(arguments)
    made = bring(options.sources, options.home, os.environ.get("DLFS_LANG", ""))
    print(*made.told, sep="\n", end="\n" if made.told else "")
    for problem in [*made.problems, *sign(made.written)]:
        print(problem, file=sys.stderr)
    return 0  # what cannot be brought keeps nobody from working


if __name__ == "__main__":
    sys.exit(main())

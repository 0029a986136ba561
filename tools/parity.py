"""Compares the Go cells of the mirrors with their Python twins: see `parity.py --help`."""

import argparse
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbtools import sheet, twins
from nbtools.files import write
from nbtools.normalise import text_of
from notebooks import conclude, report


@dataclass
class Parity:
    """What became of one notebook's twins."""

    path: Path
    notebook: NotebookNode
    made: list[NotebookNode] = field(default_factory=list)  # the twins' cells
    figures: list[sheet.Pair] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)  # one line for each twin


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="parity.py", description=__doc__)
    parser.add_argument(
        "what",
        choices=["check", "write"],
        help="check: fail if a twin disagrees with Go or a notebook shows another twin; "
        "write: renew the twins' cells in the notebooks, and the contact sheet",
    )
    parser.add_argument("--notebooks", type=Path, default=twins.NOTEBOOKS, help="their folder")
    parser.add_argument("--docs", type=Path, default=sheet.DOCS, help="the contact sheet's folder")
    options = parser.parse_args(arguments)
    paths = sorted(options.notebooks.glob("*.ipynb"))
    if not paths:
        print(f"parity: there is no notebook in {options.notebooks}", file=sys.stderr)
        return 2

    # One thread each: sums must not depend on how many processors share them.
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        try:
            drawn = twins.drawn_by_go()
        except twins.TwinError as error:
            print(f"parity: {error}", file=sys.stderr)
            return 1
        all_of_them = list(pool.map(parity, paths, repeat(drawn)))

    finish: Callable[..., list[str]] = renew if options.what == "write" else stale
    failed = sum(report(p.path, p.problems or finish(p), summary(p)) for p in all_of_them)
    if failed:
        return conclude(failed, len(paths))
    pairs = [pair for p in all_of_them for pair in p.figures]
    return int(draw_sheet(options.what, options.docs, pairs))


def parity(path: Path, drawn: dict[str, list[float]]) -> Parity:
    """Runs a notebook's twins and compares them with what its Go cells have printed and drawn."""
    done = Parity(path, nbformat.read(path, as_version=4))
    try:
        pairs = twins.read_all(twins.TWINS / path.stem, done.notebook)
        results = twins.run_all(pairs)
    except twins.TwinError as error:
        done.problems.append(str(error))
        return done
    go = {c.id: c for c in done.notebook.cells if c.cell_type == "code"}
    for twin, result in zip(pairs, results, strict=True):
        said = twins.go_side(go[twin.cell], drawn.get(f"{path.stem}/{twin.cell}", []))
        why = twins.problem(twin, said, result)
        done.problems += [why] if why else []
        done.measured.append(twins.measured(twin, said, result))
        done.made.append(twins.cell(twin, result))
        if not twin.error:
            done.figures += sheet.pairs(path.stem, go[twin.cell], result.figures)
    done.problems += [
        f"{cell.id} mirrors {', '.join(cell.metadata.dlfs.mirrors)} and has no twin: "
        f"write notebooks/twins/{path.stem}/{cell.id}.py"
        for cell in twins.unpaired(done.notebook, pairs)
    ]
    return done


def summary(done: Parity) -> str:
    return "\n    ".join([f"{len(done.measured)} twins agree", *done.measured])


def stale(done: Parity) -> list[str]:
    """What a notebook shows that is not the twin of today."""
    if twins.with_twins(done.notebook, done.made) == done.notebook.cells:
        return []
    return ["its twins are not those of notebooks/twins: run `make twins`"]


def renew(done: Parity) -> list[str]:
    """Puts the twins into the notebook; a notebook that has them stays as it is."""
    cells = twins.with_twins(done.notebook, done.made)
    if cells != done.notebook.cells:
        done.notebook.cells = cells
        write(done.path, text_of(done.notebook))
    return []


def draw_sheet(what: str, docs: Path, pairs: list[sheet.Pair]) -> int:
    if what == "write":
        sheet.renew(docs, pairs)
        return 0
    return report(docs / sheet.PAGE, sheet.stale(docs, pairs), f"shows {len(pairs)} figures")


if __name__ == "__main__":
    sys.exit(main())

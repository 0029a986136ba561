"""The page of results."""

import datetime
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy
import threadpoolctl
import torch

from measured import Measured
from sections import CELLS, VALUES, duration, section, table
from works import LIMITS, WORKS, Aim, Work

NOTES = Path(__file__).with_name("notes.md")
INTRODUCTION = """\
Written by `make bench` on {}. All contenders take turns in one run, and each figure is the median
of its rounds. No time includes loading the data. Each side can use two cores, and its best
median counts: a ratio is the best median of the peer divided by the best of ours."""


def ratios(found: Measured, work: Work, aim: Aim) -> Iterator[str]:
    """A row for an aim, or one for each shape of a product."""
    for what in found.names(work.name, aim.ours[0]):
        ours, path = found.best(work.name, aim.ours, what)
        theirs, name = found.best(work.name, aim.theirs, what)
        ratio = theirs / ours
        title = aim.title if what == "seconds" else f"{aim.title}, {what}"
        reached = "yes" if ratio >= aim.ratio else "**no**"
        yield (
            f"| {title} | {path} | {duration(ours)} | {name} | {duration(theirs)} | {ratio:.3g}× "
            f"| {aim.ratio:g}× | {reached} |"
        )


def limits(found: Measured) -> Iterator[str]:
    for limit in LIMITS:
        if (limit.name, limit.contender, limit.what) not in found.figures:
            continue
        value = found.median(limit.name, limit.contender, limit.what)
        value = limit.per / value if limit.per else value
        good = value >= limit.bound if limit.per else value <= limit.bound
        sense = "at least" if limit.per else "at most"
        yield (
            f"| {limit.title} | {value:.3g} {limit.unit} | {sense} {limit.bound:g} {limit.unit} "
            f"| {'yes' if good else '**no**'} |"
        )


def every_time(found: Measured) -> Iterator[str]:
    for work in WORKS:
        for contender in work.contenders:
            for what in found.names(work.name, contender):
                all_ = found.figures[work.name, contender, what]
                title = work.title if what == "seconds" else f"{work.title}, {what}"
                yield (
                    f"| {title} | {contender} | {duration(statistics.median(all_))} "
                    f"| {duration(min(all_))} | {duration(max(all_))} | {len(all_)} |"
                )


def machine() -> Iterator[tuple[str, str]]:
    lscpu = dict(re.findall(r"^([^:\n]+):\s+(.*)$", output("lscpu"), re.MULTILINE))
    units = [u for u in ("avx", "avx2", "fma", "avx512f") if u in lscpu.get("Flags", "").split()]
    model = f"family {lscpu.get('CPU family')}, model {lscpu.get('Model')}"
    yield "processor", f"{lscpu.get('Model name')} ({lscpu.get('Vendor ID')}, {model})"
    yield "cores", f"{os.cpu_count()}"
    yield "vector units", ", ".join(units)
    yield "caches", ", ".join(f"{k[:-6]} {v}" for k, v in lscpu.items() if k.endswith(" cache"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield "memory", f"{memory:.0f} GiB"
    yield "system", f"{platform.system()} {platform.release().split('-')[0]}"


def versions() -> Iterator[tuple[str, str]]:
    yield "Go", output("go", "env", "GOVERSION")
    yield "Node.js", output("node", "--version")
    yield "Python", platform.python_version()
    yield "NumPy", numpy.__version__
    for blas in threadpoolctl.threadpool_info():
        if "numpy" in blas["filepath"]:
            name = f"{blas['internal_api']} {blas['version']}"
            yield "its BLAS", f"{name}, for {blas.get('architecture')}"
    yield "PyTorch", torch.__version__
    yield "its vectors", torch.backends.cpu.get_cpu_capability()


def page(found: Measured, before: str) -> str:
    """The rebuilt page, with the cells of the page that was there before."""
    notes = NOTES.read_text(encoding="utf-8").strip()
    facts = [f"| {k} | {v} |" for k, v in [*machine(), *versions()]]
    return (
        "\n\n".join(
            [
                "# Results of make bench",
                INTRODUCTION.format(datetime.date.today()),
                "## Beside the peers",
                table(
                    "work | best of ours | time | best of theirs | time | ratio | target | reached",
                    (
                        row
                        for w in WORKS
                        for aim in w.aims
                        if (w.name, aim.ours[0]) in done(found)
                        for row in ratios(found, w, aim)
                    ),
                ),
                "## On its own",
                table("figure | measured | target | reached", limits(found)),
                f"## {CELLS}",
                section(before, CELLS),
                f"## {VALUES}",
                section(before, VALUES),
                notes,
                "## Every time",
                table("work | contender | median | least | most | rounds", every_time(found)),
                "## The machine",
                table("what | value", facts),
            ]
        )
        + "\n"
    )


def done(found: Measured) -> set[tuple[str, str]]:
    return {(work, contender) for work, contender, _ in found.figures}


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

"""Times cells that keep values, each beside one that does not: see `values.py --help`."""

import argparse
import datetime
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import visits
from kernels import WARM, Kernel, started
from nbtools.files import write
from nbtools.project import KERNEL_DIR, ROOT
from sections import VALUES, duration, table, with_section

RESULTS = Path(__file__).with_name("RESULTS.md")
PATIENCE = 300  # s

TEXT = "%%\nfmt.Println({number})"
KEPT = "kept += 0*{number}\nfmt.Println({number})"
LOOP = """\
start, sum := time.Now(), {number}
for i := range 1_000_000_000 {{
	sum += i ^ sum>>3
}}
fmt.Println(time.Since(start).Seconds())"""
FUNCTION = """\
import "time"

func loop(sum int) (int, float64) {{
	start := time.Now()
	for i := range 1_000_000_000 {{
		sum += i ^ sum>>3
	}}
	return sum, time.Since(start).Seconds()
}}

%%
_, seconds := loop({number})
fmt.Println(seconds)"""

# Of nb/kept, with what is asked of each, in ms.
BENCHMARKS = (
    ("a net 784-50-10, kept", "Net/keep", 10),
    ("a net 784-50-10, restored", "Net/load", 10),
    ("47 MB of bytes, unchanged", "Bytes/one/unchanged", 20),
    ("47 MB of bytes, new", "Bytes/one/keep", None),
    ("47 MB of bytes, restored", "Bytes/one/load", None),
    ("60,000 slices of 784 bytes, kept", "Bytes/60000/keep", None),
    ("ten small values, kept", "TenSmall/keep", None),
    ("ten small values, restored", "TenSmall/load", None),
)


def pair(kernel: Kernel, with_it: str, without: str, rounds: int, seconds: Callable) -> list[tuple]:
    """Both cells in turn; the number in them makes each run another program."""
    found = []
    for number in range(WARM + rounds):
        both = [with_it, without]
        if number % 2:
            both.reverse()
        times = {code: seconds(*kernel.run(code.format(number=number))) for code in both}
        found.append((times[with_it], times[without]))
    return found[WARM:]


def of_request(took: float, _shown: str) -> float:
    return took


def as_printed(_took: float, shown: str) -> float:
    return float(shown)


def in_kernel(rounds: int) -> Iterator[str]:
    """Ratios of cells in the kernel."""
    with started("dlfs", "dlfs", KERNEL_DIR, {}) as kernel:
        kernel.client.complete("strings.Sp", reply=True, timeout=PATIENCE)
        kernel.run("kept := 3")
        yield row(
            "a text cell that restores a number and keeps it, beside one without",
            pair(kernel, KEPT, TEXT, rounds, of_request),
            1.15,
        )
        yield row(
            "10⁹ steps of a loop over a variable that is kept, beside one in a function",
            pair(kernel, LOOP, FUNCTION, max(3, rounds // 4), as_printed),
            1.1,
        )


def in_page(rounds: int) -> Iterator[str]:
    """The ratio of the text cells in a page."""
    with visits.launch("chromium") as browser, visits.serve() as server:
        context = browser.new_context()
        notebook = visits.open_notebook(context, server, "en/00_start_here.ipynb")
        for code in ("kept := 3", KEPT.format(number=0), TEXT.format(number=0)):
            notebook.run_cell(code)
        notebook.wait_until_stored()

        def timed(code: str) -> float:
            begun = time.monotonic()
            notebook.run_cell(code)
            return time.monotonic() - begun

        found = []
        for number in range(rounds):
            both = [KEPT, TEXT] if number % 2 else [TEXT, KEPT]
            times = {code: timed(code.format(number=number)) for code in both}
            found.append((times[KEPT], times[TEXT]))
        context.close()
    yield row("the same text cells in a page", found, 2)


def row(title: str, found: list[tuple], asked: float) -> str:
    """The median of the ratios of the rounds, as what weighs on the machine weighs on both."""
    ratio = statistics.median(a / b for a, b in found)
    ours, other = (duration(statistics.median(times)) for times in zip(*found, strict=True))
    reached = "yes" if ratio <= asked else "**no**"
    return f"| {title} | {ours} | {other} | {ratio:.3g} | at most {asked:g} | {reached} |"


def benchmarks() -> Iterator[str]:
    """What keeping and taking up costs within a program."""
    # Each time that large data are taken up they are mapped, until the program ends: so only 20.
    command = ["go", "test", "-run=^$", "-bench=Net|Bytes|TenSmall", "-benchtime=20x", "-count=5"]
    command.append("./nb/kept")
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for title, name, asked in BENCHMARKS:
        lines = re.findall(rf"^Benchmark{name}(?:-\d+)?\s+\d+\s+([\d.]+) ns/op", said, re.MULTILINE)
        took = statistics.median(float(ns) for ns in lines) / 1e9
        want = reached = ""
        if asked:
            want, reached = f"at most {asked} ms", "yes" if took <= asked / 1e3 else "**no**"
        yield f"| {title} | {duration(took)} | {want} | {reached} |"


NOTES = """\
Written by `make bench-values` on {}. The load of the machine was {:.1f} before, of which
the cells account for one or two;
it has {} cores. Two cells take turns, {} times; the ratio is the median of
the ratios of the rounds."""


def section(rounds: int, page: bool) -> str:
    notes = NOTES.format(datetime.date.today(), os.getloadavg()[0], os.cpu_count(), rounds)
    ratios = [*in_kernel(rounds), *(in_page(rounds) if page else ())]
    return "\n\n".join(
        [
            notes,
            table("cells | with | without | ratio | target | reached", ratios),
            "Within a program, the benchmarks of `nb/kept` give these medians of five runs:",
            table("what | time | target | reached", benchmarks()),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="values.py", description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="rounds of each (default: 21)")
    parser.add_argument("--no-page", action="store_true", help="leave out the page")
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    options = parser.parse_args()
    text = section(options.rounds, not options.no_page)
    if options.print:
        print(text)
        return 0
    write(RESULTS, with_section(RESULTS.read_text(encoding="utf-8"), VALUES, text))
    print(f"wrote {RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Times cells in kernels that take turns, and renews RESULTS.md: see `kernels.py --help`."""

import argparse
import contextlib
import datetime
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from nbtools.execute import group_ended
from nbtools.files import write
from nbtools.project import KERNEL_DIR, ROOT
from nbtools.warm import PLOT_CELL
from sections import CELLS, duration, table, with_section

RESULTS = Path(__file__).with_name("RESULTS.md")
PATIENCE = 300  # s
LINES = 3000

OURS, BARE, PLAIN, PYTHON = "dlfs", "dlfs without its proxy", "plain GoNB", "ipykernel"

PYTHON_PLOT = """\
plt.plot([-1, 1], [1 / (1 + np.exp(1)), 1 / (1 + np.exp(-1))])
plt.title("Line {number}")
plt.show()
"""


@dataclass(frozen=True)
class Work:
    """A cell in Go and in Python. A number in it makes each run another program."""

    title: str
    go: str
    python: str
    shows: str  # a pattern of what it has to show
    asked: float | None = None  # of plain GoNB's time, at most


WORKS = (
    Work("an empty cell", "", "", r"\A\Z"),
    Work("text", "%%\nfmt.Println({number})", "print({number})", r"\A{number}\n\Z", 0.5),
    Work(
        "chart",
        PLOT_CELL.replace("A rising line", "Line {number}"),
        PYTHON_PLOT,
        "image/png|image/svg",
        0.5,
    ),
    Work("does not compile", "%%\nvar x int = {number}.5", "x = = {number}", "error"),
    Work(
        f"{LINES:,} printed lines",
        f"%%\nfor i := range {LINES} {{\n\tfmt.Println({{number}}, i)\n}}",
        f"for i in range({LINES}):\n    print({{number}}, i)",
        rf"\A({{number}} \d+\n){{{LINES}}}\Z",
    ),
)

WARM = 3  # runs of each cell whose time does not count
MOST_ADDED = 2  # ms, by the proxy


@dataclass
class Kernel:
    """A kernel that runs, and how long each of its cells took, in seconds: by the work's title."""

    name: str
    client: BlockingKernelClient
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def run(self, code: str) -> tuple[float, str]:
        """Runs a cell: how long it took until it was idle, and what it showed."""
        shown, idle, start = [], False, time.perf_counter()
        request = self.client.execute(code)
        while not idle:
            m = self.client.get_iopub_msg(timeout=PATIENCE)
            if m["parent_header"].get("msg_id") == request:
                shown.append(m)
                idle = m["content"].get("execution_state") == "idle"
        while self.client.get_shell_msg(timeout=PATIENCE)["parent_header"]["msg_id"] != request:
            pass
        return time.perf_counter() - start, "".join(map(words, shown))

    def work(self, work: Work, number: int) -> None:
        code = work.python if self.name == PYTHON else work.go
        seconds, shown = self.run(code.replace("{number}", str(number)))
        if not re.search(work.shows.replace("{number}", str(number)), shown):
            sys.exit(f"bench: {self.name} shows something else for {work.title!r}:\n{shown[:1000]}")
        self.seconds.setdefault(work.title, []).append(seconds)


def words(message: dict) -> str:
    """What a message shows: its text, the kinds of its data, or that it is an error."""
    content = message["content"]
    if message["msg_type"] == "error":
        return "error"
    return content.get("text", "") + " ".join(content.get("data", {}))


@contextlib.contextmanager
def started(name: str, spec: str, kernels: Path, environ: dict[str, str]) -> Iterator[Kernel]:
    """A kernel with a temporary folder of its own."""
    with tempfile.TemporaryDirectory(prefix="dlfs-", ignore_cleanup_errors=True) as folder:
        manager = KernelManager(
            kernel_name=spec,
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(kernels)]),
            connection_file=str(Path(folder) / "kernel-1.json"),
        )
        env = os.environ | {"DLFS_HEADLESS": "1", "DLFS_LANG": "en", "TMPDIR": folder} | environ
        with (Path(folder) / "log").open("wb") as log:
            manager.start_kernel(cwd=str(ROOT / "notebooks/en"), env=env, stdout=log, stderr=log)
            client = manager.client()
            client.start_channels()
            with group_ended(manager):
                client.wait_for_ready(timeout=PATIENCE)
                yield Kernel(name, client)
                client.stop_channels()
                manager.shutdown_kernel()


@contextlib.contextmanager
def all_started() -> Iterator[list[Kernel]]:
    """The kernels, each ready for the cells."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dlfs-")))
        gonb = [str(ROOT / ".bin" / "gonb"), "--kernel", "{connection_file}", "--logtostderr"]
        python = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        for name, argv in ("gonb", gonb), ("python", python):
            (folder / name).mkdir()
            spec = {"argv": argv, "display_name": name, "language": name}
            (folder / name / "kernel.json").write_text(json.dumps(spec))
        path = f"{ROOT / '.bin'}{os.pathsep}{os.environ['PATH']}"  # with goimports
        offline = {"PATH": path, "GOPROXY": "off"}
        kernels = [
            stack.enter_context(started(*arguments))
            for arguments in (
                (OURS, "dlfs", KERNEL_DIR, {}),
                (BARE, "dlfs", KERNEL_DIR, {"DLFS_PLAIN_KERNEL": "1"}),
                (PLAIN, "gonb", folder, offline),
                (PYTHON, "python", folder, {}),
            )
        ]
        ours, _, plain, ipython = kernels
        # It answers once it knows its packages, for which it needs the processor.
        ours.client.complete("strings.Sp", reply=True, timeout=PATIENCE)
        plain.run(f"!*rm -f go.work && go work init && go work use . {ROOT}")
        plain.run("%goworkfix")
        ipython.run("%matplotlib inline\nimport matplotlib.pyplot as plt\nimport numpy as np")
        yield kernels


def measure(only: str, rounds: int) -> list[Kernel]:
    """In each round each kernel runs the cell once, and another one begins."""
    works = [work for work in WORKS if re.search(only, work.title)]
    with all_started() as kernels:
        for work in works:
            print(f"{work.title} …", file=sys.stderr)
            for number in range(WARM + rounds):
                turn = number % len(kernels)
                for kernel in kernels[turn:] + kernels[:turn]:
                    kernel.work(work, number)
    for kernel in kernels:
        for seconds in kernel.seconds.values():
            del seconds[:WARM]
    return kernels


def ratios(kernels: list[Kernel]) -> Iterator[str]:
    for work in WORKS:
        if work.title not in kernels[0].seconds:
            continue
        ours, bare, plain, python = (statistics.median(k.seconds[work.title]) for k in kernels)
        asked, reached = "", ""
        if work.asked:
            asked = f"at most {work.asked:g}"
            reached = "yes" if ours <= work.asked * plain else "**no**"
        times = " | ".join(map(duration, (ours, bare, plain, python)))
        ratio = f"{ours / plain:.2f}"
        yield f"| {work.title} | {times} | {ratio} | {asked} | {reached} | {ours / python:.3g} |"


def added(kernels: list[Kernel]) -> Iterator[str]:
    """What the proxy adds, from the differences of the two kernels in each round."""
    ours, bare = kernels[:2]
    for title, seconds in ours.seconds.items():
        found = [1e3 * (a - b) for a, b in zip(seconds, bare.seconds[title], strict=True)]
        low, middle, high = statistics.quantiles(found, n=4)
        reached = "unclear"
        if high <= MOST_ADDED:
            reached = "yes"
        elif low > MOST_ADDED:
            reached = "**no**"
        yield (
            f"| {title} | {middle:.2g} ms | {low:.2g} to {high:.2g} ms "
            f"| at most {MOST_ADDED:g} ms | {reached} |"
        )


def every_time(kernels: list[Kernel]) -> Iterator[str]:
    for title in kernels[0].seconds:
        for kernel in kernels:
            s = kernel.seconds[title]
            times = " | ".join(map(duration, (statistics.median(s), min(s), max(s))))
            yield f"| {title} | {kernel.name} | {times} | {len(s)} |"


NOTES = """\
Written by `make bench-cells` on {}. The four kernels take turns: in each round, each of
them runs the cell once. A time is measured from the request until the
kernel is idle and the whole output
has arrived; the table has the median of the rounds. The load of the machine was
{:.1f} before and {:.1f} at the
end, of which the kernels account for one or two; it has {} cores.

"plain GoNB" is the same program, started as Jupyter would start it after GoNB's own
installation: without
our flags for the linker, our `go` command and our proxy. It has no gopls, which it would run
beside the cells. The two cells in the README
make our packages known to it, and `GOPROXY=off` keeps it
from using the network in each cell. "dlfs without its proxy" is `DLFS_PLAIN_KERNEL=1`. ipykernel
prints the same, and draws the same line with Matplotlib as a PNG; "does not compile" is a syntax
error there.

What the proxy adds is the difference between "dlfs" and "dlfs without its proxy" in a round; the
table has its median and its middle half. An empty cell, which builds nothing, shows it best. If the
middle half reaches from below the target to above it, the result is "unclear", because the build
time varies by more than the proxy can add."""


def section(kernels: list[Kernel], before: float, after: float) -> str:
    notes = NOTES.format(datetime.date.today(), before, after, os.cpu_count())
    ratio = "of plain GoNB | target | reached | of ipykernel"
    return "\n\n".join(
        [
            notes,
            table(
                f"cell | {OURS} | without its proxy | {PLAIN} | {PYTHON} | {ratio}", ratios(kernels)
            ),
            table(
                "what the proxy adds | median | middle half | target | reached",
                added(kernels),
            ),
            table("cell | kernel | median | least | most | rounds", every_time(kernels)),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="kernels.py", description=__doc__)
    parser.add_argument("--only", default="", metavar="REGEXP", help="cells to time (default: all)")
    parser.add_argument("--rounds", type=int, default=31, help="rounds of each (default: 31)")
    parser.add_argument("--print", action="store_true", help="print the section, and write nothing")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    kernels = measure(options.only, options.rounds)
    text = section(kernels, before, os.getloadavg()[0])
    if options.print:
        print(text)
        return 0
    write(RESULTS, with_section(RESULTS.read_text(encoding="utf-8"), CELLS, text))
    print(f"wrote {RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

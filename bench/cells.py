"""Times cells in the real kernel: `cells.py WORK` prints medians in seconds as JSON."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbtools.execute import Run, Session
from nbtools.project import KERNEL, KERNEL_DIR, ROOT
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


class Timed(Session):
    """A session that notes how long each cell took, from request to reply."""

    def __init__(self, run: Run, scratch: Path, timeout: int) -> None:
        super().__init__(run, scratch, timeout, KERNEL_DIR)
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


def first_plot() -> float:
    (first, *_), _ = timed([PLOT_CELL])
    return first


def mnist() -> float:
    _, printed = timed([MNIST_CELL] * 5)
    return statistics.median(map(float, printed))


WORKS = {
    "text-cell": lambda: median_of(TEXT_CELL),
    "plot-cell": lambda: median_of(PLOT_CELL.replace("A rising line", "Line {number}")),
    "first-plot-cell": first_plot,
    "mnist-cell": mnist,
}

if __name__ == "__main__":
    print(json.dumps({"seconds": WORKS[sys.argv[1]]()}))

"""Measures the built site in Chromium and prints the table of docs/browser.md."""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator

import visits

START = "en/00_start_here.ipynb"
LONG_RUNS = (
    ("en/ch04_5_learning_algorithm.ipynb", "training"),  # with a chart that is redrawn
    ("en/ch04_5_learning_algorithm.ipynb", "accuracy-run"),  # these print a line each epoch
    ("en/ch05_7_backpropagation.ipynb", "train"),
)
TEXT = '%%\nfmt.Println("hello")'
CHART = "%%\nnb.Show(plotting.Curve(-6, 6, dl.Sigmoid))"
TIMES = 15  # of a warm cell
VISITS = 3
MANIFEST = "extensions/dlfs-go/go/manifest.json"


def main() -> None:
    print("| | |\n|---|---|")
    for what, value in rows():
        print(f"| {what} | {value} |", flush=True)


def rows() -> Iterator[tuple[str, str]]:
    yield from sizes()
    with visits.launch("chromium") as browser, visits.serve() as server:
        yield "JupyterLite alone: until the notebook is there", seconds(alone(browser, server))
        yield from visited(browser, server)
        for name, cell in LONG_RUNS:
            yield long_run(browser, server, name, cell)


def sizes() -> list[tuple[str, str]]:
    """What a cell needs, gzipped, beside JupyterLab itself."""
    manifest = json.loads((visits.SITE / MANIFEST).read_text())
    text = files_of(manifest, ["fmt"])
    chart = files_of(manifest, ["dlfs/dl", "dlfs/nb", "dlfs/plotting"]) - text

    def megabytes(names: set[str]) -> str:
        return f"{sum(manifest['files'][name]['size'] for name in names) / 1e6:.1f} MB"

    return [
        ("gzipped, for a cell that imports fmt", megabytes(text)),
        ("more for a chart", megabytes(chart)),
    ]


def files_of(manifest: dict, imports: list[str]) -> set[str]:
    """The files that a cell with these imports is made with."""
    packages = {"runtime", *imports}
    for path in list(packages):
        packages.update(manifest["packages"][number] for number in manifest["deps"][path])
    packages.discard("unsafe")
    packs = {member: pack for pack, members in manifest["packs"].items() for member, _ in members}
    archives = {
        *(f"export/{path}" for path in imports),
        *(f"object/{path}" for path in packages),
    }
    return {"compile.wasm", "link.wasm", "cells.wasm", "index.json"} | {
        packs.get(name, name) for name in archives
    }


def alone(browser, server) -> float:
    """First visits without the compiler and all that it needs: the median."""
    server.damaged[MANIFEST] = b"{}"
    times = []
    for _ in range(VISITS):
        context = browser.new_context()
        begun = time.monotonic()
        visits.open_notebook(context, server, START)
        times.append(time.monotonic() - begun)
        context.close()
    server.damaged.clear()
    return statistics.median(times)


def visited(browser, server) -> Iterator[tuple[str, str]]:
    """First visits, settled cells, and later visits."""
    rows = []
    for _ in range(VISITS - 1):
        context = browser.new_context()
        rows.append(visit(context, server)[1])
        context.close()
    context = browser.new_context()
    notebook, times = visit(context, server)
    yield from named("first visit", [*rows, times])
    notebook.wait_until_stored()
    yield "a warm text cell", seconds(median(lambda: notebook.run_cell(TEXT)))
    yield "a warm chart", seconds(median(lambda: notebook.run_cell(CHART)))
    rows = []
    for _ in range(VISITS):
        notebook.page.close()
        server.requests.clear()
        notebook, times = visit(context, server)
        rows.append(times)
    yield from named("later visit", rows)
    yield "files fetched", ", ".join(sorted(set(server.requests))) or "none"
    context.close()


def visit(context, server) -> tuple[visits.Notebook, list[float]]:
    """Opens a notebook and runs two cells at once, without the pause that a reader makes."""
    times = [time.monotonic()]
    notebook = visits.open_notebook(context, server, START)
    times.append(time.monotonic())
    for cell in (TEXT, CHART):
        notebook.run_cell(cell)
        times.append(time.monotonic())
    return notebook, [after - before for before, after in itertools.pairwise(times)]


def named(which: str, rows: list[list[float]]) -> Iterator[tuple[str, str]]:
    steps = ("the notebook is there", "the first text cell has run", "the first chart is there")
    for number, (step, times) in enumerate(zip(steps, zip(*rows, strict=True), strict=True)):
        what = f"{which}: until {step}" if number == 0 else f"then until {step}"
        yield what, seconds(statistics.median(times))


def median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        begun = time.monotonic()
        run()
        times.append(time.monotonic() - begun)
    return statistics.median(times)


def long_run(browser, server, name: str, cell_id: str) -> tuple[str, str]:
    """The cells before a run of 10,000 iterations, and then that one alone, with its progress."""
    context = browser.new_context()
    notebook = visits.open_notebook(context, server, name)
    for cell in notebook.cells():
        if cell["cell_type"] != "code":
            continue
        begun = time.monotonic()
        outputs = notebook.run_cell("".join(cell["source"]), 600)
        if cell["id"] == cell_id:
            break
    else:
        raise SystemExit(f"{name} has no cell {cell_id}")
    took = time.monotonic() - begun
    context.close()
    return f"`{cell_id}` of `{name}`", f"{seconds(took)}, shown in {len(outputs)} steps"


def seconds(value: float) -> str:
    return f"{value:.2f} s"


if __name__ == "__main__":
    main()

"""Measures the built site in Chromium and prints the table of docs/browser.md."""

import json
import statistics
import time
from collections.abc import Callable, Iterator

import visits

START = "en/00_start_here.ipynb"
LONG_RUNS = (
    ("en/ch04_5_learning_algorithm.ipynb", "training"),  # with a bar
    ("en/ch04_5_learning_algorithm.ipynb", "accuracy-run"),  # these print a line each epoch
    ("en/ch05_7_backpropagation.ipynb", "train"),
)
TEXT = '%%\nfmt.Println("hello")'
CHART = "%%\nnb.Show(plotting.Curve(-6, 6, dl.Sigmoid))"
TIMES = 15  # of a warm cell


def main() -> None:
    print("| | |\n|---|---|")
    for what, value in rows():
        print(f"| {what} | {value} |", flush=True)


def rows() -> Iterator[tuple[str, str]]:
    yield from sizes()
    with visits.launch("chromium") as browser, visits.serve() as server:
        yield from first_visit(browser, server)
        for name, cell in LONG_RUNS:
            yield long_run(browser, server, name, cell)


def sizes() -> list[tuple[str, str]]:
    """What a cell needs, gzipped, beside JupyterLab itself."""
    manifest = json.loads((visits.SITE / "extensions/dlfs-go/go/manifest.json").read_text())
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


def first_visit(browser, server) -> list[tuple[str, str]]:
    context = browser.new_context()
    begun = time.monotonic()
    notebook = visits.open_notebook(context, server, START)
    opened = time.monotonic()
    notebook.run_cell(TEXT)
    first = time.monotonic()
    notebook.run_cell(CHART)
    chart = time.monotonic()
    notebook.wait_until_stored()
    rows = [
        ("first visit: until the notebook is there", seconds(opened - begun)),
        ("then until the first text cell has run", seconds(first - opened)),
        ("then until the first chart is there", seconds(chart - first)),
        ("a warm text cell, the median", seconds(median(lambda: notebook.run_cell(TEXT)))),
        ("a warm chart, the median", seconds(median(lambda: notebook.run_cell(CHART)))),
    ]
    notebook.page.close()
    server.requests.clear()
    begun = time.monotonic()
    notebook = visits.open_notebook(context, server, START)
    opened = time.monotonic()
    notebook.run_cell(TEXT)
    rows += [
        ("second visit: until the notebook is there", seconds(opened - begun)),
        ("then until the first text cell has run", seconds(time.monotonic() - opened)),
        ("files fetched", ", ".join(sorted(set(server.requests))) or "none"),
    ]
    context.close()
    return rows


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

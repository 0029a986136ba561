"""Measures the built site in Chromium and prints the table of docs/browser.md.

Without arguments everything is measured; `book`, `lab` and `runs` name a part.
"""

import itertools
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import BrowserContext, Page

import visits

START = "en/00_start_here.ipynb"
CELL = "hello"  # of that page
DRAWING = "en/ch04_5_learning_algorithm.ipynb"
LONG_RUNS = (
    ("en/ch04_5_learning_algorithm.ipynb", "training"),  # with a chart that is redrawn
    ("en/ch04_5_learning_algorithm.ipynb", "accuracy-run"),  # these print a line each epoch
    ("en/ch05_7_backpropagation.ipynb", "train"),
)
TEXT = 'fmt.Println("hello {}")'
CHART = "nb.Show(plotting.Curve(-{}, 6, dl.Sigmoid))"
ALONE = """\
train, _, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
net := dl.NewLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
trainer := &dl.Trainer{
	Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 100, Iterations: 10000,
	Src: rand.NewPCG(2, 0),
}
for range trainer.Steps(train.Reusing()) {
}
fmt.Println(err)
"""
TIMES = 15  # of a warm cell
VISITS = 3
READING = 10_000  # ms
MANIFEST = "extensions/dlfs-go/kernel/manifest.json"
SLOW = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10e6 / 8,
    "uploadThroughput": 10e6 / 8,
}
Row = tuple[str, str, str]  # what, at most, measured


def main() -> None:
    parts = sys.argv[1:] or ["book", "lab", "runs"]
    print("| | at most | |\n|---|---|---|")
    with visits.launch("chromium") as browser, visits.serve() as server:
        for part in parts:
            for row in PARTS[part](browser, server):
                print(f"| {' | '.join(row)} |", flush=True)


# The book.


def book_rows(browser, server) -> Iterator[Row]:
    yield "book: text to be read", "0.5 s", often(lambda: text_seen(browser, server))
    for name, code, most, later in (
        ("text cell", TEXT, "4 s", "0.6 s"),
        ("chart", CHART, "6 s", "1.2 s"),
    ):
        yield (
            f"first {name}, changed and run at once",
            most,
            often(lambda code=code: changed_at_once(browser, server, code)),
        )
        yield (
            "the same after ten seconds of reading",
            later,
            often(lambda code=code: changed_later(browser, server, code)),
        )
    yield "first stroke of a digit answered", "2 s", often(lambda: stroke(browser, server))
    yield from warm(browser, server)
    yield from later_visit(browser, server)
    yield from throttled(browser, server)


def often(measure: Callable[[], float]) -> str:
    return seconds(statistics.median(measure() for _ in range(VISITS)))


def page_of(context: BrowserContext, server, name: str = START) -> Page:
    """A page of the book, from the moment that the browser has begun to get it."""
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{server.url}{name.removesuffix('.ipynb')}.html", wait_until="commit")
    return page


def since_navigation(page: Page) -> float:
    return page.evaluate("performance.now()") / 1000


def first_paint(page: Page) -> float:
    """When the reader has seen the first text."""
    page.wait_for_selector("main h1, main h2")
    paint = "performance.getEntriesByName('first-contentful-paint')[0]"
    page.wait_for_function(paint)
    return page.evaluate(f"{paint}.startTime") / 1000


def text_seen(browser, server) -> float:
    context = browser.new_context()
    seen = first_paint(page_of(context, server))
    context.close()
    return seen


def change(page: Page, source: str) -> None:
    """Writes a cell anew, in the editor that its button opens."""
    cell = page.locator(f"#{CELL}")
    editor = cell.locator(".cm-content, textarea").first
    if not editor.is_visible():
        cell.get_by_role("button", name="Edit", exact=True).click()
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)


def run(page: Page, source: str) -> None:
    """Runs the changed cell with the keyboard, and waits for what it shows."""
    outputs = f"document.querySelector('#{CELL} .outputs')"
    picture = f"{outputs}?.querySelector('img')?.src ?? ''"
    before = page.evaluate(picture)
    page.keyboard.press("ControlOrMeta+Enter")
    # This looks at each frame; a locator would look only every half second.
    if said := re.search(r"hello \d+", source):
        page.wait_for_function(f"(said) => {outputs}?.textContent.includes(said)", arg=said[0])
    else:
        page.wait_for_function(f"(before) => ![before, ''].includes({picture})", arg=before)


def changed_at_once(browser, server, code: str) -> float:
    context = browser.new_context()
    page = page_of(context, server)
    source = code.format(1)
    change(page, source)
    run(page, source)
    took = since_navigation(page)
    context.close()
    return took


def changed_later(browser, server, code: str) -> float:
    context = browser.new_context()
    page = page_of(context, server)
    page.wait_for_load_state()
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 300)  # as a reader does
    page.wait_for_timeout(READING)
    source = code.format(2)
    change(page, source)
    begun = time.monotonic()
    run(page, source)
    took = time.monotonic() - begun
    context.close()
    return took


def stroke(browser, server) -> float:
    """From the navigation to an answer to a stroke that is drawn as soon as there is a board."""
    context = browser.new_context()
    page = page_of(context, server, DRAWING)
    board = page.locator("canvas").first
    page.get_by_role("button", name=re.compile("Draw|Start")).first.click()
    board.wait_for()
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 4 / 5, steps=10)
    page.mouse.up()
    page.wait_for_function("[...document.querySelectorAll('meter')].some((m) => m.value > 0)")
    took = since_navigation(page)
    context.close()
    return took


def warm(browser, server) -> Iterator[Row]:
    context = browser.new_context()
    page = page_of(context, server)
    numbers = itertools.count(10)
    for name, code, most in (("text cell", TEXT, "0.35 s"), ("chart", CHART, "0.8 s")):
        times = []
        for _ in range(TIMES + 5):
            source = code.format(next(numbers))
            change(page, source)
            begun = time.monotonic()
            run(page, source)
            times.append(time.monotonic() - begun)
        yield f"a warm edited {name}", most, seconds(statistics.median(times[5:]))
    context.close()


def later_visit(browser, server) -> Iterator[Row]:
    context = browser.new_context()
    page = page_of(context, server)
    change(page, TEXT.format(1))
    run(page, TEXT.format(1))
    visits.wait_until_kept(page, r"^(en\/|book\/|extensions\/dlfs-go\/kernel\/)")
    page.close()
    context.set_offline(True)
    texts, cells = [], []
    for number in range(VISITS):
        page = page_of(context, server)
        texts.append(first_paint(page))
        source = TEXT.format(number + 2)
        change(page, source)
        run(page, source)
        cells.append(since_navigation(page))
        page.close()
    context.close()
    yield "later visit, no network: text", "0.5 s", seconds(statistics.median(texts))
    yield "then the first cell, run at once", "2.5 s", seconds(statistics.median(cells))


def throttled(browser, server) -> Iterator[Row]:
    """At 10 Mbit/s and 40 ms. The server of the tests sends files as they are, not compressed."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(120_000)
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{server.url}{START.removesuffix('.ipynb')}.html", wait_until="commit")
    seen = first_paint(page)
    sent = page.evaluate(
        """(end) => [...performance.getEntriesByType('navigation'),
                ...performance.getEntriesByType('resource')]
            .filter((entry) => entry.responseEnd && entry.responseEnd < end)
            .reduce((sum, entry) => sum + entry.transferSize, 0)""",
        1000 * seen,
    )
    yield "at 10 Mbit/s: text", "1.5 s", seconds(seen)
    yield "at 10 Mbit/s: fetched until then", "0.5 MB", f"{sent / 1e6:.2f} MB"
    source = TEXT.format(1)
    change(page, source)
    run(page, source)
    yield "at 10 Mbit/s: the first changed cell", "20 s", seconds(since_navigation(page))
    context.close()


# JupyterLab.


def lab_rows(browser, server) -> Iterator[Row]:
    yield from sizes()
    yield "JupyterLite alone: until the notebook is there", "", seconds(alone(browser, server))
    yield from visited(browser, server)


def sizes() -> list[Row]:
    """What a cell needs, gzipped, beside JupyterLab itself."""
    manifest = json.loads((visits.SITE / MANIFEST).read_text())
    text = files_of(manifest, ["fmt"])
    chart = files_of(manifest, ["dlfs/dl", "dlfs/nb", "dlfs/plotting"]) - text

    def megabytes(names: set[str]) -> str:
        return f"{sum(manifest['files'][name]['size'] for name in names) / 1e6:.1f} MB"

    return [
        ("gzipped, for a cell that imports fmt", "", megabytes(text)),
        ("more for a chart", "", megabytes(chart)),
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


def visited(browser, server) -> Iterator[Row]:
    """First visits, settled cells, and later visits."""
    rows = []
    for _ in range(VISITS - 1):
        context = browser.new_context()
        rows.append(visit(context, server)[1])
        context.close()
    context = browser.new_context()
    notebook, times = visit(context, server)
    yield from named("JupyterLab, first visit", "1.7 s", [*rows, times])
    notebook.wait_until_stored()
    yield "a warm text cell", "", seconds(median(lambda: notebook.run_cell(TEXT)))
    yield "a warm chart", "", seconds(median(lambda: notebook.run_cell(CHART.format(6))))
    rows = []
    for _ in range(VISITS):
        notebook.page.close()
        server.requests.clear()
        notebook, times = visit(context, server)
        rows.append(times)
    yield from named("JupyterLab, later visit", "", rows)
    yield "files fetched", "", ", ".join(sorted(set(server.requests))) or "none"
    context.close()


def visit(context, server) -> tuple[visits.Notebook, list[float]]:
    """Opens a notebook and runs two cells at once, without the pause that a reader makes."""
    times = [time.monotonic()]
    notebook = visits.open_notebook(context, server, START)
    times.append(time.monotonic())
    for cell in (TEXT, CHART.format(6)):
        notebook.run_cell(cell)
        times.append(time.monotonic())
    return notebook, [after - before for before, after in itertools.pairwise(times)]


def named(which: str, most: str, rows: list[list[float]]) -> Iterator[Row]:
    steps = (
        (f"{which}: until the notebook is there", ""),
        ("then until the first text cell has run", most),
        ("then until the first chart is there", ""),
    )
    for (what, at_most), times in zip(steps, zip(*rows, strict=True), strict=True):
        yield what, at_most, seconds(statistics.median(times))


def median(run_once: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        begun = time.monotonic()
        run_once()
        times.append(time.monotonic() - begun)
    return statistics.median(times)


# Runs of 10,000 iterations.


def run_rows(browser, server) -> Iterator[Row]:
    yield run_alone(browser, server)
    for name, cell in LONG_RUNS:
        yield long_run(browser, server, name, cell)


def run_alone(browser, server) -> Row:
    """One that shows nothing, from the request to the end of the cell."""
    times = []
    context = browser.new_context()
    notebook = visits.open_notebook(context, server, START)
    notebook.run_cell(TEXT)
    for _ in range(VISITS):
        begun = time.monotonic()
        outputs = notebook.run_cell(ALONE, 600)
        times.append(time.monotonic() - begun)
        assert visits.text_of(outputs) == "<nil>\n", outputs
    context.close()
    return "10,000 iterations alone", "12 s", seconds(statistics.median(times))


def long_run(browser, server, name: str, cell_id: str) -> Row:
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
    return f"`{cell_id}` of `{name}`", "", f"{seconds(took)}, shown in {len(outputs)} steps"


def seconds(value: float) -> str:
    return f"{value:.2f} s"


PARTS = {"book": book_rows, "lab": lab_rows, "runs": run_rows}

if __name__ == "__main__":
    main()

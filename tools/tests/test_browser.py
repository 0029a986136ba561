"""The notebooks in JupyterLab, in a real browser: what a learner sees and does."""

import json
import os
import re
import shutil
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from nbtools import lab
from nbtools.lint import Images
from nbtools.normalise import DATA_URI
from nbtools.project import KERNEL, ROOT

pytestmark = pytest.mark.more

NOTEBOOKS = ["00_start_here", "ch04_5_learning_algorithm"]
RUN_SECONDS = 300
PATIENCE = 120_000  # milliseconds: long enough for a machine with other things to do


@pytest.fixture(scope="module")
def needs_browser():
    if lab.find_browser() is None and not os.environ.get("CI"):
        pytest.skip(f"nothing was tried in a browser: {lab.NO_BROWSER}")


@pytest.fixture(scope="module")
def server(needs_browser):
    """JupyterLab over a copy of the notebooks, as running and saving changes them."""
    with tempfile.TemporaryDirectory(prefix="dlfs lab ") as folder:
        shutil.copytree(ROOT / "notebooks", Path(folder, "notebooks"))
        with pytest.MonkeyPatch.context() as patch:
            # What is solved here is not noted as solved by whoever runs the tests.
            patch.setenv("DLFS_CACHE", str(Path(folder, "cache")))
            with lab.serve(Path(folder), Path(folder)) as running:
                yield running


@pytest.fixture(scope="module")
def chromium(needs_browser):
    expect.set_options(timeout=PATIENCE)
    with lab.browser() as opened:
        yield opened


@pytest.fixture
def opened(server, chromium, request):
    """Opens a notebook in a window of its own and keeps a picture of how the test left it."""
    page = chromium.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(PATIENCE)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))

    def open_notebook(name: str, language: str = "en") -> lab.NotebookPage:
        return lab.NotebookPage(page, server.address(f"notebooks/{language}/{name}.ipynb"))

    yield open_notebook
    pictures = Path(tempfile.gettempdir(), "dlfs-screenshots")
    pictures.mkdir(exist_ok=True)
    page.screenshot(path=pictures / f"{request.node.name}.png")
    page.close()
    assert complaints == []


def committed(name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / f"notebooks/en/{name}.ipynb", as_version=4)


def images(cell) -> int:
    """How many images a cell's outputs show; an HTML form of an output is shown before a PNG."""
    count = 0
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/html" in data:
            parser = Images()
            parser.feed(DATA_URI.sub("", "".join(data["text/html"])))
            count += len(parser.alts)
        else:
            count += "image/png" in data
    return count


def test_the_file_browser_reaches_all_notebooks(tmp_path):
    with lab.serve(None, tmp_path) as server:
        for folder in ["en", "zh", "mirrors/en", "mirrors/ko"]:
            address = f"{server.url}api/contents/notebooks/{folder}?token={server.token}"
            listed = json.load(urllib.request.urlopen(address))["content"]
            found = {entry["name"] for entry in listed}
            assert {path.name for path in (ROOT / "notebooks" / folder).glob("*.ipynb")} <= found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_shows_its_figures_and_runs_to_the_end(opened, name):
    page = opened(name)
    wanted = {cell.id: [True] * images(cell) for cell in committed(name).cells if images(cell)}
    assert wanted, "the committed notebook has no figure"
    assert page.kernel() == KERNEL["name"]
    assert page.popups() == []
    assert page.wait_for_figures(wanted) == wanted, "as the notebook is opened"

    page.command("notebook:clear-all-cell-outputs")
    assert page.figures() == {}
    page.run_all(RUN_SECONDS)
    for cell in page.cells():
        failed = any(output["output_type"] == "error" for output in cell.get("outputs", []))
        assert failed == ("raises-exception" in cell["metadata"].get("tags", [])), cell["source"]
    assert page.wait_for_figures(wanted) == wanted, "as the notebook has been run"
    assert page.popups() == []


def test_a_name_is_completed_and_documented(opened):
    page = opened(NOTEBOOKS[1])
    page.add_cell('import "dlfs/dl"\n\n%%\nfmt.Println(dl.Sigmoid(0))')
    page.command("notebook:run-cell")
    page.wait_for_output("0.5")

    page.add_cell("%%\nx := dl.Sig")
    completed = press_until(page, "Tab", ".jp-Completer-item", "Sigmoid")
    page.page.keyboard.press("Escape")
    page.page.keyboard.insert_text("moid")
    signature = "func Sigmoid(x float64) float64"
    documented = press_until(page, "Shift+Tab", ".jp-Tooltip", signature)
    print(f"Tab took {completed:.2f} s, Shift-Tab {documented:.2f} s")


def press_until(page, key: str, shown: str, text: str) -> float:
    """Presses a key until what it shows has the text, and returns how many seconds that took.

    JupyterLab drops an answer that comes late, as the first one may while the packages are read.
    """
    start = time.monotonic()
    while True:
        page.page.keyboard.press(key)
        try:
            expect(page.page.locator(shown).first).to_contain_text(text, timeout=10_000)
        except AssertionError:
            if time.monotonic() - start > PATIENCE / 1000:
                raise
        else:
            return time.monotonic() - start


def test_a_long_cell_is_interrupted_and_the_kernel_restarted(opened):
    page = opened(NOTEBOOKS[0])
    page.add_cell('%%\nfmt.Println("counting")\nfor {\n}')
    page.start("notebook:run-cell")
    page.wait_for_output("counting")
    page.command("notebook:interrupt-kernel")
    page.wait_for_output("Interrupted: the cell was stopped")
    page.wait_until_idle(lab.PATIENCE)

    page.add_cell('%%\nfmt.Println("after the interrupt")')
    page.command("notebook:run-cell")
    page.wait_for_output("after the interrupt")

    page.restart()
    page.add_cell('%%\nfmt.Println("after the restart")')
    page.command("notebook:run-cell")
    page.wait_for_output("after the restart")
    assert page.cells()[-1]["execution_count"] == 1


def test_an_exercise_goes_from_a_wrong_answer_to_a_solved_one(opened):
    """In a language that is not the default."""
    page = opened("ch04_2x_exercises", "zh")
    cells = {cell["id"]: "".join(cell["source"]) for cell in page.cells()}
    title = re.search(r"4\.2-1 (.*) ★", cells["squared-error-of-text"]).group(1)
    assert title != "Write the squared error"

    def check(body: str) -> list[str]:
        stub = cells["squared-error-of"]
        page.write("squared-error-of", stub.replace('panic("your code here")', body))
        first, *rest = page.run_cell("squared-error-of", RUN_SECONDS).splitlines()
        assert first == f"4.2-1  {title}"
        return rest

    page.write("board", cells["board"])
    before = page.run_cell("board", RUN_SECONDS)
    assert " ·1 " in before and "✓" not in before

    sum_of_squares = (
        "sum := 0.0\nfor k := range y {\nsum += (y[k] - t[k]) * (y[k] - t[k])\n}\nreturn sum"
    )
    fault, mistake, why, hint = check(sum_of_squares)
    assert fault.startswith("✗ squaredErrorOf([0], [1])") and "0.5" in fault
    assert "½" in mistake and why.startswith("  ") and 'exercises.Hint("4.2-1")' in hint

    fault, *_ = check("for {\n}")
    assert fault.startswith("✗ squaredErrorOf([1], [1])")
    *found, solved = check(sum_of_squares + " / 2")
    assert {line[0] for line in found} == {"✓"}
    assert 'exercises.Solution("4.2-1")' in solved

    page.write("board", cells["board"])
    assert "4.2  ✓1 ·2 " in page.run_cell("board", RUN_SECONDS)

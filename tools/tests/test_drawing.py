"""nb.Drawing: what a learner draws reaches the cell, as messages and in JupyterLab."""

import base64
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from nbtools import lab
from nbtools.project import KERNEL, ROOT
from test_browser import PATIENCE, chromium, needs_browser  # noqa: F401
from test_kernel import Cell, Kernel, started

# It prints how much ink there is, and where it is on the average.
CELL = (ROOT / "tools/tests/drawing_cell.txt").read_text(encoding="utf-8")
SAID = re.compile(r"ink ([\d.]+) around ([\d.]+), ([\d.]+)")
RUN = "Run the cell to draw here."


@pytest.fixture(scope="module")
def kernel():
    with started(DLFS_HEADLESS="0") as (manager, client):
        yield Kernel(manager, client)


# By messages.


@pytest.mark.kernel
def test_where_nobody_can_draw_there_is_a_drawing_made_beforehand(kernel):
    cells = [kernel.run(CELL, allow_stdin=False) for _ in range(2)]
    for cell in cells:
        assert cell.text() == "ink 84.8 around 12.2, 14.5\nno more\n"
        assert [kind for kind, _ in cell.shown()] == ["display_data", "stdout"]
        assert pictures(cell) == pictures(cells[0])


def pictures(cell: Cell) -> list[dict]:
    return [m["content"]["data"] for m in cell.messages if m["msg_type"] == "display_data"]


@pytest.mark.kernel
def test_only_whole_drawings_for_this_board_reach_the_cell(kernel):
    client = kernel.client
    pixels = bytearray(784)
    pixels[28 * 3 + 5] = 255
    drawing = base64.b64encode(pixels).decode()
    texts = []

    def tell(board: str, kind: str, data: dict) -> None:
        content = {"comm_id": board, "target_name": "dlfs.board", "data": data}
        client.shell_channel.send(client.session.msg(kind, content))

    def hear(message: dict) -> None:
        content = message["content"]
        if message["msg_type"] == "display_data":
            board = re.search(r'id="(dlfs-\w+)"', content["data"]["text/html"]).group(1)
            tell(board, "comm_open", {})
            tell(board, "comm_msg", {"drawing": base64.b64encode(bytes(783)).decode()})
            tell(board, "comm_msg", {"drawing": "A" * 1_000_000})
            tell(board, "comm_msg", {"drawing": [1, 2, 3]})
            tell("dlfs-another", "comm_msg", {"done": True})
            tell(board, "comm_msg", {"drawing": drawing})
            tell(board, "comm_msg", {"done": True})
        elif message["msg_type"] == "stream":
            texts.append(content["text"])

    client.execute_interactive(CELL, output_hook=hear, timeout=PATIENCE / 1000)
    assert "".join(texts) == "ink 1.0 around 5.5, 3.5\nno more\n"


@pytest.mark.kernel
def test_a_cell_that_waits_for_a_drawing_is_interrupted(kernel):
    cell = kernel.run(CELL, stop=4)
    assert (cell.error()["ename"], cell.text()) == ("Interrupted", "")
    assert kernel.run("6 * 7").shown() == [("execute_result", "42")]


# In JupyterLab, under a path, where only who has the token gets in.


@pytest.fixture(scope="module")
def server(needs_browser):  # noqa: F811
    with tempfile.TemporaryDirectory(prefix="dlfs lab ") as name:
        folder = Path(name)
        notebooks = folder / "notebooks/en"
        notebooks.mkdir(parents=True)
        shutil.copy(ROOT / "notebooks/en/00_start_here.ipynb", notebooks)
        cells = [nbformat.v4.new_code_cell(CELL, id="draw")]
        written = nbformat.v4.new_notebook(metadata={"kernelspec": dict(KERNEL)}, cells=cells)
        for notebook in ("mouse", "keyboard", "stopped", "again"):
            nbformat.write(written, notebooks / f"{notebook}.ipynb")
        with lab.serve(folder, folder, "--ServerApp.base_url=/a/path/") as running:
            assert "/a/path/" in running.url and running.token
            yield folder, running


@pytest.fixture
def window(chromium):  # noqa: F811
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    page.set_default_timeout(PATIENCE)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def opened(window: Page, server, name: str) -> lab.NotebookPage:
    return lab.NotebookPage(window, server[1].address(f"notebooks/en/{name}.ipynb"))


def begun(window: Page, server, name: str) -> tuple[lab.NotebookPage, Locator]:
    """Opens the notebook and runs its cell until one can draw."""
    notebook = opened(window, server, name)
    notebook.start("notebook:run-cell")
    return notebook, board(window)


def board(window: Page) -> Locator:
    canvas = window.get_by_role("application", name="Drawing board.")
    expect(canvas).to_be_visible()
    return canvas


def stroke(window: Page, canvas: Locator, *points: tuple[float, float]) -> None:
    """Draws with the mouse, from point to point in pixels of the drawing."""
    box = canvas.bounding_box()
    at = [(box["x"] + x / 28 * box["width"], box["y"] + y / 28 * box["height"]) for x, y in points]
    window.mouse.move(*at[0])
    window.mouse.down()
    for point in at[1:]:
        window.mouse.move(*point, steps=4)
    window.mouse.up()


def drawings(window: Page, count: int) -> list[tuple[float, ...]]:
    """Waits until the cell has printed so many lines, and returns their numbers."""
    output = window.locator(".jp-Notebook .jp-OutputArea").first
    expect(output).to_have_text(re.compile(f"(ink .*?){{{count}}}", re.DOTALL))
    found = SAID.findall(output.inner_text())
    assert len(found) == count
    return [tuple(map(float, numbers)) for numbers in found]


def ended(window: Page) -> None:
    expect(window.get_by_role("application")).to_be_hidden()
    expect(window.get_by_alt_text("Drawing of 28 × 28 pixels")).to_be_visible()
    expect(window.get_by_text(RUN)).to_be_visible()


@pytest.mark.more
def test_strokes_of_a_mouse_reach_the_cell_until_done(server, window):
    notebook, canvas = begun(window, server, "mouse")
    stroke(window, canvas, (4, 8), (14, 8))  # 10 pixels long and 2 wide, with round ends
    ((ink, x, y),) = drawings(window, 1)
    assert 22 < ink < 25 and abs(x - 9) < 0.3 and abs(y - 8) < 0.3
    stroke(window, canvas, (20, 4), (20, 24))
    first, (ink, x, y) = drawings(window, 2)
    assert first[0] + 42 < ink < first[0] + 45 and 15 < x < 17 and 11 < y < 13

    window.get_by_role("button", name="Clear").click()
    stroke(window, canvas, (14, 14))
    *_, (ink, x, y) = drawings(window, 3)
    assert 2 < ink < 5 and abs(x - 14) < 0.3 and abs(y - 14) < 0.3

    window.get_by_role("button", name="Done").click()
    notebook.wait_for_output("no more")
    notebook.wait_until_idle(lab.PATIENCE)
    ended(window)
    (cell,) = notebook.cells()
    shown = "".join(cell["outputs"][0]["data"]["text/html"])
    assert "<script" not in shown and 'src="data:image/png;base64,' in shown


@pytest.mark.more
def test_one_can_draw_with_the_keyboard_alone(server, window):
    notebook, canvas = begun(window, server, "keyboard")
    said = window.get_by_role("status").filter(visible=True)
    canvas.focus()
    window.keyboard.press("ArrowUp")
    expect(said).to_have_text("pen up, column 15, row 14")
    window.keyboard.press("Space")
    for _ in range(5):
        window.keyboard.press("ArrowLeft")
    expect(said).to_have_text("pen down, column 10, row 14")
    window.keyboard.press("Space")
    assert drawings(window, 1) == [(13.4, 12.0, 13.5)]

    window.keyboard.press("Space")
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Tab")  # which lifts the pen
    assert drawings(window, 2)[1][0] > 13.4
    expect(window.get_by_role("button", name="Clear")).to_be_focused()
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    notebook.wait_for_output("no more")
    notebook.wait_until_idle(lab.PATIENCE)
    ended(window)


@pytest.mark.more
def test_an_interrupted_cell_leaves_a_picture_here_and_in_the_file(server, window):
    notebook, canvas = begun(window, server, "stopped")
    stroke(window, canvas, (4, 8), (14, 8))
    drawings(window, 1)
    notebook.interrupt()
    notebook.wait_for_output("Interrupted: the cell was stopped")
    notebook.wait_until_idle(lab.PATIENCE)
    ended(window)
    notebook.command("docmanager:save")

    # The file has the board and its script, which finds nobody who waits for it.
    opened(window, server, "stopped")
    window.wait_for_timeout(3000)
    ended(window)

    # Where nobody trusts the file, the script does not run.
    path = server[0] / "notebooks/en/stopped.ipynb"
    written = path.read_text()
    assert "</script>" in written
    other = path.with_name("untrusted.ipynb")
    other.write_text(written.replace("ink ", "Ink "))
    notebook = opened(window, server, "untrusted")
    assert not window.evaluate(
        "() => [...jupyterapp.shell.currentWidget.content.model.cells][0].trusted"
    )
    ended(window)


@pytest.mark.more
def test_a_page_that_is_loaded_again_goes_on(server, window):
    notebook, canvas = begun(window, server, "again")
    stroke(window, canvas, (4, 8), (14, 8))
    drawings(window, 1)
    notebook.command("docmanager:save")
    window.goto(server[1].address("notebooks/en/again.ipynb"))
    stroke(window, board(window), (20, 4), (20, 24))
    window.get_by_role("button", name="Done").click()
    ended(window)

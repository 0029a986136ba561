"""nb.Drawing in the page: what a learner draws reaches the program in its worker."""

import pytest

import visits
from nbtools import lab
from nbtools.project import ROOT

CELL = (ROOT / "tools/tests/drawing_cell.txt").read_text(encoding="utf-8")


@pytest.fixture
def drawing(browser, server):
    """A notebook whose cell waits for a drawing."""
    context = browser.new_context()
    notebook = visits.open_notebook(context, server, "en/00_start_here.ipynb")
    notebook.add_cell(CELL)
    notebook.start("notebook:run-cell")
    wait_for_board(notebook, "!== null")
    yield notebook
    context.close()


def wait_for_board(notebook, what: str) -> None:
    """Waits until one can draw, or until one no longer can."""
    notebook.page.wait_for_function(
        f"""() => {{
            const {{node}} = jupyterapp.shell.currentWidget.content.activeCell.outputArea;
            return (node.querySelector('canvas')?.offsetParent ?? null) {what};
        }}"""
    )


def press(notebook, *keys: str) -> None:
    notebook.page.evaluate(
        """keys => {
            const {node} = jupyterapp.shell.currentWidget.content.activeCell.outputArea;
            for (const key of keys)
                node.querySelector('canvas').dispatchEvent(new KeyboardEvent('keydown', {key}));
        }""",
        keys,
    )


def click_done(notebook) -> None:
    notebook.page.evaluate(
        """() => {
            const {node} = jupyterapp.shell.currentWidget.content.activeCell.outputArea;
            [...node.querySelectorAll('button')].find(b => b.textContent === 'Done').click();
        }"""
    )


def text(notebook) -> str:
    return notebook.page.evaluate(
        """() => {
            const {outputs} = jupyterapp.shell.currentWidget.content.activeCell.model;
            return outputs.toJSON().map(output => [output.text ?? ''].flat().join('')).join('');
        }"""
    )


def test_drawings_reach_the_program_until_done(drawing):
    press(drawing, "ArrowUp", " ", *["ArrowLeft"] * 5, " ")
    drawing.wait_for_output("ink 13.4 around 12.0, 13.5")
    drawing.page.wait_for_timeout(500)  # The program is not taken for one that sleeps for ever.
    press(drawing, " ", "ArrowDown", " ")
    drawing.wait_for_output("around 11.7, 13.7")
    click_done(drawing)
    drawing.wait_for_output("no more")
    drawing.wait_for_output("Run the cell to draw here.")
    drawing.wait_until_idle(lab.PATIENCE)
    wait_for_board(drawing, "=== null")
    assert text(drawing).count("ink") == 2


def test_an_interrupt_ends_a_cell_that_waits_for_a_drawing(drawing):
    press(drawing, " ", " ")
    drawing.wait_for_output("ink 3.4")
    drawing.interrupt()
    drawing.wait_for_output("Interrupted")
    drawing.wait_for_output("Run the cell to draw here.")
    wait_for_board(drawing, "=== null")


def test_where_nobody_can_draw_there_is_a_drawing_made_beforehand(first_notebook):
    for _ in range(2):
        outputs = first_notebook.run_cell(CELL)
        assert visits.text_of(outputs) == "ink 84.8 around 12.2, 14.5\nno more\n"
        shown = outputs[0]["data"]["text/html"]
        assert "This 3 was drawn beforehand." in shown and "<script" not in shown

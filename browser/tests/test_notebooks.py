"""Every notebook of every language, run in the browser and compared with the committed one."""

import nbformat
import pytest

import visits
from nbtools.compare import cell_name, figure_difference, spell_out
from nbtools.normalise import normalise
from nbtools.project import ROOT, all_notebooks

RUN_SECONDS = 600
NOTEBOOKS = sorted(path.relative_to(ROOT / "notebooks").as_posix() for path in all_notebooks())


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_shows_what_is_committed(browser, server, name):
    context = browser.new_context()
    visits.headless(context)
    notebook = visits.open_notebook(context, server, name)
    notebook.run_all(RUN_SECONDS)
    committed = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    fresh = nbformat.from_dict({**committed, "cells": notebook.cells()})
    for cell in fresh.cells:
        cell.pop("trusted", None)
    normalise(fresh, [])
    context.close()
    differences = [
        f"{cell_name(number, old)}: {why}"
        for number, (old, new) in enumerate(zip(committed.cells, fresh.cells, strict=True), 1)
        if old.cell_type == "code" and (why := difference(old, new))
    ]
    assert not differences, "\n".join(differences)


def difference(old, new) -> str:
    """Why the outputs of a cell differ."""
    old_text, old_figures = spell_out(old.outputs)
    new_text, new_figures = spell_out(new.outputs)
    if old_text != new_text:
        return f"{old_text}\nnow {new_text}"
    different = [
        why
        for a, b in zip(old_figures, new_figures, strict=True)
        if (why := figure_difference(a, b, exact=True))
    ]
    return "; ".join(different)

"""A few cells through the real kernel, so that a first cell finds a warm build cache."""

import asyncio

import nbformat

from nbtools import execute
from nbtools.project import KERNEL, ROOT

PLOT_CELL = """\
import (
	"dlfs/dl"
	"dlfs/nb"
	"dlfs/plotting"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

%%
p := plot.New()
line, err := plotter.NewLine(plotter.XYs{{X: -1, Y: dl.Sigmoid(-1)}, {X: 1, Y: dl.Sigmoid(1)}})
if err != nil {
	panic(err)
}
p.Add(line)
nb.Show(plotting.New(p, "A rising line"))
"""

DATA_CELL = """\
import "dlfs/datasets"

%%
_, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
if err != nil {
	panic(err)
}
fmt.Println(test.Shape())
"""
# The kernel adds what it has learned of one import to another: a variable, and packages of which
# variables have their types.
VALUES_CELLS = (
    "number := 1",
    "%%\n_ = dl.ReLU(1)",
    "%%\n_ = mat.NewDense(1, 1, nil)",
    "%%\nnb.Result(1)",
)


def warm() -> execute.Run:
    """Runs the cells and writes nothing."""
    sources = (PLOT_CELL, DATA_CELL, *VALUES_CELLS)
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    return asyncio.run(execute.run_notebook(notebook, ROOT / "warm.ipynb"))

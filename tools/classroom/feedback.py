"""What a student sees of the cells that give points."""

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from classroom.assignment import BEGIN_TESTS
from classroom.words import said


class HideTests(NbGraderPreprocessor):
    """Shows the verdict alone. A compiler's message would show the code of the test."""

    # nbgrader's exporter gives it to every preprocessor.
    display_data_priority = List().tag(config=True)

    def preprocess_cell(self, cell: NotebookNode, resources, index: int):
        if utils.is_grade(cell) and utils.is_locked(cell) and cell.cell_type == "code":
            cell.source = cell.source.partition(BEGIN_TESTS)[0].rstrip()
            verdict = "".join(o.text for o in cell.outputs if o.get("name") == "stdout")
            cell.outputs = [nbformat.v4.new_output("stream", text=verdict or said("no verdict"))]
        return cell, resources

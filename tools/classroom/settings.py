"""What nbgrader must know about the course; its nbgrader_config.py calls `apply`."""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, GetGrades
from traitlets.config import Config

from classroom import assignment
from classroom.feedback import HideTests
from classroom.grader import CELL_SECONDS, Grader
from nbtools.project import KERNEL_DIR


def apply(c: Config, course: str, language: str) -> None:
    # nbgrader calls a tool that lies beside it.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Where the kernel is, and the language that it speaks.
    os.environ.setdefault("JUPYTER_DATA_DIR", str(KERNEL_DIR.parent))
    os.environ["DLFS_LANG"] = language

    c.CourseDirectory.course_id = "dlfs"
    c.CourseDirectory.root = course
    # A module in a submission would take the place of ours.
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "*.pyc",
        "__pycache__",
        "feedback",
        "go.mod",
        "go.work",
    ]
    c.Exchange.root = str(Path(course) / "exchange")

    c.ClearSolutions.code_stub = {"go": assignment.STUB}
    c.ClearSolutions.begin_solution_delimeter = assignment.BEGIN_SOLUTION
    c.ClearSolutions.end_solution_delimeter = assignment.END_SOLUTION
    c.ClearHiddenTests.begin_test_delimeter = assignment.BEGIN_TESTS
    c.ClearHiddenTests.end_test_delimeter = assignment.END_TESTS

    c.Execute.timeout = CELL_SECONDS
    c.Execute.iopub_timeout = 30  # for a busy machine: what is lost here ends the grading
    c.Autograde.autograde_preprocessors = [
        Grader if each is Execute else each for each in Autograde().autograde_preprocessors
    ]
    c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

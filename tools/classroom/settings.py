"""What nbgrader must know about the course; its nbgrader_config.py calls `apply`."""

import os
import sys
import warnings
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, GetGrades, OverwriteCells
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from classroom import assignment
from classroom.autograde import Mend, Restore, Run
from classroom.clean import Clean, safe_markdown
from classroom.collect import Collector, Extractor
from classroom.export import Grades
from classroom.feedback import HideTests
from classroom.grader import CELL_SECONDS
from nbtools.project import KERNEL_DIR


def apply(c: Config, course: str, language: str) -> None:
    # nbgrader's own business, at each submission.
    warnings.filterwarnings("ignore", category=SAWarning)
    # nbgrader calls a tool that lies beside it.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Where the kernel is, and the language that it speaks.
    data = str(KERNEL_DIR.parent)
    if data not in os.environ.get("JUPYTER_PATH", "").split(os.pathsep):
        os.environ.setdefault("JUPYTER_DATA_DIR", data)
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
        # The form's server would show them as pages of its own.
        *("*.htm*", "*.xht*", "*.svg*", "*.xml", "*.js", "*.mjs", "*.pdf"),
    ]
    c.Exchange.root = str(Path(course) / "exchange")

    c.ClearSolutions.code_stub = {"go": assignment.STUB}
    c.ClearSolutions.begin_solution_delimeter = assignment.BEGIN_SOLUTION
    c.ClearSolutions.end_solution_delimeter = assignment.END_SOLUTION
    c.ClearHiddenTests.begin_test_delimeter = assignment.BEGIN_TESTS
    c.ClearHiddenTests.end_test_delimeter = assignment.END_TESTS

    c.Execute.timeout = CELL_SECONDS
    c.Execute.iopub_timeout = 30  # for a busy machine: what is lost here ends the grading
    c.Run.course = course
    c.Autograde.sanitize_preprocessors = [
        Mend,
        *(
            Restore if each is OverwriteCells else each
            for each in Autograde().sanitize_preprocessors
        ),
    ]
    c.Autograde.autograde_preprocessors = [
        Run if each is Execute else each for each in Autograde().autograde_preprocessors
    ]
    # Clean comes first: also in the form, which is made with the same exporter.
    c.HTMLExporter.preprocessors = [Clean]
    c.HTMLExporter.filters = {"markdown2html": safe_markdown}
    # A page from before a submission was graded again would stay as it is.
    c.GenerateFeedback.force = True
    c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

    c.ZipCollectApp.extractor_plugin = Extractor
    c.ZipCollectApp.collector_plugin = Collector
    c.ExportApp.plugin_class = Grades

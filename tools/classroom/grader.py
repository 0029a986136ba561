"""Runs the cells of a submission, and is on its guard."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator

import nbformat
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import Execute

from classroom.assignment import ALIAS
from classroom.words import said

# A check gives up an answer after 5 seconds of the processors' time, and after a minute at the
# latest. A cell is built first.
CELL_SECONDS = 90
# With this a test ends whose answer was given up. After so many the rest is not run.
GIVEN_UP = "exit status 3"
GIVEN_UP_CELLS = 6
# Then the rest of a submission is not run, whatever keeps it busy: the others wait for it.
ALL_SECONDS = 1200

# GoNB takes these lines for itself. An answer needs none but the one that begins main.
COMMAND = re.compile(r"^(?://gonb:)?[%!](?!(?:%|main)\s*$)")

# The kernel's surroundings: no solutions, no C, no learner to wait for or to take notes about.
SURROUNDINGS = {"DLFS_HEADLESS": "1", "CGO_ENABLED": "0", "NBGRADER_EXECUTION": "autograde"}

# Run before a submission. The first build in new surroundings takes more than a cell is given, and
# where nothing can be built, nobody has failed.
FIRST_CELL = """\
import (
	"dlfs/dl"
	"dlfs/exercises"
)

%%
fmt.Println(dl.Sigmoid(0), len(exercises.All()))
"""
FIRST_SECONDS = 120


class Grader(Execute):
    """nbgrader's preprocessor that executes notebooks, for submissions that cannot be trusted."""

    def preprocess(self, nb, resources, *rest):
        self.given_up = 0
        self.end = time.monotonic() + ALL_SECONDS
        return super().preprocess(nb, resources, *rest)

    def start_new_kernel(self, **options) -> None:
        flags = f"{os.environ.get('GOFLAGS', '')} -tags=course".strip()
        super().start_new_kernel(env=os.environ | SURROUNDINGS | {"GOFLAGS": flags}, **options)

    def start_new_kernel_client(self, **options):
        client = super().start_new_kernel_client(**options)
        run = run_sync(self.kc.execute_interactive)
        reply = run(FIRST_CELL, timeout=FIRST_SECONDS, output_hook=lambda _: None)
        if reply["content"]["status"] != "ok":
            self._cleanup_kernel()
            raise RuntimeError("the kernel cannot run a cell; .bin/dlfs doctor says what is wrong")
        return client

    def preprocess_cell(self, cell: NotebookNode, resources, index: int):
        if cell.cell_type != "code":
            return cell, resources
        # A tag can keep a cell from being run, and a test that is not run has not failed.
        cell.metadata.pop("tags", None)
        if why := self.refusal(cell):
            cell.outputs = [failure(why)]
            return cell, resources
        with unguessable(cell):
            try:
                super().preprocess_cell(cell, resources, index)
            except (DeadKernelError, CellTimeoutError):
                # It has ended the kernel, or goes on after it was interrupted.
                self.given_up = GIVEN_UP_CELLS
                cell.outputs = [failure(said("ended"))]
        if any(o.output_type == "error" and o.evalue == GIVEN_UP for o in cell.outputs):
            self.given_up += 1
        return cell, resources

    def refusal(self, cell: NotebookNode) -> str:
        """Why the cell is not run, if so."""
        for line in cell.source.splitlines():
            if COMMAND.match(line):
                return said("command", line=line)
        if self.given_up >= GIVEN_UP_CELLS or time.monotonic() > self.end:
            return said("lost")
        return ""


@contextlib.contextmanager
def unguessable(cell: NotebookNode) -> Iterator[None]:
    """Judges under a name that nobody knows, so that nothing in a submission can bear it."""
    if not utils.is_grade(cell):
        yield
        return
    source = cell.source
    cell.source = re.sub(rf"\b{ALIAS}\b", f"{ALIAS}{secrets.token_hex(16)}", source)
    try:
        yield
    finally:
        cell.source = source


def failure(why: str) -> NotebookNode:
    return nbformat.v4.new_output("error", ename="NotRun", evalue=why, traceback=[why])

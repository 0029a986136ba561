"""The exercises as a course, and how nbgrader grades submissions of all kinds."""

import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

import course
from classroom.assignment import assignment, prose
from classroom.build import write_config
from classroom.words import WORDS, said
from handout.answers import answers
from handout.refused import Refused
from nbtools.project import ROOT
from samples import code, notebook

NAME = "ch04_3x_exercises"
EXERCISES = ["4.3-2", "4.3-3"]
NOTHING, SECOND, ALL = (0, 0), (0, 2), (1, 2)
# What a student must not see: code of the tests, and the name that it goes by in a run.
SECRET = re.compile(r"\bjudge(\.|[0-9a-f]{32})|exercises/grading|HIDDEN|SOLUTION")


def english(name: str) -> NotebookNode:
    return nbformat.read(ROOT / "notebooks" / "en" / f"{name}.ipynb", as_version=4)


def exercise_cells(made: NotebookNode) -> dict[str, NotebookNode]:
    """The cells of exercises by their ids."""
    return {c.id: c for c in made.cells if c.metadata.get("dlfs", {}).get("exercise")}


def nbgrader(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Within the project, where the kernel finds its packages, and out of Git's sight."""
    with tempfile.TemporaryDirectory(dir=ROOT / ".jupyter", prefix="course-") as made:
        yield Path(made)


# Without nbgrader: what the course is made of.


def test_links_and_solutions_are_left_out():
    text = (
        "See [2.1](a.ipynb#b) and [this](https://example.org).\n\n"
        '- `exercises.Hint("4.3-2")` helps.\n'
        '- `exercises.Solution("4.3-2")` shows one way to do it,\n  and why.\n'
        "- Third.\n\n[← 4.3](a.ipynb) · [Start](b.ipynb)\n"
    )
    assert prose(text) == (
        'See 2.1 and [this](https://example.org).\n\n- `exercises.Hint("4.3-2")` helps.\n- Third.'
    )
    assert prose("[← 4.3](a.ipynb) · [Start](b.ipynb)") == ""


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (code("", dlfs={"exercise": "9.9-9"}), "there is no exercise '9.9-9'"),
        (code("func f() {}\n", dlfs={"exercise": "4.3-2"}), "where its solution has code"),
    ],
)
def test_an_exercise_that_does_not_fit_is_refused(cell, says):
    with pytest.raises(Refused, match=says):
        assignment("x.ipynb", notebook(cell), answers("en"))


def test_a_course_outside_the_project_with_its_exchange_elsewhere(tmp_path):
    """As on the server for a class."""
    made, exchange = tmp_path / "course", tmp_path / "exchange"
    assert course.main(["--out", str(made), "--exchange", str(exchange)]) == 0
    assert sorted(path.name for path in made.iterdir()) == ["nbgrader_config.py", "source"]
    assert f"\nc.Exchange.root = {str(exchange)!r}\n" in (made / "nbgrader_config.py").read_text()
    assert exchange.is_dir()


def test_all_is_said_in_each_language(monkeypatch):
    for language in WORDS:
        monkeypatch.setenv("DLFS_LANG", language)
        assert WORDS[language].keys() == WORDS["en"].keys()
        assert "%env A" in said("command", line="%env A")
        assert language == "en" or WORDS[language]["lost"] != WORDS["en"]["lost"]


# With nbgrader.


@pytest.mark.more
def test_all_assignments_are_generated(folder):
    made = folder / "all"
    assert course.main(["--out", str(made)]) == 0
    names = sorted(path.stem for path in (ROOT / "notebooks" / "en").glob("*x_exercises.ipynb"))
    assert sorted(path.name for path in (made / "source").iterdir()) == names
    nbgrader(made, "generate_assignment", "--assignment=*")
    for name in names:
        path = made / "release" / name / f"{name}.ipynb"
        text = path.read_text(encoding="utf-8")
        assert not SECRET.search(text)
        assert "exercises.Solution" not in text
        released = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
        for cell_id, cell in exercise_cells(english(name)).items():
            number = cell.metadata["dlfs"]["exercise"]
            level = answers("en")[number]["level"]
            assert released[cell_id].source == cell.source
            test = released[f"{cell_id}-test"]
            assert test.source == f"// {number} {'★' * level}"
            assert test.metadata["nbgrader"]["points"] == level
    # What a teacher has changed is not lost.
    source = made / "source" / names[0] / f"{names[0]}.ipynb"
    source.write_text("changed")
    (made / "nbgrader_config.py").write_text("changed")
    shutil.rmtree(made / "source" / names[1])
    assert course.main(["--out", str(made)]) == 0
    assert source.read_text() == (made / "nbgrader_config.py").read_text() == "changed"
    assert (made / "source" / names[1] / f"{names[1]}.ipynb").is_file()


@dataclass
class Submission:
    """A student's notebook, and the files beside it."""

    notebook: NotebookNode
    folder: Path

    def cell(self, cell_id: str) -> NotebookNode:
        return next(cell for cell in self.notebook.cells if cell.id == cell_id)

    def answer(self, cell_id: str, body: str) -> None:
        """Writes code in the place of a stub."""
        cell = self.cell(cell_id)
        assert 'panic("your code here")' in cell.source
        cell.source = cell.source.replace('panic("your code here")', body)

    def solve(self, first="return (f(x+1e-4) - f(x-1e-4)) / 2e-4", second="return h") -> None:
        self.answer("central-diff", first)
        self.answer("forward-excess", second)

    def fail(self) -> None:
        """Answers that come to nothing, so that each point would be a stolen one."""
        self.solve("return f(x)", "return x")

    def insert(self, source: str, at: int = 1) -> None:
        self.notebook.cells.insert(at, code(source))


def right(mine: Submission) -> None:
    mine.solve('println("on stderr")\n\treturn (f(x+1e-4) - f(x-1e-4)) / 2e-4')


def wrong(mine: Submission) -> None:
    mine.solve("return (f(x+1e-4) - f(x)) / 1e-4")


def crashing(mine: Submission) -> None:
    mine.solve(
        "var v []float64\n\treturn v[3]",
        'go func() { panic("in another goroutine") }()\n\tselect {}',
    )


def does_not_compile(mine: Submission) -> None:
    mine.solve("return g(x)")


def endless(mine: Submission) -> None:
    mine.solve("for {\n\t}")


def endless_always(mine: Submission) -> None:
    """Global variables are initialised in each cell's program."""
    mine.solve()
    mine.insert("var never = forever()\n\nfunc forever() int {\n\tfor {\n\t}\n}")


def fakes(mine: Submission) -> None:
    mine.solve('fmt.Println("✓ 4.3-2")\n\treturn 0', "os.Exit(0)\n\treturn 0")


def exits_always(mine: Submission) -> None:
    mine.fail()
    mine.insert("func init() {\n\tos.Exit(0)\n}")


def shadows(mine: Submission) -> None:
    mine.fail()
    mine.insert(
        "type fake struct{}\n\nfunc (fake) Test(string, any) {}\n\nvar judge, grading fake\n\n"
        "func panic(any) {}"
    )


def edits_the_tests(mine: Submission) -> None:
    mine.fail()
    mine.cell("central-diff-test").source = '%%\nfmt.Println("✓ 4.3-2")'
    mine.cell("central-diff-test").metadata["nbgrader"]["points"] = 100
    mine.cell("forward-excess-test").metadata["tags"] = ["skip-execution"]


def brings_a_module(mine: Submission) -> None:
    """With packages of the same names, and without the tests."""
    mine.fail()
    mine.notebook.cells = [cell for cell in mine.notebook.cells if "-test" not in cell.id]
    for path, text in {
        "go.mod": "module dlfs\n\ngo 1.26\n",
        "dl/dl.go": "package dl\n\nfunc Sigmoid(x float64) float64 { return x }\n",
        "exercises/exercises.go": "package exercises\n\nfunc All() (none []int) { return }\n\n"
        "func Check(string, any) {}\n\nfunc Progress() {}\n",
        "exercises/grading/grading.go": "package grading\n\nfunc Test(string, any) {}\n",
    }.items():
        (mine.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (mine.folder / path).write_text(text)


def gives_commands(mine: Submission) -> None:
    mine.fail()
    mine.insert("%env DLFS_GRADING second\n%goflags -tags=none")
    mine.insert(f"//gonb:!touch {mine.folder / 'commanded'}")


def borrows(mine: Submission) -> None:
    """The solution of one exercise, and the points of the other, in a place before its test."""
    mine.fail()
    cell = mine.cell("central-diff")
    cell.source = 'import "dlfs/exercises/internal/solutions"\n\n' + cell.source.replace(
        "return f(x)",
        'return solutions.All["4.3-2"].(func(func(float64) float64, float64) float64)(f, x)',
    )
    mine.insert(
        'import "dlfs/exercises/grading"\n\nvar _ = another()\n\nfunc another() int {\n'
        '\tgrading.Test("4.3-1", func() float64 { return 1e-16 })\n\treturn 0\n}'
    )


def ends_the_kernel(mine: Submission) -> None:
    mine.solve()
    mine.cell("forward-excess").source += "\nsyscall.Kill(os.Getppid(), syscall.SIGKILL)"


Kind = Callable[[Submission], None]

SCORES: dict[Kind, tuple[int, int]] = {
    right: ALL,
    wrong: SECOND,
    crashing: NOTHING,
    does_not_compile: SECOND,
    endless: SECOND,
    endless_always: NOTHING,
    fakes: NOTHING,
    exits_always: NOTHING,
    shadows: NOTHING,
    edits_the_tests: NOTHING,
    brings_a_module: NOTHING,
    gives_commands: NOTHING,
    borrows: NOTHING,
    ends_the_kernel: (1, 0),
}


class Class:
    """A course of one short assignment, released, handed in, graded and told about."""

    def __init__(self, folder: Path) -> None:
        self.course, self.student = folder / "small", folder / "student"
        self.release()
        self.hand_in()
        nbgrader(self.course, "autograde", NAME)
        nbgrader(self.course, "generate_feedback", NAME)

    def release(self) -> None:
        source = self.course / "source" / NAME
        source.mkdir(parents=True)
        (self.course / "exchange").mkdir()
        small = english(NAME)
        small.cells = [
            cell
            for cell in small.cells
            if cell.metadata.get("dlfs", {}).get("exercise", EXERCISES[0]) in EXERCISES
        ]
        made = assignment(NAME, small, answers("en"))
        nbformat.write(made, source / f"{NAME}.ipynb")
        list(write_config(self.course, "en", self.course / "exchange"))
        with (self.course / "nbgrader_config.py").open("a") as config:
            config.write("\nc.ExchangeCollect.check_owner = False  # one user plays all students\n")
            config.write("c.Execute.timeout = 45  # half as long: some answers here use it up\n")
        nbgrader(self.course, "generate_assignment", NAME)
        nbgrader(self.course, "release_assignment", NAME)

    def hand_in(self) -> None:
        """As one student does, whose submission is then changed and given other names."""
        self.student.mkdir()
        exchange = str(self.course / "exchange")
        (self.student / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'dlfs'\n"
            f"c.Exchange.root = {exchange!r}\nc.Exchange.cache = {str(self.student / 'cache')!r}\n"
        )
        nbgrader(self.student, "fetch_assignment", NAME)
        nbgrader(self.student, "submit", NAME)
        (submitted,) = (self.course / "exchange" / "dlfs" / "inbound").iterdir()
        _, _, rest = submitted.name.partition("+")
        for kind in SCORES:
            copy = submitted.with_name(f"{kind.__name__}+{rest}")
            shutil.copytree(submitted, copy)
            path = copy / f"{NAME}.ipynb"
            path.chmod(0o644)
            copy.chmod(0o755)
            mine = Submission(nbformat.read(path, as_version=4), copy)
            kind(mine)
            nbformat.write(mine.notebook, path)
        submitted.rename(submitted.with_name(f"nothing+{rest}"))
        nbgrader(self.course, "collect", NAME)

    def scores(self) -> dict[str, tuple[int, ...]]:
        url = f"sqlite:///{self.course / 'gradebook.db'}"
        with importlib.import_module("nbgrader.api").Gradebook(url, "dlfs") as book:
            return {
                handed.student.id: tuple(
                    book.find_grade(f"{cell_id}-test", NAME, NAME, handed.student.id).score
                    for cell_id in ["central-diff", "forward-excess"]
                )
                for handed in book.assignment_submissions(NAME)
            }

    def feedback(self, student: str) -> str:
        path = self.course / "feedback" / student / NAME / f"{NAME}.html"
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def graded(folder) -> Class:
    return Class(folder)


@pytest.mark.more
def test_scores(graded):
    wanted = {kind.__name__: score for kind, score in SCORES.items()} | {"nothing": NOTHING}
    assert graded.scores() == wanted
    # What a command would have made, and what the kernel would have taken for ours.
    assert list(graded.course.rglob("commanded")) == []
    assert list((graded.course / "autograded").rglob("go.mod")) == []


@pytest.mark.kernel
@pytest.mark.more
def test_what_students_see(graded):
    released = (graded.student / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert not SECRET.search(released)
    for kind in SCORES:
        if kind not in (shadows, borrows):  # which say these words themselves
            assert not SECRET.search(graded.feedback(kind.__name__)), kind
    assert "✓ 4.3-2" in graded.feedback("right")
    assert "This looks like:" in graded.feedback("wrong")
    assert "index out of range [3] with length 0" in graded.feedback("crashing")
    assert "never finishes" in graded.feedback("endless")
    assert "The check did not finish" in graded.feedback("fakes")
    assert "There is no verdict" in graded.feedback("does_not_compile")
    assert "no exercise needs the command" in graded.feedback("gives_commands")
    # Of such cells six end the grading of a submission.
    path = graded.course / "autograded" / "endless" / NAME / f"{NAME}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    given_up = importlib.import_module("classroom.grader").GIVEN_UP
    errors = [o for cell in cells for o in cell.get("outputs", []) if o.output_type == "error"]
    assert errors[0].evalue == given_up
    for kind in SCORES:  # Go is not shown as faulty Python
        assert 'class="err"' not in graded.feedback(kind.__name__), kind

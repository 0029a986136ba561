"""Runs, checks and compares the notebooks: see `notebooks.py --help`."""

import argparse
import difflib
import sys
from pathlib import Path

from nbformat import NotebookNode

from nbtools import compare, execute, lint, normalise, project, trust, warm
from nbtools.files import write

Notebooks = dict[Path, NotebookNode]


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    if options.run is run_warm:
        return run_warm()
    paths = named(options.paths) if options.paths else options.default()
    missing = [str(p) for p in paths if not p.is_file()]
    if missing:
        print(f"notebooks: no such file: {', '.join(missing)}", file=sys.stderr)
        return 2
    if not paths and options.run is not run_trust:
        where = ", ".join(options.paths) or "notebooks/"
        print(f"notebooks: there is no notebook in {where}", file=sys.stderr)
        return 2
    try:
        return options.run({path: project.read_notebook(path) for path in paths}, options)
    except project.NoNotebook as error:
        print(f"notebooks: {error}", file=sys.stderr)
        return 2


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="notebooks.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, help_ in [
        ("execute", run_execute, "run the notebooks and rewrite their outputs"),
        ("check", run_check, "run them and compare with the committed outputs"),
        ("lint", run_lint, "check ids, metadata and outputs without running anything"),
        ("trust", run_trust, "sign them, so that JupyterLab lets in all of their outputs"),
    ]:
        command = commands.add_parser(name, help=help_, description=help_)
        default = trust.own if run is run_trust else project.all_notebooks
        command.set_defaults(run=run, default=default)
        command.add_argument(
            "paths", nargs="*", metavar="PATH", help="notebooks, or folders of them (default: all)"
        )
        if run in (run_execute, run_check):
            command.add_argument("--jobs", type=int, default=2, help="notebooks at a time")
            command.add_argument(
                "--timeout", type=int, default=execute.CELL_SECONDS, help="seconds a cell may take"
            )
    help_ = "run one plot cell, so that the build cache is warm"
    commands.add_parser("warm", help=help_, description=help_).set_defaults(run=run_warm)
    return parser.parse_args(arguments)


def named(paths: list[str]) -> list[Path]:
    """The notebooks of the command line: a folder stands for all notebooks in it."""
    found: list[Path] = []
    for path in map(Path, paths):
        found += project.all_notebooks(path) if path.is_dir() else [path]
    return found


def run_execute(notebooks: Notebooks, options: argparse.Namespace) -> int:
    failed = 0
    for run in execute.run_all(notebooks, options.jobs, options.timeout):
        # Nothing half-good is written: a failing notebook keeps its old outputs.
        problems = run.failures or lint.lint(run.notebook)
        if not problems:
            write(run.path, normalise.text_of(run.notebook))
            trust.sign([run.notebook])
        failed += report(run.path, problems, f"ran in {run.seconds:.1f} s")
    return conclude(failed, len(notebooks))


def run_check(notebooks: Notebooks, options: argparse.Namespace) -> int:
    failed = 0
    for run in execute.run_all(notebooks, options.jobs, options.timeout):
        problems = run.failures or check(run)
        failed += report(run.path, problems, f"agrees, ran in {run.seconds:.1f} s")
    return conclude(failed, len(notebooks))


def check(run: execute.Run) -> list[str]:
    exact = project.release_is_pinned()
    committed = project.read_notebook(run.path)
    problems = lint.lint(committed)
    problems += compare.differences(committed, run.notebook, exact_figures=exact)
    if problems or not exact:
        return problems
    return file_difference(run.path.read_text(encoding="utf-8"), normalise.text_of(run.notebook))


def file_difference(old: str, new: str) -> list[str]:
    """What is left to differ when all outputs agree: metadata, layout of the file."""
    if old == new:
        return []
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), "committed", "this run", lineterm="", n=1
    )
    shown = "\n".join(f"    {line[:160]}" for line in list(lines)[:40])
    return [f"the outputs agree, the file does not: run `make notebooks`\n{shown}"]


def run_lint(notebooks: Notebooks, options: argparse.Namespace) -> int:
    failed = 0
    for path, notebook in notebooks.items():
        failed += report(path, lint.lint(notebook), "is in order")
    return conclude(failed, len(notebooks))


def run_trust(notebooks: Notebooks, options: argparse.Namespace) -> int:
    trust.sign(notebooks.values())
    return 0


def run_warm() -> int:
    run = warm.warm()
    for failure in run.failures:
        print(f"The kernel cannot run a plot cell. {failure}", file=sys.stderr)
    return 1 if run.failures else 0


def report(path: Path, problems: list[str], otherwise: str) -> bool:
    name = project.short(path)
    if not problems:
        print(f"{name}: {otherwise}")
    for problem in problems:
        print(f"{name}: {problem}", file=sys.stderr)
    return bool(problems)


def conclude(failed: int, total: int) -> int:
    if failed:
        print(f"{failed} of {total} notebooks failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

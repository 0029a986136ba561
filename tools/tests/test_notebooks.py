"""The notebooks command on small notebooks, in the installed kernel."""

import os
import tempfile
from pathlib import Path

import nbformat
import pytest

import notebooks
from samples import code, notebook

pytestmark = pytest.mark.kernel

PANIC = '%%\nfmt.Println("before")\npanic("boom")'
TWO_STREAMS = '%%\nfmt.Println("out")\nfmt.Fprintln(os.Stderr, "err")\nfmt.Println("again")'
IN_GOROUTINE = """%%
go func() { panic("in a goroutine") }()
select {}"""


@pytest.fixture
def saved(tmp_path):
    """Saves a notebook of the given sources, and gives its path."""

    def save(*sources: str, name: str = "small.ipynb", failing: tuple[str, ...] = ()) -> Path:
        cells = [
            code(s, **({"tags": ["raises-exception"]} if s in failing else {})) for s in sources
        ]
        nbformat.write(notebook(*cells), tmp_path / name)
        return tmp_path / name

    return save


def run(command: str, *paths: Path) -> int:
    return notebooks.main([command, *map(str, paths)])


def test_two_runs_give_the_same_bytes_and_agree(saved):
    sources = (TWO_STREAMS, PANIC, "%%\nvar undefined string = 1", IN_GOROUTINE, "%%")
    path = saved(*sources, failing=sources[1:4])
    assert run("execute", path) == 0
    first = path.read_bytes()
    assert b"boom" in first
    assert run("execute", path) == 0
    assert path.read_bytes() == first
    assert run("check", path) == 0
    assert os.listdir(path.parent) == [path.name]


def test_a_changed_output_is_found(saved, capsys):
    path = saved('%%\nfmt.Println("loss", 0.25)')
    assert run("execute", path) == 0
    path.write_text(path.read_text().replace('"loss 0.25\\n"', '"loss 0.26\\n"'))
    assert run("check", path) == 1
    said = capsys.readouterr().err
    assert "small.ipynb: cell 1 (cell-1): the output differs" in said
    assert "-loss 0.26" in said
    assert "+loss 0.25" in said


def test_a_change_of_the_file_alone_is_found(saved, capsys):
    path = saved("%%")
    assert run("execute", path) == 0
    path.write_text(path.read_text() + "\n")
    assert run("check", path) == 1
    assert "the outputs agree, the file does not" in capsys.readouterr().err


def test_a_failing_notebook_is_not_rewritten_and_every_failure_is_named(saved, capsys):
    bad = saved("%%", PANIC, "%%\nx := y", name="bad.ipynb")
    good = saved("%%", name="good.ipynb")
    before = bad.read_bytes()
    assert run("execute", bad, good) == 1
    assert bad.read_bytes() == before
    said, failed = capsys.readouterr()
    assert "good.ipynb: ran in" in said
    assert "bad.ipynb: cell 2 (cell-2):\n    Panic: boom" in failed
    assert "bad.ipynb: cell 3 (cell-3):" in failed
    assert "undefined: y" in failed
    assert "1 of 2 notebooks failed" in failed


def test_an_expected_error_that_does_not_come_is_a_failure(saved, capsys):
    path = saved("%%", failing=("%%",))
    assert run("execute", path) == 1
    assert "tagged raises-exception and ran without an error" in capsys.readouterr().err


def test_an_output_that_would_differ_is_not_written(saved, capsys):
    path = saved("%%\nx := 1\nfmt.Println(&x)")
    before = path.read_bytes()
    assert run("execute", path) == 1
    assert path.read_bytes() == before
    assert "cell 1 (cell-1): its output contains an address" in capsys.readouterr().err


def test_a_cell_that_takes_too_long_is_named_and_leaves_nothing(saved, capsys, monkeypatch):
    path = saved("%%\nfor {\n}")
    # Not in tmp_path: the kernel keeps a socket there, whose path may have only 100 bytes.
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        assert notebooks.main(["execute", "--timeout", "5", str(path)]) == 1
        assert "cell 1 (cell-1): not finished after 5 s" in capsys.readouterr().err
        assert left_over(folder) == []
        assert os.listdir(folder) == []


def left_over(folder: str) -> list[str]:
    """The commands of processes of ours whose temporary folder is in the given one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            if any(v.startswith(f"TMPDIR={folder}".encode()) for v in environment):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:  # another user's, or gone meanwhile
            continue
    return found


def test_a_missing_file_gets_a_sentence(capsys):
    assert run("check", Path("nowhere.ipynb")) == 2
    assert capsys.readouterr().err == "notebooks: no such file: nowhere.ipynb\n"


@pytest.mark.parametrize("content", ["nonsense", "[]", '{"cells": [], "nbformat": 4}'])
def test_what_is_no_notebook_gets_a_sentence(content, tmp_path, capsys):
    path = tmp_path / "bad.ipynb"
    path.write_text(content)
    for command in ("execute", "check", "lint"):
        assert run(command, path) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"notebooks: {path}: it is no notebook: ")
        assert said.count("\n") == 1
    assert path.read_text() == content


def test_a_folder_stands_for_its_notebooks(saved, capsys):
    path = saved("%%")
    assert run("lint", path.parent) == 0
    assert "small.ipynb: is in order" in capsys.readouterr().out
    path.unlink()
    assert run("lint", path.parent) == 2
    assert capsys.readouterr().err == f"notebooks: there is no notebook in {path.parent}\n"

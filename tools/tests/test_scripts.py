"""The shell scripts and the Makefile, with made-up tools on the PATH."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from nbtools.project import ROOT


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


GOOD_GO = "echo go1.26.3"
# As Python answers: the first question asks for its version, the second imports venv.
GOOD_PYTHON = 'case "$2" in *version*) echo 3.10.0;; esac'
NO_VENV = 'case "$2" in *version*) echo 3.12.1;; *) exit 1;; esac'


@pytest.mark.parametrize(
    ("go", "python", "says"),
    [
        (GOOD_GO, GOOD_PYTHON, None),
        ("echo go1.27rc1", GOOD_PYTHON, None),
        ("echo 'devel go1.28-0123abc'", GOOD_PYTHON, None),
        ("echo go2.0", GOOD_PYTHON, None),
        ("echo go1.21.4", GOOD_PYTHON, 'Go 1.26 or newer is needed and "go" is version 1.21.4'),
        ("echo go1.9", GOOD_PYTHON, 'Go 1.26 or newer is needed and "go" is version 1.9'),
        ("exit 2", GOOD_PYTHON, 'Go 1.26 or newer is needed and "go" is version unknown'),
        (None, GOOD_PYTHON, 'Go 1.26 or newer is needed and "go" was not found'),
        (GOOD_GO, "echo 3.9.2", 'Python 3.10 or newer is needed and "python3" is version 3.9.2'),
        (GOOD_GO, "echo 2.7.18", 'Python 3.10 or newer is needed and "python3" is version 2.7.18'),
        (GOOD_GO, None, 'Python 3.10 or newer is needed and "python3" was not found'),
        (GOOD_GO, NO_VENV, 'Python\'s venv module is needed and "python3" (3.12.1) has none'),
    ],
)
def test_a_missing_or_old_tool_gets_one_sentence(tmp_path, go, python, says):
    for name, script in (("go", go), ("python3", python)):
        if script is not None:
            fake(tmp_path, name, script)
    fake(tmp_path, "sed", 'exec /bin/sed "$@"')
    done = subprocess.run(
        ["/bin/sh", ROOT / "tools/check_tools.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    if says is None:
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert done.returncode == 1
        assert done.stderr.startswith(says)
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("true", 0),
        ("exit 3", 3),
        ("echo more >> kept", 1),
        ("echo new > new", 1),
        ("rm kept", 1),
        ("echo ignored > ignored", 0),
    ],
)
def test_a_changed_tree_is_noticed(tmp_path, command, code):
    (tmp_path / "kept").write_text("as it was\n")
    (tmp_path / ".gitignore").write_text("ignored\n")
    # A change that was there before is none of the command's.
    script = f"""
        git init --quiet . && git add . &&
        git -c user.name=x -c user.email=x@example.org commit --quiet -m x &&
        echo before >> kept && "{ROOT}/tools/unchanged.sh" sh -c '{command}'
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == code


@pytest.mark.parametrize(
    ("first", "second", "code", "prints"),
    [
        ("echo first", "sleep 0.2; echo second", 0, "second\nfirst\n"),
        ("echo first; exit 3", "sleep 0.2; echo second", 1, "second\nfirst\n"),
        ("sleep 0.2; echo first", "echo second; exit 4", 1, "second\nfirst\n"),
    ],
)
def test_two_commands_side_by_side(first, second, code, prints):
    command = [ROOT / "tools/side_by_side.sh", first, second]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (code, prints)
    assert bool(done.stderr) == bool(code)


def test_what_runs_side_by_side_ends_with_the_script(tmp_path):
    """An interrupted make must leave nothing behind."""
    script = f'"{ROOT}/tools/side_by_side.sh" "exec sleep 100" "sleep 100"'
    with subprocess.Popen(["sh", "-c", f"exec {script}"], start_new_session=True) as running:
        time.sleep(0.5)
        os.killpg(running.pid, signal.SIGTERM)
        assert running.wait(60) != 0
    with pytest.raises(ProcessLookupError):
        for _ in range(600):
            os.killpg(running.pid, 0)
            time.sleep(0.1)


def test_help_lists_every_job_with_a_line():
    said = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    jobs = """
        bench bench-cells bench-values bits clean course coverage docker docker-figures docker-run
        glyphs grade handouts help i18n i18n-check lab lint lite lite-serve lite-times lock
        notebooks parity setup simd slides test test-all test-docker test-hub test-lite twins
    """
    assert sorted(re.findall(r"^  make (\S+) +\S", said, re.MULTILINE)) == jobs.split()


def test_a_virtual_environment_of_somebody_else_stays(tmp_path):
    for name in ("Makefile", "tools/check_tools.sh", "tools/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    mine = tmp_path / ".venv" / "mine"
    mine.parent.mkdir()
    mine.touch()
    done = subprocess.run(
        ["make", ".venv/lab.stamp"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert ".venv is not of this Makefile's making: move it away, or remove it." in done.stderr
    assert mine.exists()


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-class.txt",
        "requirements-course.txt",
        "requirements-dev.txt",
        "requirements-handouts.txt",
        "requirements-parity.txt",
        "requirements-simd.txt",
    ],
)
def test_locks_name_no_place_and_hash_everything(name):
    text = (ROOT / "tools" / name).read_text()
    assert not re.search(r"https?:|file:|index-url|find-links|(^|\s)/\w", text)
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9.-]+==[^\s\\]+( ;.*)? \\\n", package)
        assert "--hash=sha256:" in package


def test_the_locks_agree():
    def versions(name):
        text = (ROOT / "tools" / name).read_text()
        return set(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))

    lab, dev = versions("requirements.txt"), versions("requirements-dev.txt")
    names = {name for name, _ in lab}
    assert {pair for pair in dev if pair[0] in names} <= lab


@pytest.mark.more
def test_the_assembly_is_what_its_generator_writes(tmp_path):
    names = ["avx2_amd64.s", "avx2_amd64.go"]
    command = ["go", "run", ".", "-out", tmp_path / names[0], "-stubs", tmp_path / names[1]]
    subprocess.run([*command, "-pkg", "kernel"], cwd=ROOT / "tools/avo", check=True)
    for name in names:
        (_, *made), (_, *kept) = (
            (folder / name).read_text().splitlines()
            for folder in (tmp_path, ROOT / "dl/internal/kernel")
        )
        assert made == kept, f"{name}: run go generate ./dl/internal/kernel"

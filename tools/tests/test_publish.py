"""What others do with the module: import it from this folder, rename and publish it, fetch it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nbtools.project import ROOT, go_env

pytestmark = pytest.mark.more

PUBLIC = "github.com/you/dlfs"
BINARIES = ["gonb", "goimports"]


def run(folder: Path, *command: object, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def own_module(folder: Path, readme: Path) -> Path:
    """A module of somebody's own with the program of the README, made short."""
    folder.mkdir()
    (program,) = re.findall(r"```go\n(package main\n.*?)```", readme.read_text(), re.DOTALL)
    short = program.replace("Iterations: 10000", "Iterations: 1")
    assert short != program
    (folder / "main.go").write_text(short)
    run(folder, "go", "mod", "init", "example.org/own")
    return folder


def test_the_program_and_the_commands_of_the_readme(tmp_path):
    own = own_module(tmp_path / "own", ROOT / "README.md")
    (commands,) = re.findall(
        r"```sh\n(go mod edit .*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    there = commands.replace("/where/this/folder/is", f"'{ROOT}'")
    assert len(commands.splitlines()) == 2 and there != commands
    run(own, "sh", "-ec", there)
    assert re.fullmatch(r"0 2\.\d+ 0\.\d+\n", run(own, "go", "run", "."))
    assert "package dl" in run(own, "go", "doc", "dlfs/dl")


@pytest.mark.parametrize(
    "path", ["dlfs", "you/dlfs", "example.org", "Example.org/x", "example.org/x y", ""]
)
def test_a_path_that_nobody_can_fetch_is_refused(path):
    command = [sys.executable, ROOT / "tools/publish.py", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A copy of the clone under another name, committed and tagged."""
    copy = tmp_path_factory.mktemp("published") / "copy"
    names = run(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    git(copy, "init", "--quiet", "--initial-branch=main")
    git(copy, "add", ".")
    run(copy, sys.executable, "tools/publish.py", PUBLIC)
    git(copy, "commit", "--quiet", "--all", "--message=Published")
    git(copy, "tag", "v0.1.0")
    return copy


def git(folder: Path, *arguments: str) -> str:
    return run(folder, "git", "-c", "user.name=you", "-c", "user.email=you@example.org", *arguments)


def test_under_another_name_everything_still_works(published):
    text = git(published, "grep", "-h", "dlfs", "--", ".", ":!tools/tests/test_publish.py")
    assert not re.findall(r'"dlfs/.*|^module dlfs$', text, re.MULTILINE)
    assert run(published, "gofmt", "-l", ".") == ""
    run(published, "go", "vet", "./...")
    run(published, "go", "test", "./nb", "./internal/words", "./cmd/dlfs/internal/kernel")
    run(published, "go", "build", "-o", ".bin/dlfs", "./cmd/dlfs")
    for name in BINARIES:
        (published / ".bin" / name).symlink_to(ROOT / ".bin" / name)
    data = published / ".jupyter" / "data"
    run(published, ".bin/dlfs", "kernel", "install", "--data-dir", data)
    notebook = "notebooks/en/00_start_here.ipynb"
    run(
        published,
        sys.executable,
        "tools/notebooks.py",
        "check",
        notebook,
        JUPYTER_DATA_DIR=str(data),
    )


def test_who_imports_it_gets_no_notebooks(published, tmp_path):
    own = own_module(tmp_path / "own", published / "README.md")
    cache = tmp_path / "cache"
    there = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{published}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://{PUBLIC}",
        "GOMODCACHE": str(cache),
        "GOFLAGS": "-modcacherw",
        "GOPRIVATE": PUBLIC,
        "GOPROXY": f"file://{go_env()['GOMODCACHE']}/cache/download,{go_env()['GOPROXY']}",
    }
    run(own, "go", "get", f"{PUBLIC}@v0.1.0", **there)
    run(own, "go", "mod", "tidy", **there)
    assert f"{PUBLIC}/dl\n" in run(own, "go", "list", "-deps", ".", **there)
    names = {path.name for path in (cache / f"{PUBLIC}@v0.1.0").iterdir()}
    assert {"dl", "datasets", "nb", "plotting", "exercises", "go.mod"} <= names
    assert "notebooks" not in names

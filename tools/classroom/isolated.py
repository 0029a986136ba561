"""Runs a submission where it reaches no network, sees no other submission, and changes nothing.

A process in namespaces of its own (unshare, of util-linux) has this machine's files, read-only. The
course's folder is empty there but for the notebook's own files, and so are the folders for sockets.
What it writes goes to memory, and ends with it. Only outputs of cells come back.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from classroom.assignment import ALIAS
from classroom.grader import FIRST_SECONDS
from classroom.handed import SECRET, TIME
from nbtools.project import KERNEL, ROOT

SPACES = ["--map-root-user", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child"]
TOOLS = {"unshare": "util-linux", "setpriv": "util-linux", "ip": "iproute2"}
# What student code can write in all: files, and what the go command builds.
ROOM = "2g"
DEVICES = ("null", "zero", "full", "random", "urandom")

# Where sockets are, by which a program outside could be told to do something.
HIDDEN = ("/run", "/tmp", "/var/tmp")

# $1 is an empty folder, $2 the course, $3 the cache, and the files of the notebook are in $4. All
# that is written goes to memory that is mounted at the course, and then at $1.
SCRIPT = r"""
set -e
ip link set lo up
mount -t tmpfs -o size=ROOM tmpfs "$2"
mkdir "$2/tmp" "$2/new" "$2/work" "$2/dev" "$2/dev/shm" "$2/course"
cp -R "$4/." "$2/course"
mount -t overlay -o "lowerdir=$3,upperdir=$2/new,workdir=$2/work" overlay "$3"
for device in DEVICES; do touch "$2/dev/$device"; mount --bind "/dev/$device" "$2/dev/$device"; done
ln -s /proc/self/fd "$2/dev/fd"
for folder in HIDDEN; do
	case :$2:$3:$HOME: in *":$folder/"*) continue ;; esac
	[ ! -d "$folder" ] || [ -L "$folder" ] || mount -t tmpfs tmpfs "$folder"
done
mkdir -p "$1"
mount --rbind "$2" "$1"
mount -t proc proc /proc
[ "$(ip -o link | wc -l)" -eq 1 ]
while read -r _ _ _ _ point options _; do
	point=$(printf '%b' "$point")
	case $point in
	"$1" | "$2" | "$3" | "$1"/* | "$2"/*) ;;
	*) mount -o "remount,bind,$options,ro" "$point" 2>/dev/null || ! [ -w "$point" ] ;;
	esac
done </proc/self/mountinfo
mount --rbind "$1/dev" /dev
mount --bind "$1/course" "$2"
shift 4
cd "$HOME"
exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
"""


def script() -> str:
    lists = {"DEVICES": " ".join(DEVICES), "HIDDEN": " ".join(HIDDEN), "ROOM": ROOM}
    return functools.reduce(lambda text, name: text.replace(name, lists[name]), lists, SCRIPT)


def run(
    notebook: NotebookNode, course: Path, folders: Iterable[Path], **limits: int
) -> NotebookNode:
    """The notebook with outputs. The files in the folders are beside it while it runs."""
    work = {"notebook": nbformat.writes(notebook), "limits": limits}
    with tempfile.TemporaryDirectory(prefix="grading-") as made:
        files, empty = Path(made, "files"), Path(made, "empty")
        files.mkdir()
        empty.mkdir()
        for folder in folders:
            lay(folder, files)
        if why_not() is None:
            line, place, scratch = isolated(empty, course, files), course, empty / "tmp"
        else:
            place = Path(tempfile.mkdtemp(prefix=".grading-", dir=course))
            lay(files, place)
            line, scratch = [], empty
        line += [sys.executable, "-m", "classroom.worker", str(place)]
        try:
            return asked(line, work, surroundings(scratch))
        finally:
            if place != course:
                shutil.rmtree(place, ignore_errors=True)


def isolated(empty: Path, course: Path, files: Path) -> list[str]:
    folders = [str(empty), str(course), str(cache()), str(files)]
    return ["unshare", "--mount", *SPACES, "sh", "-c", script(), "sh", *folders]


def asked(line: list[str], work: dict, environment: dict[str, str]) -> NotebookNode:
    done = subprocess.run(
        line,
        input=json.dumps(work),
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    try:
        return nbformat.reads(done.stdout, as_version=4)
    except Exception as error:  # whatever a submission may have written there
        last = (done.stderr.strip() or f"it ended with status {done.returncode}").splitlines()[-1]
        raise RuntimeError(f"the run gave no result: {last}") from error


def surroundings(scratch: Path) -> dict[str, str]:
    """The environment; what is written goes to the scratch folder."""
    made = {
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(ROOT / "tools"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(cache()),
    }
    # The image's own cache has all that cells import, and cannot be written to.
    named = os.environ.get("GOCACHE")
    if not named or os.access(named, os.W_OK):
        made["GOCACHE"] = str(cache() / "go-build")
    made["JUPYTER_RUNTIME_DIR"] = made["IPYTHONDIR"] = made["JUPYTER_CONFIG_DIR"] = made["TMPDIR"]
    return {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")} | made


@functools.cache
def warm(course: Path) -> None:
    """Builds, once and for all runs, what each of them needs: they cannot add to the cache."""
    judge = f'import {ALIAS} "dlfs/exercises/grading"\n\n%%\n{ALIAS}.Test("", nil)'
    first = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(judge)])
    first.metadata.kernelspec = dict(KERNEL)
    with tempfile.TemporaryDirectory(prefix=".grading-", dir=course) as place:
        work = {"notebook": nbformat.writes(first), "limits": {"timeout": FIRST_SECONDS}}
        line = [sys.executable, "-m", "classroom.worker", place]
        asked(line, work, surroundings(Path(place)))


@functools.cache
def cache() -> Path:
    """The user's cache, which has what the go command has built."""
    named = os.environ.get("XDG_CACHE_HOME")
    return Path(named) if named else Path.home() / ".cache"


def lay(source: Path, folder: Path) -> None:
    """Copies a folder's files, which are no notebooks and not the kernel's business."""
    if source.is_dir():
        ours = ("*.ipynb", "go.mod", "go.work", TIME, SECRET)
        ignored = shutil.ignore_patterns(".*", *ours)
        shutil.copytree(source, folder, ignore=ignored, dirs_exist_ok=True)


@functools.cache
def why_not() -> str | None:
    """Why nothing can be isolated here, in one sentence, or nothing."""
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            return f"{tool} is missing: on Debian or Ubuntu, apt install {package}."
    with tempfile.TemporaryDirectory(prefix="grading-") as made:
        files, empty = Path(made, "files"), Path(made, "empty")
        files.mkdir()
        empty.mkdir()
        cache().mkdir(parents=True, exist_ok=True)
        place = Path(made, "course")
        place.mkdir()
        line = [*isolated(empty, place, files), "true"]
        done = subprocess.run(line, check=False, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    said = (done.stderr.strip() or "it says nothing").splitlines()[-1]
    return f"this system does not allow it ({said})."

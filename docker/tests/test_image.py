"""The image: what is in it, and that it runs for any user, without a network and with a root that is only read."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from conftest import USER

from nbtools import image
from nbtools.project import ROOT

LARGEST = 1_000_000_000

CHART = """\
import (
	"dlfs/dl"
	"dlfs/nb"
	"dlfs/plotting"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

%%
p := plot.New()
line, err := plotter.NewLine(plotter.XYs{{X: -2, Y: dl.Sigmoid(-2)}, {X: 2, Y: dl.Sigmoid(2)}})
if err != nil {
	panic(err)
}
p.Add(line)
nb.Show(plotting.New(p, "A line"))
"""


@pytest.mark.parametrize("path", ["docker/Dockerfile", "docker/class/Dockerfile", ".binder/Dockerfile"])
def test_hadolint_has_nothing_to_say(path):
    subprocess.run([ROOT / ".venv/bin/hadolint", ROOT / path], check=True)


def test_binder_builds_the_same_image():
    """repo2docker reads no link, so that it needs a copy."""
    assert (ROOT / ".binder/Dockerfile").read_bytes() == (ROOT / "docker/Dockerfile").read_bytes()


def test_it_says_what_it_is(built):
    assert built.user not in ("", "0", "root")
    assert built.command[0] == "tini"
    assert built.health[0] == "CMD"
    for label in ("title", "description", "licenses", "version", "revision", "base.name"):
        assert built.labels[f"org.opencontainers.image.{label}"], label


def test_it_is_small_enough(root):
    """Each file counted once, links not at all: what a pull unpacks."""
    total = sum(p.lstat().st_size for p in root.rglob("*") if not p.is_symlink() and p.is_file())
    assert total <= LARGEST


def test_nothing_of_the_build_host_is_left(built, root):
    traces = [socket.gethostname(), str(ROOT), os.path.expanduser("~/.cache")]
    history = image.buildah("inspect", "--type", "image", image.IMAGE)
    for name, value in os.environ.items():
        secret = re.search("TOKEN|SECRET|PASSWORD|CREDENTIAL|API_?KEY", name, re.IGNORECASE)
        if secret and len(value) >= 12:
            traces.append(value)
    for trace in traces:
        assert trace not in history
    # Debian's own certificates, in the file that Debian makes of them.
    own = (root / "etc/ssl/certs/ca-certificates.crt").read_text()
    packed = [p.read_text() for p in (root / "usr/share/ca-certificates").rglob("*.crt")]
    assert own.count("BEGIN CERTIFICATE") == len(packed)
    for path in root.rglob("*"):
        inside = "/" + str(path.relative_to(root))
        if inside.startswith(("/proc/", "/sys/", "/dev/", "/usr/share/ca-certificates")) or path.is_symlink():
            continue
        assert not re.search(r"/\.cache/(pip|go-build)|/\.netrc|/\.npmrc|/\.git/|/apt/lists/.*_", inside)
        if path.is_file():
            if path.suffix == ".conf" and path.name.startswith("pip"):
                assert path.read_text() == ""  # where the build has mounted one
            assert not any(t.encode() in path.read_bytes() for t in traces[1:]), inside
    pki = root / "etc/pki"
    assert not pki.exists() or not [p for p in pki.rglob("*") if p.is_file()]


def test_only_the_usual_places_can_be_written_to(root):
    found = {
        "/" + str(p.relative_to(root))
        for p in root.rglob("*")
        if not p.is_symlink()
        and p.stat().st_mode & 0o002
        and p.relative_to(root).parts[0] not in ("dev", "proc", "sys")
    }
    assert found - {"/run/lock"} == {"/tmp", "/var/tmp", "/home/learner"}
    assert not [p for p in (root / "opt").rglob("*") if p.lstat().st_uid != 0]


def test_the_notebooks_run_in_a_volume_without_a_network(root, home):
    """Also the ones in Chinese, since the kernel takes the language from the folder."""
    command = ["/opt/dlfs/docker/start.sh", "/opt/dlfs/.venv/bin/python", "/opt/dlfs/tools/notebooks.py", "check"]
    command += ["/home/learner/notebooks/en", "/home/learner/notebooks/zh/00_start_here.ipynb"]
    done = image.call(root, home, command, USER)
    print(done.stdout)
    assert done.returncode == 0
    assert done.stdout.count(": agrees") == len(list((ROOT / "notebooks/en").glob("*.ipynb"))) + 1


def test_a_home_that_cannot_be_written_to_gets_one_sentence(root, home):
    os.chown(home, 0, 0)
    done = image.call(root, home, image.settings().command, USER)
    assert done.returncode == 1
    assert re.fullmatch(r"The user 23456 cannot write to /home/learner: .*\(docker run --user\)\.\n", done.stdout)


@contextmanager
def serving(root, home, log):
    """The image's own command, as docker run starts it."""
    with log.open("w") as out:
        process = image.start(root, home, image.settings().command, USER, stdout=out, stderr=out)
        try:
            yield process, inside_of(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def inside_of(process) -> int:
    """The first process of the container."""
    children = f"/proc/{process.pid}/task/{process.pid}/children"
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if found := open(children).read().split():
            return int(found[0])
        time.sleep(0.05)
    raise TimeoutError("the container did not start")


def in_network(pid, *command, **more):
    return subprocess.run(
        ["nsenter", f"--net=/proc/{pid}/ns/net", *command], check=True, text=True, capture_output=True, **more
    ).stdout


def token_in(log, seconds=60) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := re.search(r"http://127\.0\.0\.1:8888/lab/tree/\S+\?token=(\w+)", log.read_text()):
            return found.group(1)
        time.sleep(0.1)
    raise TimeoutError(f"no address with a token was printed:\n{log.read_text()}")


VISIT = """
import json, sys, time
from nbtools.student import Student
import requests
token, chart = sys.argv[1:]
address = "http://127.0.0.1:8888"
said = {"without token": requests.get(address + "/api/contents").status_code}
said["wrong token"] = requests.get(address + "/api/contents?token=wrong").status_code
student = Student(address, token=token)
start = time.monotonic()
student.open_notebook("notebooks/en/00_start_here.ipynb")
first = student.run(chart)
said |= {"status": first.status, "picture": first.shows_picture, "cell": first.seconds,
         "kernel and cell": time.monotonic() - start}
said["second"] = student.run(chart).seconds
said["kept"] = student.api("GET", "contents/notebooks/mine.txt").status_code
note = {"type": "file", "format": "text", "content": "my work"}
said["saved"] = student.api("PUT", "contents/notebooks/mine.txt", json=note).status_code
print(json.dumps(said))
"""


def test_from_docker_run_to_the_first_chart(root, home, tmp_path_factory):
    """The newcomer's way. The address is printed, the token is asked for, the cell's program is built by recipe, and what
    was saved is there when the container is started again."""
    folder = tmp_path_factory.mktemp("logs")
    log, builds = folder / "lab.log", home / "builds.log"
    start = time.monotonic()
    for kept in (404, 200):
        with serving(root, home, log) as (process, pid):
            token = token_in(log)
            up = time.monotonic() - start
            said = json.loads(
                in_network(pid, sys.executable, "-c", VISIT, token, CHART, env=os.environ | {"PYTHONPATH": ROOT / "tools"})
            )
            print(f"up after {up:.1f} s: {said}")
            assert said["without token"] == 403
            assert said["wrong token"] == 403
            assert (said["status"], said["picture"]) == ("ok", True)
            assert said["kept"] == kept
            # Kernels are reached through files, so that the server's port is the only one.
            ports = in_network(pid, "ss", "-ltnH").split("\n")
            assert [line.split()[3].rsplit(":", 1)[1] for line in ports if line] == ["8888"]
            healthy = ["nsenter", "-t", str(pid), "-p", "-n", "-m", f"--root={root}", "env", "-i"]
            healthy += [f"{k}={v}" for k, v in image.settings().env.items()]
            check = subprocess.run([*healthy, *image.settings().health[1:]], capture_output=True, text=True, check=False)
            assert check.returncode == 0, check
        log.unlink()
        start = time.monotonic()
    assert shutil.which("nsenter")
    assert not builds.exists()


def test_a_learners_notebook_is_not_overwritten(root, home):
    changed = home / "notebooks/en/00_start_here.ipynb"
    for _ in range(2):
        done = image.call(root, home, ["/opt/dlfs/docker/start.sh", "true"], USER)
        assert (done.returncode, done.stdout) == (0, "")
        if not changed.read_text().startswith("mine"):
            changed.write_text("mine")
    assert changed.read_text() == "mine"
    assert (home / "notebooks/ja/00_start_here.ipynb").exists()

"""The image: what is in it, and that it runs for any user, offline, with a root only read."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest
import requests
from playwright.sync_api import expect

import container
from chart import CHART
from conftest import USER
from nbtools import lab
from nbtools.project import ROOT
from student import Student

LARGEST = 1_000_000_000


def of(root, home) -> container.Container:
    """A container of a user whom the image does not know, with this home."""
    config = container.settings()
    return container.Container(root, config, {config.env["HOME"]: home}, USER)


def call(root, home, command) -> subprocess.CompletedProcess:
    return of(root, home).call(command)


@pytest.mark.parametrize(
    "path", ["docker/Dockerfile", "docker/class/Dockerfile", ".binder/Dockerfile"]
)
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
    history = container.buildah("inspect", "--type", "image", container.IMAGE)
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
        if (
            inside.startswith(("/proc/", "/sys/", "/dev/", "/usr/share/ca-certificates"))
            or path.is_symlink()
        ):
            continue
        assert not re.search(
            r"/\.cache/(pip|go-build)|/\.netrc|/\.npmrc|/\.git/|/apt/lists/.*_", inside
        )
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
    """Also one in Chinese and a mirror, since the kernel takes the language from the folder."""
    command = [
        "/opt/dlfs/docker/start.sh",
        "/opt/dlfs/.venv/bin/python",
        "/opt/dlfs/tools/notebooks.py",
        "check",
    ]
    notebooks = "/home/learner/notebooks/"
    command += [notebooks + name for name in ("en", "zh/00_start_here.ipynb", "mirrors/ko")]
    done = call(root, home, command)
    print(done.stdout)
    assert done.returncode == 0
    assert done.stdout.count(": agrees") == len(list((ROOT / "notebooks/en").glob("*.ipynb"))) + 2


def test_a_home_that_cannot_be_written_to_gets_one_sentence(root, home):
    os.chown(home, 0, 0)
    home.chmod(0o755)
    done = call(root, home, container.settings().command)
    assert done.returncode == 1
    assert re.fullmatch(
        r"The user 23456 cannot write to /home/learner: .*\(docker run --user\)\.\n", done.stdout
    )


@contextmanager
def serving(root, home, log):
    """The image's own command, as docker run starts it."""
    with log.open("w") as out:
        process = of(root, home).start(container.settings().command, stdout=out, stderr=out)
        try:
            yield container.inside_of(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def token_in(log, seconds=60) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := re.search(
            r"http://127\.0\.0\.1:8888/lab/tree/\S+\?token=(\w+)", log.read_text()
        ):
            return found.group(1)
        time.sleep(0.1)
    raise TimeoutError(f"no address with a token was printed:\n{log.read_text()}")


def test_from_docker_run_to_the_first_chart(root, home, tmp_path_factory):
    """The newcomer's way.

    An address with a token is printed, without it nobody is let in, the first chart appears. What
    was saved is there when the container is started again.
    """
    log = tmp_path_factory.mktemp("logs") / "lab.log"
    for is_there in (404, 200):
        start = time.monotonic()
        with serving(root, home, log) as pid, container.network_of(pid):
            address = "http://127.0.0.1:8888"
            learner = Student(address, token=token_in(log))
            up = time.monotonic() - start
            for query in ("", "?token=wrong"):
                assert requests.get(f"{address}/api/contents{query}", timeout=30).status_code == 403

            start = time.monotonic()
            learner.open_notebook("notebooks/en/00_start_here.ipynb")
            first = learner.run(CHART)
            both, second = time.monotonic() - start, learner.run(CHART)
            print(
                f"address after {up:.1f} s, kernel and first chart {both:.2f} s,"
                f" of this the cell {first.seconds:.2f} s, the second {second.seconds:.2f} s"
            )
            assert (first.status, first.shows_picture) == ("ok", True), first.outputs
            assert second.shows_picture
            assert "<script" not in first.text
            assert "&lt;script&gt;" in first.text

            assert learner.api("GET", "contents/notebooks/mine.txt").status_code == is_there
            note = {"type": "file", "format": "text", "content": "my work"}
            assert learner.api("PUT", "contents/notebooks/mine.txt", json=note).ok
            # Kernels are reached through files, so that the server's port is the only one.
            said = subprocess.run(
                ["ss", "-ltnH"], check=True, capture_output=True, text=True
            ).stdout
            assert [line.split()[3] for line in said.splitlines()] == ["0.0.0.0:8888"]
            assert health(root, pid) == 0
    assert health_without_server(root, home) == 1


def test_a_newcomer_presses_shift_enter_until_a_chart_appears(root, home, tmp_path_factory):
    """The five lines of docker/README.md, from the printed address on, in a real browser."""
    log = tmp_path_factory.mktemp("logs") / "lab.log"
    with serving(root, home, log) as pid, container.network_of(pid), lab.browser() as browser:
        token_in(log)
        page = browser.new_page()
        page.goto(re.search(r"http://127\.0\.0\.1:8888/lab/tree/\S+", log.read_text()).group())
        page.locator(".jp-Notebook .jp-Cell").first.click(timeout=60_000)
        chart = page.locator(".jp-OutputArea-output img")
        # The notebook comes with outputs; what counts is what this kernel draws.
        page.get_by_role("menuitem", name="Edit", exact=True).click()
        page.get_by_text("Clear Outputs of All Cells", exact=True).click()
        expect(chart).to_have_count(0)
        page.locator(".jp-Notebook .jp-Cell").first.click()
        for _ in range(40):
            page.keyboard.press("Shift+Enter")
            page.wait_for_timeout(250)
            if chart.count():
                break
        expect(chart.first).to_be_visible(timeout=60_000)
        assert chart.first.evaluate("image => image.complete && image.naturalWidth > 0")
        if picture := os.environ.get("DLFS_SCREENSHOT"):
            chart.first.scroll_into_view_if_needed()
            page.screenshot(path=picture)


def health(root, pid) -> int:
    config = container.settings()
    command = [
        "nsenter",
        f"--target={pid}",
        "--pid",
        "--net",
        "--mount",
        "chroot",
        str(root),
        "env",
        "-i",
    ]
    command += [f"{k}={v}" for k, v in config.env.items()]
    return subprocess.run([*command, *config.health[1:]], check=False).returncode


def health_without_server(root, home) -> int:
    return call(root, home, container.settings().health[1:]).returncode


def test_a_learners_notebook_is_not_overwritten(root, home):
    changed = home / "notebooks/en/00_start_here.ipynb"
    for _ in range(2):
        done = call(root, home, ["/opt/dlfs/docker/start.sh", "true"])
        assert (done.returncode, done.stdout) == (0, "")
        if not changed.read_text().startswith("mine"):
            changed.write_text("mine")
    assert changed.read_text() == "mine"
    assert (home / "notebooks/ja/00_start_here.ipynb").exists()

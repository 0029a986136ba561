"""Builds the image without a container engine, on look-alikes of its base images, and runs it.

buildah follows docker/Dockerfile in chroot isolation. Where Docker would fetch a base image, one is made here: Debian of the
same release by debootstrap, slimmed as Debian's slim images are, and this machine's Go. A container is a process in
namespaces of its own, changed into the image's root, without a network, as an unprivileged user.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbtools.project import ROOT

WORK = ROOT / ".image"
IMAGE = "localhost/dlfs"
# command → Debian package
NEEDED = {
    "buildah": "buildah",
    "debootstrap": "debootstrap",
    "ip": "iproute2",
    "unshare": "util-linux",
}
MIRROR = "http://deb.debian.org/debian"
# What a machine may ask of those that build on it: the certificates of its network, where the build looks for more.
HOST_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CERTIFICATES_INSIDE = "/etc/pki/tls/certs"
# As debuerreotype-slimify does it.
SLIM = ["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/groff"]
SLIM += ["var/cache/apt", "var/lib/apt/lists", "var/log"]


def why_not() -> str | None:
    """What is missing to build here, in one sentence, or nothing."""
    missing = sorted({package for tool, package in NEEDED.items() if shutil.which(tool) is None})
    if missing:
        return f"{' and '.join(missing)} not found: on Debian or Ubuntu, apt install {' '.join(missing)}"
    if os.geteuid() != 0:
        return "only root can make the base images and containers: run it as root, or use make docker"
    return None


def run(*command: str | Path, **more) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more)
    return done.stdout.strip()


def buildah(*arguments: str | Path, **more) -> str:
    place = ["--root", WORK / "storage", "--runroot", WORK / "run", "--storage-driver", "overlay"]
    return run("buildah", *place, *arguments, **more)


def release(argument: str) -> str:
    """The tag of a base image that the Dockerfile names, such as 1.26.8-bookworm."""
    text = (ROOT / "docker/Dockerfile").read_text()
    return re.search(rf"^ARG {argument}=\S+:(\S+)$", text, re.MULTILINE).group(1)


def make_bases() -> dict[str, str]:
    """Makes the look-alikes that are not there yet; returns the build arguments that name them."""
    names = {"BASE_IMAGE": "localhost/debian", "GO_IMAGE": "localhost/golang"}
    WORK.mkdir(exist_ok=True)
    present = buildah("images", "--format", "{{.Name}}").splitlines()
    if names["BASE_IMAGE"] not in present:
        root = WORK / "debian"
        shutil.rmtree(root, ignore_errors=True)
        suite = release("GO_IMAGE").rsplit("-", 1)[1]
        run("debootstrap", "--variant=minbase", suite, root, MIRROR, env=os.environ | {"LANG": "C"})
        for folder in SLIM:
            empty(root / folder)
        as_image(root, names["BASE_IMAGE"], "/")
        shutil.rmtree(root)
    if names["GO_IMAGE"] not in present:
        found = run("go", "env", "GOVERSION", "GOROOT", cwd=ROOT, env=os.environ | {"GOTOOLCHAIN": "local"})
        version, goroot = found.split()
        if not release("GO_IMAGE").startswith(version.removeprefix("go") + "-"):
            raise RuntimeError(
                f"the Go here is {version}, the image is made with {release('GO_IMAGE')}: install that one"
            )
        as_image(Path(goroot), names["GO_IMAGE"], "/usr/local/go")
    return {argument: f"{name}:latest" for argument, name in names.items()}


def empty(folder: Path) -> None:
    for path in folder.iterdir() if folder.exists() else []:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def as_image(folder: Path, name: str, inside: str) -> None:
    container = buildah("from", "scratch")
    buildah("copy", "--quiet", container, folder, inside)
    buildah("commit", "--quiet", container, name)
    buildah("rm", container)


def build() -> None:
    """Builds the image from the working tree."""
    arguments = [f"--build-arg={name}={value}" for name, value in make_bases().items()]
    settings = WORK / "build"
    settings.mkdir(exist_ok=True)
    shutil.copy(HOST_CERTIFICATES, settings / "ca-bundle.crt")
    pip = WORK / "pip.conf"
    pip.write_text(f"[global]\ncert = {CERTIFICATES_INSIDE}/ca-bundle.crt\n")
    arguments += [f"--volume={settings}:{CERTIFICATES_INSIDE}:ro", f"--volume={pip}:/etc/pip.conf:ro"]
    arguments += ["--layers", "--isolation=chroot", "--format=docker", "--file=docker/Dockerfile", f"--tag={IMAGE}"]
    subprocess.run(
        ["buildah", "--root", WORK / "storage", "--runroot", WORK / "run"]
        + ["--storage-driver", "overlay", "bud", *arguments, "."],
        cwd=ROOT,
        check=True,
    )


@dataclass(frozen=True)
class Settings:
    """What the image says about how it is started."""

    env: dict[str, str]
    command: list[str]
    folder: str
    user: str
    labels: dict[str, str]
    health: list[str]


def settings() -> Settings:
    found = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    return Settings(
        env=dict(entry.split("=", 1) for entry in found["Env"]),
        command=[*found["Entrypoint"], *found["Cmd"]],
        folder=found["WorkingDir"],
        user=found["User"],
        labels=found["Labels"],
        health=found["Healthcheck"]["Test"],
    )


@contextmanager
def mounted() -> Iterator[Path]:
    """The image's root, to be looked at."""
    container = buildah("from", IMAGE)
    try:
        yield Path(buildah("mount", container))
    finally:
        buildah("umount", container)
        buildah("rm", container)


def start(
    root: Path, home: Path, command: list[str], user: int, folder: str | None = None, **more
) -> subprocess.Popen:
    """Starts a command in a container with a read-only root, a home, and no network but its own loopback."""
    config = settings()
    inside = config.env["HOME"]
    device = " && ".join(
        f"mknod -m 666 {root}/dev/{name} c {numbers}"
        for name, numbers in (("null", "1 3"), ("zero", "1 5"), ("random", "1 8"), ("urandom", "1 9"))
    )
    variables = [f"{name}={value}" for name, value in config.env.items()]
    line = shlex.join(
        ["setpriv", "--no-new-privs", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        + ["--bounding-set=-all", "--inh-caps=-all"]
        + ["env", "-i", *variables, f"--chdir={folder or config.folder}", *command]
    )
    script = f"""
        set -e
        mount --bind {root} {root}
        mount -o remount,bind,ro {root}
        mount -t proc proc {root}/proc
        mount -t tmpfs -o mode=755 tmpfs {root}/dev
        {device}
        mount --bind {home} {root}{inside}
        ip link set lo up
        [ "$(ip -o link | wc -l)" -eq 1 ]
        exec chroot {root} {line}
    """
    spaces = ["unshare", "--mount", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child"]
    return subprocess.Popen([*spaces, "sh", "-c", script], start_new_session=True, **more)


def call(root: Path, home: Path, command: list[str], user: int, **more) -> subprocess.CompletedProcess:
    """Runs a command in a container to its end; returns what it said."""
    process = start(
        root, home, command, user, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )
    out, _ = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out)

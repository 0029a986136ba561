"""Builds the image without a container engine, on look-alikes of its base images, and runs it.

buildah follows docker/Dockerfile in chroot isolation. Where Docker would fetch a base image, one is
made here: Debian of the same release by debootstrap, slimmed as Debian's slim images are, and this
machine's Go. A container is a process in namespaces of its own, changed into the image's root,
without a network.
"""

import ctypes
import functools
import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from nbtools.project import ROOT

WORK = ROOT / ".image"
IMAGE = "localhost/dlfs"
CLASS_IMAGE = "localhost/dlfs-class"
# command → Debian package
NEEDED = {
    "buildah": "buildah",
    "debootstrap": "debootstrap",
    "ip": "iproute2",
    "unshare": "util-linux",
}
MIRROR = "http://deb.debian.org/debian"
# A machine may reach the registries through a network that has certificates of its own.
HOST_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CERTIFICATES_INSIDE = "/etc/pki/tls/certs"
# As debuerreotype-slimify does it.
SLIM = ["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/groff"]
SLIM += ["var/cache/apt", "var/lib/apt/lists", "var/log"]


def why_not() -> str | None:
    """What is missing to build here, in one sentence, or nothing."""
    missing = sorted({package for tool, package in NEEDED.items() if shutil.which(tool) is None})
    if missing:
        return f"on Debian or Ubuntu, apt install {' '.join(missing)}"
    if os.geteuid() != 0:
        return (
            "only root can make the base images and containers: run it as root, or use make docker"
        )
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
        found = run(
            "go", "env", "GOVERSION", "GOROOT", cwd=ROOT, env=os.environ | {"GOTOOLCHAIN": "local"}
        )
        version, goroot = found.split()
        if not release("GO_IMAGE").startswith(version.removeprefix("go") + "-"):
            raise RuntimeError(
                f"the Go here is {version}, the image takes {release('GO_IMAGE')}: install that one"
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


@functools.cache  # a build of which nothing has changed takes its time, too
def build(
    file: str = "docker/Dockerfile", context: str = ".", tag: str = IMAGE, **arguments: str
) -> None:
    """Builds an image from the working tree."""
    place = WORK / "build"
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(HOST_CERTIFICATES, place / "ca-bundle.crt")
    pip = WORK / "pip.conf"
    pip.write_text(f"[global]\ncert = {CERTIFICATES_INSIDE}/ca-bundle.crt\n")
    command = ["bud", "--quiet", "--layers", "--isolation=chroot", "--format=docker"]
    command += [f"--volume={place}:{CERTIFICATES_INSIDE}:ro", f"--volume={pip}:/etc/pip.conf:ro"]
    command += [f"--build-arg={k}={v}" for k, v in (arguments or make_bases()).items()]
    buildah(*command, f"--file={file}", f"--tag={tag}", context, cwd=ROOT)


def build_class() -> None:
    """Builds the class server, on top of the image."""
    build()
    name = "localhost/node"
    if name not in buildah("images", "--format", "{{.Name}}").splitlines():
        container = buildah("from", "localhost/debian")
        buildah("copy", "--quiet", container, shutil.which("node"), "/usr/local/bin/node")
        modules = Path(run("npm", "root", "--global")) / "npm"
        buildah("copy", "--quiet", container, modules, "/usr/local/lib/node_modules/npm")
        npm = "../lib/node_modules/npm/bin/npm-cli.js"
        buildah("run", "--isolation=chroot", container, "ln", "-s", npm, "/usr/local/bin/npm")
        certificates = f"{CERTIFICATES_INSIDE}/ca-bundle.crt"
        buildah("config", "--env", f"NODE_EXTRA_CA_CERTS={certificates}", container)
        buildah("commit", "--quiet", container, name)
        buildah("rm", container)
    build(
        "docker/class/Dockerfile",
        "docker/class",
        CLASS_IMAGE,
        NODE_IMAGE=f"{name}:latest",
        IMAGE=f"{IMAGE}:latest",
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


def settings(name: str = IMAGE) -> Settings:
    found = json.loads(buildah("inspect", "--type", "image", name))["Docker"]["config"]
    return Settings(
        env=dict(entry.split("=", 1) for entry in found["Env"]),
        command=[*found["Entrypoint"], *found["Cmd"]],
        folder=found["WorkingDir"],
        user=found["User"],
        labels=found["Labels"],
        health=found["Healthcheck"]["Test"],
    )


@contextmanager
def mounted(name: str = IMAGE) -> Iterator[Path]:
    """The root of a container of the image."""
    container = buildah("from", name)
    try:
        yield Path(buildah("mount", container))
    finally:
        buildah("umount", container)
        buildah("rm", container)


# What Docker leaves to root in a container.
CAPABILITIES = "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service"
CAPABILITIES += " net_raw sys_chroot mknod audit_write setfcap"
DEVICES = {"null": "1 3", "zero": "1 5", "random": "1 8", "urandom": "1 9", "tty": "5 0"}


@dataclass(frozen=True)
class Container:
    """A container that is to be: its root, what the image says, and what is mounted where.

    A folder is mounted at a path, or a temporary file system with the options given. As an
    unprivileged user the root is only read; as root the command has what Docker leaves to root.
    """

    root: Path
    config: Settings
    mounts: dict[str, Path | str]
    user: int | None = None
    variables: dict[str, str] = field(default_factory=dict)
    capabilities: str = CAPABILITIES  # of root

    def start(self, command: list[str], **more) -> subprocess.Popen:
        """Starts a command without a network but its own loopback."""
        root = self.root
        script = [
            "set -e",
            f"mount --bind {root} {root}",
            "" if self.user is None else f"mount -o remount,bind,ro {root}",
            f"mount -t proc proc {root}/proc",
            f"mount -t tmpfs -o mode=755 tmpfs {root}/dev",
            *(f"mknod -m 666 {root}/dev/{name} c {n}" for name, n in DEVICES.items()),
            f"mkdir -m 1777 {root}/dev/shm && mkdir {root}/dev/pts",
            f"mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts {root}/dev/pts",
            f"ln -s pts/ptmx {root}/dev/ptmx",
            *(self.mount(at, what) for at, what in self.mounts.items()),
            "ip link set lo up",
            '[ "$(ip -o link | wc -l)" -eq 1 ]',
            f"exec chroot {root} {shlex.join([*self.person(), *self.environment(), *command])}",
        ]
        spaces = ["--mount", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child"]
        line = ["unshare", *spaces, "sh", "-c", "\n".join(script)]
        return subprocess.Popen(line, start_new_session=True, **more)

    def mount(self, at: str, what: Path | str) -> str:
        how = f"--bind {what}" if isinstance(what, Path) else f"-t tmpfs -o {what} tmpfs"
        return f"mkdir -p {self.root}{at} && mount {how} {self.root}{at}"

    def person(self) -> list[str]:
        line = ["setpriv", "--no-new-privs", "--inh-caps=-all"]
        if self.user is None:
            kept = ",".join(f"+{name}" for name in self.capabilities.split())
            return [*line, "--reuid=0", f"--bounding-set=-all,{kept}"]
        ids = [f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
        return [*line, *ids, "--bounding-set=-all"]

    def environment(self) -> list[str]:
        entries = [f"{k}={v}" for k, v in (self.config.env | self.variables).items()]
        return ["env", "-i", f"--chdir={self.config.folder}", *entries]

    def call(self, command: list[str]) -> subprocess.CompletedProcess:
        """Runs a command to its end; returns what it said."""
        out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = self.start(command, **out)
        said, _ = process.communicate()
        return subprocess.CompletedProcess(command, process.returncode, said)


def inside_of(process: subprocess.Popen) -> int:
    """The number of the first process of a container."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.05)
    raise TimeoutError("the container did not start")


@contextmanager
def network_of(pid: int) -> Iterator[None]:
    """This thread, and those that it starts meanwhile, are in the network of the process."""
    with open("/proc/thread-self/ns/net") as here:
        join_network(pid)
        try:
            yield
        finally:
            set_network(here)


def join_network(pid: int) -> None:
    with open(f"/proc/{pid}/ns/net") as there:
        set_network(there)


def set_network(file: IO) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), 0):
        raise OSError(ctypes.get_errno(), "cannot change to another network")

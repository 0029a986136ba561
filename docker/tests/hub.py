"""A class server in a container, with students as its system users, and what they use."""

import functools
import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import container
from nbtools.project import ROOT
from student import Student

ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
# A disk of a size that a test can fill; it lies in the memory of the student who fills it.
SMALL_DISK = "size=96m,mode=700"


def own_cgroup(controller: str) -> Path:
    """The folder of this process's cgroup of version 1, below which the class gets its own."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, names, path = line.split(":", 2)
        if controller in names.split(","):
            return Path("/sys/fs/cgroup") / controller / path.lstrip("/")
    raise RuntimeError(f"there is no cgroup of version 1 with {controller} here")


def capabilities() -> str:
    """What compose leaves to root in the container of the class."""
    text = (ROOT / "docker/compose.yaml").read_text()
    return re.search(r"cap_add: \[(.*)\]", text).group(1).replace(",", "").lower()


class Class:
    """A running class server."""

    def __init__(
        self, root: Path, log: Path, names: list[str], cgroups: dict[str, Path], language: str
    ) -> None:
        self.root, self.log, self.names, self.cgroups = root, log, names, cgroups
        self.users = root / "srv/class/users.txt"
        self.language = language
        self.config = container.settings(container.CLASS_IMAGE)
        self.process = None
        self.pid = 0

    def open(self) -> None:
        """Starts the container and waits for the hub."""
        mounts = {f"/home/{name}": SMALL_DISK for name in self.names if name.startswith("disk")}
        mounts |= {f"/sys/fs/cgroup/{name}": folder for name, folder in self.cgroups.items()}
        variables = {"DLFS_CLASS_LANG": self.language}
        if self.cgroups:
            variables["DLFS_CLASS_CGROUP"] = "/sys/fs/cgroup"
        cage = container.Container(
            self.root, self.config, mounts, variables=variables, capabilities=capabilities()
        )
        with self.log.open("a") as out:
            self.process = cage.start(self.config.command, stdout=out, stderr=out)
        self.pid = container.inside_of(self.process)

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Ends the container and starts it again; this thread moves to its new network."""
        self.close()
        self.open()
        container.join_network(self.pid)
        self.wait_for_hub()

    def wait_for_hub(self, seconds: float = 300) -> None:
        probe = Student(ADDRESS)
        end = time.monotonic() + seconds
        while True:
            try:
                probe.browser.get(f"{ADDRESS}/hub/health", timeout=5).raise_for_status()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def student(self, name: str) -> Student:
        student = Student(ADDRESS, name, PASSWORD)
        assert student.log_in(), f"{name} cannot log in"
        return student

    def as_user(self, name: str, command: str, seconds: float = 60) -> subprocess.CompletedProcess:
        """Runs a shell command as the student, beside the student's server."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/"}
        return self.run(name, "", command, environment, seconds)

    def in_terminal(self, name: str, command: str) -> subprocess.CompletedProcess:
        """Runs a shell command as in a terminal of the member's JupyterLab."""
        server = next(p for p, line in self.processes(name).items() if "singleuser" in line)
        found = Path(f"/proc/{server}/environ").read_bytes().decode().split("\0")
        environment = dict(entry.split("=", 1) for entry in found if "=" in entry)
        status = Path(f"/proc/{server}/status").read_text()
        groups = re.search(r"^Groups:\s*(.*?)\s*$", status, re.MULTILINE).group(1)
        umask = "002" if "teachers" in self.group_names(name) else "077"
        command = f"umask {umask}; cd; {command}"
        return self.run(name, ",".join(groups.split()), command, environment)

    def run(
        self,
        name: str,
        groups: str,
        command: str,
        environment: dict[str, str],
        seconds: float | None = None,
    ) -> subprocess.CompletedProcess:
        """Runs a shell command in the container, as a user with these other groups."""
        spaces = ["nsenter", f"--target={self.pid}", "--pid", "--net", "--mount", "--ipc"]
        user = f"--userspec={self.uid(name)}:{self.uid(name)}"
        return subprocess.run(
            [*spaces, "chroot", user, f"--groups={groups}", str(self.root), "sh", "-c", command],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env=environment,
        )

    def group_names(self, name: str) -> set[str]:
        lines = (self.root / "etc/group").read_text().splitlines()
        rows = [line.split(":") for line in lines]
        return {row[0] for row in rows if name in row[3].split(",")}

    def write_users(self, roles: dict[str, str], **passwords: str) -> None:
        """Replaces the file of members, as an editor does."""
        hashes = {name: hashed(PASSWORD) for name in roles}
        hashes |= {name: hashed(password) for name, password in passwords.items()}
        fresh = self.users.with_suffix(".new")
        fresh.write_text("".join(f"{name}:{hashes[name]}:{roles[name]}\n" for name in roles))
        fresh.replace(self.users)

    def uid(self, name: str) -> int:
        found = re.search(
            rf"^{name}:x:(\d+):", (self.root / "etc/passwd").read_text(), re.MULTILINE
        )
        return int(found.group(1))

    def processes(self, user: str | None = None) -> dict[int, str]:
        """The command lines of a student's processes, or of root's, by number."""
        uid = self.uid(user) if user else 0
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(folder / "ns/pid") != os.readlink(f"/proc/{self.pid}/ns/pid"):
                    continue
                if folder.stat().st_uid == uid:
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = line
            except OSError:  # it has just ended
                continue
        return found

    def memory(self, user: str | None) -> dict[str, int]:
        """Bytes of memory by kind of process, what is shared counted in proportion."""
        sums = defaultdict(int)
        for pid, line in self.processes(user).items():
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
            sums[kind(line)] += int(found.group(1)) * 1024 if found else 0
        return dict(sums)


KINDS = [
    "jupyterhub-singleuser",
    "gonb --kernel",
    "kernel run",
    "kernel guard",
    "configurable-http-proxy",
]
KINDS += ["cull", "jupyterhub --config"]


def kind(line: str) -> str:
    return next((k for k in KINDS if k in line), "other")


@functools.cache
def hashed(password: str) -> str:
    return container.run("openssl", "passwd", "-6", password)


@contextmanager
def running(
    names: list[str],
    folder: Path,
    with_cgroups: bool = True,
    teachers: Iterable[str] = (),
    language: str = "en",
) -> Iterator[Class]:
    """Opens a class for these members; afterwards nothing of it is left."""
    cgroups = {}
    if with_cgroups:
        cgroups = {
            c: own_cgroup(c) / f"dlfs-class-{os.getpid()}" for c in ("memory", "pids", "cpu")
        }
    with container.mounted(container.CLASS_IMAGE) as root:
        (root / "srv/class").mkdir(exist_ok=True)
        for path in cgroups.values():
            path.mkdir()
        opened = Class(root, folder / "hub.log", names, cgroups, language)
        roles = dict.fromkeys(names, "student") | dict.fromkeys(teachers, "teacher")
        opened.write_users(roles)
        opened.open()
        try:
            with container.network_of(opened.pid):
                opened.wait_for_hub()
                yield opened
        finally:
            opened.close()
            remove(cgroups.values())


def remove(cgroups) -> None:
    """Removes the cgroups, once their last process is gone."""
    for path in cgroups:
        for each in [*path.glob("*/"), path]:
            end = time.monotonic() + 10
            while each.exists():
                try:
                    each.rmdir()
                except OSError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.1)


def all_at_once(students: list[Student], job) -> list:
    """Does the job with every student at the same time; returns what it gives, in order."""
    with ThreadPoolExecutor(len(students)) as pool:
        return list(pool.map(job, students))

"""A class server in a container, with students as its system users, and what they use."""

import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import container
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


class Class:
    """A running class server."""

    def __init__(self, root: Path, log: Path, names: list[str], cgroups: dict[str, Path]) -> None:
        self.root, self.log, self.names, self.cgroups = root, log, names, cgroups
        self.config = container.settings(container.CLASS_IMAGE)
        self.process = None
        self.pid = 0

    def open(self) -> None:
        """Starts the container and waits for the hub."""
        mounts = {f"/home/{name}": SMALL_DISK for name in self.names if name.startswith("disk")}
        mounts |= {f"/sys/fs/cgroup/{name}": folder for name, folder in self.cgroups.items()}
        variables = {"DLFS_CLASS_CGROUP": "/sys/fs/cgroup"} if self.cgroups else {}
        cage = container.Container(self.root, self.config, mounts, variables=variables)
        with self.log.open("a") as out:
            self.process = cage.start(self.config.command, stdout=out, stderr=out)
        self.pid = container.inside_of(self.process)

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

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
        spaces = ["nsenter", f"--target={self.pid}", "--pid", "--net", "--mount", "--ipc"]
        line = [
            "chroot",
            f"--userspec={self.uid(name)}:{self.uid(name)}",
            "--groups=",
            str(self.root),
        ]
        return subprocess.run(
            [*spaces, *line, "sh", "-c", command],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/"},
        )

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


@contextmanager
def running(names: list[str], folder: Path, with_cgroups: bool = True) -> Iterator[Class]:
    """Opens a class for these students; afterwards nothing of it is left."""
    hashed = subprocess.run(
        ["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True
    ).stdout.strip()
    cgroups = {}
    if with_cgroups:
        cgroups = {
            c: own_cgroup(c) / f"dlfs-class-{os.getpid()}" for c in ("memory", "pids", "cpu")
        }
    with container.mounted(container.CLASS_IMAGE) as root:
        state = root / "srv/class"
        state.mkdir(exist_ok=True)
        (state / "students.txt").write_text("".join(f"{name}:{hashed}\n" for name in names))
        for path in cgroups.values():
            path.mkdir()
        opened = Class(root, folder / "hub.log", names, cgroups)
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

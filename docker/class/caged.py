"""A spawner that starts each student's server as a user of its own, within limits.

With the server ends all that is the student's.
"""

import asyncio
import contextlib
import os
import pwd
import resource
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Integer, Unicode


class CagedSpawner(LocalProcessSpawner):
    """Limits hold for a student where a cgroup can be written to, and else for a process."""

    cgroup = Unicode(
        "",
        help="Folder of a cgroup below which each student gets one: of version 2, or with memory/,"
        " pids/ and cpu/ of version 1 in it. Empty: limits for processes only.",
    ).tag(config=True)
    processes = Integer(
        400,
        help="How many processes and threads a student may have; a server with a busy kernel has 80.",
    ).tag(config=True)
    file_limit = Integer(512 << 20, help="Bytes of the largest file that a student can write.").tag(
        config=True
    )

    def make_preexec_fn(self, name):
        become_student = super().make_preexec_fn(name)
        folders = self.make_cgroup(name)
        limits = {
            # What can be written to; the address space that Go reserves generously does not count.
            resource.RLIMIT_DATA: self.mem_limit or resource.RLIM_INFINITY,
            resource.RLIMIT_NPROC: self.processes,
            resource.RLIMIT_FSIZE: self.file_limit,
            resource.RLIMIT_NOFILE: 4096,
            resource.RLIMIT_CORE: 0,
        }

        def enter():
            for folder in folders:
                (folder / "cgroup.procs").write_text(str(os.getpid()))
            for limit, value in limits.items():
                resource.setrlimit(limit, (value, value))
            os.umask(0o077)
            become_student()

        return enter

    def make_cgroup(self, name: str) -> list[Path]:
        """Makes the student's cgroup, which may be there already, and returns its folders."""
        if not self.cgroup:
            return []
        base = Path(self.cgroup)
        unified = (base / "cgroup.controllers").exists()
        parents = (
            [base] if unified else [base / controller for controller in ("memory", "pids", "cpu")]
        )
        if unified:
            (base / "cgroup.subtree_control").write_text("+memory +pids +cpu")
        # Every group has the same share of the processors. The files say which version it is.
        limits = {
            "memory.max": self.mem_limit,
            "memory.swap.max": 0,
            "memory.limit_in_bytes": self.mem_limit,
            "pids.max": self.processes,
        }
        folders = [parent / name for parent in parents]
        for folder in folders:
            folder.mkdir(exist_ok=True)
            for file, value in limits.items():
                if value is not None and (folder / file).exists():
                    (folder / file).write_text(str(value))
        return folders

    async def stop(self, now=False):
        await super().stop(now)
        # Kernels, their cells, what those have started: nothing of the student's outlives the server.
        student = pwd.getpwnam(self.user.name)
        if student.pw_uid == 0:
            raise RuntimeError("root is no student")
        end_all = await asyncio.create_subprocess_exec(
            "kill",
            "-KILL",
            "--",
            "-1",
            user=student.pw_uid,
            group=student.pw_gid,
            extra_groups=[],
            stderr=asyncio.subprocess.DEVNULL,  # nothing was left
        )
        await end_all.wait()
        for folder in self.make_cgroup(self.user.name):
            with contextlib.suppress(
                OSError
            ):  # busy for a moment longer, and used again at the next start
                folder.rmdir()

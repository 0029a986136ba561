"""A spawner that starts each student's server as a user of its own, within limits.

With the server ends all that is the student's.
"""

import asyncio
import contextlib
import grp
import os
import pwd
import resource
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Dict, Integer, Unicode

import cgroups


class LimitedSpawner(LocalProcessSpawner):
    """Limits hold for a student where a cgroup can be written to, and else for a process."""

    cgroup = Unicode(
        "",
        help="Folder of a cgroup below which each student gets one: of version 2, or with memory/,"
        " pids/ and cpu/ of version 1 in it. Empty: limits for processes only.",
    ).tag(config=True)
    processes = Integer(
        400,
        help="Processes and threads that a student may have; a busy kernel and its server have 80.",
    ).tag(config=True)
    file_limit = Integer(512 << 20, help="Bytes of the largest file that a student can write.").tag(
        config=True
    )

    environments = Dict(
        help="What is in the environment of a server, for each group of the system's users."
    ).tag(config=True)

    def get_env(self):
        env = super().get_env()
        student = pwd.getpwnam(self.user.name)
        for gid in os.getgrouplist(student.pw_name, student.pw_gid):
            env |= self.environments.get(grp.getgrgid(gid).gr_name, {})
        return env

    def make_preexec_fn(self, name):
        become_student = super().make_preexec_fn(name)
        folders = cgroups.make(self.cgroup, name, self.mem_limit, self.processes)
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
            become_student()

        return enter

    async def stop(self, now=False):
        await super().stop(now)
        # Kernels, cells, what those have started: nothing of the student's outlives the server.
        student = pwd.getpwnam(self.user.name)
        if student.pw_uid == 0:
            raise RuntimeError("root is no student")
        # Processes take a while to end, and those that fork meanwhile may escape a signal.
        for _ in range(100):
            await kill_all(student)
            if not has_processes(student):
                break
            await asyncio.sleep(0.1)
        else:
            self.log.warning("Some processes of %s do not end.", student.pw_name)
        for folder in cgroups.folders(self.cgroup, self.user.name):
            # It may be busy for a moment longer; the next start takes it as it is.
            with contextlib.suppress(OSError):
                folder.rmdir()


async def kill_all(student: pwd.struct_passwd) -> None:
    """Kills all that the student may kill."""
    kill = await asyncio.create_subprocess_exec(
        *("sh", "-c", "kill -KILL -1"),
        user=student.pw_uid,
        group=student.pw_gid,
        extra_groups=[],
        stderr=asyncio.subprocess.DEVNULL,  # nothing was left
    )
    await kill.wait()


def has_processes(student: pwd.struct_passwd) -> bool:
    """Whether the student has a process, if only one that waits to be reaped."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError):
            if process.stat().st_uid == student.pw_uid:
                return True
    return False

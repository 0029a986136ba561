"""A cgroup for each student, of version 1 or 2, with the student's limits."""

from pathlib import Path


def folders(base: str, name: str) -> list[Path]:
    """The folders of the student's cgroup; none if there is no base."""
    if not base:
        return []
    if (Path(base) / "cgroup.controllers").exists():
        return [Path(base) / name]
    return [Path(base) / controller / name for controller in ("memory", "pids", "cpu")]


def make(base: str, name: str, memory: int | None, processes: int) -> list[Path]:
    """Makes the student's cgroup, which may be there already, and returns its folders."""
    # Every group has the same share of the processors. The files say which version it is.
    limits = {
        "memory.max": memory,
        "memory.swap.max": 0,
        "memory.limit_in_bytes": memory,
        "pids.max": processes,
    }
    made = folders(base, name)
    for folder in made:
        control = folder.parent / "cgroup.subtree_control"
        if control.exists():
            control.write_text("+memory +pids +cpu")
        folder.mkdir(exist_ok=True)
        for file, value in limits.items():
            if value is not None and (folder / file).exists():
                (folder / file).write_text(str(value))
    return made

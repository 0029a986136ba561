"""Builds the image without a container engine: image.py build | measure."""

import sys

import container


def main() -> int:
    jobs = {"build": container.build, "measure": measure}
    if len(sys.argv) != 2 or sys.argv[1] not in jobs:
        print(f"usage: image.py {' | '.join(jobs)}", file=sys.stderr)
        return 2
    if reason := container.why_not():
        print(f"The image cannot be built here: {reason}", file=sys.stderr)
        return 1
    jobs[sys.argv[1]]()
    return 0


PARTS = {
    "Go: compiler, linker, standard library's sources": ["usr/local/go"],
    "build cache: the standard library, gonum, the project": ["opt/go/cache"],
    "modules: gonum, gonum/plot, fonts": ["opt/go/pkg"],
    "MNIST, decoded": ["opt/go/data"],
    "JupyterLab, JupyterHub": ["opt/dlfs/.venv"],
    "GoNB, goimports, dlfs": ["opt/dlfs/.bin"],
    "Noto Sans CJK": ["usr/share/fonts"],
}


def measure() -> None:
    """Says what the megabytes of the image are."""
    with container.mounted() as root:
        total = size(root, ["."])
        rest = total
        for name, folders in PARTS.items():
            part = size(root, folders)
            rest -= part
            print(f"| {name} | {part / 1e6:.0f} |")
        print(f"| Debian, Python, the notebooks | {rest / 1e6:.0f} |")
        print(f"| together | {total / 1e6:.0f} |")


def size(root, folders) -> int:
    """Bytes of the files, each counted once."""
    seen, total = set(), 0
    for folder in folders:
        for path in (root / folder).rglob("*"):
            status = path.lstat()
            if not path.is_dir() and status.st_ino not in seen:
                seen.add(status.st_ino)
                total += status.st_size
    return total


if __name__ == "__main__":
    sys.exit(main())

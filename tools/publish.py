#!/usr/bin/env python3
"""Renames the module, for whoever publishes it: tools/publish.py example.org/you/dlfs"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USAGE = (
    "usage: tools/publish.py PATH, where PATH is what others will import, as example.org/you/dlfs"
)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not re.fullmatch(
        r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w.~-]+)+", arguments[0]
    ):
        print(USAGE, file=sys.stderr)
        return 2
    old = run("go", "list", "-m").strip()
    changed = [path for path in tracked() if renamed(path, old, arguments[0])]
    # Another name may stand elsewhere among the imports.
    run("gofmt", "-w", *(path for path in changed if path.suffix == ".go"))
    print(f"{old} is called {arguments[0]} in {len(changed)} files.")
    return 0


def tracked() -> list[Path]:
    return [ROOT / name for name in run("git", "ls-files", "-z").split("\0") if name]


def renamed(path: Path, old: str, new: str) -> bool:
    """Renames the module in a file, if it is text that names it."""
    content = path.read_bytes()
    if b"\0" in content or path.is_symlink():
        return False
    text = content.decode()
    changed = pattern(old).sub(lambda _: new, text)
    if changed != text:
        path.write_text(changed)
    return changed != text


def pattern(module: str) -> re.Pattern:
    """Where a text means the module, and not a command or a folder of the same name."""
    name = re.escape(module)
    begins = r"(?:(?<![\w./-])|(?<=\\[nt]))"
    path = rf"{begins}{name}(?=/[a-z]|@v|=[/$])"  # of a package, a version, a replacement
    itself = rf"(?<=[Mm]odule ){name}(?![\w/-]|\.\w)"
    constant = rf'(?<=(?:MODULE|lePath) = "){name}(?=")'
    root = rf'(?<=project "){name}(?=")'
    return re.compile(f"{path}|{itself}|{constant}|{root}")


def run(*command: object) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

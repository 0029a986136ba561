"""Puts a site into the place of the one that was built before it."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

# Of a site's files, the ones that its list of all others does not name.
UNLISTED = {"files.json", "service-worker.js"}


def replace(built: Path, output: Path) -> None:
    """Moves a whole site to output, and removes the old one. Nothing else is ever removed."""
    for stranger in strangers(output):
        raise SystemExit(
            f"{stranger} is not of a site that was built here: move it away, or name another folder"
        )
    with tempfile.TemporaryDirectory(prefix=".new-", dir=output.parent) as temporary:
        fresh = Path(temporary, "new")
        shutil.copytree(built, fresh)
        # Browsers take an old file for one that changes seldom: the site must be as new as it is.
        for path in fresh.rglob("*"):
            os.utime(path)
        if output.exists():
            output.rename(Path(temporary, "old"))
        fresh.rename(output)


def strangers(output: Path) -> Iterator[Path]:
    """What lies at output and no build has put there, by the list that each site has."""
    if output.is_symlink() or output.is_file():
        yield output
        return
    listing = output / "files.json"
    known = set()
    if listing.is_file():
        known = UNLISTED | {unquote(address) for address in json.loads(listing.read_text())}
    for path in sorted(output.rglob("*")):
        is_folder = path.is_dir() and not path.is_symlink()
        if not is_folder and path.relative_to(output).as_posix() not in known:
            yield path

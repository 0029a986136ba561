"""Writes files in one step."""

import os
import shutil
import tempfile
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Gives a file a new content: who reads meanwhile has the old one or the new one, never a half.

    A new file gets the mode that any new file gets, an old one keeps its own. A symbolic link
    stays, and the file that it leads to is written.
    """
    path = Path(os.path.realpath(path))
    with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as temporary:
        fresh = Path(temporary, path.name)
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)
        if path.exists():
            shutil.copymode(path, fresh)
        os.replace(fresh, path)

"""The list of a site's files, by whose hashes its service worker checks what it keeps."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote

WORKER = "service-worker.js"
LISTING = "files.json"


def write(site: Path) -> None:
    """Lists the files, by their addresses, and writes the list's own hash into the worker."""
    unlisted = site / WORKER, site / LISTING
    files = sorted(p for p in site.rglob("*") if p.is_file() and p not in unlisted)
    hashes = {address(p.relative_to(site)): hash_of(p.read_bytes()) for p in files}
    listing = json.dumps(hashes, sort_keys=True) + "\n"
    (site / LISTING).write_text(listing)
    script = (site / WORKER).read_text()
    version = f"const VERSION = '{hash_of(listing.encode())}'"
    script, found = re.subn(r"const VERSION = '[^']*'", version, script)
    if found != 1:
        raise SystemExit(f"{WORKER} has {found} places for its version")
    (site / WORKER).write_text(script)


def address(path: Path) -> str:
    """A file's address in the site, as a browser writes it."""
    return quote(path.as_posix(), safe="/!$&'()*+,:;=@~")


def hash_of(content: bytes) -> str:
    """What tells files apart: 64 bits of SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]

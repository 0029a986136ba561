"""The icon of the pages, in them: a browser fetches one past the service worker, each visit."""

import urllib.parse
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "icon.svg"


def address() -> str:
    return "data:image/svg+xml," + urllib.parse.quote(" ".join(FILE.read_text("utf-8").split()))

"""Makes the search: an index of each language's pages, and what a page needs to look into it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

# Of what pagefind writes, its own search boxes, which the pages do not use.
BOXES = ("pagefind-*-ui.*", "pagefind-ui.*", "pagefind-highlight.js")


HERE = Path(__file__).resolve().parent


def write(site: Path) -> None:
    for language in json.loads((HERE / "pages.json").read_text(encoding="utf-8")):
        folder = site / "search" / language
        pagefind = [sys.executable, "-m", "pagefind_bin_extended"]
        options = ["--site", site / language, "--output-path", folder, "--quiet"]
        done = subprocess.run([*pagefind, *options], check=False, capture_output=True, text=True)
        if done.returncode != 0 or not (folder / "pagefind.js").is_file():
            raise SystemExit(f"pagefind made no index of {language}: {done.stderr.strip()}")
        for box in BOXES:
            for path in folder.glob(box):
                path.unlink()
        shutil.rmtree(folder / "filter", ignore_errors=True)

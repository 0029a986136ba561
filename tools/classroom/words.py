"""What students are told about cells that were not run, in the course's language."""

import json
import os
from pathlib import Path

WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def said(what: str, **about: str) -> str:
    return WORDS[os.environ["DLFS_LANG"]][what].format(**about)

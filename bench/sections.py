"""The sections of RESULTS.md, of which three programs write."""

import re
from collections.abc import Iterable

CELLS = "Cells"  # kernels.py writes this one, values.py the next, bench.py all others
VALUES = "Values that stay"


def section(page: str, title: str) -> str:
    """The text under a heading, or nothing."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    return found[1].strip() if found else ""


def with_section(page: str, title: str, text: str) -> str:
    """The page with another text under the heading."""
    old = f"## {title}\n\n{section(page, title)}\n"
    if old not in page:
        raise ValueError(f"there is no section {title!r}")
    return page.replace(old, f"## {title}\n\n{text}\n")


def table(head: str, rows: Iterable[str]) -> str:
    titles = [t.strip() for t in head.split("|")]
    return "\n".join([f"| {' | '.join(titles)} |", "|" + "---|" * len(titles), *rows])


def duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"

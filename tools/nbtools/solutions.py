"""The comments of the exercises' solutions, which are shown in the learner's language.

Most are those of the exercises' cells, and translated with these; the others are messages.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from nbtools import comments

DOMAIN = "solutions"
FILES = "exercises/internal/solutions/sec*.go"
MARKS = re.compile(r"\t*// (BEGIN|END) SOLUTION\n")


def texts(root: Path) -> Iterator[str]:
    """What the comments say, each once."""
    seen = set()
    for path in sorted(root.glob(FILES)):
        _, _, code = path.read_text(encoding="utf-8").partition("\n//exercise:")
        for group in comments.groups(MARKS.sub("", f"//exercise:{code}"), "go"):
            if group.text not in seen:
                seen.add(group.text)
                yield group.text

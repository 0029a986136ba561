"""The Go side of messages.po: of each language a file for each domain of package words."""

import re
from pathlib import Path

import polib

from nbtools.catalogue import CatalogueError

WORDS = Path("internal/words")
EMBEDDED = re.compile(r"//go:embed \w+/(\w+)\.txt")


def place(root: Path, language: str, domain: str) -> Path:
    return root / WORDS / language / f"{domain}.txt"


def domains(root: Path) -> list[str]:
    """What the package embeds: without a file for each of them it would not compile."""
    package = root / WORDS / "files.go"
    embedded = EMBEDDED.findall(package.read_text(encoding="utf-8")) if package.is_file() else []
    return list(dict.fromkeys(embedded))


def page(domain: str, file: polib.POFile) -> str:
    """What is translated and looked over: a line of English, its translation, an empty line."""
    done: dict[str, str] = {}
    for entry in file.translated_entries():
        if entry.msgctxt != domain:
            continue
        first = done.setdefault(entry.msgid, entry.msgstr)
        if first != entry.msgstr:
            raise CatalogueError(
                f"{domain}: “{entry.msgid}” is translated twice, as “{first}” and as "
                f"“{entry.msgstr}”: make both the same"
            )
    return "\n".join(f"{line(text)}\n{line(said)}\n" for text, said in done.items())


def line(text: str) -> str:
    r"""The text in one line, with \n for a line break. No other backslash can be in it."""
    if "\\" in text:
        raise CatalogueError(f"messages.po: write this without a backslash: {text}")
    return text.replace("\n", r"\n")

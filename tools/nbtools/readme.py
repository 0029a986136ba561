"""The README in the other languages, which lie in docs/."""

import posixpath
import re

from nbtools.translation import NAMES

CODE = re.compile(r"(```.*?\n```|`[^`\n]*`)", re.DOTALL)
LINK = re.compile(r"(\]\()([^)\s:#][^)\s:]*)(?=[)\s])")


def place(language: str) -> str:
    return f"docs/README.{language}.md" if language != "en" else "README.md"


def switch(language: str) -> str:
    """The line on top that leads to the other languages."""
    here = posixpath.dirname(place(language))
    names = {"en": "English"} | NAMES
    return " · ".join(
        name if other == language else f"[{name}]({posixpath.relpath(place(other), here or '.')})"
        for other, name in names.items()
    )


def body(text: str) -> str:
    """The English README without that line."""
    return text.removeprefix(switch("en")).lstrip("\n")


def page(translated: str, language: str) -> str:
    """The file for a translated body, its links led from docs/ to the same places."""

    def relinked(link: re.Match) -> str:
        return link[1] + posixpath.relpath(link[2], "docs") + "/" * link[2].endswith("/")

    parts = CODE.split(translated.replace("notebooks/en", f"notebooks/{language}"))
    parts[::2] = [LINK.sub(relinked, part) for part in parts[::2]]
    return switch(language) + "\n\n" + "".join(parts)

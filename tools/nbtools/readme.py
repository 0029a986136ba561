"""The README in the other languages, which lie in docs/."""

import posixpath
import re

from nbtools.translation import NAMES

CODE = re.compile(r"(```.*?\n```|`[^`\n]*`)", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s:#]+)((?:[#\s][^)]*)?)\)")

# The documents that are translated as a whole, and how the other ones are marked.
TRANSLATED = ("docs/browser.md", "docs/kernel.md", "docs/teachers.md")
IN_ENGLISH = {"zh": "（英文）", "ko": "(영어)", "ja": "（英語）"}


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
    """The file for a translated body: its links lead to the same places, or their translations."""

    def relinked(link: re.Match) -> str:
        target, rest = link.groups()
        note = ""
        if target in TRANSLATED:
            target = target.removesuffix("md") + f"{language}.md"
            rest = ""  # A section's name is another one there.
        elif target.endswith(".md"):
            note = IN_ENGLISH[language]
        return f"]({posixpath.relpath(target, 'docs')}{'/' * target.endswith('/')}{rest}){note}"

    parts = CODE.split(translated.replace("notebooks/en", f"notebooks/{language}"))
    parts[::2] = [LINK.sub(relinked, part) for part in parts[::2]]
    return switch(language) + "\n\n" + "".join(parts)

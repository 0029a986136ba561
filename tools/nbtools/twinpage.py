"""The Markdown that shows a Python twin, in any language, and how to read it back."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# Puts a message with its values into a language.
Say = Callable[..., str]

SAME = "The same in Python"
TRAP = "A trap in Python (%(error)s)"
PRINTS = "It prints"
MESSAGES = [SAME, TRAP, PRINTS]


def english(message: str, **values: str) -> str:
    return message % values


A_TRAP = re.escape(TRAP % {"error": "E"}).replace("E", "(?P<error>.+?)")
PAGE = re.compile(
    rf"<details>\n<summary>(?:{SAME}|{A_TRAP})</summary>\n\n"
    r"(?:(?P<story>(?!```).+?)\n\n)?"
    r"```python\n(?P<code>.*?)\n```\n\n"
    rf"(?:{PRINTS}\n\n```text\n(?P<printed>.*?)\n```\n\n)?</details>",
    re.DOTALL,
)


@dataclass
class Page:
    code: str
    error: str = ""  # E-9, for a trap
    story: str = ""
    printed: str = ""

    def text(self, say: Say = english) -> str:
        # The blank line after the summary makes Markdown read on inside the HTML.
        summary = say(TRAP, error=self.error) if self.error else say(SAME)
        parts = [f"<details>\n<summary>{summary}</summary>"]
        if self.story:
            parts.append(self.story)
        parts.append(f"```python\n{self.code}\n```")
        if self.printed:
            parts.append(f"{say(PRINTS)}\n\n```text\n{self.printed}\n```")
        return "\n\n".join([*parts, "</details>"])


def parse(source: str) -> Page:
    """The page whose English text is given; a ValueError if it is not one of ours."""
    found = PAGE.fullmatch(source)
    if not found:
        raise ValueError("this is not the page of a twin: run `make twins`")
    return Page(**{name: text or "" for name, text in found.groupdict().items()})

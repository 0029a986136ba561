"""The Markdown that shows a Python twin, in any language, and how to read it back."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# Puts a message with its values into a language.
Say = Callable[..., str]

SAME = "The same in Python"
TRAP = "A trap in Python (%(error)s)"
PRINTS = "It prints"
CUT = "… (%(count)s lines)"
EQUAL = "Go prints the same."
ONE = "Largest difference from Go: %(difference)s, over 1 number."
MANY = "Largest difference from Go: %(difference)s, over %(count)s numbers."
DRAWN = (
    "Largest difference from Go: %(difference)s, over %(count)s numbers, "
    "those in the figure among them."
)
ALLOWED = "Allowed: %(tolerance)s (%(reason)s)."
MESSAGES = [SAME, TRAP, PRINTS, CUT, EQUAL, ONE, MANY, DRAWN, ALLOWED]


def english(message: str, **values: str) -> str:
    return message % values


def pattern(message: str) -> str:
    """What matches the message with any values, each a group of its name."""
    parts = re.split(r"%\((\w+)\)s", message)
    parts[::2] = map(re.escape, parts[::2])
    parts[1::2] = (f"(?P<{name}>.+?)" for name in parts[1::2])
    return "".join(parts)


CUT_LINE = re.compile(f"(?m)^{pattern(CUT)}$")
VERDICTS = [
    (m, re.compile(f"{pattern(m)}(?: {pattern(ALLOWED)})?")) for m in (EQUAL, ONE, MANY, DRAWN)
]
PAGE = re.compile(
    rf"<details>\n<summary>(?:{pattern(SAME)}|{pattern(TRAP)})</summary>\n\n"
    r"(?:(?P<story>(?!```).+?)\n\n)?"
    r"```python\n(?P<code>.*?)\n```\n\n"
    rf"(?:{pattern(PRINTS)}\n\n```text\n(?P<printed>.*?)\n```\n\n)?"
    r"(?:(?P<verdict>[^\n]+)\n\n)?</details>",
    re.DOTALL,
)


@dataclass
class Verdict:
    """How a twin's numbers relate to Go's."""

    message: str  # EQUAL, ONE, MANY or DRAWN
    difference: str = ""
    count: str = ""
    tolerance: str = ""
    reason: str = ""  # of a tolerance; without one, none is allowed

    def text(self, say: Say) -> str:
        found = say(self.message, difference=self.difference, count=self.count)
        if not self.reason:
            return found
        return f"{found} {say(ALLOWED, tolerance=self.tolerance, reason=self.reason)}"


@dataclass
class Page:
    code: str
    error: str = ""  # E-9, for a trap
    story: str = ""
    printed: str = ""  # a line of it may say in English, as CUT does, how many are left out
    verdict: Verdict | None = None

    def text(self, say: Say = english) -> str:
        # The blank line after the summary makes Markdown read on inside the HTML.
        summary = say(TRAP, error=self.error) if self.error else say(SAME)
        parts = [f"<details>\n<summary>{summary}</summary>"]
        if self.story:
            parts.append(self.story)
        parts.append(f"```python\n{self.code}\n```")
        if self.printed:
            printed = CUT_LINE.sub(lambda cut: say(CUT, count=cut["count"]), self.printed)
            parts.append(f"{say(PRINTS)}\n\n```text\n{printed}\n```")
        if self.verdict:
            parts.append(self.verdict.text(say))
        return "\n\n".join([*parts, "</details>"])


def parse(source: str) -> Page:
    """The page whose English text is given; a ValueError if it is not one of ours."""
    found = PAGE.fullmatch(source)
    if not found:
        raise ValueError("this is not the page of a twin: run `make twins`")
    parts = {name: text or "" for name, text in found.groupdict().items()}
    verdict = parse_verdict(parts.pop("verdict"))
    return Page(**parts, verdict=verdict)


def parse_verdict(text: str) -> Verdict | None:
    for message, form in VERDICTS:
        if found := form.fullmatch(text):
            stated = {k: v or "" for k, v in found.groupdict().items()}
            return Verdict(message, **stated)
    if text:
        raise ValueError(f"this is not how a twin is judged: {text}: run `make twins`")
    return None

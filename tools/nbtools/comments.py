"""The comments of a piece of code, found by a lexer: what looks like one in a string is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pygments.lexers import BashLexer, GoLexer, PythonLexer
from pygments.token import Comment

LEXERS = {"go": (GoLexer, "//"), "python": (PythonLexer, "#"), "sh": (BashLexer, "#")}
DIRECTIVE = re.compile(r"//(?:[a-z]+:\S|line |export )|#!")  # spoken to a tool, not to a reader


class CommentError(Exception):
    """A comment cannot be replaced; the message says why."""


@dataclass
class Group:
    """Comment lines that follow one another, or one comment behind code."""

    start: int  # where its first mark stands in the code
    end: int
    indentation: str
    alone: bool  # no code stands before it in its line
    text: str  # without marks


def groups(code: str, language: str) -> list[Group]:
    lexer, mark = LEXERS[language]
    found: list[Group] = []
    for start, token, raw in lexer().get_tokens_unprocessed(code + "\n"):
        value = raw.rstrip("\n")
        if token not in Comment or DIRECTIVE.match(value):
            continue
        if not value.startswith(mark):
            raise CommentError(f"write {value[:20]!r} with {mark} on each line")
        before = code[code.rfind("\n", 0, start) + 1 : start]
        line = Group(start, start + len(value), before, not before.strip(), text_of(value, mark))
        if found and continues(found[-1], line, code):
            found[-1].end = line.end
            found[-1].text += "\n" + line.text
        else:
            found.append(line)
    return [group for group in found if group.text.strip()]


def text_of(comment: str, mark: str) -> str:
    return comment.removeprefix(mark).removeprefix(" ")


def continues(group: Group, line: Group, code: str) -> bool:
    between = code[group.end : line.start]
    return group.alone and line.alone and between == "\n" + group.indentation


def replaced(code: str, language: str, translate: Callable[[str], str]) -> str:
    """The code with other comments; a group may change its number of lines."""
    mark = LEXERS[language][1]
    parts, end = [], 0
    for group in groups(code, language):
        lines = translate(group.text).split("\n")
        if len(lines) > 1 and not group.alone:
            raise CommentError(f"a comment behind code has one line: {lines[0]!r} goes on")
        comment = f"\n{group.indentation}".join(f"{mark} {line}".rstrip() for line in lines)
        parts += [code[end : group.start], comment]
        end = group.end
    result = "".join([*parts, code[end:]])
    if tokens(result, language) != tokens(code, language):
        raise CommentError("its code is not that of the English")
    return result


def tokens(code: str, language: str) -> list[tuple]:
    """What the code says to a machine, the indentation of each line included, without comments."""
    lexer = LEXERS[language][0]()
    kept = "".join(
        value if token not in Comment or DIRECTIVE.match(value) else "\n" * value.endswith("\n")
        for _, token, value in lexer.get_tokens_unprocessed(code + "\n")
    )
    lines = [line.rstrip() for line in kept.split("\n") if line.strip()]
    return [(token, value) for _, token, value in lexer.get_tokens_unprocessed("\n".join(lines))]

"""What a cell of Go declares. It is looked at, not parsed: a submission need not compile."""

import re

# Comments go, and strings stay: an exercise's id is in one.
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|"(?:\\.|[^"\\\n])*"?|`[^`]*`|'(?:\\.|[^'\\\n])+'?""",
    re.DOTALL,
)
TOP = re.compile(
    r"^(?:func\s*\(\s*(?:\w+\s+)?\*?(?P<receiver>\w+)[^)]*\)\s*(?P<method>\w+)"
    r"|(?:func|type|var|const)\s+(?P<name>\w+)|(?P<other>\S))",
    re.MULTILINE,
)
CHECK = re.compile(r'\bexercises\s*\.\s*Check\s*\(\s*"([^"]*)"\s*,\s*(\w+)?')


def without_comments(source: str) -> str:
    return TOKEN.sub(lambda m: " " if m["comment"] else m[0], source)


def declarations(source: str) -> dict[str, str]:
    """The text of what is declared at the left margin: by its name, or "Type.Method"."""
    text = without_comments(source)
    starts = list(TOP.finditer(text))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    found: dict[str, str] = {}
    last = None
    for start, end in zip(starts, ends, strict=False):
        name = start["name"] or (start["method"] and f"{start['receiver']}.{start['method']}")
        part = " ".join(text[start.start() : end].split())
        if name:
            last = name
            found[name] = part
        elif last and start["other"] in ")}":  # its last line
            found[last] += f" {part}"
        else:
            last = None
    return found


def checks(source: str) -> dict[str, str]:
    """The exercises that are checked, each with the name of what is said to solve it."""
    return dict(CHECK.findall(without_comments(source)))


def is_open(source: str) -> bool:
    """Whether a brace is open at the end, as in the first half of a function."""
    text = TOKEN.sub("", source)
    return text.count("{") > text.count("}")

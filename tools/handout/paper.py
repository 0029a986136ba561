"""Fits code and what it prints into the columns that a page has at the size of its code.

What fits stays as it is. A comment that does not, or that ends in a line of one word, is wrapped
anew; a line of code goes on below, where the language allows it, so that it can still be copied.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from handout.markdown import is_wide

COLUMNS = 100  # of 8 pt that a page has room for; see handout.typ
TAB = 4
WIDE = 1 / 0.602  # columns that a Han character takes: an em, where a column is 0.602 em
MARKS = {"go": "//", "python": "#"}
# A line of Chinese or Japanese does not begin with the first, nor end with the second.
CLOSING = "、。，．：；？！）」』】〉》”’…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.;:?!)]}»"  # noqa: RUF001
OPENING = "（「『【〈《“‘([{«"  # noqa: RUF001
LONE = 8  # columns of a last line that is too short in a script without blanks
PIECES = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\u3000-\u9fff\uff00-\uffef\s]+")
OPERATOR = re.compile(r" (?:\+|&&|\|\||and|or) $")


def width(line: str) -> float:
    """In columns, as the fonts of the page have them."""
    shown = line.expandtabs(TAB)
    return len(shown) + (WIDE - 1) * sum(map(is_wide, shown))


def fits(text: str, room: float = COLUMNS) -> bool:
    return all(width(line) <= room for line in text.split("\n"))


def code(text: str, language: str, room: float = COLUMNS) -> str:
    """The code in lines of at most `room` columns."""
    if language not in MARKS:
        return printed(text, room)
    made: list[str] = []
    lines = [part for line in text.split("\n") for part in apart(line, language, room)]
    for block in comments(lines, language):
        if block[0].lstrip().startswith(MARKS[language]):
            made += comment(block, MARKS[language], room)
        else:
            made += statement(block[0], language, room)
    return "\n".join(made)


def apart(line: str, language: str, room: float) -> list[str]:
    """A comment behind code that has no room there goes above it."""
    mark = MARKS[language]
    at = next((at for at, *_ in outside(line) if line.startswith(f" {mark} ", at)), None)
    if width(line) <= room or at is None:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    return [f"{indent}{line[at:].strip()}", line[:at].rstrip()]


def comments(lines: list[str], language: str) -> Iterator[list[str]]:
    """Lines of one comment together, every other line alone."""
    block: list[str] = []
    start = re.compile(rf"\s*{MARKS[language]} (?=[^\s\d*-])")
    for line in lines:
        found = start.match(line)
        if found and block and block[0].startswith(found[0]) and start.match(block[0]):
            block.append(line)
            continue
        if block:
            yield block
        block = [line]
    yield block


def comment(lines: list[str], mark: str, room: float) -> list[str]:
    prefix = re.match(rf"\s*{mark}\s*", lines[0])[0]
    texts = [line.removeprefix(prefix) for line in lines]
    left = room - width(prefix)
    if fits("\n".join(texts), left) and not (len(texts) > 1 and is_lone(texts[-1])):
        return lines
    return [prefix + line for line in wrapped(joined(texts), left)]


def joined(lines: list[str]) -> str:
    """One line of several; two Han characters or kana meet without a blank."""
    text = lines[0]
    for line in lines[1:]:
        close = PIECES.match(text[-1:]) and is_wide(text[-1:]) and is_unspaced(text[-1:])
        text += ("" if close and is_unspaced(line[:1]) else " ") + line
    return text


def is_unspaced(character: str) -> bool:
    """Whether it is of a script that sets no blanks: not so Hangul."""
    return is_wide(character) and not "\uac00" <= character <= "\ud7a3"


def is_lone(line: str) -> bool:
    if any(map(is_unspaced, line)):
        return width(line) < LONE
    return " " not in line.strip()


def wrapped(text: str, room: float) -> list[str]:
    """The text in lines; the last of them is not a single word, if that needs no line more."""
    lines = filled(pieces(text), room)
    narrow, best = room, lines
    while len(best) > 1 and is_lone(best[-1]) and narrow > room / 2:
        narrow -= 1
        best = filled(pieces(text), narrow)
        if len(best) > len(lines):
            return lines
    return best


def pieces(text: str) -> list[str]:
    """What a line may end behind, each with the blanks before it."""
    found = [[m.start(), m.end()] for m in PIECES.finditer(text)]
    made: list[str] = []
    end = 0
    for start, stop in found:
        piece = text[end:stop]
        if made and start == end and (piece[0] in CLOSING or made[-1][-1] in OPENING):
            made[-1] += piece
        else:
            made.append(piece)
        end = stop
    return made


def filled(parts: list[str], room: float) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1] + part) <= room:
            lines[-1] += part
        else:
            lines.append(part.lstrip() if lines else part)
    return lines


def statement(line: str, language: str, room: float) -> list[str]:
    """A line of code, and where it goes on."""
    if width(line) <= room:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    further = indent + ("\t" if language == "go" else " " * TAB)
    at, is_code = place(line, room - width(further) + width(indent), room)
    if is_code:
        first, second = line[:at].rstrip(), further + line[at:].lstrip()
    else:
        ends = '" +' if language == "go" else '"'
        first, second = line[:at] + ends, f'{further}"{line[at:]}'
    return [first, *statement(second, language, room)]


def place(line: str, further: float, room: float) -> tuple[int, bool]:
    """Where the line is best cut so that it goes on in `further` columns; not so in a string."""
    start = len(line) - len(line.lstrip())
    cuts = [
        (depth, -at)
        for at, depth in outside(line)
        if at > start and may_end(line[:at]) and width(line[:at].rstrip()) <= room
    ]
    late = [cut for cut in cuts if width(line[: -cut[1]]) > room / 2]
    if late:
        return -min(late)[1], True
    if cuts and width(line[-min(cuts)[1] :]) <= further:
        return -min(cuts)[1], True
    inside = [at for at in blanks_in_strings(line) if width(line[:at]) <= room - 3]
    if inside:
        return inside[-1], False
    at = next(at for at in range(len(line), 0, -1) if width(line[:at]) <= room)
    return (-min(cuts)[1] if cuts else at), True


def may_end(code: str) -> bool:
    """Whether a line may end with this piece of code, in a bracket."""
    return code.endswith((", ", "(", "{")) or bool(OPERATOR.search(code))


def outside(line: str) -> Iterator[tuple[int, int]]:
    """The places outside of strings, and how many brackets are open there."""
    depth, quote = 0, ""
    for at, character in enumerate(line):
        if quote:
            if character == quote and (quote == "`" or not line[:at].endswith("\\")):
                quote = ""
            continue
        if at:
            yield at, depth
        quote = character if character in "\"'`" else ""
        depth += (character in "([{") - (character in ")]}")


def blanks_in_strings(line: str) -> list[int]:
    """The places behind a blank in a string in double quotes."""
    free = {at for at, *_ in outside(line)}
    places = [at + 1 for at, (a, b) in enumerate(pairwise(line)) if a == " " and at not in free]
    return [at for at in places if at not in free and line.find('"', at) > 0]


def printed(text: str, room: float = COLUMNS) -> str:
    """What a cell has printed, its long lines cut at blanks where there are some."""
    return "\n".join(part for line in text.split("\n") for part in cut(line, room))


def cut(line: str, room: float) -> list[str]:
    if width(line) <= room:
        return [line]
    lines = filled(pieces(line), room)
    return [part for long in lines for part in chopped(long, room)]


def chopped(line: str, room: float) -> list[str]:
    """A word without an end, such as an address, cut anywhere."""
    parts: list[str] = []
    while width(line) > room:
        at = next(at for at in range(len(line), 0, -1) if width(line[:at]) <= room)
        parts.append(line[:at])
        line = line[at:]
    return [*parts, line]

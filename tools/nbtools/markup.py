"""What a translation must have in common with its English, as CommonMark shows both."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True)

# A number as it is written: with a point, with commas, or a section such as 4.4.1.
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)*")
ERROR = re.compile(r"(?<![A-Za-z])E-[0-9]+")
IN_FORMULA = re.compile(r"\\text\{[^{}]*\}")  # words, which are translated
SMALL = re.compile(r"<small>.*?</small>")  # the rows of a source that a cell mirrors
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
SIGNS = "*_`$"  # what stands in the text as it is when CommonMark does not take it as markup
WIDE_DIGITS = re.compile(r"[0-9]*[\uff10-\uff19][0-9\uff10-\uff19]*")

# English says these in words, where other languages may write digits.
IN_WORDS = {
    "0": "zero zeros",
    "1": "a an one first once single",
    "2": "two second twice both pair double half halve",
    "3": "three third",
    "4": "four fourth quarter",
    "5": "five fives fifth",
    "6": "six sixth",
    "7": "seven",
    "8": "eight",
    "9": "nine",
    "10": "ten tenth tens tenfold",
    "12": "twelve twelfth",
    "16": "sixteen sixteenth",
    "20": "twenty",
    "30": "thirty",
    "50": "fifty",
    "100": "hundred hundreds hundredth hundredfold",
    "1000": "thousand thousands thousandth",
    "1000000": "million millionth",
    "1000000000": "billion billionth",
}
DIGITS = {word: digits for digits, words in IN_WORDS.items() for word in words.split()}

BOLD, ITALIC = "bold text", "emphasis"
NAMES = {
    "strong_open": BOLD,
    "em_open": ITALIC,
    "list_item_open": "list item",
    "bullet_list_open": "list",
    "ordered_list_open": "numbered list",
    "blockquote_open": "quotation",
    "th_open": "table head",
    "td_open": "table cell",
    "hr": "line",
    "image": "image",
    "link_open": "link",
    "hardbreak": "line break",
}


@dataclass
class Shown:
    """What a reader sees of a Markdown text, taken apart."""

    counts: Counter = field(default_factory=Counter)  # of marked-up things, by their name
    maths: Counter = field(default_factory=Counter)
    code: Counter = field(default_factory=Counter)
    links: Counter = field(default_factory=Counter)
    tags: Counter = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)  # their levels: h1, h2
    text: list[str] = field(default_factory=list)  # paragraphs, each without code and maths

    def prose(self) -> str:
        return "\n".join(self.text)


def show(source: str) -> Shown:
    shown = Shown()
    for token in PARSER.parse(source):
        take(shown, token)
        if token.type == "inline":
            shown.text.append("".join(words(shown, token.children)))
    return shown


def words(shown: Shown, tokens: list[Token]) -> Iterator[str]:
    """The words of a paragraph; a soft line break is "\\n", and what is no prose is "\\0"."""
    for token in tokens:
        take(shown, token)
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "image":
            yield from words(shown, token.children)
        elif token.type in ("code_inline", "math_inline", "math_inline_double"):
            yield "\0"


def take(shown: Shown, token: Token) -> None:
    kind = token.type
    if kind.startswith("math_"):
        shown.maths[formula(token.content)] += 1
    elif kind in ("code_inline", "fence", "code_block"):
        shown.code[token.content] += 1
    elif kind.startswith("html_"):
        shown.tags.update(TAG.findall(token.content))
    elif kind == "heading_open":
        shown.headings.append(token.tag)
    elif kind in NAMES:
        shown.counts[NAMES[kind]] += 1
        if kind in ("link_open", "image"):
            shown.links[token.attrs.get("href") or token.attrs.get("src")] += 1


def formula(source: str) -> str:
    """What all languages share: no words, and no full stop or comma that ends the formula."""
    return re.sub(r"\s+", "", IN_FORMULA.sub("", source)).rstrip(".,")


def problems(english: str, translation: str, language: str) -> Iterator[str]:
    """What is wrong with the translation of a Markdown text."""
    a, b = show(english), show(translation)
    for name, ours, theirs in [
        ("the formula", a.maths, b.maths),
        ("the code", a.code, b.code),
        ("the link to", a.links, b.links),
        ("the HTML tag", a.tags, b.tags),
    ]:
        yield from differences(name, ours, theirs)
    ours, theirs = Counter(SMALL.findall(english)), Counter(SMALL.findall(translation))
    yield from differences("the small print", ours, theirs)
    if a.headings != b.headings:
        yield f"headings: {spoken(b.headings)} for {spoken(a.headings)} in the English"
    yield from of_emphasis(a.counts, b.counts)
    for name in sorted(set(a.counts | b.counts) - {BOLD, ITALIC}):
        if a.counts[name] != b.counts[name]:
            yield f"{name}: {b.counts[name]} for {a.counts[name]} in the English"
    yield from signs(a.prose(), b.prose())
    yield from of_numbers(a.prose(), b.prose())
    if language in ("zh", "ja"):
        for paragraph in b.text:
            yield from joins(paragraph)


def of_emphasis(ours: Counter, theirs: Counter) -> Iterator[str]:
    """Chinese and Japanese have no italics: such words are bold there, or in quotation marks."""
    least, most = ours[BOLD], ours[BOLD] + ours[ITALIC]
    if theirs[BOLD] < least:
        yield f"{BOLD}: {theirs[BOLD]} for {least} in the English"
    if theirs[BOLD] + theirs[ITALIC] > most:
        yield f"{BOLD} and {ITALIC}: {theirs[BOLD] + theirs[ITALIC]} for {most} in the English"


def plain_problems(english: str, translation: str) -> Iterator[str]:
    """What is wrong with the translation of a comment or a message."""
    yield from differences("the code", quoted(english), quoted(translation))
    yield from of_numbers(english, translation)


def quoted(text: str) -> Counter:
    return Counter(re.findall(r"`[^`\n]+`", text))


def spoken(levels: list[str]) -> str:
    return " ".join(levels) or "none"


def differences(name: str, ours: Counter, theirs: Counter) -> Iterator[str]:
    for what in ours - theirs:
        yield f"{name} {what} is missing"
    for what in theirs - ours:
        yield f"{name} {what} is not in the English"


def signs(english: str, translation: str) -> Iterator[str]:
    """Marks that show as they are, because CommonMark does not accept what stands beside them."""
    for sign in SIGNS:
        if translation.count(sign) > english.count(sign):
            at = translation.index(sign)
            around = translation[max(0, at - 12) : at + 12].replace("\n", " ").replace("\0", "…")
            yield (
                f"{sign} shows as it is in “{around}”: CommonMark takes it as a mark only beside a "
                "blank, or beside a letter on its inner side"
            )


def of_numbers(english: str, translation: str) -> Iterator[str]:
    for digits in WIDE_DIGITS.findall(translation):
        yield f"the number {digits} has wide digits"
    yield from differences(
        "the error", Counter(ERROR.findall(english)), Counter(ERROR.findall(translation))
    )
    ours, theirs = numbers(in_ten_thousands(english, translation)), numbers(translation)
    for number in ours - theirs:
        yield f"the number {number} is missing"
    for number in theirs - ours - in_words(english):
        yield f"the number {number} is not in the English"


def numbers(text: str) -> Counter:
    return Counter(n.replace(",", "") for n in NUMBER.findall(ERROR.sub("", text)))


def in_ten_thousands(english: str, translation: str) -> str:
    """The text with the numbers of millions that the translation counts so: 47 million, 4700万."""

    def counted(match: re.Match) -> str:
        number = str(100 * int(match[1]))
        return number if number in numbers(translation) else match[0]

    return re.sub(r"\b(\d+) million\b", counted, english)


def in_words(english: str) -> Counter:
    """The digits for the numbers that the text has in words; a million can be 100万."""
    said = re.findall(r"[a-z]+", english.lower())
    found = [int(DIGITS[word]) for word in said if word in DIGITS]
    for word, unit in pairwise(said):
        if word in DIGITS and unit in ("hundred", "thousand"):
            found.append(int(DIGITS[word]) * int(DIGITS[unit]))
    short = [n // 10**8 if n >= 10**8 else n // 10**4 for n in found if n >= 10**4]
    return Counter(map(str, found + short))


def joins(paragraph: str) -> Iterator[str]:
    """Line breaks between two CJK characters, where a reader would see a blank."""
    for match in re.finditer(r"(\S)\n(\S)", paragraph):
        if is_wide(match[1]) and is_wide(match[2]):
            around = paragraph[max(0, match.start() - 8) : match.end() + 8].replace("\n", "⏎")
            yield f"a line break between CJK characters shows as a blank: “{around}”"


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"

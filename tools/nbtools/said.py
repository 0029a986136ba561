"""What a Go cell hands to plotting and nb to be said: alt texts, labels, what is counted.

The code is the same in all languages. Its strings are translated when they are said, from tables
that package words has of them.
"""

import json
from collections.abc import Iterator

from pygments.lexers import GoLexer
from pygments.token import Comment, String, Whitespace

# Of these the last argument is said, or the first.
LAST = [("plotting", ".", "New", "("), ("nb", ".", "Progress", "(")]
FIRST = [("nb", ".", "Slide", "(")]
OPEN, CLOSED = ("(", "[", "{"), (")", "]", "}")


def texts(code: str) -> Iterator[str]:
    """The texts in their order; a ValueError for one that is not written out."""
    tokens = [
        (token, value)
        for _, token, value in GoLexer().get_tokens_unprocessed(code)
        if token not in Comment and token not in Whitespace and value.strip()
    ]
    values = [value for _, value in tokens]
    for start in range(len(values)):
        call = next((c for c in LAST + FIRST if tuple(values[start : start + len(c)]) == c), None)
        if call:
            rest = tokens[start + len(call) :]
            (token, value), (_, comma) = rest[:2] if call in FIRST else reversed(last_two(rest))
            if comma != "," or token not in String or not value.startswith('"'):
                raise ValueError(f"write out in quotes what {''.join(call)}…) is to say")
            yield json.loads(value)


def last_two(tokens: list[tuple]) -> list[tuple]:
    """The last tokens before the parenthesis that closes a call, without a comma at the end."""
    depth = 1
    for position, (_, value) in enumerate(tokens):
        depth += (value in OPEN) - (value in CLOSED)
        if depth == 0:
            end = position - (tokens[position - 1][1] == ",")
            return tokens[end - 2 : end]
    raise ValueError("a parenthesis is not closed")

"""What a Go cell hands to plotting and nb to be said: alt texts, labels, what is counted.

The code is the same in all languages. Its strings are translated when they are said, from tables
that package words has of them.
"""

import json
from collections.abc import Iterator

from pygments.lexers import GoLexer
from pygments.token import Comment, String, Whitespace

# Of these an argument is said: the second, or the first.
ARGUMENT = {
    ("plotting", ".", "New", "("): 1,
    ("nb", ".", "Progress", "("): 1,
    ("nb", ".", "Slide", "("): 0,
}
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
        call = next((c for c in ARGUMENT if tuple(values[start : start + len(c)]) == c), None)
        if call:
            said = list(arguments(tokens[start + len(call) :]))[ARGUMENT[call] :][:1]
            if not said or not written_out(said[0]):
                raise ValueError(f"write out in quotes what {''.join(call)}…) is to say")
            yield "".join(json.loads(value) for _, value in said[0][::2])


def written_out(argument: list[tuple]) -> bool:
    """Whether an argument is "a text", or "one" + "more"."""
    return len(argument) % 2 == 1 and all(
        value == "+" if i % 2 else token in String and value.startswith('"')
        for i, (token, value) in enumerate(argument)
    )


def arguments(tokens: list[tuple]) -> Iterator[list[tuple]]:
    """The tokens of each argument of a call, up to the parenthesis that closes it."""
    depth, argument = 1, []
    for token, value in tokens:
        depth += (value in OPEN) - (value in CLOSED)
        if depth == 0 or (depth == 1 and value == ","):
            yield argument
            argument = []
        else:
            argument.append((token, value))
        if depth == 0:
            return
    raise ValueError("a parenthesis is not closed")

"""The terms of the field in each language, and whether a translation keeps to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# In a PO file, a remark of the translator: `# glossary: net — here a fishing net`.
EXEMPT = re.compile(r"(?m)^glossary: (?P<term>.+?)(?: (?:—|-+) (?P<why>\S.*))?$")


class GlossaryError(Exception):
    """The glossary cannot be read; the message says where and why."""


@dataclass
class Glossary:
    """For one language: what each English term may be called."""

    renderings: dict[str, list[str]]

    def __post_init__(self) -> None:
        # The longest first: "gradient descent" is not a "gradient" that happens to descend.
        forms = {form: term for term in self.renderings for form in plurals(term)}
        self.terms = {form.lower(): term for form, term in forms.items()}
        longest = sorted(self.terms, key=len, reverse=True)
        choice = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
        self.pattern = re.compile(rf"(?<![\w.-])(?:{choice})(?![\w-]|[.(]\w)", re.IGNORECASE)

    def used(self, english: str) -> list[str]:
        """The terms in a text, each once."""
        found = (re.sub(r"\s+", " ", m[0].lower()) for m in self.pattern.finditer(english))
        return list(dict.fromkeys(self.terms[form] for form in found))

    def without(self) -> list[str]:
        """The terms that have no rendering yet."""
        return [term for term, allowed in self.renderings.items() if not allowed]

    def problems(self, english: str, translation: str, exempt: set[str]) -> Iterator[str]:
        said = squeezed(translation)
        for term in self.used(english):
            allowed = self.renderings[term]
            if (
                allowed
                and term not in exempt
                and not any(squeezed(word) in said for word in allowed)
            ):
                yield f"glossary: “{term}” is not called {' or '.join(allowed)}"


def squeezed(text: str) -> str:
    """The text without blanks, which Korean may leave out, and without upper case."""
    return re.sub(r"\s+", "", text).casefold()


def plurals(term: str) -> Iterator[str]:
    yield term
    yield f"{term}s"
    yield f"{term}es"
    if term.endswith("y"):
        yield f"{term[:-1]}ies"


def exempt(remarks: str) -> tuple[set[str], list[str]]:
    """The terms that a translator's remarks set free, and those for which they give no reason."""
    found = list(EXEMPT.finditer(remarks))
    return {m["term"] for m in found}, [m["term"] for m in found if not m["why"]]


def verbatim(comment: str) -> set[str]:
    """The English words in a comment's translation: they are names from the code."""
    return set(re.findall(r"(?<![A-Za-z])[A-Za-z]+(?![A-Za-z])", comment))


def rows(text: str) -> list[list[str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def read(path: Path, name: str) -> Glossary:
    """The column of a language, which is headed by the language's name.

    A field may give several English words for one thing, or several renderings, between " / ".
    """
    head, _, *terms = rows(path.read_text(encoding="utf-8")) or [[], []]
    if name not in head:
        raise GlossaryError(f"{path.name} has no column {name}")
    column = head.index(name)
    renderings: dict[str, list[str]] = {}
    for row in terms:
        if len(row) != len(head):
            raise GlossaryError(
                f"{path.name}: {' | '.join(row)}: {len(row)} fields, not {len(head)}"
            )
        for term in row[0].split(" / "):
            if term in renderings:
                raise GlossaryError(f"{path.name}: {term} stands there twice")
            renderings[term] = [word for word in row[column].split(" / ") if word]
    return Glossary(renderings)

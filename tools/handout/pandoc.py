"""Runs pandoc, and walks through what it reads and writes."""

import json
import subprocess
from collections.abc import Callable, Iterator

import pypandoc

# What Jupyter shows: CommonMark with tables and formulas.
READS = "commonmark+pipe_tables+strikeout+tex_math_dollars+raw_html"
VERSION = [1, 23, 1]  # of the JSON that goes to pandoc


class PandocError(Exception):
    """What pandoc said instead of doing its work, warnings included."""


def blocks_of(text: str, smart: bool) -> list:
    """The blocks of a Markdown text; `smart` makes straight quotes curly."""
    return json.loads(run(text, "--from", READS + ("+smart" if smart else "")))["blocks"]


def write(blocks: list, *arguments: str, **meta: list) -> str:
    """The blocks in another form; `meta` has inlines for the variables of a template.

    Text goes in by the document alone: how arguments are read hangs on the locale.
    """
    shown = {name.replace("_", "-"): {"t": "MetaInlines", "c": meta[name]} for name in meta}
    document = {"pandoc-api-version": VERSION, "meta": shown, "blocks": blocks}
    text = json.dumps(document, ensure_ascii=False)
    return run(text, "--from", "json", "--wrap", "none", *arguments, to="")


def run(text: str, *arguments: str, to: str = "json") -> str:
    """Hands the text to pandoc and returns what comes back; anything on stderr is an error."""
    command = [pypandoc.get_pandoc_path(), *arguments, *(["--to", to] if to else [])]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    said = done.stderr.decode().strip()
    if done.returncode or said:
        raise PandocError(said or f"pandoc stopped with {done.returncode}")
    return done.stdout.decode()


def walk(node: object) -> Iterator[dict]:
    """All elements below `node`, in reading order."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def replace(node: object, change: Callable[[dict], list | None]) -> object:
    """A copy in which `change` has put a list of elements in the place of each, from within.

    `change` returns None for an element that stays.
    """
    if isinstance(node, dict):
        return {key: replace(value, change) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    made: list = []
    for value in node:
        new = replace(value, change)
        instead = change(new) if isinstance(new, dict) and "t" in new else None
        made += [new] if instead is None else instead
    return made


def text_of(node: object) -> str:
    """The words in `node`, as they are read."""
    words = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
    spelled = []
    for element in walk(node):
        if element["t"] == "Str":
            spelled.append(element["c"])
        elif element["t"] in ("Code", "Math"):
            spelled.append(element["c"][1])
        else:
            spelled.append(words.get(element["t"], ""))
    return "".join(spelled)


def plain(inlines: list) -> dict:
    return {"t": "Plain", "c": inlines}


def raw_block(language: str, text: str) -> dict:
    return {"t": "RawBlock", "c": [language, text]}


def raw_inline(language: str, text: str) -> dict:
    return {"t": "RawInline", "c": [language, text]}

"""What a handout says beside the notebook's own text, in each language of words.json."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handout.refused import Refused

FILE = Path(__file__).with_name("words.json")


@dataclass(frozen=True)
class Words:
    """The words of one language; `{}` in them stands for a number or a name."""

    lang: str  # the tag of the language on the web and in PDF files
    font: str  # the suffix of the Noto CJK families, empty where none is needed
    title: str
    subtitle: str
    student: str
    teacher: str
    contents: str
    version: str
    seed: str
    no_seed: str
    data: str
    page: str
    answer: str
    code: str  # folded up
    folded: str  # a pattern: what a sentence says of a cell whose code is folded up
    licence: str
    fill_in: str
    fill_in_key: str
    syllabus: str
    section: str
    lesson: str
    exercises: str
    time: str
    total: str
    in_class: str
    at_home: str
    extra: str
    one_week: str
    three_weeks: str
    alone: str
    day: str
    session: str
    hours: str
    minutes: str
    goals: str
    hours_how: str
    alone_how: str


@cache
def words(language: str) -> Words:
    languages = json.loads(FILE.read_text(encoding="utf-8"))
    if language not in languages:
        raise Refused(
            f"notebooks/{language}: handouts have no words in that language: "
            "add them to tools/handout/words.json"
        )
    return Words(**languages[language])

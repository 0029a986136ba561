"""A plan of the course: its sections, hours, goals, and which exercises belong where."""

import re
from dataclasses import dataclass, field
from functools import cache

from handout import bind, pandoc
from handout.imprint import Origin
from handout.notebook import Cell, Notebook
from handout.pandoc import text_of
from handout.typeset import Typst, quoted
from handout.words import Words, words

LESSON = re.compile(r"ch\d\d_\d(?!x)")
EXERCISES = re.compile(r"ch\d\d_\dx")
NUMBER = re.compile(r"(?P<number>\d+\.\d+-\d+).*?(?P<stars>★+)\s*$")
READ, RUN = 1.5, 2.0  # minutes for a cell of text, and for one of code
SOLVE = {1: 10, 2: 20, 3: 40}  # minutes, by an exercise's stars
QUARTER = 15
DAYS, SESSIONS = 5, 9  # of a course of one week, and of one of three
GOALS = ("summary", "recap")  # the cells whose lists say what a section has taught


@dataclass
class Section:
    title: str  # Typst's markup
    goals: str
    minutes: int  # without its exercises
    exercises: list[tuple[str, int]]  # number and stars

    def numbers(self, stars: int) -> list[str]:
        return [number for number, given in self.exercises if given == stars]

    def solving(self, *stars: int) -> int:
        return sum(SOLVE[given] for _, given in self.exercises if given in stars)


def sections(notebooks: list[Notebook]) -> list[Section]:
    """The lessons in their order, each with the exercises whose notebook has its number."""
    made = []
    exercises = {n.name.split("x_")[0]: n for n in notebooks if EXERCISES.match(n.name)}
    for notebook in notebooks:
        if LESSON.match(notebook.name):
            found = exercises.get("_".join(notebook.name.split("_")[:2]))
            made.append(section(notebook, found))
    return made


def section(notebook: Notebook, exercises: Notebook | None) -> Section:
    cells = [cell for cell in notebook.cells if not cell.twin_of]
    minutes = sum(RUN if cell.source else READ for cell in cells)
    numbered = []
    for cell in exercises.cells if exercises else []:
        headings = [text_of(block) for block in cell.blocks if block["t"] == "Header"]
        matches = [NUMBER.search(heading) for heading in headings]
        numbered += [(m["number"], len(m["stars"])) for m in matches if m]
    writer = Typst(notebook, teacher=False)
    goals = list(writer.prose(goals_of(cells)))
    written = pandoc.write(goals, "--to", "typst-smart").strip()
    return Section(writer.title, written, rounded(minutes), numbered)


def goals_of(cells: list[Cell]) -> list:
    """The first list that sums up, or what the section says of itself at its beginning."""
    summing = [block for cell in cells if cell.id in GOALS for block in cell.blocks]
    lists = [block for block in summing if block["t"] == "BulletList"]
    return lists[:1] or [block for block in cells[0].blocks if block["t"] == "Para"][:1]


def rounded(minutes: float) -> int:
    return max(QUARTER, round(minutes / QUARTER) * QUARTER)


def shares(minutes: list[int], days: int) -> list[int]:
    """How many sections, in their order, each day gets, so that the longest day is shortest."""

    @cache
    def best(start: int, left: int) -> tuple[int, tuple[int, ...]]:
        if left == 1:
            return sum(minutes[start:]), (len(minutes) - start,)
        found = []
        for count in range(1, len(minutes) - start - left + 2):
            longest, rest = best(start + count, left - 1)
            found.append((max(longest, sum(minutes[start : start + count])), (count, *rest)))
        return min(found)

    return list(best(0, min(days, len(minutes)))[1])


@dataclass
class Plan:
    """The notebooks of one language, and how tight their syllabus is set."""

    notebooks: list[Notebook]
    tight: int = 0
    pages: tuple[int, int] | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)  # it has none


def document(plan: Plan, origin: Origin) -> str:
    """The syllabus of a course."""
    notebooks = plan.notebooks
    said, language = words(notebooks[0].language), notebooks[0].language
    found = sections(notebooks)
    footer = " · ".join(filter(None, [origin.by, said.version.format(origin.version)]))
    head = bind.opening(
        said,
        language=language,
        title=f"{said.syllabus}: {said.title}",
        edition=said.syllabus,
        footer=footer,
        author=origin.author,
    )
    by = [f"#by({quoted(origin.by)})\n"] if origin.by else []
    parts = [
        head,
        f"#lesson({plan.tight})[",
        f"= {said.syllabus}\n",
        f"#text({quoted(said.title)})\n",
        *by,
    ]
    parts += [f"{said.subtitle}.\n" if language == "en" else f"{said.subtitle}\n"]
    parts += [f"{said.hours_how}\n", overview(found, said)]
    parts += [f"== {said.one_week}\n", lessons(found, DAYS, said.day, said)]
    parts += [f"== {said.three_weeks}\n", lessons(found, SESSIONS, said.session, said)]
    parts += [f"== {said.alone}\n", f"{said.alone_how}\n", alone(found, said)]
    parts += [f"== {said.goals}\n"]
    parts += [f"=== {part.title}\n\n{part.goals}\n" for part in found]
    parts.append("]")
    return "\n".join(parts)


def overview(found: list[Section], said: Words) -> str:
    rows = [
        [part.title, time(part.minutes, said), *(listed(part.numbers(s)) for s in (1, 2, 3))]
        for part in found
    ]
    total = time(sum(part.minutes for part in found), said)
    solving = [time(sum(part.solving(stars) for part in found), said) for stars in (1, 2, 3)]
    rows.append([f"*{cell}*" for cell in (said.total, total, *solving)])
    heads = [said.section, said.lesson, "★", "★★", "★★★"]
    return table("(2.4fr, 1.1fr, 1fr, 1.4fr, 1.2fr)", heads, rows)


def lessons(found: list[Section], days: int, word: str, said: Words) -> str:
    """A table of days or sessions: what is taught, solved in class, and set as homework."""
    weights = [part.minutes + part.solving(1) for part in found]
    rows, start = [], 0
    for number, count in enumerate(shares(weights, days), 1):
        parts = found[start : start + count]
        start += count
        rows.append([
            word.format(number),
            " \\\n".join(part.title for part in parts),
            time(sum(part.minutes + part.solving(1) for part in parts), said),
            listed([number for part in parts for number in part.numbers(1)]),
            listed([number for part in parts for number in part.numbers(2)]),
            listed([number for part in parts for number in part.numbers(3)]),
        ])  # fmt: skip
    heads = ["", said.section, said.time, said.in_class, said.at_home, said.extra]
    return table("(auto, 2.2fr, 1.1fr, 1fr, 1.3fr, 1.2fr)", heads, rows)


def alone(found: list[Section], said: Words) -> str:
    rows, spent = [], 0
    for part in found:
        here = part.minutes + part.solving(1, 2)
        spent += here
        solved = listed(part.numbers(1) + part.numbers(2))
        rows.append([part.title, time(here, said), time(spent, said), solved])
    heads = [said.section, said.time, said.total, said.exercises]
    return table("(2.2fr, 1.1fr, 1.2fr, 2fr)", heads, rows)


def listed(numbers: list[str]) -> str:
    """The exercises of each section together: 4.2-1, 2, 5."""
    parts: dict[str, list[str]] = {}
    for number in numbers:
        name, _, last = number.partition("-")
        parts.setdefault(name, []).append(last)
    return ", ".join(f"#box[{name}-{', '.join(last)}]" for name, last in parts.items()) or "–"


def time(minutes: int, said: Words) -> str:
    hours, rest = divmod(minutes, 60)
    shown = [said.hours.format(hours)] * bool(hours) + [said.minutes.format(rest)] * bool(rest)
    return " ".join(shown) or said.minutes.format(0)


def table(widths: str, heads: list[str], rows: list[list[str]]) -> str:
    head = "table.header(" + ", ".join(f"[{cell}]" for cell in heads) + "),"
    lines = ["  " + " ".join(f"[{cell}]," for cell in row) for row in rows]
    return "\n".join([f"#table(columns: {widths},", f"  {head}", *lines, ")\n"])

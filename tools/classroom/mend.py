"""Puts a student's answers into the released notebook.

What was handed in may have lost its metadata, its tests or its order, and may have cells twice. The
released notebook is the frame. Each answer goes to the place of its exercise; it is known by the
function that it declares, by its grade id, by the exercise that it checks, or by where it is.
"""

import copy
import itertools
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from classroom.go_code import checks, declarations, is_open

IMAGES = ("image/png", "image/jpeg", "image/gif")
FENCE = re.compile(r"^\s*(`{3,}|~{3,})[^`\n]*\n(.*?)^\s*\1\s*$", re.MULTILINE | re.DOTALL)
# JupyterLab puts it before a cell that the keys 1 to 6 make a heading.
HEADING = re.compile(r"\A#{1,6} ")
INDENTED = re.compile(r" {4}|\t|\s*$")
# Constants, values or types that are declared together have no name at the left margin.
GROUP = re.compile(r"^(?:const|var|type)\s*\(", re.MULTILINE)
# What comes below it is in the function main.
MAIN = re.compile(r"^%%.*$", re.MULTILINE)
ELSEWHERE = "// The answer is in a cell above."


class NotMended(Exception):
    """Why a notebook cannot be mended: the end of a sentence that begins with its name."""


@dataclass(frozen=True)
class Piece:
    """A cell that was handed in."""

    number: int
    kind: str
    source: str
    grade_id: str = ""
    cell_id: str = ""
    attachments: dict = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code in it, which may have become text by mistake."""
        if self.kind == "code":
            return textwrap.dedent(self.source)
        if fenced := [textwrap.dedent(code) for _, code in FENCE.findall(self.source)]:
            return "\n\n".join(fenced)
        # Markdown shows what is indented as code, too.
        source = HEADING.sub("", self.source)
        lines = [line for line in source.split("\n") if INDENTED.match(line)]
        indented = textwrap.dedent("\n".join(lines))
        return source if declarations(source) else indented or source


@dataclass(frozen=True)
class Slot:
    """The place of an answer in the frame."""

    index: int
    grade_id: str
    exercise: str
    name: str
    stub: dict[str, str]

    def own(self, piece: Piece) -> dict[str, str]:
        """What the piece declares of the exercise."""
        return {k: v for k, v in declarations(piece.code).items() if k in self.stub}

    def has_part(self, piece: Piece) -> bool:
        """Whether it declares a part of the exercise, and not something else of that name."""
        own = self.own(piece)
        return any(own[name].split()[0] == self.stub[name].split()[0] for name in own)

    def is_answered(self, piece: Piece) -> bool:
        return any(text != self.stub[name] for name, text in self.own(piece).items())


@dataclass(frozen=True)
class Mended:
    notebook: NotebookNode
    found: int  # exercises of which something was found
    answered: int
    answers: tuple[str, ...]


def slots(frame: NotebookNode) -> list[Slot]:
    found = []
    for index, cell in enumerate(frame.cells):
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            exercise, name = next(iter(checks(cell.source).items()), ("", ""))
            stub = declarations(cell.source)
            name = name or next(iter(stub), "")
            grade_id = cell.metadata.nbgrader.grade_id
            found.append(Slot(index, grade_id, exercise, name, stub))
    return found


def pieces(data: object) -> list[Piece]:
    """The cells of a notebook of any format that has cells."""
    if not isinstance(data, dict):
        raise NotMended("is not a notebook")
    cells = data.get("cells")
    if cells is None and isinstance(sheets := data.get("worksheets"), list):  # of format 3
        found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for each in found if isinstance(each, list) for cell in each]
    if not isinstance(cells, list):
        raise NotMended("is not a notebook")
    made = [piece(number, cell) for number, cell in enumerate(cells) if isinstance(cell, dict)]
    return list(joined(made))


def piece(number: int, cell: dict) -> Piece:
    metadata = cell.get("metadata")
    role = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = role.get("grade_id") if isinstance(role, dict) else ""
    kind, source = cell.get("cell_type"), text(cell.get("source", cell.get("input", "")))
    if kind == "heading":  # of format 3
        level = cell.get("level")
        kind, source = "markdown", f"{'#' * level if level in range(1, 7) else '#'} {source}"
    return Piece(
        number,
        kind if kind in ("code", "markdown") else "raw",
        source,
        grade_id if isinstance(grade_id, str) else "",
        str(cell.get("id", "")),
        images(cell.get("attachments")),
    )


def text(source: object) -> str:
    """A source with the ends of lines that Go knows, and without what no file can hold."""
    lines = source if isinstance(source, list) else [source]
    whole = "".join(line for line in lines if isinstance(line, str))
    whole = whole.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").replace("\0", "")
    return whole.encode("utf-8", "replace").decode()


def images(attachments: object) -> dict:
    if not isinstance(attachments, dict):
        return {}
    kept = {}
    for name, data in attachments.items():
        if isinstance(data, dict):
            kept[name] = {k: text(v) for k, v in data.items() if k in IMAGES and isinstance(v, str)}
    return {text(name): data for name, data in kept.items() if data}


def joined(given: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; a function that was split is one again, above texts that stood in it."""
    waiting, texts = None, []
    for each in given:
        if waiting and each.kind != "code":
            texts.append(each)
            continue
        if waiting:
            whole = replace(waiting, source=f"{waiting.source}\n{each.source}")
            if not is_open(whole.source):
                yield from [whole, *texts]
                waiting, texts = None, []
                continue
            if each.grade_id in ("", waiting.grade_id) and not declarations(each.source):
                waiting = whole
                continue
            yield from [waiting, *texts]
            waiting, texts = None, []
        if each.kind == "code" and is_open(each.source):
            waiting = each
        else:
            yield each
    if waiting:
        yield from [waiting, *texts]


def mend(frame: NotebookNode, given: list[Piece]) -> Mended:
    """The released notebook with the answers among the pieces."""
    places = slots(frame)
    chosen = choose(places, given)
    ids = Counter(each.cell_id for each in given)
    # An id that several cells have tells nothing of any of them.
    known = [each if ids[each.cell_id] == 1 else replace(each, cell_id="") for each in given]
    homes = {each.number: at for each in known if (at := home(frame, each)) is not None}
    for slot in reversed(places):  # a merged cell goes to the first of its exercises
        if slot.index in chosen:
            homes[chosen[slot.index].number] = slot.index
    used = {each.number for each in chosen.values()}
    out = copy.deepcopy(frame)
    fill(out, places, chosen, homes)
    keep_notes(out, given, homes, used)
    after = leftovers(out, places, given, chosen, homes)
    for at, alias in own_names(places, given, chosen, homes):
        after.setdefault(at, []).insert(0, alias)
    out.cells = list(with_extras(out.cells, after))
    fit(out)
    found = sum(bool(slot.index in chosen) for slot in places)
    answers = tuple(
        " ".join(chosen[slot.index].code.split()) if slot.index in chosen else "" for slot in places
    )
    answered = sum(
        slot.index in chosen
        and (slot.is_answered(chosen[slot.index]) or not slot.own(chosen[slot.index]))
        for slot in places
    )
    return Mended(out, found, answered, answers)


def choose(places: list[Slot], given: list[Piece]) -> dict[int, Piece]:
    """The answer for each place, by the index of the place."""
    chosen: dict[int, Piece] = {}
    for slot in places:
        if candidates := [each for each in given if slot.name in slot.own(each)]:
            chosen[slot.index] = max(candidates, key=lambda each, s=slot: rank(s, each))
    for slot in places:
        if slot.index in chosen:
            continue
        taken = {each.number for each in chosen.values()}
        free = [each for each in given if each.number not in taken and each.kind == "code"]
        known = [each for each in free if slot.exercise and slot.exercise in checks(each.code)]
        known += [each for each in free if slot.grade_id == each.grade_id]
        known += [each for each in free if slot.has_part(each)]
        known = known or between(slot, places, chosen, free)
        if known:
            chosen[slot.index] = max(known, key=lambda each, s=slot: rank_unnamed(s, each))
    return chosen


def rank(slot: Slot, each: Piece) -> tuple[bool | int, ...]:
    return (
        slot.is_answered(each),
        each.kind == "code",
        each.grade_id == slot.grade_id,
        slot.exercise in checks(each.code),
        each.number,
    )


def rank_unnamed(slot: Slot, each: Piece) -> tuple[bool | int, ...]:
    """For an answer that has not the name that the test knows."""
    checked = slot.exercise in checks(each.code)
    has_function = bool(functions(each))
    return (
        bool(slot.name) and bool(defined(slot.name).search(each.code)),
        has_function and checked,
        has_function,
        checked,
        each.grade_id == slot.grade_id,
        each.number,
    )


def between(slot: Slot, places: list[Slot], chosen: dict, free: list[Piece]) -> list[Piece]:
    """The only piece with a function between the neighbours' answers, if there is just one."""
    before = [chosen[s.index].number for s in places if s.index < slot.index and s.index in chosen]
    behind = [chosen[s.index].number for s in places if s.index > slot.index and s.index in chosen]
    if not before and not behind:
        return []
    low, high = max(before, default=-1), min(behind, default=1 << 30)
    there = [e for e in free if low < e.number < high and functions(e) and not e.grade_id]
    return there if len(there) == 1 else []


def functions(each: Piece) -> list[str]:
    return [n for n, part in declarations(each.code).items() if part.startswith("func ")]


def home(frame: NotebookNode, each: Piece) -> int | None:
    """The cell of the frame that the piece once was."""
    numbered = list(enumerate(frame.cells))
    for at, cell in numbered:
        if each.grade_id and each.grade_id == cell.metadata.get("nbgrader", {}).get("grade_id"):
            return at
    for at, cell in numbered:
        if each.cell_id and each.cell_id == cell.get("id") and cell.cell_type == each.kind:
            return at
    for at, cell in numbered:
        if cell.cell_type == each.kind and cell.source.split() == each.source.split():
            return at
    return None


def fill(out: NotebookNode, places: list[Slot], chosen: dict[int, Piece], homes: dict) -> None:
    for slot in places:
        if (answer := chosen.get(slot.index)) is None:
            continue
        here = homes[answer.number] == slot.index
        out.cells[slot.index].source = renamed(slot, answer) if here else ELSEWHERE


def renamed(slot: Slot, answer: Piece) -> str:
    """The answer under the name that the test knows, if the student has given it another."""
    if not slot.name:
        return answer.code
    if other := other_name(slot, answer):
        return re.sub(rf"(?<!\.)\b{other}\b", slot.name, answer.code)
    # A function that a variable holds is not there in the test's cell.
    return held(slot.name).sub(f"func {slot.name}", answer.code)


def held(name: str) -> re.Pattern:
    """The beginning of a function that a variable of this name holds."""
    start = rf"(?:var\s+{name}(?:\s+[^=\n]+)?|{name}\s*:?)"
    return re.compile(rf"^{start}\s*=\s*func\s*(?=\()", re.MULTILINE)


def defined(name: str) -> re.Pattern:
    """Where the name is given to something, also in a group or further to the right."""
    return re.compile(
        rf"^[ \t]*(?:func\s+{name}\s*[(\[]|(?:var\s+)?{name}\b[^=\n(]*=)", re.MULTILINE
    )


def other_name(slot: Slot, answer: Piece) -> str | None:
    """The name of the answer's function, where it is not the one that the test knows."""
    if slot.own(answer) or not slot.name or defined(slot.name).search(answer.code):
        return None
    other = checks(answer.code).get(slot.exercise)
    if other in declarations(answer.code):
        return other
    names = [name for name in functions(answer) if "." not in name]
    return names[0] if len(names) == 1 else None


def own_names(
    places: list[Slot], given: list[Piece], chosen: dict[int, Piece], homes: dict
) -> Iterator[tuple[int, Piece]]:
    """The students' own names for answers, by the place, where other cells call them by these."""
    for slot in places:
        answer = chosen.get(slot.index)
        if answer is None or homes[answer.number] != slot.index:
            continue
        other = other_name(slot, answer)
        rest = [each.source for each in given if each is not answer and each.kind == "code"]
        if other and any(re.search(rf"(?<!\.)\b{other}\b", source) for source in rest):
            yield slot.index, Piece(answer.number, "code", f"var {other} = {slot.name}")


def keep_notes(out: NotebookNode, given: list[Piece], homes: dict, used: set[int]) -> None:
    """Takes over what the student changed in cells that are nobody's: text, imports."""
    for each in given:
        at = homes.get(each.number)
        if at is None or each.number in used:
            continue
        cell = out.cells[at]
        role = cell.metadata.get("nbgrader")
        # A text that a teacher grades by hand is the student's too.
        own = role is None or (role.get("solution") and each.kind == "markdown")
        if own and cell.cell_type == each.kind:
            cell.source = each.source
            if each.attachments:
                cell.attachments = each.attachments


def leftovers(
    out: NotebookNode, places: list[Slot], given: list[Piece], chosen: dict[int, Piece], homes: dict
) -> dict[int, list[Piece]]:
    """The student's own cells, by the cell of the frame that they come after.

    What stood below an answer in its cell is in it again: Go knows no order of declarations.
    """
    used = {each.number for each in chosen.values()}
    after: dict[int, list[Piece]] = {}
    at = -1
    for each in given:
        own_home = homes.get(each.number)
        if own_home is not None:
            # What stood above the answer in its cell still does.
            answer = chosen.get(own_home)
            at = own_home - (answer is not None and each.number < answer.number)
        if each.number in used or not each.source.strip():
            continue
        kept = own_home is None or is_more(each, chosen, out.cells[own_home], own_home)
        if not kept or is_older(each, places, chosen):
            continue
        if own_home is not None and belongs(each, chosen.get(own_home), homes, own_home):
            out.cells[own_home].source = below(out.cells[own_home].source, each.source)
        else:
            after.setdefault(part_of(each, places, chosen, at), []).append(each)
    return after


def below(answer: str, rest: str) -> str:
    """The answer's cell with what stood below it, which declares something."""
    main = MAIN.search(answer)
    if main is None:
        return f"{answer}\n\n{rest}"
    return f"{answer[: main.start()]}{rest}\n\n{answer[main.start() :]}"


def part_of(each: Piece, places: list[Slot], chosen: dict[int, Piece], at: int) -> int:
    """Where an own cell comes: below the answer if it has what that leaves open, a method say."""
    for slot in places:
        if slot.index not in chosen or not slot.is_answered(each):
            continue
        answer = slot.own(chosen[slot.index])
        if any(answer.get(name) == slot.stub[name] for name in slot.own(each)):
            return slot.index
    return at


def belongs(each: Piece, answer: Piece | None, homes: dict, at: int) -> bool:
    """Whether the piece is the rest of the answer in this cell."""
    if answer is None or each.kind != "code" or homes[answer.number] != at:
        return False
    twice = set(declarations(each.code)) & set(declarations(answer.code))
    return each.number > answer.number and not twice


def is_more(each: Piece, chosen: dict[int, Piece], cell: NotebookNode, at: int) -> bool:
    """Whether the piece has the rest of an answer that was split, or a function of its own."""
    if "nbgrader" not in cell.metadata:
        return False
    if each.kind != "code":
        return cell.cell_type == "code"  # why there is no answer, say
    if declares_more(each, chosen):
        return True
    # What an answer may need is not only what is declared by name: imports, values, groups.
    above = at in chosen and each.number < chosen[at].number
    return (above or bool(GROUP.search(each.code))) and not declarations(each.code)


def declares_more(each: Piece, chosen: dict[int, Piece]) -> bool:
    taken = {name for piece in chosen.values() for name in declarations(piece.code)}
    return not taken >= set(declarations(each.code))


def is_older(each: Piece, places: list[Slot], chosen: dict[int, Piece]) -> bool:
    """Whether the piece is a stub again, or an answer a second time under its id."""
    for slot in places:
        if slot.name in slot.own(each) and slot.index in chosen:
            again = chosen[slot.index].code.split() == each.code.split()
            if again or not slot.is_answered(each):
                return True
            # An older answer above the one that counts may have what that one calls.
            helps = each.number < chosen[slot.index].number and declares_more(each, chosen)
            if each.grade_id == slot.grade_id and not helps:
                return True
    return False


def with_extras(cells: list, after: dict[int, list[Piece]]) -> Iterator[NotebookNode]:
    for at in itertools.chain([-1], range(len(cells))):
        if at >= 0:
            yield cells[at]
        for each in after.get(at, []):
            yield extra(each)


def extra(each: Piece) -> NotebookNode:
    if each.kind == "code":
        return nbformat.v4.new_code_cell(each.source, id=f"extra-{each.number}")
    made = nbformat.v4.new_markdown_cell(each.source, id=f"extra-{each.number}")
    if each.attachments:
        made.attachments = each.attachments
    return made


def fit(out: NotebookNode) -> None:
    """As a notebook is before it was run."""
    for cell in out.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None

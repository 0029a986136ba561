"""The table of cells in sequences by which Go's tests, the kernel and the page are judged."""

import re
from dataclasses import dataclass

from nbtools.project import ROOT

TABLE = ROOT / "internal/cells/testdata/values.txt"


@dataclass
class Step:
    """A cell, and what it has to show, where … stands for anything; what is wrong follows "! "."""

    code: str
    shows: str

    def agrees(self, shown: str) -> bool:
        pattern = "(?s:.*)".join(map(re.escape, self.shows.split("…")))
        return re.fullmatch(pattern, shown) is not None

    def told(self, shown: str) -> str:
        """What is wrong, for whoever reads the failure."""
        return f"{self.code}\n===== has to show\n{self.shows}\n===== and shows\n{shown}\n"


@dataclass
class Sequence:
    """Cells that a new kernel runs one after the other."""

    title: str
    where: str  # who runs it: native, page, or "" for all
    steps: list[Step]


def read() -> list[Sequence]:
    found = []
    for part in TABLE.read_text().split("\n##### ")[1:]:
        head, _, body = part.partition("\n")
        title, _, where = head.partition(" | ")
        steps = []
        for cell in body.removesuffix("\n").split("\n-----\n"):
            code, _, shows = f"{cell}\n".partition("=====\n")
            steps.append(Step(code.removesuffix("\n"), shows.rstrip("\n")))
        found.append(Sequence(title, where, steps))
    return found


def shown(outputs: list[dict], first: int) -> str:
    """What outputs as a notebook has them show, with the cells counted from the first.

    Errors come last: what a program prints to two streams is in no order.
    """
    text = errors = ""
    for output in outputs:
        match output["output_type"]:
            case "stream" if output["name"] == "stdout":
                text += output["text"]
            case "stream":
                errors += wrong(output["text"])
            case "error":
                errors += wrong(complaint(output))
            case _:
                data = output["data"]
                text += data.get("text/plain", data.get("text/html", "")).rstrip("\n") + "\n"
    text += errors
    return re.sub(
        r"([Cc]ell ?)\[(\d+)\]", lambda m: f"{m[1]}[{int(m[2]) - first + 1}]", text
    ).rstrip()


def wrong(said: str) -> str:
    return "".join(f"! {line}\n" for line in said.rstrip("\n").split("\n"))


def complaint(error: dict) -> str:
    """What an error says, as compiler and runtime say it: without advice and lines of the cell."""
    name, value, lines = error["ename"], error["evalue"], error["traceback"][1:]
    match name:
        case "CompileError":
            return "\n".join(line for line in lines if re.match(r"Cell\[\d+\]:\d", line)) or value
        case "Panic":
            return f"panic: {value}"
        case "FatalError" | "OutOfMemory":
            return f"fatal error: {value}"
        case "Refused" if lines:
            return f"{lines[0]}: {value}"
    return value

"""The figures of a run."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Measured:
    """Every figure of every round: by work, contender and what was measured."""

    figures: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)

    def note(self, work: str, contender: str, found: dict[str, float]) -> None:
        for what, value in found.items():
            self.figures.setdefault((work, contender, what), []).append(value)

    def median(self, work: str, contender: str, what: str = "seconds") -> float:
        return statistics.median(self.figures[work, contender, what])

    def names(self, work: str, contender: str) -> list[str]:
        return [
            what for w, c, what in self.figures if (w, c) == (work, contender) and "MiB" not in what
        ]

    def best(
        self, work: str, contenders: tuple[str, ...], what: str = "seconds"
    ) -> tuple[float, str]:
        return min((self.median(work, c, what), c) for c in contenders)

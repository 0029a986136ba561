"""Measures a class of which all run a notebook of the course at once: measure.py STUDENTS…"""

import argparse
import contextlib
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path

import nbformat

import container
import hub
from chart import CHART
from nbtools.project import ROOT

NOTEBOOK = "notebooks/en/ch04_4_gradient.ipynb"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("students", type=int, nargs="+", help="how many; several classes in turn")
    parser.add_argument(
        "--think", type=float, default=0, help="seconds between two cells, on average"
    )
    options = parser.parse_args()
    container.build_class()
    for size in options.students:
        names = [f"s{number:02}" for number in range(1, size + 1)]
        with (
            tempfile.TemporaryDirectory() as folder,
            hub.running(names, Path(folder)) as school,
        ):
            measure(school, names, options.think)


def measure(school: hub.Class, names: list[str], think: float) -> None:
    start = time.monotonic()
    students = hub.all_at_once(names, school.student)
    logged_in = time.monotonic() - start
    starts = hub.all_at_once(students, lambda s: s.start_server())
    start = time.monotonic()
    hub.all_at_once(students, lambda s: s.open_notebook(NOTEBOOK))
    kernels = time.monotonic() - start
    firsts = hub.all_at_once(students, lambda s: s.run(CHART))
    assert all(f.status == "ok" for f in firsts)
    idle = [sum(school.memory(name).values()) for name in names]
    kinds = school.memory(names[0])
    processor = seconds(school)
    cells, start = [], time.monotonic()
    sampler = Sampler(school, names)
    with sampler:
        for answers in hub.all_at_once(students, lambda s: run(s, think)):
            cells += answers
    wall = time.monotonic() - start
    used = seconds(school) - processor
    times = sorted(cell.seconds for cell in cells)
    peaks = [peak(school, name) for name in names]
    root = sum(school.memory(None).values())
    kinds = ", ".join(f"{name} {mb(size)}" for name, size in kinds.items())
    last, middle = max(starts), statistics.median(starts)
    completion, taken = ask(school, students[0])
    print(f"{len(names)} students, {think:g} s between cells: {len(cells)} cells in {wall:.0f} s")
    print(
        f"log-in of all {logged_in:.1f} s; servers up after {middle:.1f} s, the last {last:.1f} s"
    )
    print(f"kernels of all {kernels:.1f} s; first chart {quantiles([f.seconds for f in firsts])}")
    print(f"cells {quantiles(times)}; processor {used / len(cells):.2f} s each")
    print(f"memory of a student: idle kernel {mb(statistics.median(idle))} ({kinds})")
    busiest = sampler.peaks()
    print(f"  running {mb(statistics.median(busiest))}, largest {mb(max(busiest))}")
    print(f"  with page cache at most {mb(max(peaks))}")
    print(f"all students at once {mb(sampler.together)}, hub and proxy {mb(root)}")
    print(f"first completion {completion:.1f} s, which takes {mb(taken)}")


def ask(school, student) -> tuple[float, int]:
    """The seconds of the first completion, and the bytes that it takes."""
    before = sum(school.memory(student.name).values())
    start = time.monotonic()
    assert "Sigmoid" in student.complete("%%\nx := dl.Sig")
    return time.monotonic() - start, sum(school.memory(student.name).values()) - before


def run(student, think: float) -> list:
    """The notebook's cells with a pause before each; a cell that is meant to fail may."""
    notebook = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    answers = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        time.sleep(random.uniform(0.5, 1.5) * think)
        answer = student.run(cell.source, 300)
        assert answer.status == "ok" or "raises-exception" in cell.metadata.get("tags", []), answer
        answers.append(answer)
    return answers


class Sampler:
    """Looks at the memory of all students once a second."""

    def __init__(self, school, names) -> None:
        self.school, self.names = school, names
        self.seen = {name: 0 for name in names}
        self.together = 0
        self.end = threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def __exit__(self, *_):
        self.end.set()
        self.thread.join()

    def look(self) -> None:
        while not self.end.wait(1):
            now = {name: anonymous(self.school, name) for name in self.names}
            self.together = max(self.together, sum(now.values()))
            for name, value in now.items():
                self.seen[name] = max(self.seen[name], value)

    def peaks(self) -> list[int]:
        return list(self.seen.values())


def anonymous(school, name) -> int:
    """Bytes of the student's cgroup that are no page cache."""
    stat = (school.cgroups["memory"] / name / "memory.stat").read_text()
    fields = dict(line.split() for line in stat.splitlines())
    return int(fields["total_rss"]) + int(fields["total_mapped_file"])


def peak(school, name) -> int:
    return int((school.cgroups["memory"] / name / "memory.max_usage_in_bytes").read_text())


def seconds(school) -> float:
    """Processor time of the whole class so far, of ended processes too."""
    total = 0
    for name in school.names:
        for pid in school.processes(name):
            with contextlib.suppress(OSError):  # it has just ended, and is counted in its parent
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += sum(int(f) for f in fields[11:15])
    return total / 100


def quantiles(values) -> str:
    values = sorted(values)
    at = lambda q: values[min(len(values) - 1, int(q * len(values)))]  # noqa: E731
    return f"p50 {at(0.5):.2f} s, p95 {at(0.95):.2f} s, longest {values[-1]:.2f} s"


def mb(value: float) -> str:
    return f"{value / 1e6:.0f} MB"


if __name__ == "__main__":
    main()

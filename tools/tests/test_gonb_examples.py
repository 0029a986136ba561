"""GoNB's example notebooks, cell by cell, give with our kernel what they give with GoNB alone.

There is no network and no browser here. So the cells of the tutorial that plot with packages from
elsewhere, those of gotest that use testify, and all that import webapi fail with both kernels, and
of comms, dom, widgets and the tutorial's slider only that is compared which a kernel does without
a page that answers. google_colab_demo is left out: it installs into folders of the system.
"""

import contextlib
import functools
import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from nbtools.project import ROOT
from test_kernel import PATIENCE, Cell, Kernel, started

pytestmark = [pytest.mark.kernel, pytest.mark.more]

GONB = {"DLFS_PLAIN_KERNEL": "1", "DLFS_PLAIN_GO": "1"}


@functools.cache
def examples() -> Path:
    command = ["go", "list", "-m", "-f", "{{.Dir}}", "github.com/janpfeifer/gonb"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Path(done.stdout.strip()) / "examples"


NAMES = [
    "tests/bash_script",
    "tests/capture",
    "tests/comms",
    "tests/dom",
    "tests/errors",
    "tests/functions",
    "tests/goflags",
    "tests/gonbui",
    "tests/gotest",
    "tests/gowork",
    "tests/hello",
    "tests/init",
    "tests/input_boxes",
    "tests/script",
    "tests/vartuple",
    "tests/wasm",
    "tests/widgets",
    "tests/writefile",
    "tutorial",
    "wasm_demo",
]

# What differs from run to run, and what stands for it.
CHANGES = [
    (r"\S*/kernels/[0-9a-f]{10}\b", "KERNEL"),
    (r"\bgonb_(?=[0-9a-f]{8}\b)[0-9a-f]+", "gonb_ID"),
    (r"gonb_tests_gowork_\w+", "gonb_tests_gowork"),
    (r"_~\d+", "_~N"),  # the name that GoNB gives to a blank variable
    (r"(?<=[_\"])[0-9a-f]{8}\b", "ID"),
    (r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", "TIME"),
    (r"\w{3} +\d+ \d\d:\d\d", "TIME"),
    (r"\d+ (?=TIME gonb_ID\n)", "N "),  # the program's size: ours opens the pipes
    (r" +\t *\d+\t +[\d.]+ ns/op", "\tN ns/op"),
    (r"(?m)^total \d+$", "total N"),
    (r"(?m)^BASH_EXECUTION_STRING=.*\n", ""),  # the redirection of a command is in it
]


@dataclass
class Seen:
    """What somebody sees of a cell."""

    status: str
    out: str
    err: str
    shown: list[dict]
    said: list[str]  # why it failed


def cleaned(value, folder: Path):
    """The value, in whose texts nothing is left that changes from run to run."""
    if isinstance(value, str):
        value = value.replace(str(folder), "FOLDER")
        for pattern, instead in CHANGES:
            value = re.sub(pattern, instead, value)
    elif isinstance(value, list):
        value = [cleaned(part, folder) for part in value]
    elif isinstance(value, dict):
        value = {name: cleaned(part, folder) for name, part in value.items()}
    return value


def seen(cell: Cell, folder: Path) -> Seen:
    shown = [
        m["content"]["data"]
        for m in cell.messages
        if m["msg_type"] in ("display_data", "update_display_data", "execute_result")
    ]
    if cell.reply["status"] == "error":
        assert cell.error()
    parts = [cell.text(), cell.text("stderr"), shown, cell.reply.get("traceback", [])]
    return Seen(cell.reply["status"], *(cleaned(part, folder) for part in parts))


PAGE = 'data-mime-type="application/vnd.jupyter.stderr"'
ENDED = re.compile(r"(?m)^(exit status \d+|signal: .*)\n\Z")
HEADING = re.compile(
    r"$|# |failed to run |exit status|go: (downloading|gonb_ID (imports|tested by)$)|.* imports$"
    r"|---|Note: |Consider |You can do |Alternatively "  # GoNB's own advice about modules
)


def from_page(page: str) -> list[str]:
    """The sentences of the page on which GoNB tells why a cell failed, without their places."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    lines = page.split('<div style="white-space: pre-wrap;">')[1:]
    texts = []
    for line in lines:
        text = re.sub(r'<div class="gonb-err-context">.*', "", line, flags=re.DOTALL)
        text = re.sub(r'<span class="gonb-(cell-line-info|err-location)">.*?</span>', "", text)
        texts.append(html.unescape(re.sub(r"<[^>]*>", "", text)).strip())
    return [text for text in texts if not HEADING.match(text)]


def without_gonbs_ways(cell: Seen) -> Seen:
    """What GoNB shows of a cell, with what it says of a failure in one place, as we say it."""
    pages = [data["text/html"] for data in cell.shown if PAGE in data.get("text/html", "")]
    shown = [data for data in cell.shown if PAGE not in data.get("text/html", "")]
    if cell.status == "ok":
        return cell
    ended = ENDED.search(cell.err)
    if ended and cell.said == [ended[1]]:
        return Seen(cell.status, cell.out, cell.err[: ended.start()], shown, cell.said)
    said = [text for page in pages for text in from_page(page)]
    if not pages:
        said = [text.removeprefix("executing special commands in cell: ") for text in cell.said]
    return Seen(cell.status, cell.out, cell.err, shown, said)


def essence(text: str) -> str:
    """What a compiler's or go's sentence is about, which we say in fewer words."""
    package = re.match(r"(?:go: )?(\S+\.\w+/\S+): ", text) or re.search(r" imports (\S+) ", text)
    return package[1] if package else text


def differences(gonb: Seen, ours: Seen, code: str) -> dict[str, str]:
    """What is not the same, and how."""
    gonb = without_gonbs_ways(gonb)
    found = {}
    if RANDOM.search(code):
        gonb.out, ours.out = re.sub(r"\d+", "N", gonb.out), re.sub(r"\d+", "N", ours.out)
        gonb.shown = [dict.fromkeys(data) for data in gonb.shown]
        ours.shown = [dict.fromkeys(data) for data in ours.shown]
    for name in ("status", "out", "err", "shown"):
        if (old := getattr(gonb, name)) != (new := getattr(ours, name)):
            found[name] = f"GoNB {old!r:.1000}, ours {new!r:.1000}"
    if gonb.said and not any(essence(gonb.said[0]) in text for text in ours.said):
        found["said"] = f"GoNB {gonb.said}, ours {ours.said}"
    return found


# What differs on purpose, with the reason.
ON_PURPOSE = {
    ("tests/errors", 1): "our parser says which bracket is open, not what Go expects next",
    ("tests/errors", 2): "GoNB's file has one line more, the import of what keeps variables",
    ("tests/goflags", 9): "the compiler tells of its decisions about what keeps variables, too",
}

# Cells that show what is random: rand.Seed has done nothing since Go 1.24.
RANDOM = re.compile(r"\brand\.|GonumPlotExample")

# A cell that waits for a page, which has to run its JavaScript.
WAITS = re.compile(r"\b(dom|widgets|comms)\.[A-Z]")


def run_all(name: str, folder: Path, **environment: str) -> list[tuple[str, Seen]]:
    """The cells of an example, and what is seen of them."""
    shutil.copytree(examples(), folder / "examples")
    for path in (folder / "examples").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    path = folder / "examples" / f"{name}.ipynb"
    sources = [
        "".join(cell["source"]).replace("/tmp/", f"{folder}/")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    # The examples take the clone of GoNB for a module to work in. Ours knows the same package.
    variables = {"GOPROXY": "off", "GONB_GIT_ROOT": str(ROOT), "TEST_DIR": f"{folder}/"}
    cells = []
    with started(path.parent, **variables, **environment) as (manager, client):
        kernel = Kernel(manager, client)

        def answer(question: dict) -> None:
            client.input("17")

        for code in sources:
            if not WAITS.search(code):
                cell = kernel.run(code, allow_stdin=True, stdin_hook=answer)
                cells.append((code, seen(cell, folder)))
    return cells


def run_gonb(name: str, folder: Path) -> list[tuple[str, Seen]]:
    """The same with GoNB alone, which loses an answer that comes while it asks once more."""
    for attempt in range(2):
        with contextlib.suppress(TimeoutError):
            return run_all(name, folder / f"gonb{attempt}", **GONB)
    return run_all(name, folder / "gonb", **GONB)


def compared(name: str, folder: Path) -> dict[tuple[int, str], str]:
    """What differs between GoNB alone and our kernel: cell and kind, and how."""
    gonb = run_gonb(name, folder)
    ours = run_all(name, folder / "ours")
    found = {}
    for i, ((code, old), (_, new)) in enumerate(zip(gonb, ours, strict=True)):
        different = differences(old, new, code)
        if (name, i) in ON_PURPOSE:
            assert different, f"cell {i} no longer differs: {code}"
        else:
            found |= {(i, kind): f"{code:.80}: {how}" for kind, how in different.items()}
    return found


# Cells that print the file in which an earlier cell's %capture keeps what it shows.
PRINT_CAPTURED = {("tests/capture", 5), ("tests/capture", 7)}


def may_be_lost(name: str, cell: int, kind: str) -> bool:
    """Whether the difference is one that GoNB makes when it reads a pipe too late.

    It can lose what a program shows through gonbui right before it ends, with our proxy too, and
    closes the file of %capture just as early: then the file lacks what is shown (docs/gonb.md).
    """
    return kind == "shown" or (kind == "out" and (name, cell) in PRINT_CAPTURED)


@pytest.mark.parametrize("name", NAMES)
def test_example(name, tmp_path, monkeypatch):
    """What may be lost is tried again, and only what differs every time is a fault.

    Where much is shown, each try may lose something, but not the same. All else must be equal.
    """
    assert (examples() / f"{name}.ipynb").exists()
    monkeypatch.chdir(tmp_path)  # %wasm writes where Jupyter runs, which is here
    always = None
    for attempt in range(5):
        (tmp_path / str(attempt)).mkdir()
        found = compared(name, tmp_path / str(attempt))
        assert all(may_be_lost(name, cell, kind) for cell, kind in found), found
        always = found if always is None else {key: found[key] for key in always if key in found}
        if not always:
            break
    assert not always


def test_all_examples_are_named():
    there = {str(p.relative_to(examples()).with_suffix("")) for p in examples().rglob("*.ipynb")}
    assert set(NAMES) == there - {"google_colab_demo"}


@pytest.mark.parametrize("environment", [{}, GONB], ids=["ours", "gonb"])
def test_a_program_talks_to_a_page(environment):
    """The page is played here: it opens the comm that GoNB's script would, and adds 22."""
    with started(**environment) as (_manager, client):

        def send(kind: str, **content) -> None:
            client.shell_channel.send(client.session.msg(kind, {"comm_id": "c1"} | content))

        def page(m: dict) -> None:
            content = m["content"]
            if "gonb_websocket" in str(content.get("transient")):
                send("comm_open", target_name="gonb_comm", kernel_id="1", data={})
            elif m["msg_type"] == "comm_msg" and content["data"]["address"] == "to_page":
                value = content["data"]["value"] + 22
                send("comm_msg", data={"address": "to_cell", "value": value})
            elif m["msg_type"] == "stream" and content["name"] == "stdout":
                printed.append(content["text"])

        printed = []
        reply = client.execute_interactive("%widgets", timeout=PATIENCE, output_hook=page)
        assert reply["content"]["status"] == "ok"
        code = (
            'import "github.com/janpfeifer/gonb/gonbui/comms"\n\n%%\n'
            'answers := comms.Listen[int]("to_cell")\n'
            'comms.Send("to_page", 20)\nfmt.Print(<-answers.C)'
        )
        client.execute_interactive(code, timeout=PATIENCE, output_hook=page)
        assert "".join(printed) == "42"
        if not environment:
            client.comm_info()
            while (m := client.get_shell_msg(timeout=PATIENCE))["msg_type"] != "comm_info_reply":
                pass
            assert m["content"]["comms"] == {"c1": {"target_name": "gonb_comm"}}

"""Nothing that a reader of the book makes is lost."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

import bookpage
import visits
from nbtools import lab

START = "en/00_start_here.ipynb"
MINE = 'fmt.Println("mine")'


@pytest.fixture
def start(context, server):
    return bookpage.open_page(context, server, START)


def note(page, cell: str) -> str:
    return page.text(cell, ".run-notes")


def warning(page) -> str:
    return page.page.evaluate("document.querySelector('.run-warning').innerText")


def test_what_is_typed_is_there_after_a_reload_and_is_reset(start):
    start.write("hello", MINE)
    start.wait_until_stored("hello", MINE)
    start.reload()
    assert start.source("hello") == MINE
    start.wait_for("document.querySelector('#hello pre .st')?.textContent === '\"mine\"'")
    assert start.run("hello").strip() == "mine"
    start.reload()
    assert (start.source("hello"), start.text("hello").strip()) == (MINE, "mine")
    start.reset("hello")
    assert start.source("hello") == 'fmt.Println("Hello. This is Go.")'
    assert start.text("hello").strip() == "Hello. This is Go."
    start.wait_until_stored("hello", None)
    assert "hello" not in start.records()


def test_what_is_typed_outlives_the_browser(browser, server, tmp_path):
    """The browser's process is killed, as a phone does it."""
    if not hasattr(browser, "browser_type"):
        pytest.skip("only Chromium can be joined from outside")
    for number in (1, 2):
        process, address = launch(tmp_path / "profile")
        try:
            joined = browser.browser_type.connect_over_cdp(address)
            page = bookpage.open_page(joined.contexts[0], server, START)
            if number == 1:
                page.write("hello", MINE)
                page.wait_until_stored("hello", MINE)
            else:
                assert page.source("hello") == MINE
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=bookpage.SECONDS)


def launch(profile: Path) -> tuple[subprocess.Popen, str]:
    """A Chromium with a profile of its own. Returns its address, too."""
    log = profile.with_suffix(".log")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags = ["--headless=new", f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [lab.find_browser(), *lab.FLAGS, *sandbox, *flags, "about:blank"],
            stderr=output,
            start_new_session=True,
        )
    for _ in range(300):
        if found := re.search(r"DevTools listening on (ws://\S+)", log.read_text(errors="replace")):
            return process, found[1]
        time.sleep(0.1)
    raise RuntimeError(log.read_text(errors="replace")[-2000:])


def test_what_is_typed_is_stored_within_two_seconds(start):
    start.page.evaluate(
        """() => {
            const later = setTimeout;
            window.pauses = [];
            window.setTimeout = (run, pause) => {
                if (`${run}`.includes('.save()')) window.pauses.push(pause);
                return later(run, pause);
            };
        }"""
    )
    start.write("hello", MINE)
    start.wait_until_stored("hello", MINE)
    assert max(start.page.evaluate("window.pauses")) < 2000  # ms


def test_what_was_typed_last_is_stored_when_the_page_is_left(start):
    start.page.evaluate(
        """() => {
            const later = setTimeout;
            window.setTimeout = (run, pause) => (pause < 300 ? later(run, pause) : 0);
        }"""
    )
    start.write("hello", MINE)
    assert "hello" not in start.records()
    start.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    start.wait_until_stored("hello", MINE)


@pytest.mark.parametrize("way", ["reload", "leave", "close"])
def test_what_was_typed_last_is_there_however_the_page_goes(way, context, server, start):
    """The page may be gone before the browser's store has it."""
    start.write("hello", MINE)
    start.write("slices-run", "1")
    start.click("slices-run", "Reset")
    if way == "reload":
        start.page.reload()
    elif way == "leave":
        start.page.goto(f"{server.url}en/index.html")
    else:
        start.page.close()
    there = bookpage.open_page(context, server, START)
    assert there.source("hello") == MINE
    assert there.source("slices-run") != "1"
    there.click("hello", "Reset")
    there.reload()
    assert there.source("hello") != MINE


def test_a_damaged_record_harms_no_other(start):
    damaged = {"outputs": [{"output_type": "display_data"}], "of": start.source("hello")}
    whole = {"source": "counter := 7", "base": start.source("counter"), "at": 1}
    start.put(START, "hello", damaged)
    start.put(START, "counter", whole)
    start.reload()
    start.wait_for("document.querySelector('.run-bar')")
    assert start.source("counter") == "counter := 7"
    assert start.run("hello").strip() == "Hello. This is Go."


def test_a_press_that_lasts_runs_a_cell_once(start):
    press = """(repeat) => {
        const key = {key: 'Enter', ctrlKey: true, repeat, bubbles: true};
        document.querySelector('#hello .run-tools button')
            .dispatchEvent(new KeyboardEvent('keydown', key));
        return Boolean(document.querySelector('.run-busy'));
    }"""
    assert [start.page.evaluate(press, repeat) for repeat in (True, False)] == [False, True]


def test_a_network_break_is_told_and_a_reload_mends_it(server, start):
    server.cut |= {"book/editor.js", "book/kernel.js"}
    start.click("hello", "Edit")
    start.wait_for("document.querySelector('#hello textarea')")
    assert "The kernel cannot be downloaded." in start.run("hello")
    server.cut.clear()
    start.reload()
    assert start.run("hello").strip() == "Hello. This is Go."
    start.write("hello", MINE)


def test_reset_before_the_editor_is_there_leaves_one(start):
    start.page.evaluate(
        """() => {
            const press = (name) => [...document.querySelectorAll('#hello button')]
                .find((button) => button.textContent === name).click();
            for (const name of ['Edit', 'Reset', 'Edit']) press(name);
        }"""
    )
    start.wait_for("document.querySelector('#hello .cm-content')")
    start.page.wait_for_timeout(300)
    editors = "document.querySelectorAll('#hello .run-editor').length"
    assert start.page.evaluate(editors) == 1


def test_after_a_choice_the_focus_is_where_the_reader_was(newer):
    newer.reload()
    newer.page.evaluate(
        """() => {
            const yours = document.querySelector('#hello .run-notes button');
            yours.focus();
            yours.click();
        }"""
    )
    focused = "document.activeElement.textContent"
    assert newer.page.evaluate(focused) == "Run"
    newer.page.evaluate(
        """() => {
            document.querySelector('.run-own-work').open = true;
            const start = [...document.querySelectorAll('.run-own-work button')].at(-1);
            start.focus();
            start.click();
            document.activeElement.click();
        }"""
    )
    assert newer.page.evaluate(focused) == "Start everything over"


def test_a_question_interrupts_nobody_who_types(start):
    start.write("hello", "mine()")
    start.write("own", 'var s string\nfmt.Scanln(&s)\nfmt.Println("read", s)')
    start.page.evaluate("document.querySelector('#hello .cm-content').focus()")
    start.click("own", "Run")
    start.wait_for("document.querySelector('#own .run-line')")
    assert start.page.evaluate("Boolean(document.activeElement.closest('#hello'))")


def test_a_store_that_the_browser_has_closed_is_opened_again(browser, start):
    if not hasattr(browser, "browser_type"):
        pytest.skip("only Chromium can be told to close it")
    session = start.page.context.new_cdp_session(start.page)
    origin = start.page.evaluate("location.origin")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    start.write("hello", MINE)
    start.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    # The page makes the store anew; who looked before would make one without room for records.
    start.wait_for("Object.keys(localStorage).every((name) => !name.includes(' hello'))")
    assert warning(start).strip() == ""
    start.wait_until_stored("hello", MINE)


def test_an_open_editor_is_printed_whole(start):
    long = "\n".join(f"line({number})" for number in range(300))
    start.paste("hello", long)
    start.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert start.page.evaluate("document.querySelector('#hello pre').textContent") == long


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "const no = new DOMException('no', 'SecurityError');"
            "Object.defineProperty(window, 'indexedDB', {get() { throw no; }});"
            "navigator.locks.request = () => Promise.reject(no);",
            "stores nothing for this site",
        ),
        (
            "IDBObjectStore.prototype.put = () => {"
            " throw new DOMException('no room', 'QuotaExceededError'); };",
            "storage is full",
        ),
        pytest.param("IDBFactory.prototype.open = () => ({});", "", marks=pytest.mark.more),
    ],
    ids=["denied", "full", "silent"],
)
def test_without_a_store_everything_runs(context, server, script, said):
    context.add_init_script(script)
    page = bookpage.open_page(context, server, START)
    page.write("hello", MINE)
    assert page.run("hello").strip().endswith("mine")
    assert page.run("counter-again").strip().endswith("11")
    if said:
        assert said in warning(page) and "\n" not in warning(page).strip("\n").split(" Close")[0]


# Two tabs.


def test_two_tabs_show_the_newer_text_and_lose_neither(browser, context, server):
    if not hasattr(browser, "browser_type"):
        pytest.skip("this Firefox takes what is pasted in the tab in front only")
    first = bookpage.open_page(context, server, START)
    second = bookpage.open_page(context, server, START)
    first.write("hello", "one()")
    second.wait_for("document.querySelector('#hello pre').textContent.includes('one()')")
    assert note(second, "hello") == "This cell was changed in another tab."
    second.write("hello", "two()")
    first.wait_for("document.querySelector('#hello .cm-content').textContent.includes('two()')")
    assert "Your version of this cell was replaced, but it has been kept" in note(first, "hello")
    first.reload()
    assert first.source("hello") == "two()"
    first.click("hello", "Take mine back")
    assert first.source("hello") == "one()"
    second.wait_for("document.querySelector('#hello .cm-content').textContent.includes('one()')")


def test_results_of_another_tab_are_shown(context, server):
    first = bookpage.open_page(context, server, START)
    first.write("hello", MINE)
    first.wait_until_stored("hello", MINE)
    second = bookpage.open_page(context, server, START)
    first.run("hello")
    second.wait_for_text("hello", "mine")


# A new version of the site.


@pytest.fixture
def newer(context, tmp_path):
    """A page with two cells that were changed, and then changed by the site, too."""
    site = tmp_path / "site"
    shutil.copytree(visits.SITE, site, symlinks=True)
    (site / "service-worker.js").unlink()
    with visits.serve(site) as server:
        page = bookpage.open_page(context, server, START)
        page.write("hello", MINE)
        page.wait_until_stored("hello", MINE)
        page.run("last-line-shown")
        path = site / "en/00_start_here.html"
        text = path.read_text()
        for old, new in (("This is Go.", "This is newer."), ("third", "part")):
            assert old in text
            text = text.replace(old, new)
        path.write_text(text.replace('id="vars"', 'id="variables"'))
        yield page


def test_a_new_version_is_offered_where_something_was_changed(newer):
    newer.reload()
    assert newer.source("hello") == MINE
    assert "The book has a new version of this cell" in note(newer, "hello")
    assert "part := 1.0 / 3" in newer.source("last-line-shown"), "nobody had changed it"
    newer.click("hello", "Both side by side")
    assert "This is newer." in note(newer, "hello")
    halves = "[...document.querySelectorAll('#hello .run-both > div')]"
    first, second = newer.page.evaluate(f"{halves}.map(half => half.getBoundingClientRect().top)")
    assert first == second, "they are one below the other"
    newer.page.wait_for_timeout(300)
    newer.reload()
    assert (newer.source("hello"), note(newer, "hello")) == (MINE, "")


def test_the_new_version_is_taken_and_given_back(newer):
    newer.reload()
    newer.click("hello", "The new one")
    assert "This is newer." in newer.source("hello")
    newer.page.wait_for_timeout(300)
    newer.reload()
    assert "This is newer." in newer.source("hello")
    newer.click("hello", "Take mine back")
    assert newer.source("hello") == MINE


def test_a_cell_that_the_page_no_longer_has_is_still_there(newer):
    newer.put(START, "gone", {"source": "old()", "base": "", "at": 1})
    newer.reload()
    newer.wait_for("document.querySelector('.run-lost')")
    lost = newer.page.evaluate("document.querySelector('.run-lost').innerText")
    assert "no longer has them" in lost and "old()" in lost


# Out and in.


def take_in(page, files: dict[str, bytes]) -> None:
    """Imports files with this content."""
    page.page.evaluate(
        """files => {
            const chosen = new DataTransfer();
            for (const [name, bytes] of files)
                chosen.items.add(new File([new Uint8Array(bytes)], name));
            const input = document.querySelector('input[type=file]');
            input.files = chosen.files;
            input.dispatchEvent(new Event('change'));
        }""",
        [[name, list(content)] for name, content in files.items()],
    )


def test_work_is_exported_and_imported(context, browser, server):
    page = bookpage.open_page(context, server, START)
    page.write("hello", MINE)
    page.run("hello")
    name, content = page.export()
    assert name == "00_start_here.ipynb"
    cells = {cell["id"]: cell for cell in json.loads(content)["cells"]}
    assert cells["hello"]["source"] == MINE
    assert cells["hello"]["outputs"][0]["text"] == "mine\n"
    assert "third" in "".join(cells["last-line-shown"]["source"])
    second = bookpage.open_page(context, server, "en/ch04_3x_exercises.ipynb")
    second.write("good-step", "my own")
    second.wait_until_stored("good-step", "my own")
    name, packed = second.export()
    assert name == "notebooks.zip"
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [START, "en/ch04_3x_exercises.ipynb"]
    # Another browser takes them in.
    other = browser.new_context()
    there = bookpage.open_page(other, server, START)
    there.write("hello", "something else")
    take_in(there, {"notebooks.zip": packed, "other.ipynb": b"nothing"})
    there.wait_for("document.querySelector('.run-own-work [role=status]').textContent")
    said = there.page.evaluate("document.querySelector('.run-own-work [role=status]').textContent")
    assert said == (
        "other.ipynb was not imported, because it is not a notebook of this book. "
        "Imported: 2 cells."
    )
    assert there.source("hello") == MINE and there.text("hello").strip() == "mine"
    there.click("hello", "Take mine back")
    assert there.source("hello") == "something else"
    exercises = bookpage.open_page(other, server, "en/ch04_3x_exercises.ipynb")
    assert exercises.source("good-step") == "my own"
    other.close()


def zipped(**files: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            archive.writestr(name, text)
    return made.getvalue()


def test_an_import_takes_what_is_ours_and_names_the_rest(start):
    whole = json.loads((visits.SITE / "files" / START).read_text("utf-8"))
    cells = {cell["id"]: cell for cell in whole["cells"]}
    cells["hello"] |= {"source": MINE, "outputs": [{"output_type": "error"}]}
    whole["cells"] += [{"cell_type": "code", "source": "colab()", "metadata": {"id": "c"}}]
    whole["cells"] += [{"cell_type": "code", "source": "nobody()"}]
    files = {"readme.txt": "Read me.", "__MACOSX/._a": "", "en/gone.ipynb": whole}
    archive = zipped(**files, **{f"work/{START}": whole})
    take_in(start, {"all.ZIP": archive})
    start.wait_for("document.querySelector('.run-own-work [role=status]').textContent")
    said = start.page.evaluate("document.querySelector('.run-own-work [role=status]').textContent")
    refused = "{} was not imported, because it is not a notebook of this book. "
    assert said == (
        refused.format("readme.txt") + refused.format("en/gone.ipynb") + "Imported: 3 cells."
    )
    assert start.source("hello") == MINE and note(start, "hello").strip() == ""
    lost = "[...document.querySelectorAll('.run-lost pre')].map((pre) => pre.textContent)"
    assert start.page.evaluate(lost) == ["colab()", "nobody()"]
    # All of it can be stored, and so can what comes later.
    start.write("counter", "counter := 7")
    start.wait_until_stored("counter", "counter := 7")
    start.reload()
    assert (start.source("hello"), start.source("counter")) == (MINE, "counter := 7")
    assert start.page.evaluate(lost) == ["colab()", "nobody()"]
    # Also from a copy, as browsers, JupyterLab and Colab name it. What was there first is not lost.
    for name in (
        "00_start_here-2.ipynb",
        "Copy of 00_start_here.ipynb",
        "00_start_here-Copy1.ipynb",
    ):
        cells["counter"]["source"] = name
        take_in(start, {name: json.dumps(whole).encode()})
        start.wait_for(f"document.querySelector('#counter').textContent.includes('{name}')")
    start.click("counter", "Take mine back")
    assert start.source("counter") == "counter := 7"
    start.wait_for(f"String({lost}) === 'colab(),nobody()'")


def test_without_a_network_an_import_says_so(server, start):
    server.cut.add(f"files/{START}")
    take_in(start, {"00_start_here.ipynb": (visits.SITE / "files" / START).read_bytes()})
    start.wait_for("document.querySelector('.run-own-work [role=status]').textContent")
    said = start.page.evaluate("document.querySelector('.run-own-work [role=status]').textContent")
    assert said.startswith("00_start_here.ipynb was not imported, because the site cannot be")


def test_work_of_a_page_that_the_site_no_longer_has_is_exported(start):
    start.put("en/gone.ipynb", "old", {"source": "old()", "base": "", "at": 1})
    name, content = start.export()
    (cell,) = json.loads(content)["cells"]
    assert (name, cell["source"]) == ("gone.ipynb", "old()")


def test_what_is_solved_is_exported_and_imported(context, browser, server):
    name = "en/ch03_6x_exercises.ipynb"
    page = bookpage.open_page(context, server, name)
    page.write("own", 'exercises.Check("3.6-1", func() (int, int) { return 100, 100 })')
    assert "Solved." in page.run("own")
    _, packed = page.export()
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert sorted(archive.namelist()) == [name, "exercises/3.6-1.json"]
    other = browser.new_context()
    there = bookpage.open_page(other, server, name)
    # Also from a folder that was packed once more.
    again = zipped(**{f"work/{name}": archive.read(name).decode() for name in archive.namelist()})
    take_in(there, {"notebooks.zip": again})
    there.wait_for("document.querySelector('.run-own-work [role=status]').textContent")
    assert "3.6-1" in there.source("own"), "the reader's own cell comes along"
    there.write("own", "exercises.Progress()")
    assert re.search(r"Solved: 1 of \d+\n3\.6  ✓1", there.run("own"))
    other.close()


def test_starting_over(context, server):
    page = bookpage.open_page(context, server, START)
    page.write("hello", MINE)
    page.run("counter-again")
    other = bookpage.open_page(context, server, "en/ch04_3x_exercises.ipynb")
    other.write("good-step", "my own")
    other.wait_until_stored("good-step", "my own")
    page.work("Start this page over")
    page.work("Cancel")
    assert page.source("hello") == MINE
    page.page.evaluate("window.old = true")
    page.work("Start this page over")
    page.work("Delete")
    page.wait_for(f"!window.old && {bookpage.READY}")
    assert page.source("hello") != MINE and page.records() == {}
    assert "counter" not in page.run("vars"), "values are gone, too"
    assert other.records() != {}
    other.page.evaluate("window.old = true")
    other.work("Start everything over")
    other.work("Delete")
    other.wait_for(f"!window.old && {bookpage.READY}")
    assert other.records() == {}


# On to JupyterLab.


def to_lab(page) -> None:
    page.page.evaluate("document.querySelector('a.lab').click()")


def lab_sources(page, name: str = START) -> dict[str, str]:
    there = "window.jupyterapp?.shell.currentWidget?.context"
    page.wait_for(f"{there}?.isReady && {there}.path === '{name}'")
    cells = page.page.evaluate(
        "() => jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
        ".map(cell => [cell.id, cell.getSource()])"
    )
    return dict(cells)


@pytest.mark.more
def test_jupyterlab_gets_what_was_edited(context, server):
    page = bookpage.open_page(context, server, START)
    page.write("hello", MINE)
    to_lab(page)
    assert lab_sources(page)["hello"] == MINE
    # There it is changed: what comes next from the book lies beside it.
    page.page.evaluate(
        """async () => {
            const panel = jupyterapp.shell.currentWidget;
            panel.content.model.sharedModel.cells.find(c => c.id === 'hello').setSource('lab()');
            await panel.context.save();
        }"""
    )
    again = bookpage.open_page(context, server, START)
    again.write("hello", "again()")
    to_lab(again)
    again.wait_for("document.querySelector('.run-warning a')")
    assert "opens beside it as en/00_start_here-2.ipynb" in warning(again)
    again.page.evaluate("document.querySelector('.run-warning a').click()")
    assert lab_sources(again, "en/00_start_here-2.ipynb")["hello"] == "again()"
    third = bookpage.open_page(context, server, START)
    third.page.goto(server.address(START))
    assert lab_sources(third)["hello"] == "lab()"

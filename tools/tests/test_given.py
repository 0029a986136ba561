"""How notebooks and corrections come into a learner's home: nothing is ever lost."""

import json
import os
import subprocess
import sys

import nbformat
import pytest

from nbtools import given
from nbtools.project import ROOT

NAME = "en/lesson.ipynb"


def notebook(text):
    return json.dumps({"cells": [{"source": text}]})


class Home:
    """A learner's home, and the folders that notebooks come from."""

    def __init__(self, folder):
        self.home, self.image, self.teacher = folder / "home", folder / "image", folder / "teacher"
        self.folder = self.home / "notebooks"
        self.home.mkdir()
        self.give("first")

    def give(self, text, name=NAME, source=None):
        path = (source or self.image) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(notebook(text))

    def correct(self, text, name=NAME):
        self.give(text, name, self.teacher)

    def bring(self, language="en"):
        return given.bring([self.image, self.teacher], self.home, language)

    def change(self, text, name=NAME):
        (self.folder / name).write_text(text)

    def texts(self):
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        found = {path.relative_to(self.folder).as_posix(): path.read_text() for path in paths}
        found.pop(given.NOTE, None)
        return {
            name: json.loads(text)["cells"][0]["source"] if text.startswith('{"cells"') else text
            for name, text in found.items()
        }

    def note(self):
        return (self.folder / given.NOTE).read_text()


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    assert made.bring().told == []  # nobody wonders about the first
    return made


def test_what_is_unchanged_is_replaced(home):
    home.correct("second")
    assert home.texts() == {NAME: "first"}
    made = home.bring()
    assert home.texts() == {NAME: "second"}
    assert made.told == [
        f"`{NAME}` has been corrected. You had not changed it, so it is the corrected one now."
    ]
    assert home.note() == f"# Corrections\n\n- {made.told[0]}\n"
    assert home.bring().told == []


def test_what_is_only_opened_is_unchanged(home):
    """JupyterLab saves it, with what the kernel says of itself."""
    name, lesson = "en/opened.ipynb", ROOT / "notebooks/en/00_start_here.ipynb"
    given_one, opened = home.image / name, home.folder / name
    given_one.write_bytes(lesson.read_bytes())
    home.bring()
    notebook = nbformat.read(opened, as_version=4)
    notebook.metadata.language_info |= {"codemirror_mode": {"name": "go"}, "version": "go1.26"}
    nbformat.write(notebook, opened)
    assert opened.read_bytes() != lesson.read_bytes()
    home.correct("second", name)
    home.bring()
    assert home.texts() == {NAME: "first", name: "second"}
    home.correct("third", name)
    nbformat.write(notebook, opened)  # by a page that has shown it since
    home.bring()
    assert home.texts()["en/opened.corrected.ipynb"] == "third"


def test_what_is_changed_stays_and_the_corrected_one_is_beside_it(home):
    home.change("mine")
    assert home.bring().told == []
    home.correct("second")
    (told,) = home.bring().told
    assert home.texts() == {NAME: "mine", "en/lesson.corrected.ipynb": "second"}
    assert "yours stays as it is; the corrected one is `lesson.corrected.ipynb`" in told
    assert home.bring().told == []
    (home.folder / "en/lesson.corrected.ipynb").unlink()  # it was read
    assert home.bring().told == []
    assert home.texts() == {NAME: "mine"}


def test_a_second_correction_replaces_the_first_beside_it(home):
    home.change("mine")
    for text in ("second", "third"):
        home.correct(text)
        home.bring()
        assert home.texts() == {NAME: "mine", "en/lesson.corrected.ipynb": text}
    assert len(home.note().splitlines()) == 4


def test_a_corrected_one_in_which_somebody_has_worked_stays_too(home):
    home.change("mine")
    home.correct("second")
    home.bring()
    home.change("worked on", "en/lesson.corrected.ipynb")
    home.correct("third")
    home.bring()
    assert home.texts() == {
        NAME: "mine",
        "en/lesson.corrected.ipynb": "worked on",
        "en/lesson.corrected-2.ipynb": "third",
    }


def test_unchanged_twice(home):
    for text in ("second", "third"):
        home.correct(text)
        home.bring()
    assert home.texts() == {NAME: "third"}


def test_what_was_deleted_comes_back_as_with_nbgitpuller(home):
    (home.folder / NAME).unlink()
    assert home.bring().told == []
    assert home.texts() == {NAME: "first"}
    (home.folder / NAME).unlink()
    home.correct("second")
    home.bring()
    assert home.texts() == {NAME: "second"}


def test_what_is_no_longer_given_stays(home):
    (home.image / NAME).unlink()
    home.bring()
    assert home.texts() == {NAME: "first"}


def test_a_new_file(home):
    home.correct("more", "ko/more.ipynb")
    assert home.bring().told == ["`ko/more.ipynb` 파일이 새로 추가되었습니다."]
    assert home.texts()["ko/more.ipynb"] == "more"


def test_a_new_name_that_the_learner_has_taken(home):
    home.change("mine", "en/more.ipynb")
    home.correct("more", "en/more.ipynb")
    home.bring()
    assert home.texts() == {
        NAME: "first",
        "en/more.ipynb": "mine",
        "en/more.corrected.ipynb": "more",
    }


def test_what_the_learner_corrected_alike_needs_nothing(home):
    home.change(notebook("second"))
    home.correct("second")
    assert home.bring().told == []
    home.correct("third")
    home.bring()
    assert home.texts() == {NAME: "third"}


def test_a_home_from_before_there_was_a_record(home):
    """What differs may be the learner's work."""
    (home.home / given.RECORD).unlink()
    home.give("second")
    home.bring()
    assert home.texts() == {NAME: "first", "en/lesson.corrected.ipynb": "second"}


@pytest.mark.parametrize("record", ["", "[]", "{", '{"en/lesson.ipynb": 1}', "[" * 100_000])
def test_a_record_that_is_none(home, record):
    (home.home / given.RECORD).write_text(record)
    home.correct("second")
    home.bring()
    assert home.texts() == {NAME: "first", "en/lesson.corrected.ipynb": "second"}


def test_no_link_is_followed(home, tmp_path):
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_text(notebook("first"))
    (home.folder / NAME).unlink()
    (home.folder / NAME).symlink_to(elsewhere)
    home.correct("second")
    home.bring()
    assert (home.folder / NAME).is_symlink()
    assert elsewhere.read_text() == notebook("first")
    assert home.texts()["en/lesson.corrected.ipynb"] == "second"


def test_a_folder_of_that_name_stays(home):
    (home.folder / NAME).unlink()
    (home.folder / NAME).mkdir()
    home.change("mine", f"{NAME}/mine.txt")
    home.correct("second")
    home.bring()
    assert home.texts() == {f"{NAME}/mine.txt": "mine", "en/lesson.corrected.ipynb": "second"}


@pytest.mark.parametrize("what", ["link", "file"])
def test_nothing_is_brought_through_what_is_not_a_folder(home, tmp_path, what):
    (home.folder / "en").rename(tmp_path / "moved")
    if what == "link":
        (home.folder / "en").symlink_to(tmp_path / "moved")
    else:
        (home.folder / "en").write_text("mine")
    home.correct("second")
    home.correct("second", "en/another.ipynb")
    made = home.bring()
    assert made.problems == [
        f"{home.folder / 'en'} is not a folder, so nothing is brought into it: move it away."
    ]
    assert (tmp_path / "moved/lesson.ipynb").read_text() == notebook("first")
    assert sorted(os.listdir(tmp_path / "moved")) == ["lesson.ipynb"]


def test_a_teachers_links_and_modules_are_not_brought(home, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (home.teacher / "en").mkdir(parents=True)
    (home.teacher / "en/secret").symlink_to(tmp_path / "secret")
    (home.teacher / "en/go.mod").write_text("module dlfs")
    (home.teacher / "en/.hidden").write_text("hidden")
    (home.teacher / "top.txt").write_text("at the top")
    home.bring()
    assert home.texts() == {NAME: "first"}


def test_a_note_that_the_learner_has_written_in(home):
    """In another encoding, and without an end of the last line."""
    own = "# Notizen für morgen".encode("latin-1")
    (home.folder / given.NOTE).write_bytes(own)
    home.correct("second")
    (told,) = home.bring().told
    assert (home.folder / given.NOTE).read_bytes() == own + f"\n- {told}\n".encode()


def test_a_name_that_is_no_text_keeps_nothing_else(home):
    """As an archive from another system has it."""
    home.correct("second")
    path = os.fsencode(home.teacher / "en") + b"/\xff.ipynb"
    with open(path, "w") as file:
        file.write(notebook("x"))
    assert home.bring().problems == [
        "'en/\\udcff.ipynb' cannot be brought: its name is not UTF-8 text."
    ]
    assert home.texts() == {NAME: "second"}


def test_a_half_written_notebook_waits(home):
    home.correct("second")
    whole = (home.teacher / NAME).read_text()
    for half in ("", whole[:12], "[1]", "{}"):
        (home.teacher / NAME).write_text(half)
        assert home.bring().written == []
    (home.teacher / NAME).write_text(whole)
    home.bring()
    assert home.texts() == {NAME: "second"}


def test_an_interruption_anywhere_loses_nothing(home):
    """The run is killed at each of its system calls that change something, and then repeated."""
    home.give("first", "en/changed.ipynb")
    home.bring()
    home.change("mine", "en/changed.ipynb")
    home.correct("second")
    home.correct("second", "en/changed.ipynb")
    home.correct("new", "en/new.ipynb")
    wanted = {
        NAME: "second",
        "en/changed.ipynb": "mine",
        "en/changed.corrected.ipynb": "second",
        "en/new.ipynb": "new",
    }
    start = {name: text for name, text in home.texts().items() if name != given.NOTE}
    record = (home.home / given.RECORD).read_text()
    died = 0
    for last in range(1, 100):
        done = killed_after(home, last)
        left = home.texts()
        assert left["en/changed.ipynb"] == "mine"
        assert left[NAME] in ("first", "second")
        for name in left:
            assert left[name] in ("first", "second", "mine", "new") or "/." in f"/{name}", left
        home.bring()
        assert home.texts() == wanted, last
        if done == 0:
            break
        died += 1
        for name in wanted:
            (home.folder / name).unlink()
        for name, text in start.items():
            home.change(text if text == "mine" else notebook(text), name)
        (home.home / given.RECORD).write_text(record)
    assert died > 10


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tools!r})
from nbtools import given
left = {last}
def watch(event, arguments):
    global left
    writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_CREAT)
    if writes or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"):
        left -= 1
        if left == 0:
            os._exit(9)
sys.addaudithook(watch)
given.bring([Path({image!r}), Path({teacher!r})], Path({home!r}))
"""


def killed_after(home, last):
    script = KILLED.format(
        tools=str(ROOT / "tools"),
        last=last,
        image=str(home.image),
        teacher=str(home.teacher),
        home=str(home.home),
    )
    return subprocess.run([sys.executable, "-B", "-c", script], check=False).returncode


def test_a_full_disk_is_told_and_leaves_the_old_file(home, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(given.os, "replace", full)
    home.correct("second")
    assert home.bring().problems[0] == f"{NAME} cannot be brought: No space left on device."
    assert home.texts() == {NAME: "first"}


def test_a_file_that_is_saved_meanwhile_is_not_overwritten(home, monkeypatch):
    """Between the look at it and the replacement."""
    home.correct("second")
    seen = given.digest_at
    looks = iter([seen, lambda path: path.write_text("mine") and seen(path)])

    def look(path):
        return next(looks, seen)(path)

    monkeypatch.setattr(given, "digest_at", look)
    assert home.bring().problems == [f"{NAME} cannot be brought: it is being changed."]
    assert home.texts() == {NAME: "mine"}
    home.bring()
    assert home.texts() == {NAME: "mine", "en/lesson.corrected.ipynb": "second"}


def test_the_language_is_that_of_the_folder_or_the_class(home):
    home.correct("second")
    home.correct("second", "mirrors/zh/S0.ipynb")
    home.correct("second", "extra/x.ipynb")
    told = home.bring("ja").told
    assert [sentence[:30].split("` ")[1][:3] for sentence in told] == ["has", "が追加", "是新增"]
    assert home.note().startswith("# 訂正\n\n- ")


def test_every_sentence_is_there_in_every_language():
    wanted = given.WORDS["en"]
    for words in given.WORDS.values():
        assert words.keys() == wanted.keys()
        for key, text in words.items():
            assert ("{name}" in text, "{beside}" in text) == (
                "{name}" in wanted[key],
                "{beside}" in wanted[key],
            )


def test_what_cannot_be_signed_keeps_nobody_from_working(home, tmp_path):
    """For want of room on the disk, say."""
    whole = ROOT / "notebooks/en/00_start_here.ipynb"
    path = home.teacher / "en" / whole.name
    path.parent.mkdir(parents=True)
    path.write_bytes(whole.read_bytes())
    (tmp_path / "data").write_text("no folder")
    done = subprocess.run(
        [sys.executable, ROOT / "tools/bring.py", home.home, home.image, home.teacher],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"JUPYTER_DATA_DIR": str(tmp_path / "data")},
    )
    assert done.stdout == f"`en/{whole.name}` is new.\n"
    assert f"{whole.name} cannot be signed: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_signs_what_it_has_brought(home, tmp_path):
    whole = ROOT / "notebooks/en/00_start_here.ipynb"
    path = home.teacher / "en" / whole.name
    path.parent.mkdir(parents=True)
    path.write_bytes(whole.read_bytes())
    data = tmp_path / "data"
    line = [sys.executable, ROOT / "tools/bring.py", home.home, home.image, home.teacher]
    done = subprocess.run(
        line,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"JUPYTER_DATA_DIR": str(data)},
    )
    assert done.stdout == f"`en/{whole.name}` is new.\n"
    assert (data / "nbsignatures.db").stat().st_size > 0

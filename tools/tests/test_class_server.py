"""What the class server does without a hub: its file of members, and limits by cgroups."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nbtools.project import ROOT

sys.path.insert(0, str(ROOT / "docker/class"))
import cgroups
import users

HASH = "$6$salt$hash"


def members(folder, text):
    path = folder / "users.txt"
    path.write_text(text)
    return users.read(path)


def test_members_have_roles(tmp_path):
    found = members(
        tmp_path,
        f"# The class of autumn\n\nada:{HASH}\n grace : {HASH} : teacher\nben:!{HASH}:student\n",
    )
    assert {name: (m.role, m.group, m.locked) for name, m in found.items()} == {
        "ada": ("student", "students", False),
        "grace": ("teacher", "teachers", False),
        "ben": ("student", "students", True),
    }
    assert {m.password for m in found.values()} == {HASH}


def test_a_file_from_an_editor_on_windows(tmp_path):
    found = members(
        tmp_path, f"\ufeff# The class\r\ngrace:{HASH}:teacher\r\n  # late\r\nada:{HASH}\r\n"
    )
    assert list(found) == ["grace", "ada"]
    assert found["ada"].password == HASH
    assert list(members(tmp_path, f"\ufeffgrace:{HASH}:teacher\r\n")) == ["grace"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"Ada:{HASH}", '"Ada" is no name for a user: use small letters, digits and hyphens.'),
        (f"-rf:{HASH}", '"-rf" is no name'),
        (f"class:{HASH}", '"class" is no name'),
        (f"root:{HASH}", '"root" is a user of the system: take another name.'),
        (f"nobody:{HASH}", '"nobody" is a user of the system'),
        ("ada", '"ada" has no password: put what openssl passwd -6 prints after the name'),
        ("ada:secret", '"ada" has no password'),
        (f"ada:{HASH}:head", '"ada" has the role "head": it is student or teacher.'),
        (f"ada:{HASH}:teacher:x", '"ada" has the role "teacher:x"'),
        (f"ben:{HASH}", '"ben" is there twice.'),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, line, says):
    with pytest.raises(users.BadFile) as bad:
        members(tmp_path, f"ben:{HASH}\n\n{line}\n")
    assert f"{tmp_path / 'users.txt'}, line 3: {says}" in str(bad.value)


def test_a_group_of_the_system_is_named(tmp_path):
    """Such as staff, or that of the students: no user can be made of it."""
    people = {each.pw_name for each in users.pwd.getpwall()}
    groups = [each.gr_name for each in users.grp.getgrall()]
    name = next(name for name in groups if name not in people and users.NAME.fullmatch(name))
    with pytest.raises(users.BadFile, match=f'"{name}" is a group of the system: take another'):
        members(tmp_path, f"{name}:{HASH}\n")


def test_every_mistake_is_named(tmp_path):
    with pytest.raises(users.BadFile) as bad:
        members(tmp_path, "ada\nben\n")
    assert len(str(bad.value).splitlines()) == 2


def test_a_file_that_cannot_be_read_gets_one_sentence(tmp_path):
    with pytest.raises(users.BadFile, match=r"users\.txt cannot be read: mount a folder at"):
        users.read(tmp_path / "users.txt")


@pytest.mark.parametrize("text", ["", "\n", "# The class of autumn\n"])
def test_an_empty_file_is_a_mistake(tmp_path, text):
    """Of an editor that is just writing, say: nobody is removed."""
    with pytest.raises(users.BadFile, match=r"users\.txt has no members: give each a line NAME"):
        members(tmp_path, text)


def test_a_half_written_file_ends_no_servers(tmp_path, monkeypatch):
    """The watch follows a file that it has found twice."""
    whole, half = f"ada:{HASH}\nben:{HASH}\n", f"ada:{HASH}\n"
    looks = iter([whole, whole, half, whole, whole, half, half, half])
    followed = []

    def sleep(_):
        text = next(looks, None)
        if text is None:
            raise KeyboardInterrupt
        (tmp_path / "users.txt").write_text(text)

    monkeypatch.setattr(users, "STATE", tmp_path)
    monkeypatch.setattr(users, "make_all", lambda _: None)
    monkeypatch.setattr(users, "end_servers", lambda found: followed.append(list(found)))
    monkeypatch.setattr(users.time, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        users.watch()
    assert followed == [["ada", "ben"], ["ada"]]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_in_another_encoding_is_told(tmp_path, encoding):
    (tmp_path / "users.txt").write_text(f"# Jürgen\nada:{HASH}\n", encoding=encoding)
    with pytest.raises(users.BadFile, match=r"users\.txt is not UTF-8 text: save it as UTF-8"):
        users.read(tmp_path / "users.txt")


def test_a_class_from_before_there_were_roles(tmp_path, monkeypatch):
    monkeypatch.setattr(users, "STATE", tmp_path)
    (tmp_path / "students.txt").write_text(f"ada:{HASH}\n")
    assert users.read(users.file())["ada"].role == "student"
    (tmp_path / "users.txt").write_text(f"grace:{HASH}:teacher\n")
    assert list(users.read(users.file())) == ["grace"]


def test_nobody_new_owns_what_somebody_has_left(tmp_path, monkeypatch):
    monkeypatch.setattr(users, "HOMES", tmp_path)
    (tmp_path / "gone").mkdir()
    own = os.getuid()
    highest = max([999, own, *(u.pw_uid for u in users.pwd.getpwall() if u.pw_uid < 60000)])
    assert users.uid_for(tmp_path / "new") == highest + 1
    assert users.uid_for(tmp_path / "gone") == (own or highest + 1)  # root's was made for somebody


@pytest.mark.parametrize("what", ["file", "link"])
def test_a_server_starts_whatever_a_home_has_in_the_place_of_assignments(tmp_path, what):
    place = tmp_path / "assignments"
    place.write_text("mine") if what == "file" else place.symlink_to("nowhere")
    start_server(tmp_path)
    assert place.is_file() or place.is_symlink()


def start_server(home, before=""):
    script = (ROOT / "docker/class/server.sh").read_text()
    script = before + script.replace("/opt/dlfs/docker/start.sh", "echo starts")
    line = ["sh", "-c", script, "server.sh", "jupyterhub-singleuser"]
    done = subprocess.run(line, check=True, capture_output=True, env={"HOME": str(home)})
    assert done.stdout == b"starts jupyterhub-singleuser\n"


def test_room_is_kept_for_a_server_on_a_full_disk(tmp_path):
    kept = tmp_path / ".local/share/dlfs/kept-room"
    full = "ulimit -f 1\n"  # no file can be written to
    start_server(tmp_path, full)
    assert not kept.exists()
    for _ in range(2):
        start_server(tmp_path)
        assert kept.stat().st_size == 3_000_000
    start_server(tmp_path, full)
    assert list(kept.parent.iterdir()) == []


# What is handed in.

NAME = "ch04_3x_exercises"
EARLY, LATE = "2026-01-01 10:00:00 UTC", "2026-01-01 11:00:00 UTC"
UIDS = {"ada": 23001, "ben": 23002}


class Exchange:
    """The folders of a class, with what students have put there."""

    def __init__(self, folder, monkeypatch):
        self.exchange = importlib.import_module("exchange")
        monkeypatch.setattr(self.exchange, "HOMES", folder / "home")
        # nbgrader calls a tool that lies beside it.
        monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        self.inbound, self.course = folder / "exchange/dlfs/inbound", folder / "course"
        self.inbound.mkdir(parents=True)
        self.course.mkdir()
        for name in UIDS:
            (folder / "home" / name).mkdir(parents=True)
            self.own(folder / "home" / name, name)

    def own(self, path, name):
        for each in [path, *path.rglob("*")]:
            os.chown(each, UIDS[name], UIDS[name], follow_symlinks=False)

    def put(self, folder, text, by):
        """What somebody has put there: as another, perhaps."""
        made = self.inbound / folder
        made.mkdir()
        (made / f"{NAME}.ipynb").write_text(text)
        (made / "timestamp.txt").write_text("tampered with")
        self.own(made, by)
        return made

    def step(self, what, **more):
        coursedir = importlib.import_module("nbgrader.coursedir").CourseDirectory(
            root=str(self.course), course_id="dlfs", assignment_id=NAME, groupshared=True
        )
        root = str(self.inbound.parents[1])
        what(coursedir=coursedir, authenticator=None, root=root, **more).start()

    def collect(self):
        self.step(self.exchange.Collect, update=True)
        found = (self.course / "submitted").glob(f"*/{NAME}/{NAME}.ipynb")
        return {path.parts[-3]: path.read_text() for path in found}


@pytest.fixture
def exchange(tmp_path, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root can make what others own")
    return Exchange(tmp_path, monkeypatch)


@pytest.mark.more
def test_nobody_hands_in_for_another(exchange):
    exchange.put(f"ben+{NAME}+{EARLY}+x", "ben's", by="ben")
    exchange.put(f"ben+{NAME}+{LATE}+x", "ada's", by="ada")
    exchange.put(f"nobody+{NAME}+{LATE}+x", "ada's", by="ada")
    assert exchange.collect() == {"ben": "ben's"}


@pytest.mark.more
def test_a_link_in_a_submission_shows_nothing(exchange, tmp_path):
    """The teacher, who collects, may read the solutions."""
    (tmp_path / "solved").mkdir()
    (tmp_path / "solved" / f"{NAME}.ipynb").write_text("solved")
    made = exchange.put(f"ada+{NAME}+{LATE}+x", "ada's", by="ada")
    (made / f"{NAME}.ipynb").unlink()
    (made / f"{NAME}.ipynb").symlink_to(tmp_path / "solved" / f"{NAME}.ipynb")
    (made / "more").symlink_to(tmp_path / "solved")
    (exchange.inbound / f"ben+{NAME}+{LATE}+x").symlink_to(tmp_path / "solved")
    assert exchange.collect() == {}
    taken = exchange.course / "submitted/ada" / NAME
    assert [path.name for path in taken.iterdir()] == ["timestamp.txt"]


@pytest.mark.more
def test_a_submission_that_cannot_be_collected_keeps_no_other(exchange, monkeypatch):
    exchange.put(f"ben+{NAME}+{LATE}+x", "ben's", by="ben")
    exchange.put(f"ada+{NAME}+{EARLY}+x", "ada's", by="ada")
    exchange.put(f"ada+{NAME}+no time+x", "ada's", by="ada")
    pipe = exchange.put(f"ada+{NAME}+{LATE}+x", "ada's", by="ada") / f"{NAME}.ipynb"
    pipe.unlink()
    os.mkfifo(pipe)
    whole = exchange.exchange.copy_plain

    def copy_plain(src, *rest):
        if "ada" in src:
            raise PermissionError(13, "Permission denied")
        whole(src, *rest)

    assert exchange.collect() == {"ben": "ben's"}
    shutil.rmtree(exchange.course / "submitted")
    monkeypatch.setattr(exchange.exchange, "copy_plain", copy_plain)
    assert exchange.collect() == {"ben": "ben's"}


@pytest.mark.more
def test_a_later_submission_counts(exchange):
    exchange.put(f"ada+{NAME}+{EARLY}+x", "first", by="ada")
    assert exchange.collect() == {"ada": "first"}
    exchange.put(f"ada+{NAME}+{LATE}+x", "second", by="ada")
    assert exchange.collect() == {"ada": "second"}
    exchange.put(f"ben+{NAME}+{LATE}+x", "a", by="ben")
    assert exchange.collect() == {"ada": "second", "ben": "a"}


@pytest.mark.more
def test_feedback_is_released_for_all_who_have_a_secret(exchange):
    for name in ("ada", "ben", "cho"):
        page = exchange.course / "feedback" / name / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True)
        page.write_text(name)
        (page.parent / "timestamp.txt").write_text(EARLY)
        if name != "ben":
            (page.parent / "submission_secret.txt").write_text(name * 40)
    exchange.step(exchange.exchange.ReleaseFeedback)
    released = exchange.inbound.with_name("feedback").glob("*.html")
    assert sorted(path.read_text() for path in released) == ["ada", "cho"]


# Limits. A tree of files stands for a kernel's cgroups of version 2: this shows what is written and
# where, and not what a kernel makes of it.


def test_a_cgroup_of_version_2(tmp_path):
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids")
    (tmp_path / "cgroup.subtree_control").write_text("")
    made = tmp_path / "ada"
    made.mkdir()
    for name in ("memory.max", "memory.swap.max", "pids.max", "cgroup.procs"):
        (made / name).write_text("")
    assert cgroups.make(str(tmp_path), "ada", 1 << 30, 400) == [made]
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+memory +pids +cpu"
    assert (made / "memory.max").read_text() == str(1 << 30)
    assert (made / "memory.swap.max").read_text() == "0"
    assert (made / "pids.max").read_text() == "400"
    assert not (made / "memory.limit_in_bytes").exists()


def test_cgroups_of_version_1_or_none(tmp_path):
    names = [
        path.relative_to(tmp_path).as_posix() for path in cgroups.folders(str(tmp_path), "ada")
    ]
    assert names == ["memory/ada", "pids/ada", "cpu/ada"]
    assert cgroups.folders("", "ada") == []


def controllers() -> set[str]:
    """Those that cgroups of version 2 have here."""
    path = Path("/sys/fs/cgroup/cgroup.controllers")
    return set(path.read_text().split()) if path.exists() else set()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make cgroups")
@pytest.mark.skipif(
    not {"memory", "pids", "cpu"} <= controllers(),
    reason="memory, pids and cpu are not controlled by cgroups of version 2 on this machine",
)
def test_a_kernel_keeps_to_the_limits_of_version_2():
    base = Path("/sys/fs/cgroup") / f"dlfs-test-{os.getpid()}"
    base.mkdir()
    try:
        (made,) = cgroups.make(str(base), "ada", 64 << 20, 20)
        enter = f"echo $$ >{made}/cgroup.procs; exec "
        hungry = f"{sys.executable} -c 'b = bytearray(200 << 20)'"
        done = subprocess.run(["sh", "-c", enter + hungry], check=False)
        assert done.returncode == -9
        forking = "sh -c 'for i in $(seq 40); do sleep 5 & done; wait'"
        done = subprocess.run(
            ["sh", "-c", enter + forking], check=False, capture_output=True, text=True
        )
        assert "fork" in done.stderr
        made.rmdir()
    finally:
        base.rmdir()

"""How files are written and removed: whole or not at all, and nothing that is somebody else's."""

import json
import os
import stat
import sys

import pytest

from nbtools import files
from nbtools.project import ROOT

sys.path.insert(0, str(ROOT / "browser"))
import swap


@pytest.fixture
def umask():
    old = os.umask(0o027)
    yield
    os.umask(old)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_replaced(tmp_path, umask):
    path = tmp_path / "page.md"
    for content in ("first and longer", b"second \xff", ""):
        files.write(path, content)
        assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
        assert list(tmp_path.iterdir()) == [path]
        assert mode(path) == 0o640
    for old in (0o600, 0o644, 0o755):
        path.chmod(old)
        files.write(path, "new")
        assert mode(path) == old


def test_a_link_stays(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "page.md", tmp_path / "link.md"
    link.symlink_to(target)
    for content in ("new", "newer"):  # the target is missing, and then there
        files.write(link, content)
        assert link.is_symlink()
        assert target.read_text() == content
        assert list(target.parent.iterdir()) == [target]


def test_a_failure_leaves_nothing(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("old")
    with pytest.raises(OSError, match="directory"):
        files.write(folder, "new")
    with pytest.raises(OSError, match="No such file"):
        files.write(tmp_path / "none" / "file", "new")
    assert list(tmp_path.iterdir()) == [folder]
    assert (folder / "file").read_text() == "old"


def site(folder, **pages):
    folder.mkdir()
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)
    (folder / "service-worker.js").touch()
    (folder / "files.json").write_text(json.dumps({f"{name}.html": "0" for name in pages}))
    return folder


def contents(folder):
    return {p.name: p.read_text() for p in folder.rglob("*.html")}


def test_a_site_takes_the_place_of_the_old(tmp_path):
    output = tmp_path / "site"
    for name, pages in (("one", {"a": "1", "b": "1"}), ("two", {"a": "2"})):
        swap.replace(site(tmp_path / name, **pages), output)
        assert contents(output) == {f"{page}.html": text for page, text in pages.items()}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "site", "two"]


@pytest.mark.parametrize("what", ["folder", "file", "link", "letter", "letter below"])
def test_nothing_but_a_site_is_replaced(tmp_path, what):
    output, mine = tmp_path / "site", tmp_path / "site" / "thesis.html"
    home = tmp_path / "home"
    if what in ("letter", "letter below"):
        site(output, a="1")
        mine = output / ("letters" if what == "letter below" else "") / "thesis.html"
        mine.parent.mkdir(exist_ok=True)
    elif what == "folder":
        output.mkdir()
    elif what == "link":
        home.mkdir()
        output.symlink_to(home)
    else:
        mine = output
    mine.write_text("years")
    with pytest.raises(SystemExit, match="is not of a site that was built here"):
        swap.replace(site(tmp_path / "built", a="2"), output)
    assert mine.read_text() == "years"
    assert not list(tmp_path.glob(".new-*"))

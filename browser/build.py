"""Builds the course as a static site: the book, JupyterLite, and the Go toolchain for both."""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import deflate

import listing
import overlay
import swap
from book import bundle, licences, programs, search
from lab import page as jupyterlab

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WASM = {"GOOS": "js", "GOARCH": "wasm", "CGO_ENABLED": "0", "GOFLAGS": "-trimpath -buildvcs=false"}

# What cells can import: our packages, gonum's and plot's public ones, and of the standard library
# what needs no network, no other process, no system calls and no toolchain.
MODULE = "dlfs"
OURS = ["datasets", "dl", "exercises", "nb", "nb/kept", "plotting"]
NOT_IN_A_PAGE = (
    *("crypto/fips140", "crypto/mlkem/mlkemtest", "crypto/tls", "crypto/x509", "database", "debug"),
    *("embed", "expvar", "go", "log/syslog", "mime/multipart", "net", "os/exec", "os/signal"),
    *("os/user", "plugin", "runtime/cgo", "runtime/coverage", "runtime/pprof", "runtime/race"),
    *("runtime/trace", "syscall", "testing", "time/tzdata"),
)

# What a first cell, one with variables and a first chart import. What these are made of comes in
# packs.
FIRST = ["fmt"]
VALUES = [f"{MODULE}/nb/kept"]
CHART = [f"{MODULE}/dl", f"{MODULE}/nb", f"{MODULE}/plotting", "gonum.org/v1/plot/plotter"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "site", help="folder of the site")
    parser.add_argument(
        "--handouts", type=Path, default=ROOT / ".venv" / "bin" / "python",
        help="the Python that has what handouts need, which the book's pages need too",
    )  # fmt: skip
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dlfs-lite-") as folder:
        work = Path(folder)
        site = work / "site"
        jupyterlab.build(work, site)
        install_kernel(site / "extensions" / "dlfs-go" / "kernel")
        blobs(work, site / "extensions" / "dlfs-go" / "kernel")
        jupyterlab.finish(site)
        pages(site, options.handouts)
        scripts(site / "book")
        search.write(site)
        licences.write(site)
        finish(site)
        swap.replace(site, options.output)
    return 0


def install_kernel(target: Path) -> None:
    """Puts the kernel where the book and JupyterLab look for it, and Go's own glue beside it."""
    shutil.copytree(HERE / "kernel", target)
    glue = Path(go_env("GOROOT"), "lib", "wasm", "wasm_exec.js")
    shutil.copy(glue, target / "wasm_exec.js")


def blobs(work: Path, target: Path) -> None:
    """Writes each Go file under the hash of its packed bytes, and the manifest of all."""
    go_changes = overlay.write(work, Path(go_env("GOROOT"), "src"))
    packages = list_packages(go_changes)
    importable = [p for p in packages if importable_path(p)]
    nameable = [p for p in packages if nameable_path(p)]
    index, docs = work / "index.json", work / "docs.json"
    described = "".join(json.dumps(packages[p]) for p in importable)
    run(["go", "run", "./browser/index", index, docs], cwd=ROOT, text=described.encode())
    deps = {
        path: sorted(set(packages[path].get("Deps", [])) & set(packages))
        for path in sorted({"runtime", *nameable})
    }
    parts = archives(work, packages, nameable)
    packs = {name: join(work, name, parts, members) for name, members in grouped(deps).items()}
    store = Store(target / "blobs")
    store.add_all(
        toolchain(work, go_changes)
        | parts
        | {name: path for name, (path, _) in packs.items()}
        | {"index.json": index, "docs.json": docs, "mnist-1.bytes": mnist(work)}
    )
    names = sorted(packages)
    numbers = {name: number for number, name in enumerate(names)}
    manifest = {
        "go": go_env("GOVERSION"),
        "files": store.files,
        "packs": {name: members for name, (_, members) in packs.items()},
        "packages": names,
        "deps": {path: [numbers[d] for d in needed] for path, needed in deps.items()},
    }
    (target / "manifest.json").write_text(json.dumps(manifest, sort_keys=True) + "\n")


def grouped(deps: dict[str, list[str]]) -> dict[str, list[str]]:
    """Names the archives of each pack.

    A page would fetch two hundred. A pack has those of one origin, as others change at other times,
    and of one kind: export data are for the compiler, code is for the linker.
    """

    def parts(imports: list[str]) -> set[str]:
        needed = {"runtime", *imports}.union(*(deps[path] for path in ["runtime", *imports]))
        needed.discard("unsafe")
        return {f"object/{path}" for path in needed} | {f"export/{path}" for path in imports}

    first, values = parts(FIRST), parts(VALUES)
    groups = {}
    for part in sorted(parts(CHART) | values | first):
        kind, path = part.split("/", 1)
        if part in first:
            name = "first"
        elif part in values:
            name = "values"
        elif path.startswith(MODULE + "/"):
            name = "dlfs"
        else:
            name = "modules" if "." in path.split("/")[0] else "std"
        groups.setdefault(f"{kind}s/{name}", []).append(part)
    return groups


def join(
    work: Path, name: str, parts: dict[str, Path], members: list[str]
) -> tuple[Path, list[tuple[str, int]]]:
    """Moves members from the parts into one file. Returns it, and how long each of them is."""
    contents = [parts.pop(member).read_bytes() for member in members]
    path = work / name.replace("/", "_")
    path.write_bytes(b"".join(contents))
    return path, [(member, len(content)) for member, content in zip(members, contents, strict=True)]


def archives(work: Path, packages: dict[str, dict], nameable: list[str]) -> dict[str, Path]:
    """Splits each archive: the compiler needs what a package exports, the linker its code.

    A cell's program is compiled against the few packages that it imports and linked from many.
    """
    parts = {}
    for number, (path, package) in enumerate(packages.items()):
        if "Export" not in package:
            continue  # unsafe
        exports, objects = [MAGIC], [MAGIC]
        for name, entry in entries(Path(package["Export"]).read_bytes()):
            (exports if name == "__.PKGDEF" else objects).append(entry)
        parts[f"object/{path}"] = work / f"{number}.object"
        parts[f"object/{path}"].write_bytes(b"".join(objects))
        if path in nameable:
            parts[f"export/{path}"] = work / f"{number}.export"
            parts[f"export/{path}"].write_bytes(b"".join(exports))
    return parts


MAGIC = b"!<arch>\n"


def entries(archive: bytes) -> Iterator[tuple[str, bytes]]:
    """Yields the entries of an archive with their headers of 60 bytes, padded to an even size."""
    at = len(MAGIC)
    while at < len(archive):
        name, size = archive[at : at + 16].decode().rstrip(), int(archive[at + 48 : at + 58])
        end = at + 60 + size + size % 2
        yield name, archive[at:end]
        at = end


class Store:
    """Packed files that are named by what they contain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, dict] = {}
        folder.mkdir()

    def add_all(self, paths: dict[str, Path]) -> None:
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.add, paths, paths.values()))

    def add(self, name: str, path: Path) -> None:
        packed = deflate.gzip_compress(path.read_bytes(), 12)
        digest = hashlib.sha256(packed).hexdigest()
        (self.folder / f"{digest}.bin").write_bytes(packed)
        self.files[name] = {"sha256": digest, "size": len(packed)}


def toolchain(work: Path, go_changes: Path) -> dict[str, Path]:
    """Go's compiler and linker, made for a page, and the reader of cells, as WebAssembly."""
    built = {}
    for name, package in (("compile", "cmd/compile"), ("link", "cmd/link"),
                          ("cells", "./browser/cells")):  # fmt: skip
        built[f"{name}.wasm"] = work / f"{name}.wasm"
        run(
            ["go", "build", "-ldflags=-s -w -buildid=", "-overlay", go_changes,
             "-o", built[f"{name}.wasm"], package],
            cwd=ROOT, env=os.environ | WASM,
        )  # fmt: skip
    return built


def list_packages(go_changes: Path) -> dict[str, dict]:
    """All packages that cells can import and what they are made of, with their archives."""
    ours = [f"{MODULE}/{name}" for name in OURS]
    patterns = ["std", "gonum.org/v1/gonum/...", "gonum.org/v1/plot/...", *ours]
    listed = go_list(["-e", "-json=ImportPath,Name,DepsErrors", *patterns])
    roots = [p["ImportPath"] for p in listed if can_import(p)]
    fields = "-json=ImportPath,Name,Dir,GoFiles,Deps,Export"
    listed = go_list(
        ["-export", "-deps", "-overlay", go_changes, "-gcflags=all=-dwarf=false",
         fields, "runtime", *roots]
    )  # fmt: skip
    return {p["ImportPath"]: p for p in listed}


def can_import(package: dict) -> bool:
    """Whether it is for cells, and all that it needs is pinned by our go.sum."""
    whole = package["Name"] != "main" and not package.get("DepsErrors")
    return whole and importable_path(package["ImportPath"])


def importable_path(path: str) -> bool:
    parts = path.split("/")
    if {"internal", "vendor", "cmd", "testgraph", "benchautogen"} & set(parts):
        return False
    if any(part.startswith("test") and part != "text" for part in parts[2:]):
        return False
    if path.startswith(("gonum.org/", MODULE + "/")):
        return True
    return "." not in parts[0] and not any(
        path == p or path.startswith(p + "/") for p in NOT_IN_A_PAGE
    )


def nameable_path(path: str) -> bool:
    """Whether a kept value may have a type of the package, which its next cell then imports."""
    return not {"internal", "vendor"} & set(path.split("/"))


def go_list(arguments: list) -> list[dict]:
    # A minimal plot leaves it to programs in which formats it can be saved: PDF takes 1.5 MB.
    text = run(
        ["go", "list", "-tags=minimal", *arguments], cwd=ROOT, env=os.environ | WASM, capture=True
    )
    decoder, packages, at = json.JSONDecoder(), [], 0
    while at < len(text):
        package, at = decoder.raw_decode(text, at)
        packages.append(package)
        at += len(text[at:]) - len(text[at:].lstrip())
    return packages


def mnist(work: Path) -> Path:
    """MNIST as datasets keeps it."""
    cache = work / "cache"
    run(["go", "run", "./cmd/dlfs", "data"], cwd=ROOT, env=os.environ | {"DLFS_CACHE": str(cache)})
    return cache / "mnist-1.bytes"


def pages(site: Path, python: Path) -> None:
    """Writes the book's pages, by the writer of the handouts."""
    found = os.pathsep.join(map(str, (HERE, ROOT / "tools")))
    run([python, "-m", "book.pages", site], cwd=ROOT, env=os.environ | {"PYTHONPATH": found})


def scripts(target: Path) -> None:
    """Puts beside the pages what they load."""
    target.mkdir()
    book = HERE / "book"
    styles = [ROOT / "tools" / "handout" / "handout.css", book / "book.css", book / "run.css"]
    (target / "book.css").write_text("\n".join(p.read_text("utf-8") for p in styles), "utf-8")
    for path in book.glob("*.js"):
        shutil.copy(path, target / path.name)
    bundle.bundle(target)
    programs.programs(target)


def finish(site: Path) -> None:
    """Lists the files of the site, so it comes last."""
    shutil.copy(HERE / "service-worker.js", site / "service-worker.js")
    (site / ".nojekyll").touch()
    listing.write(site)


def go_env(name: str) -> str:
    return run(["go", "env", name], cwd=ROOT, capture=True).strip()


def run(command: list, *, cwd: Path, env=None, text=None, capture=False) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, input=text, check=False,
        stdout=subprocess.PIPE if capture else None,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} {command[1]} failed")
    return done.stdout.decode() if capture else ""


if __name__ == "__main__":
    sys.exit(main())

"""The kernel in other people's modules: installed without the project, used without a network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nbtools.project import KERNEL, ROOT, go_env
from test_offline import CUT_OFF, OFFLINE, ONLY_LOOPBACK, REASON

pytestmark = [pytest.mark.more, pytest.mark.kernel]

SHOP = {
    "go.mod": "module example.com/shop\n\ngo 1.24\n",
    "cart/cart.go": """// Package cart holds what a customer buys.
package cart

// A Cart is what a customer buys.
type Cart struct{ items []string }

// Add puts an item into the cart.
func (c *Cart) Add(item string) { c.items = append(c.items, item) }

// Len returns how many items there are.
func (c *Cart) Len() int { return len(c.items) }
""",
}


def run(folder: Path, environment: dict[str, str], *command: object) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """The home of somebody who had the project for as long as it took to build the command."""
    home = tmp_path_factory.mktemp("home")
    clone = tmp_path_factory.mktemp("clone") / "dlfs"
    names = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    run(clone, fetching(home), "go", "install", "./cmd/dlfs")
    shutil.rmtree(clone)
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    said = run(elsewhere, fetching(home), home / "go/bin/dlfs", "kernel", "install")
    assert "Building gonb v" in said and "Building goimports v" in said
    assert run(elsewhere, fetching(home), home / "go/bin/dlfs", "kernel", "install").count("\n") < 3
    yield home
    run(home, offline(home), "go", "clean", "-modcache")  # Its folders are read-only.


def bare(home: Path) -> dict[str, str]:
    """The environment of a user with this home, to whom nothing else belongs."""
    path = [Path(go_env()["GOROOT"], "bin"), Path(sys.executable).parent, "/usr/bin", "/bin"]
    kept = {k: v for k, v in os.environ.items() if k in ("LANG", "LC_ALL", "USER", "TERM")}
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join(map(str, path)),
        "PYTHONPATH": str(ROOT / "tools"),
    }


def fetching(home: Path) -> dict[str, str]:
    """With what stands for the network: the modules that this machine has, as a proxy has them."""
    cache = Path(go_env()["GOMODCACHE"], "cache/download")
    return bare(home) | {"GOPROXY": f"file://{cache}", "GOSUMDB": "off"}


def offline(home: Path) -> dict[str, str]:
    return bare(home) | {"GOPROXY": "off", "GOSUMDB": "off"}


def run_cells(home: Path, folder: Path, *sources: str) -> list[str]:
    kernels = home / ".local/share/jupyter/kernels"
    command = [sys.executable, OFFLINE, "at", folder, kernels, *sources]
    if not REASON:
        script = f'{ONLY_LOOPBACK} && exec "$@"'
        command = [*CUT_OFF, script, "sh", *command]
    return json.loads(run(folder, offline(home), *command))


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def test_the_kernel_names_no_clone(home):
    spec = json.loads(
        (home / ".local/share/jupyter/kernels" / KERNEL["name"] / "kernel.json").read_text()
    )
    assert spec["env"] == {} and spec["argv"][0] == str(home / "go/bin/dlfs")


def test_doctor_has_nothing_to_fix(home, tmp_path):
    """But that this Python may have no command jupyter."""
    done = subprocess.run(
        [home / "go/bin/dlfs", "doctor"],
        cwd=written(tmp_path / "shop", SHOP),
        env=offline(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "as pinned" in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("FIX")] == []


def test_a_module_of_somebody_else(home, tmp_path):
    shop = written(tmp_path / "shop", SHOP)
    said = run_cells(
        home,
        shop / "cart",
        'import "example.com/shop/cart"\n\nc := new(cart.Cart)\nc.Add("tea")\nc.Len()',
        'c.Add("cake")\nc.Len()',
        'import "dlfs/nb"\n\n%%\nnb.Result("shown")',
        "type Order struct{ cart *cart.Cart }\n\no := Order{c}",
        'o.cart.Add("jam")',
        "c.Len()",
    )
    assert said == ["1", "2", "shown", "", "", "3"]
    assert {str(p.relative_to(shop)) for p in shop.rglob("*") if p.is_file()} == set(SHOP)


def test_a_folder_without_a_module(home, tmp_path):
    said = run_cells(
        home,
        tmp_path,
        "%%\nfmt.Println(6 * 7)",
        "x := []int{1, 2, 3}",
        "for i := range x {\n\tx[i] *= 2\n}\nx",
        # Who has a network, or a proxy, gets modules there: into the module of the cells.
        f"!*GOPROXY={fetching(home)['GOPROXY']} go get github.com/janpfeifer/must@v0.2.0",
        'import "github.com/janpfeifer/must"\n\n%%\nfmt.Println(must.M1("needed", nil))',
        'must.M1("shown", nil)',
    )
    assert said[0] == "42\n" and said[2] == "[2 4 6]"
    assert said[-2:] == ["needed\n", '"shown"']
    assert list(tmp_path.iterdir()) == []

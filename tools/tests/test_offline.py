"""Everything that has been set up works without a network, and nothing tries to reach one."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nbtools.project import ROOT, go_env

pytestmark = pytest.mark.more

# A user namespace of our own, so that nobody needs to be root; the kernel needs the loopback.
CUT_OFF = ["unshare", "--map-root-user", "--net", "sh", "-c"]
ONLY_LOOPBACK = 'ip link set lo up && [ "$(ip -o link | wc -l)" -eq 1 ]'
TOOLS = {"unshare": "util-linux", "ip": "iproute2", "strace": "strace"}

OFFLINE = ROOT / "tools" / "tests" / "offline.py"

# A module in the cache, as the tools need it, of which no go.sum of cells knows.
KNOWN = "github.com/janpfeifer/must@v0.2.0"


def why_not() -> str | None:
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            return f"{tool} was not found: on Debian or Ubuntu, apt install {package}"
    done = subprocess.run([*CUT_OFF, ONLY_LOOPBACK], capture_output=True, text=True, check=False)
    return (
        None if done.returncode == 0 else f"this machine does not allow it: {done.stderr.strip()}"
    )


REASON = None if os.environ.get("CI") else why_not()
cut_off = pytest.mark.skipif(REASON is not None, reason=f"nothing was cut off: {REASON}")


def run_cut_off(log, *command: object) -> str:
    """Runs a command without a network and returns what it prints; the log has what it sends."""
    watched = "strace -f --seccomp-bpf --decode-pids=comm --trace=connect,sendto,sendmsg,sendmmsg"
    script = f"{ONLY_LOOPBACK} && exec {watched} --output='{log}' " + shlex.join(map(str, command))
    done = subprocess.run(
        [*CUT_OFF, script],
        cwd=ROOT,
        env=environment(),
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    return kept | {"PYTHONPATH": str(ROOT / "tools")}


ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
HERE = re.compile(r"127\.|::1$|::ffff:127\.|::$|0\.0\.0\.0$")


def attempts(log) -> list[str]:
    """The calls in a log that name an address beyond this machine."""
    lines = log.read_text(errors="replace").splitlines()
    found = [(line, "".join(address)) for line in lines for address in ADDRESS.findall(line)]
    assert found, "the log does not even show the loopback"
    return [line for line, address in found if not HERE.match(address)]


def test_set_up_and_notebooks_reach_for_no_network():
    """The notebooks in the other languages: `make test` has run the English ones."""
    command = ["make", "--no-print-directory", "setup", "test-translations"]
    if REASON:
        subprocess.run(command, cwd=ROOT, env=environment(), check=True)
        pytest.skip(f"they have run, but with the network: {REASON}")
    assert unrouted(["python3", "-c", ATTEMPT]) == [1, 1], "what is sent is not even counted"
    assert unrouted(command) == [0, 0], "run the command under strace to see what is sent"


# One datagram over IPv4 and one over IPv6.
ATTEMPT = """
import contextlib, socket
for family, address in (socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"):
    with socket.socket(family, socket.SOCK_DGRAM) as s, contextlib.suppress(OSError):
        s.connect((address, 53))
"""


def unrouted(command: list[str]) -> list[int]:
    """How often a command, run without a network, tried to reach another machine.

    The system counts what has no route, over IPv4 and IPv6. (strace would name who tried, but loses
    track where thousands of processes come and go.)
    """
    script = (
        f"{ONLY_LOOPBACK} && {shlex.join(command)} >&2; echo $?; cat /proc/net/snmp /proc/net/snmp6"
    )
    done = subprocess.run(
        [*CUT_OFF, script], cwd=ROOT, env=environment(), check=True, capture_output=True, text=True
    )
    status, *counters = done.stdout.splitlines()
    assert status == "0", done.stdout + done.stderr
    names, values = (line.split() for line in counters if line.startswith("Ip:"))
    over_ip6 = next(line.split()[1] for line in counters if line.startswith("Ip6OutNoRoutes"))
    return [int(dict(zip(names, values, strict=True))["OutNoRoutes"]), int(over_ip6)]


@cut_off
def test_jupyterlab_reaches_for_no_network(tmp_path):
    said = json.loads(run_cut_off(tmp_path / "log", sys.executable, OFFLINE, "lab"))
    assert said["lab"] == 200, said
    assert attempts(tmp_path / "log") == []


def run_cells(log, sources: dict[str, str]) -> dict[str, str]:
    said = json.loads(run_cut_off(log, sys.executable, OFFLINE, "cells", *sources.values()))
    return dict(zip(sources, said, strict=True))


@cut_off
def test_cells_reach_for_no_network(tmp_path):
    said = run_cells(
        tmp_path / "log",
        {
            "a module that is nowhere": 'import "example.com/nowhere"\n\n%%\nnowhere.Go()',
            "forgotten": "%rm nowhere",
            "news of all modules": "!*go list -m -u all",
            "a cell after all that": '%%\nfmt.Println("done")',
        },
    )
    assert said["a cell after all that"] == "done\n", said
    assert attempts(tmp_path / "log") == []


@cut_off
def test_cells_that_name_modules_reach_for_no_network_if_the_user_does_not(tmp_path, monkeypatch):
    path, _, version = KNOWN.partition("@")
    assert f"{path} {version}" not in (ROOT / "go.sum").read_text()
    subprocess.run(["go", "mod", "download", KNOWN], cwd=ROOT / "tools/gonb", check=True)
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("GOSUMDB", "off")
    said = run_cells(
        tmp_path / "log",
        {
            "a module in the cache": f"!*go get {KNOWN}",
            "its import": f'import "{path}"\n\n%%\nfmt.Println(must.M1("needed", nil))',
            "the newest version": f"!*go get {path}@latest",
            "a module that is nowhere": "!*go get example.com/nowhere@v1.0.0",
            "another toolchain": "!*go get go@1.99.0",
            "a cell after all that": '%%\nfmt.Println("done")',
        },
    )
    assert said["its import"] == "needed\n", said
    assert said["a cell after all that"] == "done\n", said
    assert attempts(tmp_path / "log") == []


@cut_off
def test_the_documented_line_reaches_for_both_servers(tmp_path):
    page = (ROOT / "docs/security.md").read_text()
    (line,) = re.findall(r"^ +(!\*go get .*)$", page, re.MULTILINE)
    cache = "file://$(go env GOMODCACHE)/cache/download"
    # Whoever has fetched the module before has its sum already.
    known = Path(go_env()["GOMODCACHE"], "cache/download/sumdb/sum.golang.org/lookup", KNOWN)
    known.unlink(missing_ok=True)
    said = run_cells(
        tmp_path / "log", {"fetched": line, "a sum": f"!*GOPROXY={cache} go get {KNOWN}"}
    )
    assert "https://proxy.golang.org/" in said["fetched"], said
    assert "https://sum.golang.org/" in said["a sum"], said
    assert attempts(tmp_path / "log") != []

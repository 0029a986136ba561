"""Everything that has been set up works with the network cut off."""

import os
import shutil
import subprocess

import pytest

from nbtools.project import ROOT

pytestmark = pytest.mark.more

# A user namespace of our own, so that nobody needs to be root; the kernel needs the loopback.
CUT_OFF = ["unshare", "--map-root-user", "--net", "sh", "-c"]
ONLY_LOOPBACK = 'ip link set lo up && [ "$(ip -o link | wc -l)" -eq 1 ]'


def why_not() -> str | None:
    for tool, package in (("unshare", "util-linux"), ("ip", "iproute2")):
        if shutil.which(tool) is None:
            return f"{tool} was not found: on Debian or Ubuntu, apt install {package}"
    done = subprocess.run([*CUT_OFF, ONLY_LOOPBACK], capture_output=True, text=True, check=False)
    return (
        None if done.returncode == 0 else f"this machine does not allow it: {done.stderr.strip()}"
    )


def test_set_up_and_notebooks_need_no_network():
    if not os.environ.get("CI") and (reason := why_not()):
        pytest.skip(f"nothing was tried with the network cut off: {reason}")
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    script = f"{ONLY_LOOPBACK} && exec make --no-print-directory setup test-notebooks"
    subprocess.run([*CUT_OFF, script], cwd=ROOT, env=environment, check=True)

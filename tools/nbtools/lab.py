"""JupyterLab as `make lab` starts it, and a headless browser that looks at it."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from nbtools.project import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "no Chromium or Chrome was found: on Debian or Ubuntu, apt install chromium"
# No look-ups, updates or accounts: the browser talks to JupyterLab only.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120  # seconds; reached only where something fails


def find_browser() -> str | None:
    """The system's Chromium or Chrome, or nothing."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@dataclass(frozen=True)
class Server:
    """A running JupyterLab."""

    url: str
    token: str

    def address(self, notebook: str) -> str:
        """Where to open a notebook, named as seen from the server's root folder."""
        return f"{self.url}lab/tree/{notebook}?token={self.token}&reset"


@contextlib.contextmanager
def serve(folder: Path | None, scratch: Path, *settings: str) -> Iterator[Server]:
    """Starts JupyterLab by `make lab`, with more settings such as --ServerApp.base_url=/a/path/.

    It is over a folder that has notebooks/en/00_start_here.ipynb; without one, over the clone.

    Jupyter's settings and notes go to the scratch folder, so that a person's own JupyterLab on the
    same clone neither sees nor changes what happens here.
    """
    config, runtime, log = scratch / "config", scratch / "runtime", scratch / "lab.log"
    command = [
        "make",
        "--no-print-directory",
        "lab",
        " ".join(["LAB_ARGS=--no-browser --LabApp.expose_app_in_browser=True", *settings]),
        f"JUPYTER_CONFIG_DIR={config}",
        f"JUPYTER_RUNTIME_DIR={runtime}",
    ]
    if folder:
        command += [f"LAB_ROOT={folder}", f"START={folder}/notebooks/en/00_start_here.ipynb"]
    # A make that runs this has left its own flags in the environment.
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield wait_for(process, runtime, log)
    finally:
        # JupyterLab ends its kernels on SIGTERM; make ends with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def wait_for(process: subprocess.Popen, runtime: Path, log: Path) -> Server:
    """Returns the server of a process as soon as it answers; its note comes before that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError, OSError):  # half written, not listening
                info = json.loads(file.read_text())
                status = f"{info['url']}api/status?token={info['token']}"
                urllib.request.urlopen(status, timeout=10).close()
                return Server(info["url"], info["token"])
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-4000:]}")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """The system's browser without a window."""
    path = find_browser()
    if path is None:
        raise RuntimeError(NO_BROWSER)
    # Chromium refuses its sandbox to root.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield opened
        finally:
            opened.close()


class NotebookPage:
    """A notebook, open in JupyterLab."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
        self.wait_until_idle(PATIENCE)

    def wait_until_idle(self, seconds: float) -> None:
        """Waits until the kernel that the notebook names is connected and has nothing to do.

        GoNB tells no status before its first cell; JupyterLab calls that "unknown".
        """
        self.page.wait_for_function(
            """() => {
                const session = jupyterapp.shell.currentWidget?.context?.sessionContext;
                const kernel = session?.session?.kernel;
                return session?.isReady && kernel?.connectionStatus === 'connected'
                    && ['idle', 'unknown'].includes(kernel.status);
            }""",
            timeout=1000 * seconds,
        )

    def kernel(self) -> str:
        """The name of the kernel that runs the notebook."""
        return self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.name"
        )

    def command(self, name: str, seconds: float = PATIENCE) -> None:
        """Runs one of JupyterLab's commands and waits until it is done."""
        self.page.evaluate(
            """([name, seconds]) => Promise.race([
                jupyterapp.commands.execute(name).then(() => null),
                new Promise((_, fail) => setTimeout(
                    () => fail(new Error(`${name} took more than ${seconds} s`)), 1000 * seconds)),
            ])""",
            [name, seconds],
        )

    def set_theme(self, name: str) -> None:
        """Switches to a theme, "JupyterLab Light" or "JupyterLab Dark"."""
        self.page.evaluate(
            """theme => jupyterapp.commands.execute('apputils:change-theme', {theme})
                .then(() => null)""",
            name,
        )

    def start(self, name: str) -> None:
        """Starts one of JupyterLab's commands and does not wait for its end."""
        self.page.evaluate("name => { jupyterapp.commands.execute(name); }", name)

    def run_all(self, seconds: float) -> None:
        """Runs all cells, and draws a stroke on each board that waits for a drawing."""
        self.page.evaluate(
            """() => {
                window.ran = null;
                jupyterapp.commands.execute('notebook:run-all-cells').then(
                    () => { window.ran = 'to the end'; }, error => { window.ran = `${error}`; });
            }"""
        )
        end = time.monotonic() + seconds
        while (ran := self.page.evaluate("window.ran")) is None:
            if time.monotonic() > end:
                raise TimeoutError(f"running all cells took more than {seconds} s")
            self.draw_a_stroke()
            self.page.wait_for_timeout(200)
        assert ran == "to the end", ran
        self.wait_until_idle(seconds)

    def draw_a_stroke(self) -> None:
        """Draws by keyboard on each board that is ready, and presses Done."""
        self.page.evaluate(
            """() => {
                for (const canvas of document.querySelectorAll('.jp-OutputArea-output canvas')) {
                    if (canvas.offsetParent === null) continue;
                    for (const key of [' ', 'ArrowDown', 'ArrowDown', 'ArrowDown', ' '])
                        canvas.dispatchEvent(new KeyboardEvent('keydown', {key}));
                    const output = canvas.closest('.jp-OutputArea-output');
                    const buttons = [...output.querySelectorAll('button')];
                    buttons.find(b => b.textContent === 'Done').click();
                }
            }"""
        )

    def cells(self) -> list[dict]:
        """The cells as they would be saved."""
        return self.page.evaluate(
            "() => [...jupyterapp.shell.currentWidget.content.model.cells].map(c => c.toJSON())"
        )

    def figures(self) -> dict[str, list[bool]]:
        """For each cell with images in its output: whether each of them was drawn."""
        return self.page.evaluate(
            """() => {
                const found = {};
                for (const cell of jupyterapp.shell.currentWidget.content.widgets) {
                    const images = [...cell.node.querySelectorAll('.jp-OutputArea-output img')];
                    if (images.length)
                        found[cell.model.id] = images.map(i => i.complete && i.naturalWidth > 0);
                }
                return found;
            }"""
        )

    def wait_for_figures(self, wanted: dict[str, list[bool]], seconds: float = PATIENCE) -> dict:
        """Waits for these figures, as cells out of view are drawn later; returns what is there."""
        end = time.monotonic() + seconds
        while (found := self.figures()) != wanted and time.monotonic() < end:
            self.page.wait_for_timeout(100)
        return found

    def write(self, cell_id: str, source: str) -> None:
        """Replaces the text of a cell, which becomes the active one."""
        self.page.evaluate(
            """([id, source]) => {
                const content = jupyterapp.shell.currentWidget.content;
                content.deselectAll();
                content.activeCellIndex = content.widgets.findIndex(w => w.model.id === id);
                content.activeCell.model.sharedModel.setSource(source);
            }""",
            [cell_id, source],
        )

    def run_cell(self, cell_id: str, seconds: float) -> str:
        """Runs the active cell, which has this id, and returns what it prints."""
        self.command("notebook:run-cell", seconds)
        self.wait_until_idle(seconds)
        (cell,) = (cell for cell in self.cells() if cell["id"] == cell_id)
        return "".join("".join(output.get("text", "")) for output in cell["outputs"])

    def add_cell(self, source: str) -> None:
        """Adds a cell at the end and leaves the cursor behind its text."""
        self.page.evaluate(
            """() => {
                const content = jupyterapp.shell.currentWidget.content;
                content.deselectAll();
                content.activeCellIndex = content.widgets.length - 1;
            }"""
        )
        self.command("notebook:insert-cell-below")
        self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active .cm-content").click()
        self.page.keyboard.insert_text(source)

    def wait_for_output(self, text: str, seconds: float = PATIENCE) -> None:
        """Waits until the last cell's output has the text."""
        last = self.page.locator(".jp-Notebook .jp-CodeCell").last
        expect(last.locator(".jp-OutputArea")).to_contain_text(text, timeout=1000 * seconds)

    def interrupt(self) -> None:
        self.command("notebook:interrupt-kernel")

    def restart(self) -> None:
        """Restarts the kernel and says yes when asked."""
        self.start("kernelmenu:restart")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        expect(self.page.locator(".jp-Dialog")).to_have_count(0)
        self.wait_until_idle(PATIENCE)

    def popups(self) -> list[str]:
        """What stands in dialogs and notifications that are open."""
        found = self.page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()
        return [re.sub(r"\s+", " ", text) for text in found]

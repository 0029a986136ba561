"""The built site on a plain static server, and browsers that visit it."""

import contextlib
import functools
import http.server
import json
import mimetypes
import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

import firefox
from nbtools import lab
from nbtools.project import ROOT

SITE = ROOT / "site"
SUB_PATH = "/a/course/"
HEADLESS = os.environ | {"DLFS_HEADLESS": "1"}


@dataclass
class Server:
    """A server of the site under a sub-path. `requests` has the path of each answer with a body."""

    url: str
    httpd: http.server.ThreadingHTTPServer
    requests: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)  # what was asked for and is not there
    damaged: dict[str, bytes] = field(default_factory=dict)  # what is sent instead of a file
    once: dict[str, bytes] = field(default_factory=dict)  # the same, but only the first time
    moved: dict[str, str] = field(default_factory=dict)  # files that are found elsewhere
    cut: set[str] = field(default_factory=set)  # files whose connection breaks half way
    declares: bool = False  # how a file is packed that is, by its name
    stopped: bool = False

    def address(self, notebook: str, app: str = "lab") -> str:
        return f"{self.url}{app}/index.html?path={notebook}"

    def stop(self) -> None:
        """From now on nobody answers, on connections that are open either."""
        self.stopped = True
        self.httpd.shutdown()
        self.httpd.server_close()


class Handler(http.server.SimpleHTTPRequestHandler):
    server_of: "Server"
    protocol_version = "HTTP/1.1"  # Connections stay open, as those of most servers do.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.server_of.stopped:
            self.close_connection = True
            return
        if not self.path.startswith(SUB_PATH):
            self.send_error(404)
            return
        self.path = "/" + self.path[len(SUB_PATH) :]
        name = self.path.partition("?")[0].lstrip("/")
        content = self.server_of.once.pop(name, self.server_of.damaged.get(name))
        if name in self.server_of.moved:
            self.send_response(302)
            self.send_header("Location", SUB_PATH + self.server_of.moved[name])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if name in self.server_of.cut:
            size = Path(self.directory, name).stat().st_size
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            self.wfile.write(Path(self.directory, name).read_bytes()[: size // 2])
            self.close_connection = True
            return
        if content is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_response(self, code: int, message: str | None = None) -> None:
        if code >= 400:
            self.server_of.missed.append(self.path)
        if code != 304:
            self.server_of.requests.append(self.path.partition("?")[0].lstrip("/"))
        super().send_response(code, message)

    def end_headers(self) -> None:
        packed = mimetypes.guess_type(self.path)[1]
        if self.server_of.declares and packed:
            self.send_header("Content-Encoding", packed)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


BROWSERS = ("chromium", "firefox")


def browsers() -> list[str]:
    """Chromium, which all tests of pages want, and Firefox where this machine has it."""
    return [name for name in BROWSERS if name == "chromium" or firefox_path()]


def firefox_path() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


def launch(name: str) -> contextlib.AbstractContextManager:
    return lab.browser() if name == "chromium" else firefox.launch(firefox_path())


@contextlib.contextmanager
def serve(folder: Path = SITE) -> Iterator[Server]:
    handler = type("SiteHandler", (Handler,), {})
    httpd = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    )
    server = Server(f"http://127.0.0.1:{httpd.server_port}{SUB_PATH}", httpd)
    handler.server_of = server
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


class Notebook(lab.NotebookPage):
    """A notebook in JupyterLite."""

    def run_cell(self, source: str, seconds: float = lab.PATIENCE) -> list[dict]:
        """Adds a cell at the end, runs it and returns its outputs."""
        return self.page.evaluate(
            """async ([source, milliseconds]) => {
                const panel = jupyterapp.shell.currentWidget;
                const kernel = panel.context.sessionContext.session.kernel;
                const outputs = [];
                const future = kernel.requestExecute({code: source, stop_on_error: false});
                future.onIOPub = ({header, content}) => {
                    if (header.msg_type !== 'status' && header.msg_type !== 'execute_input')
                        outputs.push({type: header.msg_type, ...content});
                };
                await Promise.race([future.done, new Promise((_, fail) => setTimeout(
                    () => fail(new Error(`not done: ${JSON.stringify(outputs)}`)), milliseconds))]);
                return outputs;
            }""",
            [source, 1000 * seconds],
        )

    # Both without keyboard and mouse, which not every browser here has.

    def add_cell(self, source: str) -> None:
        self.command("notebook:insert-cell-below")
        self.page.evaluate(
            """source => {
                const {activeCell} = jupyterapp.shell.currentWidget.content;
                activeCell.model.sharedModel.setSource(source);
            }""",
            source,
        )

    def wait_for_output(self, text: str, seconds: float = lab.PATIENCE) -> None:
        self.page.wait_for_function(
            f"""() => {{
                const {{activeCell}} = jupyterapp.shell.currentWidget.content;
                return activeCell.outputArea.node.textContent.includes({json.dumps(text)});
            }}""",
            timeout=1000 * seconds,
        )

    def start_cell(self, source: str) -> None:
        """Runs a cell and does not wait for its end."""
        self.page.evaluate(
            """source => {
                const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
                const outputs = [];
                const future = kernel.requestExecute({code: source, stop_on_error: false});
                future.onIOPub = ({header, content}) => {
                    if (header.msg_type !== 'status' && header.msg_type !== 'execute_input')
                        outputs.push({type: header.msg_type, ...content});
                };
                window.startedOutputs = outputs;
                window.startedCell = future.done.then(() => outputs);
            }""",
            source,
        )

    def wait_for_text(self, text: str) -> None:
        """Waits until the cell that was started has printed the text."""
        said = f"window.startedOutputs.some(o => o.text?.includes({json.dumps(text)}))"
        self.page.wait_for_function(said, timeout=1000 * lab.PATIENCE)

    def end_cell(self) -> list[dict]:
        """Waits for the end of the cell that was started, and returns its outputs."""
        return self.page.evaluate("() => window.startedCell")

    def ask(self, request: str, source: str) -> dict:
        """Asks for a completion or an inspection at the | in the source."""
        return self.page.evaluate(
            """async ([request, code, cursor_pos]) => {
                const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
                return (await kernel[request]({code, cursor_pos, detail_level: 0})).content;
            }""",
            [request, source.replace("|", ""), source.index("|")],
        )

    def reload(self) -> "Notebook":
        address = self.page.url
        return Notebook(self.page, address)

    def wait_until_stored(self, seconds: float = 300) -> None:
        """Waits until the course is in the browser's cache as a whole."""
        wait_until_kept(self.page, r"^(files|api|extensions\/dlfs-go)\/", seconds)

    def notifications(self) -> list[str]:
        """What JupyterLab says at the edge of the page."""
        said = "[...document.querySelectorAll('.Toastify__toast')].map((t) => t.textContent)"
        return self.page.evaluate(f"() => {said}")

    def wait_until_renewed(self, banner: str) -> None:
        """Reloads until the kernel calls itself so."""
        for _ in range(10):
            self.page.wait_for_timeout(1000)
            opened = self.reload()
            if banner in opened.banner():
                return
        raise AssertionError("the old site is still shown")

    def banner(self) -> str:
        return self.page.evaluate(
            """async () => (await jupyterapp.shell.currentWidget.context.sessionContext
                .session.kernel.info).banner"""
        )

    def restart_quietly(self) -> None:
        """Restarts the kernel without a question."""
        self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
        )
        self.wait_until_idle(lab.PATIENCE)


def manifest() -> dict:
    """What the site has of Go."""
    return json.loads((SITE / "extensions/dlfs-go/kernel/manifest.json").read_text())


def packs(*names: str) -> list[str]:
    """The packs of archives with these names, for the compiler and for the linker."""
    return [pack for pack in manifest()["packs"] if pack.split("/")[1] in names]


def blob_of(name: str) -> str:
    """Where the site has one of Go's files."""
    return f"extensions/dlfs-go/kernel/blobs/{manifest()['files'][name]['sha256']}.bin"


def wait_until_kept(page: Page, names: str, seconds: float = 300) -> None:
    """Waits until all files of the site whose names match are in the browser's cache."""
    missing = ["?"]
    end = time.monotonic() + seconds
    while missing and time.monotonic() < end:
        page.wait_for_timeout(500)
        missing = page.evaluate(
            f"""async () => {{
                const [registration] = await navigator.serviceWorker.getRegistrations();
                if (!registration) return ['?'];
                const {{scope}} = registration;
                const cache = await caches.open(`dlfs-site ${{scope}}`);
                const listing = await cache.match(new URL('files.json', scope));
                if (!listing) return ['files.json'];
                const stored = new Set((await cache.keys()).map(({{url}}) => url));
                return Object.entries(await listing.json())
                    .filter(([name]) => /{names}/.test(name))
                    .map(([name, hash]) => new URL(`${{name}}?${{hash}}`, scope).href)
                    .filter(address => !stored.has(address));
            }}"""
        )
    assert not missing, f"not stored: {missing[:5]}"


def output(message: dict) -> dict:
    """An output as Notebook.run_cell has it."""
    return {"type": message["header"]["msg_type"], **message["content"]}


def text_of(outputs: list[dict], stream: str = "stdout") -> str:
    return "".join(o["text"] for o in outputs if o["type"] == "stream" and o["name"] == stream)


def headless(context: BrowserContext) -> None:
    """Runs cells as `make notebooks` does: what they leave is the same each time."""
    context.add_init_script("window.dlfsEnvironment = {DLFS_HEADLESS: '1'}")


def open_notebook(context: BrowserContext, server: Server, name: str, app: str = "lab") -> Notebook:
    page: Page = context.new_page()
    page.set_default_timeout(1000 * lab.PATIENCE)
    return Notebook(page, server.address(name, app))

"""The built site on a plain static server, and browsers that visit it."""

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from nbtools import lab
from nbtools.project import ROOT

SITE = ROOT / "site"
SUB_PATH = "/a/course/"


@dataclass
class Server:
    """A server of the site under a sub-path. `requests` has the path of each answer with a body."""

    url: str
    httpd: http.server.ThreadingHTTPServer
    requests: list[str] = field(default_factory=list)
    damaged: dict[str, bytes] = field(default_factory=dict)  # what is sent instead of a file

    def address(self, notebook: str) -> str:
        return f"{self.url}lab/index.html?path={notebook}"


class Handler(http.server.SimpleHTTPRequestHandler):
    server_of: "Server"

    def do_GET(self) -> None:
        if not self.path.startswith(SUB_PATH):
            self.send_error(404)
            return
        self.path = "/" + self.path[len(SUB_PATH) :]
        name = self.path.partition("?")[0].lstrip("/")
        content = self.server_of.damaged.get(name)
        if content is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_response(self, code: int, message: str | None = None) -> None:
        if code != 304:
            self.server_of.requests.append(self.path.partition("?")[0].lstrip("/"))
        super().send_response(code, message)

    def log_message(self, *arguments: object) -> None:
        pass


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
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class Notebook(lab.NotebookPage):
    """A notebook in JupyterLite."""

    def run_cell(self, source: str, seconds: float = 60) -> list[dict]:
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


def text_of(outputs: list[dict], stream: str = "stdout") -> str:
    return "".join(o["text"] for o in outputs if o["type"] == "stream" and o["name"] == stream)


def headless(context: BrowserContext) -> None:
    """Runs cells as `make notebooks` does: what they leave is the same each time."""
    context.add_init_script("window.dlfsEnvironment = {DLFS_HEADLESS: '1'}")


def open_notebook(context: BrowserContext, server: Server, name: str) -> Notebook:
    page: Page = context.new_page()
    return Notebook(page, server.address(name))

"""The system's Firefox, driven over WebDriver BiDi.

It offers what the tests use of Playwright, whose own Firefox is a special build.
"""

import contextlib
import itertools
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import websocket

from nbtools import lab

STARTED = "WebDriver BiDi listening on "


@contextlib.contextmanager
def launch(path: str) -> Iterator["Browser"]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log = Path(folder, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    path,
                    "--headless",
                    "--no-remote",
                    "--profile",
                    folder,
                    "--remote-debugging-port=0",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            browser = Browser(address(process, log))
            yield browser
            browser.socket.close()
        finally:
            process.terminate()
            process.wait(timeout=lab.PATIENCE)


def address(process: subprocess.Popen, log: Path) -> str:
    end = time.monotonic() + lab.PATIENCE
    while time.monotonic() < end and process.poll() is None:
        for line in log.read_text(errors="replace").splitlines():
            if line.startswith(STARTED):
                return line.removeprefix(STARTED) + "/session"
        time.sleep(0.1)
    raise RuntimeError(f"Firefox did not start:\n{log.read_text(errors='replace')[-2000:]}")


class Browser:
    def __init__(self, url: str) -> None:
        self.socket = websocket.create_connection(url, suppress_origin=True, timeout=900)
        self.numbers = itertools.count(1)
        self.send("session.new", capabilities={})

    def send(self, method: str, **parameters: object) -> dict:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def new_context(self) -> "Context":
        return Context(self, self.send("browser.createUserContext")["userContext"])


class Context:
    """A window of its own storage."""

    def __init__(self, browser: Browser, name: str) -> None:
        self.browser, self.name = browser, name

    def add_init_script(self, script: str) -> None:
        self.browser.send(
            "script.addPreloadScript",
            functionDeclaration=f"() => {{ {script} }}",
            userContexts=[self.name],
        )

    def set_offline(self, offline: bool) -> None:
        self.browser.send(
            "emulation.setNetworkConditions",
            networkConditions={"type": "offline"} if offline else None,
            userContexts=[self.name],
        )

    def new_page(self) -> "Page":
        created = self.browser.send("browsingContext.create", type="tab", userContext=self.name)
        return Page(self.browser, created["context"])

    def close(self) -> None:
        self.browser.send("browser.removeUserContext", userContext=self.name)


class Page:
    def __init__(self, browser: Browser, context: str) -> None:
        self.browser, self.context, self.url = browser, context, ""
        self.timeout = 30_000.0

    def set_default_timeout(self, milliseconds: float) -> None:
        self.timeout = milliseconds

    def goto(self, url: str) -> None:
        self.url = url
        # JupyterLab waits for frames, and a tab that nobody sees has none.
        self.browser.send("browsingContext.activate", context=self.context)
        self.browser.send(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )

    def reload(self) -> None:
        self.browser.send("browsingContext.reload", context=self.context, wait="complete")

    def close(self) -> None:
        self.browser.send("browsingContext.close", context=self.context)

    def title(self) -> str:
        return self.evaluate("() => document.title")

    def evaluate(self, script: str, argument: object = None) -> object:
        """The value of an expression, or of a function of one argument. It travels as JSON."""
        code = f"""async () => {{
            const value = ({script}), argument = {json.dumps(argument)};
            const result = await (typeof value === 'function' ? value(argument) : value);
            return JSON.stringify(result) ?? 'null';
        }}"""
        answer = self.browser.send(
            "script.callFunction",
            functionDeclaration=code,
            awaitPromise=True,
            target={"context": self.context},
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait_for_function(self, script: str, *, timeout: float | None = None, polling=100) -> None:
        end = time.monotonic() + (timeout or self.timeout) / 1000
        while time.monotonic() < end:
            with contextlib.suppress(RuntimeError):  # The page is not there yet.
                if self.evaluate(script):
                    return
            time.sleep(polling / 1000)
        raise TimeoutError(f"it did not come true: {script}")

    def wait_for_timeout(self, milliseconds: float) -> None:
        time.sleep(milliseconds / 1000)

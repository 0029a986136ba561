"""A student who logs in by the form and runs cells, over HTTP and WebSocket as a browser does."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import requests
import websocket
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

ANSWER_SECONDS = 60


@dataclass
class Answer:
    """What became of a cell."""

    status: str
    seconds: float
    outputs: list[dict] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(o["text"] for o in self.outputs if "text" in o) + "".join(
            str(o["data"].get("text/html", "")) for o in self.outputs if "data" in o
        )

    @property
    def shows_picture(self) -> bool:
        return any("image/png" in o.get("data", {}) for o in self.outputs)


class Student:
    """One browser: of a student of the hub at `address`, or of whoever holds a server's token."""

    def __init__(self, address: str, name: str = "", password: str = "", token: str = "") -> None:
        self.name, self.password = name, password
        self.hub = address.rstrip("/")
        self.server = f"{self.hub}/user/{name}" if name else self.hub
        self.browser = requests.Session()
        # The proxy hangs up on who has not asked for some seconds, perhaps just when we do ask.
        self.browser.mount("http://", HTTPAdapter(max_retries=Retry(3, allowed_methods={"GET"})))
        if token:
            self.browser.headers["Authorization"] = f"token {token}"
        self.socket = None
        self.session = uuid.uuid4().hex

    def log_in(self) -> bool:
        """Fills in the form; says whether that let the student in."""
        self.browser.get(f"{self.hub}/hub/login", timeout=ANSWER_SECONDS).raise_for_status()
        form = {
            "username": self.name,
            "password": self.password,
            "_xsrf": self.cookie("_xsrf", "/hub/"),
        }
        self.browser.post(
            f"{self.hub}/hub/login", data=form, timeout=ANSWER_SECONDS, allow_redirects=False
        )
        return bool(self.cookie("jupyterhub-session-id", "/")) and self.is_known()

    def is_known(self) -> bool:
        page = self.browser.get(
            f"{self.hub}/hub/token", timeout=ANSWER_SECONDS, allow_redirects=False
        )
        return page.status_code == 200

    def start_server(self, seconds: float = 300) -> float:
        """Asks for a server and waits until it answers; returns the seconds that this took."""
        start = time.monotonic()
        self.browser.get(f"{self.hub}/hub/spawn", timeout=ANSWER_SECONDS)
        while time.monotonic() - start < seconds:
            page = self.browser.get(f"{self.server}/lab", timeout=ANSWER_SECONDS)
            if page.ok and page.url.startswith(self.server):
                return time.monotonic() - start
            time.sleep(0.3)
        raise TimeoutError(
            f"{self.name}: no server after {seconds} s: {page.status_code} {page.url}"
        )

    def cookie(self, name: str, path: str) -> str:
        found = [c.value for c in self.browser.cookies if c.name == name and c.path == path]
        return found[0] if found else ""

    def api(self, method: str, path: str, **more) -> requests.Response:
        return self.ask_server(method, f"api/{path}", **more)

    def ask_server(self, method: str, path: str, **more) -> requests.Response:
        headers = {"X-XSRFToken": self.cookie("_xsrf", f"/user/{self.name}/")}
        more.setdefault("timeout", ANSWER_SECONDS)
        return self.browser.request(method, f"{self.server}/{path}", headers=headers, **more)

    def ask_hub(self, path: str, **form: str) -> requests.Response:
        """Fills in a form of the hub."""
        form["_xsrf"] = self.cookie("_xsrf", "/hub/")
        return self.browser.post(f"{self.hub}/hub/{path}", data=form, timeout=ANSWER_SECONDS)

    def open_notebook(self, path: str) -> str:
        """Starts the notebook's kernel and connects to it; returns the kernel's id."""
        if self.socket:
            self.socket.close()
        wanted = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "dlfs"}}
        answer = self.api("POST", "sessions", json=wanted)
        answer.raise_for_status()
        kernel = answer.json()["kernel"]["id"]
        self.socket = self.connect(f"api/kernels/{kernel}/channels?session_id={self.session}")
        return kernel

    def connect(self, path: str) -> websocket.WebSocket:
        """Opens a WebSocket of the server."""
        address = f"{self.server}/{path}"
        if xsrf := self.cookie("_xsrf", f"/user/{self.name}/"):
            address += f"{'&' if '?' in path else '?'}_xsrf={xsrf}"
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.cookies_for_server())
        headers = {k: v for k, v in self.browser.headers.items() if k == "Authorization"}
        return websocket.create_connection(
            address.replace("http", "ws", 1),
            cookie=cookies or None,
            header=headers,
            timeout=ANSWER_SECONDS,
        )

    def type_in_terminal(self, command: str, seconds: float = 60) -> str:
        """Runs a command in a new terminal of JupyterLab; returns what the terminal shows."""
        name = self.api("POST", "terminals").json()["name"]
        terminal = self.connect(f"terminals/websocket/{name}")
        # No line is broken at the edge.
        terminal.send(json.dumps(["set_size", 50, 1000]))
        terminal.send(json.dumps(["stdin", f"{command}; exit\r"]))
        shown = ""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            terminal.settimeout(left)
            kind, *rest = json.loads(terminal.recv())
            if kind == "stdout":
                shown += rest[0]
            elif kind == "disconnect":
                return shown
        raise TimeoutError(f"{self.name}: no end of {command!r} after {seconds} s: {shown}")

    def cookies_for_server(self):
        return [c for c in self.browser.cookies if f"/user/{self.name}/".startswith(c.path)]

    def run(self, source: str, seconds: float = 120) -> Answer:
        """Runs a cell to its end."""
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        content |= {"user_expressions": {}, "stop_on_error": True}
        start = time.monotonic()
        outputs, status, idle = [], None, False
        for kind, reply in self.ask("execute_request", content, seconds):
            if kind == "execute_reply":
                status = reply["status"]
            elif kind == "status":
                idle = reply["execution_state"] == "idle"
            elif kind in ("stream", "display_data", "update_display_data", "error"):
                outputs.append(reply)
            if status and idle:
                return Answer(status, time.monotonic() - start, outputs)
        raise AssertionError("replies do not end")

    def complete(self, source: str, seconds: float = 60) -> list[str]:
        """What could stand at the end of the source.

        Asks until there is something: who completes names may be reading the packages still.
        """
        content = {"code": source, "cursor_pos": len(source)}
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            replies = self.ask("complete_request", content, left)
            matches = next(r["matches"] for kind, r in replies if kind == "complete_reply")
            if matches:
                return matches
            time.sleep(0.2)
        raise TimeoutError(f"{self.name}: no completion of {source!r} after {seconds} s")

    def ask(self, kind: str, content: dict, seconds: float) -> Iterator[tuple[str, dict]]:
        """Sends a message to the kernel; yields the kind and content of what comes back."""
        message = str(uuid.uuid4())
        header = {"msg_id": message, "msg_type": kind, "username": "", "version": "5.3"}
        header |= {"session": self.session, "date": ""}
        end = time.monotonic() + seconds
        frame = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}}
        self.socket.send(json.dumps(frame | {"content": content, "buffers": []}))
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                frame = self.socket.recv()
            except websocket.WebSocketTimeoutException:
                break
            if not frame:
                raise ConnectionError("the connection has ended")
            reply = json.loads(frame)
            if reply["parent_header"].get("msg_id") == message:
                yield reply["msg_type"], reply["content"]
        raise TimeoutError(f"{self.name}: no end of {kind} after {seconds} s")

    def run_notebook(self, path: Path) -> list[Answer]:
        """Runs the code cells of a notebook of the course in the kernel that is connected."""
        notebook = nbformat.read(path, as_version=4)
        return [self.run(cell.source) for cell in notebook.cells if cell.cell_type == "code"]

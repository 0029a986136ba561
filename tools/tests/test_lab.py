"""A JupyterLab that a test starts is used when it answers, and not before."""

import http.server
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from nbtools import lab


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_note_alone_is_no_server(tmp_path: Path):
    """Jupyter's server notes down its address before it listens there."""
    with (
        http.server.HTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False) as server,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process,
    ):
        server.server_bind()
        address = f"http://127.0.0.1:{server.server_port}/"
        note = {"url": address, "token": "secret"}
        (tmp_path / "jpserver-1.json").write_text(json.dumps(note))
        found = []
        log = tmp_path / "log"
        waiting = threading.Thread(
            target=lambda: found.append(lab.wait_for(process, tmp_path, log)), daemon=True
        )
        waiting.start()
        time.sleep(0.5)
        assert found == []

        server.server_activate()
        server.handle_request()
        waiting.join(timeout=60)
        process.communicate(b"\n")
        assert found == [lab.Server(address, "secret")]

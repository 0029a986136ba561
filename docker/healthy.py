"""The health check of the image: exits with 0 if a Jupyter server of this user answers.

It asks the address that the server has noted down, whatever its command, port and base URL.
"""

import json
import sys
import urllib.request
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir


def main() -> int:
    notes = sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json"))
    for note in notes:
        server = json.loads(note.read_text())
        address = f"http://127.0.0.1:{server['port']}{server['base_url']}api"
        try:
            with urllib.request.urlopen(address, timeout=3) as answer:
                print(f"{address}: {answer.read().decode()}")
                return 0
        except OSError as error:  # perhaps a note that a killed server has left
            print(f"{address}: {error}", file=sys.stderr)
    print("No Jupyter server answers.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

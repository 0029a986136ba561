"""Makes the parts of the book's scripts that are not written as they are shipped."""

import json
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BOARD_END = "})(document.currentScript.parentNode);"


def bundle(target: Path) -> None:
    """Writes the editor, the script of the drawing boards, and the words of each language."""
    target.mkdir(parents=True, exist_ok=True)
    editor(target / "editor.js")
    board(target / "board.js")
    for language, words in json.loads((HERE / "running.json").read_text("utf-8")).items():
        text = json.dumps(words, ensure_ascii=False, indent=1)
        (target / f"words.{language}.json").write_text(text + "\n", "utf-8")


def editor(path: Path) -> None:
    """Bundles CodeMirror as the lock file has it. npm runs no script of a package."""
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
    run(
        ["node", "node_modules/esbuild/bin/esbuild", "editor/editor.js", "--bundle", "--minify",
         "--format=esm", "--target=es2022", "--legal-comments=none", f"--outfile={path.resolve()}",
         "--log-level=warning"]
    )  # fmt: skip


def board(path: Path) -> None:
    """Makes a module of the script that nb.Drawing puts into its output, which the book runs not.

    There the script finds its board by itself; here it gets it.
    """
    script = (ROOT / "nb" / "drawing.js").read_text("utf-8").rstrip()
    comment, found = re.match(r"((?://.*\n)*)\(\(root\)", script), script.endswith(BOARD_END)
    if not comment or not found:
        raise SystemExit("nb/drawing.js is not as expected: see board in browser/book/bundle.py")
    body = script[comment.end(1) : -len(BOARD_END)]
    path.write_text(f"{comment[1]}export const board = {body}}});\n", "utf-8")


def run(command: list[str]) -> None:
    if subprocess.run(command, cwd=HERE, check=False).returncode != 0:
        raise SystemExit(f"{command[0]} {command[1]} failed: see above")

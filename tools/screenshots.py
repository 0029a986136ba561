"""Saves pictures of each notebook as JupyterLab shows it, from top to bottom, for people."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbtools import lab
from nbtools.project import ROOT, all_notebooks

HEIGHT = 6_000  # of a picture, in pixels: Chromium takes some that are higher, but none of 20,000
PANEL = ".jp-WindowedPanel-outer"
# JupyterLab draws cells as they come into view, and moves the others when it learns their heights.
ALL_CELLS = """() => {
    const {content} = jupyterapp.shell.currentWidget;
    content.notebookConfig = {...content.notebookConfig, windowingMode: 'none'};
}"""
EACH_IN_TURN = """async () => {
    const {content} = jupyterapp.shell.currentWidget;
    for (const cell of content.widgets.keys()) {
        await content.scrollToItem(cell);
        await new Promise((resolve) => setTimeout(resolve, 150));
    }
}"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="screenshots.py", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="default: all")
    parser.add_argument("--run", action="store_true", help="run all cells first")
    parser.add_argument("--theme", default="JupyterLab Light", help='e.g. "JupyterLab Dark"')
    parser.add_argument("--width", type=int, default=1300, help="of the window, in pixels")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    # A copy, as running and saving changes notebooks.
    with tempfile.TemporaryDirectory(prefix="dlfs-") as folder:
        shutil.copytree(ROOT / "notebooks", Path(folder, "notebooks"))
        with lab.serve(Path(folder), Path(folder)) as server, lab.browser() as browser:
            for path in options.paths or all_notebooks():
                name = path.resolve().relative_to(ROOT)
                page = browser.new_page(viewport={"width": options.width, "height": 1000})
                notebook = lab.NotebookPage(page, server.address(str(name)))
                notebook.set_theme(options.theme)
                if options.run:
                    notebook.run_all(600)
                stem = "-".join(name.with_suffix("").parts[1:])
                for number, picture in enumerate(pictures(notebook), start=1):
                    saved = options.folder / f"{stem}-{number}.png"
                    saved.write_bytes(picture)
                    print(saved)
                page.close()
    return 0


def pictures(notebook: lab.NotebookPage) -> Iterator[bytes]:
    """Pictures that follow each other, from the first cell to the last."""
    page = notebook.page
    notebook.command("application:toggle-left-area")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": HEIGHT})
    page.evaluate(ALL_CELLS)
    page.evaluate(EACH_IN_TURN)
    page.evaluate(f"document.querySelector('{PANEL}').scrollTop = 0")
    more = True
    while more:
        page.wait_for_timeout(3000)  # until cells that came into view, and their figures, are drawn
        yield page.screenshot()
        more = page.evaluate(
            f"""() => {{
                const panel = document.querySelector('{PANEL}');
                const before = panel.scrollTop;
                panel.scrollTop += panel.clientHeight;
                return panel.scrollTop > before;
            }}"""
        )


if __name__ == "__main__":
    sys.exit(main())

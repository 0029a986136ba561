"""Saves a picture of each notebook as JupyterLab shows it, from top to bottom, for people."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from nbtools import lab
from nbtools.project import ROOT, all_notebooks

HIGHEST = 16_000  # pixels; Chromium's pictures end there


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
                picture = options.folder / f"{'-'.join(name.with_suffix('').parts[1:])}.png"
                save(notebook, picture)
                page.close()
                print(picture)
    return 0


def save(notebook: lab.NotebookPage, picture: Path) -> None:
    """Makes the window as high as the notebook, and takes its picture."""
    notebook.command("application:toggle-left-area")
    width, height = notebook.page.viewport_size["width"], 0
    # A cell gets its real height when it first comes into view.
    while height < HIGHEST and (now := content_height(notebook)) > height:
        height = min(now, HIGHEST)
        notebook.page.set_viewport_size({"width": width, "height": height})
        notebook.page.wait_for_timeout(2000)
    notebook.page.screenshot(path=picture)


def content_height(notebook: lab.NotebookPage) -> int:
    """The height of a window that shows all cells; below them JupyterLab leaves a page empty."""
    return notebook.page.evaluate(
        """() => Math.ceil(jupyterapp.shell.currentWidget.content.widgets.at(-1).node
            .getBoundingClientRect().bottom
            + document.querySelector('.jp-WindowedPanel-outer').scrollTop) + 60"""
    )


if __name__ == "__main__":
    sys.exit(main())

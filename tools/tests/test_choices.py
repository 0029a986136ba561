"""Figures to choose from, nb.Slide and nb.Steps, in JupyterLab, trusted or not, and in handouts."""

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Locator, Page, expect

import notebooks
from handout import imprint, notebook, typeset, webpage
from nbtools import execute, lab, normalise, trust
from nbtools.project import ROOT
from samples import code, markdown
from samples import notebook as sample
from test_handouts import loaded_by

pytestmark = pytest.mark.kernel

SLIDE = """\
import (
	"dlfs/nb"
	"dlfs/plotting"
)

%%
f := func(x float64) float64 { return x*x/100 + x/10 }
nb.Slide("h", []float64{8, 2, 0.5}, func(h float64) nb.Figure {
	return plotting.Tangent(f, 5, (f(5+h)-f(5))/h, 0, 20)
})
"""
STEPS = """\
import (
	"dlfs/nb"
	"dlfs/plotting"
)

%%
path := [][]float64{{-7, 2}, {-6.4, 1.2}, {-5.8, 0.7}, {-5.2, 0.4}}
bowl := func(x []float64) float64 { return x[0]*x[0]/20 + x[1]*x[1] }
var figures []nb.Figure
for i := range path {
	figures = append(figures, plotting.ContourPath(bowl, -10, 10, path[:i+1]))
}
nb.Steps(figures...)
"""
# Three squares side by side, 100 pixels wide, are where the three figures can be clicked.
SPOTS = """\
import (
	"dlfs/nb"
	"dlfs/plotting"
)

type spotted struct {
	*plotting.Figure
	left int
}

func (s spotted) Spot() (left, top, width, height int) { return s.left, 150, 100, 100 }

%%
nb.Slide("spot", []int{1, 2, 3}, func(n int) nb.Figure {
	return spotted{plotting.Line([]float64{0, float64(n)}, []float64{1, 2}), 100 * n}
})
"""
ORIGIN = imprint.Origin("1.2.3", ())


def run(heading: str) -> nbformat.NotebookNode:
    """A notebook with one Slide twice, executed."""
    cells = [code(source) for source in (SLIDE, SLIDE, STEPS, SPOTS)]
    made = sample(markdown(f"# {heading}"), *cells)
    ran = asyncio.run(execute.run_notebook(made, ROOT / "notebooks/en/choices.ipynb"))
    assert ran.failures == []
    return ran.notebook


@pytest.fixture(scope="module")
def made():
    return run("Figures to choose from")


def written(made: nbformat.NotebookNode, path: Path, heading: str) -> Path:
    copy = nbformat.from_dict(made)
    copy.cells[0].source = f"# {heading}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(normalise.text_of(copy), encoding="utf-8")
    return path


def test_two_runs_give_the_same_bytes(made):
    assert normalise.text_of(run("Figures to choose from")) == normalise.text_of(made)


def test_a_handout_has_the_choice_on_a_screen_and_three_states_on_paper(made, tmp_path):
    read = notebook.read(written(made, tmp_path / "en/choices.ipynb", "Choices"), "en")
    html = webpage.page(read, False, ORIGIN)
    assert loaded_by(html) == []
    for cell in made.cells[1:]:
        assert cell.outputs[0].data["text/html"] in html
    # Three of each of four cells; those of the first two are the same.
    assert len(typeset.Typst(read, False).pictures) == 9


# In a browser.


@pytest.fixture(scope="module")
def chromium(made):  # which cannot be made while Playwright runs its own event loop
    if lab.find_browser() is None and not os.environ.get("CI"):
        pytest.skip(f"nothing was tried in a browser: {lab.NO_BROWSER}")
    with lab.browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(chromium, made):
    """JupyterLab over two notebooks, one of which is signed."""
    with tempfile.TemporaryDirectory(prefix="dlfs lab ") as name:
        folder = Path(name)
        written(made, folder / "notebooks/en/00_start_here.ipynb", "Not signed")
        signed = written(made, folder / "signed/choices.ipynb", "Signed")
        command = [sys.executable, ROOT / "tools/notebooks.py", "trust", signed.parent]
        data = {"JUPYTER_DATA_DIR": str(ROOT / ".jupyter/data")}  # as make has it
        subprocess.run(command, env=os.environ | data, check=True)
        with lab.serve(folder, folder) as running:
            yield running


@pytest.fixture
def page(chromium, request):
    """A page, of which a picture is left of how the test left it."""
    opened = chromium.new_page(viewport={"width": 1300, "height": 1000})
    yield opened
    pictures = Path(tempfile.gettempdir(), "dlfs-screenshots")
    pictures.mkdir(exist_ok=True)
    opened.screenshot(path=pictures / f"{request.node.name}.png")
    opened.close()


def figures(page: Page) -> tuple[Locator, Locator, Locator]:
    """The Slide, the same again, and the Steps."""
    slides = page.get_by_role("group", name="h", exact=True)
    return slides.first, slides.last, page.get_by_role("group", name="Step", exact=True)


def expect_shown(form: Locator, number: int) -> None:
    """Expects that of the form's images just this one is there, to see and to hear, and drawn."""
    image = form.get_by_role("img")
    expect(image).to_have_count(1)
    wanted = form.locator("img").nth(number)
    expect(image).to_have_attribute("alt", wanted.get_attribute("alt"))
    assert wanted.evaluate("image => image.complete && image.naturalWidth > 0")


def spots(page: Page) -> Locator:
    return page.get_by_role("group", name="spot", exact=True)


def click(page: Page, form: Locator, x: float, y: float) -> None:
    """Clicks on the picture, at a place in pixels of the figure, of 576 by 384."""
    image = form.get_by_role("img")
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    scale = box["width"] / 576
    assert abs(box["height"] - 384 * scale) < 2
    page.mouse.click(box["x"] + x * scale, box["y"] + y * scale)


def choose_on_the_picture(page: Page) -> None:
    """Clicks in the corners of the places, and beside them; then goes on with the keyboard."""
    form = spots(page)
    expect_shown(form, 0)
    for x, y, number in [(297, 153, 1), (303, 153, 2), (396, 246, 2), (103, 246, 0), (203, 200, 1)]:
        click(page, form, x, y)
        expect_shown(form, number)
    for x, y in [(97, 200), (404, 200), (350, 145), (350, 255)]:
        click(page, form, x, y)
        expect_shown(form, 1)
    click(page, form, 350, 200)
    page.keyboard.press("ArrowLeft")
    expect_shown(form, 1)
    expect(form.get_by_role("radio", name="2", exact=True)).to_be_focused()


def choose(page: Page) -> None:
    """Goes through the figures with the mouse and with the keyboard."""
    slide, again, steps = figures(page)
    address = page.url
    for form in (slide, again, steps):
        expect_shown(form, 0)
    slide.get_by_role("radio", name="2", exact=True).click()
    for key, number in [("", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("ArrowDown", 2)]:
        page.keyboard.press(key) if key else None
        expect_shown(slide, number)
    page.keyboard.press("Enter")
    expect_shown(slide, 2)
    expect_shown(again, 0)  # equal as it is
    steps.get_by_text("4", exact=True).click()
    expect_shown(steps, 3)
    page.keyboard.press("ArrowUp")
    expect_shown(steps, 2)
    expect_shown(slide, 2)
    choose_on_the_picture(page)
    assert page.url == address


@pytest.mark.more
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_reader_chooses_in_a_notebook_that_is_trusted(server, page, theme):
    opened = lab.NotebookPage(page, server.address("signed/choices.ipynb"))
    opened.set_theme(theme)
    choose(page)
    assert opened.popups() == []


@pytest.mark.more
def test_a_notebook_that_is_not_trusted_shows_the_first_figure_and_folds_the_others(server, page):
    lab.NotebookPage(page, server.address("notebooks/en/00_start_here.ipynb"))
    for form, others in zip(figures(page), (2, 2, 3), strict=True):
        expect_shown(form, 0)
        expect(form.get_by_role("radio")).to_have_count(0)
        form.get_by_text(f"All others ({others})").click()
        expect(form.get_by_role("img")).to_have_count(1 + others)
    expect_shown(spots(page), 0)
    click(page, spots(page), 350, 200)
    expect_shown(spots(page), 0)


@pytest.mark.more
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_chooses_in_a_handout_without_scripts(chromium, made, tmp_path, scheme):
    read = notebook.read(written(made, tmp_path / "en/choices.ipynb", "Choices"), "en")
    path = tmp_path / "choices.html"
    path.write_text(webpage.page(read, False, ORIGIN), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False, color_scheme=scheme)
    page = context.new_page()
    page.goto(path.as_uri())
    choose(page)
    page.set_viewport_size({"width": 420, "height": 700})
    page.reload()
    choose_on_the_picture(page)  # which is smaller now
    page.screenshot(path=Path(tempfile.gettempdir(), f"dlfs-screenshots/handout {scheme}.png"))
    context.close()


# Signatures.


def signed(path: Path) -> bool:
    return NotebookNotary().check_signature(nbformat.read(path, as_version=4))


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A user whom Jupyter has not seen yet."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.usefixtures("data")
def test_a_copy_is_trusted_and_a_change_is_not(made, tmp_path):
    written(made, tmp_path / "signed/a.ipynb", "One")
    assert notebooks.main(["trust", str(tmp_path / "signed")]) == 0
    assert signed(written(made, tmp_path / "copy.ipynb", "One"))
    assert not signed(written(made, tmp_path / "signed/a.ipynb", "Another"))


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_what_is_signed_is_the_projects_own(made, tmp_path, monkeypatch):
    monkeypatch.setattr(trust, "ROOT", tmp_path)
    monkeypatch.setattr(trust, "STAMP", tmp_path / "stamp")
    folder = tmp_path / "notebooks/en"
    paths = [written(made, folder / f"{name}.ipynb", name) for name in "abc"]
    monkeypatch.setattr(trust, "all_notebooks", lambda: paths)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert trust.own() == paths  # no clone: what the first set-up finds
    trust.STAMP.touch()
    assert trust.own() == []
    git(tmp_path, "init")
    git(tmp_path, "add", "notebooks/en/a.ipynb", "notebooks/en/b.ipynb")
    git(tmp_path, "commit", "--message=x")
    written(made, paths[1], "somebody else's")
    assert trust.own() == [paths[0]]

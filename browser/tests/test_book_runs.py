"""Cells of the book, run where they are."""

import json
import re
import shutil
import time

import nbformat
import pytest

import bookpage
import visits
from nbtools.compare import cell_name
from nbtools.normalise import normalise
from nbtools.project import ROOT, all_notebooks
from test_notebooks import RUN_SECONDS, difference

START = "en/00_start_here.ipynb"
FEW = (START, "mirrors/zh/S4_backpropagation.ipynb")
PAGES = [
    pytest.param(name, marks=[] if name in FEW else pytest.mark.more)
    for path in sorted(all_notebooks())
    if (name := path.relative_to(ROOT / "notebooks").as_posix())
]


@pytest.fixture
def fresh(context, server):
    """The first page, in a browser that was never here."""
    return bookpage.open_page(context, server, START)


@pytest.fixture(scope="module")
def first_page(browser):
    with visits.serve() as running:
        context = browser.new_context()
        yield bookpage.open_page(context, running, START)
        context.close()


@pytest.fixture
def start(first_page):
    """The first page, whose kernel may be warm."""
    yield first_page
    first_page.reset("hello")


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_what_is_committed(context, server, name):
    visits.headless(context)
    page = bookpage.open_page(context, server, name)
    page.run_all(RUN_SECONDS)
    records = page.records()
    committed = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    fresh = nbformat.from_dict(json.loads(json.dumps(committed)))
    for cell in fresh.cells:
        if cell.cell_type == "code":
            assert cell.id in records, f"{cell.id} did not run"
            cell.outputs = nbformat.from_dict(records[cell.id].get("outputs", []))
    normalise(fresh, [])
    differences = [
        f"{cell_name(number, old)}: {why}"
        for number, (old, new) in enumerate(zip(committed.cells, fresh.cells, strict=True), 1)
        if old.cell_type == "code" and (why := difference(old, new))
    ]
    assert not differences, "\n".join(differences)


def test_cells_whose_values_are_needed_run_first(fresh):
    assert fresh.run("counter-again").strip() == "11"
    assert fresh.text("counter-again", ".run-notes") == (
        "Cell 4 ran first, because this one uses its values."
    )
    assert fresh.run("counter-again").strip() == "12"
    assert fresh.text("counter-again", ".run-notes") == ""
    fresh.reload()
    assert fresh.text("counter-again").strip() == "12"
    assert fresh.run("counter-again").strip() == "13", "values outlive a reload"


def test_a_cell_of_ones_own_is_below_all_others(fresh):
    fresh.write("own", "counter + 1")
    assert fresh.run("own").strip() == "12"
    assert "ran first" in fresh.text("own", ".run-notes")
    fresh.wait_until_stored("own", "counter + 1")
    fresh.reload()
    assert fresh.source("own") == "counter + 1" and fresh.text("own").strip() == "12"
    fresh.reset("own")
    assert fresh.source("own") == ""


def test_a_cell_does_not_run_after_one_that_it_needs_has_failed(fresh):
    fresh.write("counter", "counter := nowhere")
    fresh.click("counter-again", "Run")
    fresh.wait_until_idle()
    assert "it uses values of cell 4, which failed" in fresh.text("counter-again", ".run-notes")
    assert fresh.text("counter-again").strip() == "11", "the committed result stays"
    fresh.click("counter", "Reset")
    assert fresh.run("counter-again").strip() == "11"


ENDLESS = ("for {\n}", 'for {\n\tfmt.Println("again and again")\n}', "<-time.After(time.Hour)")


def test_stop_ends_what_runs_and_what_waits(start):
    for endless in ENDLESS:
        start.write("hello", f'fmt.Println("ready")\n{endless}')
        start.click("hello", "Run")
        start.click("last-line-shown", "Run")
        start.wait_for_text("hello", "ready")
        start.click("hello", "Stop")
        start.wait_until_idle()
        assert "stopped" in start.text("hello", ".run-said")
        start.reset("hello")
        assert start.run("hello").strip() == "Hello. This is Go."


def test_stop_before_anything_has_come(fresh):
    fresh.click("hello", "Run")
    fresh.click("hello", "Stop")
    fresh.wait_until_idle()
    assert fresh.run("hello").strip() == "Hello. This is Go."


def test_a_stop_is_said_whatever_it_ends(fresh):
    def stop() -> list[str]:
        fresh.click("counter-again", "Stop")
        fresh.wait_until_idle()
        line = fresh.page.evaluate("document.querySelector('.run-status span').textContent")
        return [fresh.text("counter-again", ".run-said"), line.split(": ")[-1]]

    fresh.click("counter-again", "Run")
    assert stop() == ["stopped", "stopped"], "what it needs is being looked up"
    fresh.write("counter", "counter := 10\ntime.Sleep(time.Hour)")
    fresh.click("counter-again", "Run")
    fresh.wait_for("document.querySelector('#counter .run-said').textContent === 'running…'")
    assert stop() == ["stopped", "stopped"], "a cell above runs first"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('panic("here")', "Panic: here"),
        ("func f(n int) int { return f(n+1) + 1 }\n\nf(0)", "overflow"),
        ("_ = make([]byte, 1<<36)", "makeslice"),
        ('fmt.Fprintln(os.Stderr, "said")\nnowhere()', "undefined: nowhere"),
    ],
    ids=["panic", "recursion", "memory", "compiler"],
)
def test_a_failure_leaves_the_page_usable(start, source, said):
    start.write("hello", source)
    assert said in start.run("hello")
    assert start.text("hello", ".run-said") == "failed"
    start.reset("hello")
    assert start.run("hello").strip() == "Hello. This is Go."


def test_a_copied_cell_is_code_and_outputs(start):
    start.run("hello")
    copied = start.page.evaluate(
        """() => {
            const [from, to] = ['pre.sourceCode', '.outputs']
                .map(part => document.querySelector(`#hello ${part}`));
            getSelection().setBaseAndExtent(from, 0, to, to.childNodes.length);
            return getSelection().toString();
        }"""
    )
    lines = [line for line in copied.splitlines() if line]
    assert lines == ['fmt.Println("Hello. This is Go.")', "Hello. This is Go."]


def test_outputs_of_all_kinds(start):
    start.write(
        "hello",
        'fmt.Println("out")\nfmt.Fprintln(os.Stderr, "err")\n'
        'fmt.Println("\\x1b[31mred\\x1b[0m plain")',
    )
    assert start.run("hello").split() == ["out", "err", "red", "plain"]
    red = "document.querySelector('#hello .ansi-red')?.textContent"
    assert start.page.evaluate(red) == "red"
    start.write("hello", 'fmt.Println("a")\nnb.Clear(true)\nfmt.Println("b")')
    assert start.run("hello").strip() == "b"
    start.write("hello", 'fmt.Print("1%\\r2%\\r")\nfmt.Println("3%")')
    assert start.run("hello").strip() == "3%"
    start.write("hello", "%help")
    assert "gonum.org/v1/plot" in start.run("hello")


def test_a_long_line_that_begins_anew_does_not_freeze_the_page(start):
    start.write(
        "hello",
        'fmt.Print(strings.Repeat(".", 400_000), "\\r")\n'
        'time.Sleep(300 * time.Millisecond)\nfmt.Print("end")',
    )
    start.page.evaluate(
        """() => {
            window.longest = 0;
            const watch = (last) => setTimeout(() => {
                longest = Math.max(longest, performance.now() - last);
                watch(performance.now());
            });
            watch(performance.now());
        }"""
    )
    assert start.run("hello").strip() == "end"
    longest = start.page.evaluate("window.longest")
    assert longest < 30_000  # ms; it took 73 s


COLOURS = r"""fmt.Print("\x1b[31mone", "\x1b[3")
time.Sleep(300 * time.Millisecond)
fmt.Print("2mtwo\x1b[39m plain \x1b[1mbold\x1b[22m not \x1b[38;5;1mother")"""


def test_a_colour_lasts_until_it_ends(start):
    seen = """[...document.querySelectorAll('#hello .outputs span')]
        .map(part => [part.className, part.textContent])"""
    colours = [["ansi-red", "one"], ["ansi-green", "two"], ["ansi-bold", "bold"]]
    start.write("hello", COLOURS)
    assert start.run("hello").strip() == "onetwo plain bold not other"
    assert start.page.evaluate(seen) == colours
    start.reload()
    assert start.page.evaluate(seen) == colours


def test_a_program_reads_what_is_typed(start):
    start.write("hello", 'var s string\nfmt.Print("name? ")\nfmt.Scanln(&s)\nfmt.Println("hi", s)')
    start.click("hello", "Run")
    start.wait_for("document.querySelector('#hello .run-line')")
    start.page.evaluate(
        """() => {
            document.querySelector('#hello .run-line input').value = '日本';
            document.querySelector('#hello .run-line button').click();
        }"""
    )
    start.wait_until_idle()
    assert "hi 日本" in start.text("hello")


def test_no_script_of_an_output_runs(start):
    start.page.evaluate(
        """async () => {
            const {Outputs} = await import('../book/outputs.js');
            const root = document.querySelector('#hello .outputs');
            new Outputs(root, (name) => name).display({'text/html':
                '<b id="there">bold</b><script>window.bad = 1</script>'
                + '<img src="data:," onerror="window.bad = 2"><svg onload="window.bad = 3"></svg>'
                + '<a href="javascript:window.bad = 4">x</a>'});
            document.querySelector('#hello .outputs a').click();
            await new Promise((done) => setTimeout(done, 300));
        }"""
    )
    assert start.page.evaluate("document.getElementById('there').textContent") == "bold"
    assert start.page.evaluate("window.bad ?? null") is None


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0;url=gone.html">',
        '<base href="/gone/">',
        '<link rel="stylesheet" href="data:text/css,main{display:none}">',
        '<a href="java&#10;script:window.bad = 1">x</a>',
        '<svg><a><animate attributeName="href" values="javascript:window.bad = 1"/>'
        '<text y="20">x</text></a></svg>',
        '<object data="data:text/html,gone"></object>',
    ],
    ids=["refresh", "base", "style", "line break", "animation", "object"],
)
def test_an_output_changes_nothing_but_its_place(start, html):
    said = start.page.evaluate(
        """async html => {
            const {Outputs} = await import('../book/outputs.js');
            const root = document.querySelector('#hello .outputs');
            const before = document.baseURI;
            new Outputs(root, (name) => name).display({'text/html': html + '<b>there</b>'});
            await new Promise((done) => setTimeout(done, 300));
            const click = new MouseEvent('click', {bubbles: true, cancelable: true});
            root.querySelector('a')?.dispatchEvent(click);
            await new Promise((done) => setTimeout(done, 300));
            const seen = document.querySelector('main').offsetHeight > 0;
            const left = root.querySelector('object, animate');
            return [root.textContent.endsWith('there'), document.baseURI === before, seen, !left,
                window.bad ?? null];
        }""",
        html,
    )
    assert said == [True, True, True, True, None]


def test_a_reader_chooses_among_figures(start):
    start.write(
        "hello",
        'nb.Slide("x", []float64{1, 2, 3}, func(x float64) nb.Figure {\n'
        "\treturn plotting.Curve(0, x, math.Sqrt)\n})",
    )
    start.run("hello")
    seen = """number => {
        const form = document.querySelector('#hello form.dlfs-states');
        form.querySelectorAll('input')[number].click();
        return [...form.querySelectorAll('img')].map(i => i.getBoundingClientRect().width);
    }"""
    for number in (2, 0, 1):
        widths = start.page.evaluate(seen, number)
        assert [width > 0 for width in widths] == [i == number for i in range(3)]


def test_a_live_figure_is_one_output(start):
    start.write(
        "hello",
        'bar := nb.Progress(80, "steps")\nlive := nb.Live()\nfor i := range 80 {\n'
        "\ttime.Sleep(20 * time.Millisecond)\n\tbar.Step()\n"
        "\tlive.Update(plotting.Curve(0, float64(i+1), math.Sqrt))\n}\nbar.Done()\nlive.Done()",
    )
    start.page.evaluate(
        """() => {
            window.seen = new Set();
            new MutationObserver(() => {
                for (const {alt} of document.querySelectorAll('#hello .outputs img')) seen.add(alt);
            }).observe(document.querySelector('#hello'), {childList: true, subtree: true});
        }"""
    )
    start.run("hello")
    assert start.page.evaluate("document.querySelectorAll('#hello .outputs img').length") == 1
    assert start.page.evaluate("window.seen.size") > 1
    outputs = start.records()["hello"]["outputs"]
    assert [o["output_type"] for o in outputs] == ["display_data"] * 2
    assert "from 0 to 80" in outputs[1]["data"]["text/html"]


BOARD = (ROOT / "tools/tests/drawing_cell.txt").read_text(encoding="utf-8")


def press(page, *keys: str) -> None:
    page.page.evaluate(
        """keys => {
            for (const key of keys) document.querySelector('#hello .outputs canvas')
                .dispatchEvent(new KeyboardEvent('keydown', {key}));
        }""",
        list(keys),
    )


def test_drawings_reach_the_program_until_done(start):
    start.write("hello", BOARD)
    start.click("hello", "Run")
    start.wait_for("document.querySelector('#hello .outputs canvas')?.offsetParent")
    press(start, "ArrowUp", " ", *["ArrowLeft"] * 5, " ")
    start.wait_for_text("hello", "ink 13.4 around 12.0, 13.5")
    press(start, " ", "ArrowDown", " ")
    start.wait_for_text("hello", "around 11.7, 13.7")
    start.click("hello", "Done")
    start.wait_until_idle()
    assert "no more" in start.text("hello") and "Run the cell to draw here." in start.text("hello")
    assert not start.page.evaluate("document.querySelector('#hello .outputs canvas')")


def test_the_live_board_reads_a_digit(context, server):
    page = bookpage.BookPage(context.new_page(), server, "en/ch04_5_learning_algorithm.ipynb")
    page.wait_for("document.querySelector('.run-draw > button')")
    page.page.evaluate("document.querySelector('.run-draw > button').click()")
    page.wait_for("document.querySelector('.run-draw canvas')?.offsetParent")
    down = ["ArrowUp"] * 8 + [" "] + ["ArrowDown"] * 16 + [" "]
    page.page.evaluate(
        """keys => {
            for (const key of keys) document.querySelector('.run-draw canvas')
                .dispatchEvent(new KeyboardEvent('keydown', {key}));
        }""",
        down,
    )
    page.wait_for("document.querySelector('.run-best')")
    read = "document.querySelector('.run-best .run-digit').textContent"
    assert page.page.evaluate(read) == "1"


SOLUTION = """// centralDiff returns the slope of a chord.
func centralDiff(f func(float64) float64, x float64) float64 {
	return (f(x+1e-4) - f(x-1e-4)) / 2e-4
}

exercises.Check("4.3-2", centralDiff)"""


def test_an_exercise_is_solved_and_the_board_knows(context, server):
    page = bookpage.open_page(context, server, "en/ch04_3x_exercises.ipynb")
    assert "Still open" in page.run("central-diff")
    page.write("central-diff", SOLUTION)
    assert "Solved." in page.run("central-diff")
    assert "Solved: 1 of" in page.run("board")
    other = bookpage.open_page(context, server, "en/ch04_3x_exercises.ipynb")
    assert "Solved: 1 of" in other.run("board")


# The network.


def test_a_network_break_is_one_sentence_and_the_next_run_goes(fresh, server):
    server.cut.add(visits.blob_of("compile.wasm"))
    assert "compile.wasm cannot be downloaded" in fresh.run("hello")
    server.cut.clear()
    assert fresh.run("hello").strip() == "Hello. This is Go."


def test_the_kernel_says_so_in_the_language_of_the_page(context, server):
    page = bookpage.open_page(context, server, "ko/00_start_here.ipynb")
    server.cut.add(visits.blob_of("compile.wasm"))
    page.click("hello", "실행")
    page.wait_for_text("hello", "compile.wasm 파일을 내려받을 수 없습니다.")
    said = page.page.evaluate(
        f"import('{server.url}extensions/dlfs-go/kernel/sentences.js').then((m) => m.SENTENCES)"
    )
    for name, texts in said.items():
        assert list(texts) == ["en", "zh", "ko", "ja"], name
        blanks = {tuple(sorted(re.findall(r"{\w+}", text))) for text in texts.values()}
        assert len(blanks) == 1, name


@pytest.mark.more
def test_the_first_run_after_a_break_does_not_fail(fresh, context):
    """Of the workers that run programs, one is fetched beforehand: it may have come to nothing."""
    fresh.run("hello")
    context.set_offline(True)
    fresh.page.evaluate("caches.keys().then(all => Promise.all(all.map(k => caches.delete(k))))")
    fresh.run("hello")
    fresh.run("hello")
    context.set_offline(False)
    assert fresh.run("hello").strip() == "Hello. This is Go."


OLD = {
    "no workers that are modules": (
        "const Old = Worker; Worker = class extends Old { constructor(url) { super(url); } };"
    ),
    "no workers": "delete window.Worker;",
    "a frame without an origin": (
        "Worker = class { constructor() { throw new DOMException('', 'SecurityError'); } };"
    ),
    "nothing that unpacks": "delete window.DecompressionStream;",
}


@pytest.mark.parametrize("script", OLD.values(), ids=OLD)
def test_where_cells_cannot_run_a_sentence_says_so(context, server, script):
    context.add_init_script(script)
    page = bookpage.open_page(context, server, START)
    assert page.run("hello").strip().startswith("Cells cannot run here: the browser is too old")
    assert page.run("counter-again").strip().startswith("Cells cannot run here")
    page.write("hello", "1 + 1")
    page.wait_until_stored("hello", "1 + 1")


def test_a_server_that_declares_packed_files_as_packed(context, server):
    """Browsers then unpack them: what is named .gz would not be the file that the site has."""
    server.declares = True
    page = bookpage.open_page(context, server, START)
    assert page.run("hello").strip() == "Hello. This is Go."


def test_what_is_fetched_is_said(fresh):
    fresh.page.evaluate(
        """() => {
            window.parts = new Set();
            const part = document.querySelector('.run-status progress').nextElementSibling;
            const add = () => parts.add(part.textContent);
            new MutationObserver(add).observe(part, {childList: true});
        }"""
    )
    fresh.run("hello")
    parts = fresh.page.evaluate("[...window.parts]")
    assert any("% of" in part and part.endswith("MB") for part in parts), parts


def test_a_later_visit_needs_no_network(context, server):
    page = bookpage.open_page(context, server, START)
    page.run("hello")
    scripts = [f"book/{name}.js" for name in ("cell", "kernel", "versions", "words", "work")]
    tools = (
        "compile.wasm",
        "link.wasm",
        "cells.wasm",
        "index.json",
        *visits.packs("first", "values"),
    )
    files = ("en/00_start_here.html", "files/en/00_start_here.ipynb", "book/words.en.json")
    needed = [*files, *scripts, *map(visits.blob_of, tools)]
    kept = """async () => {
        const kept = [];
        for (const name of await caches.keys())
            for (const {url} of await (await caches.open(name)).keys()) kept.push(url);
        return kept;
    }"""
    end = time.monotonic() + 300
    while missing := [n for n in needed if not any(n in url for url in page.page.evaluate(kept))]:
        assert time.monotonic() < end, f"not stored: {missing}"
        time.sleep(0.5)
    server.stop()
    page.reload()
    assert page.run("hello").strip() == "Hello. This is Go."
    assert page.run("counter-again").strip() == "11"
    name, content = page.export()
    assert name == "00_start_here.ipynb" and json.loads(content)["cells"]


def test_what_later_visits_need_waits_for_the_reader(context, server):
    page = bookpage.open_page(context, server, START)

    def fetched() -> int:
        return sum("/en/ch05" in f"/{name}" for name in server.requests)

    page.click("hello", "Edit")
    page.wait_for("document.querySelector('#hello .run-editor')")
    before = fetched()
    assert page.run("hello").strip() == "Hello. This is Go."
    assert fetched() <= before + 1  # one was on its way
    visits.wait_until_kept(page.page, r"^en\/")


POLICY = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'"


def test_a_page_runs_under_a_strict_policy(context, tmp_path):
    site = tmp_path / "site"
    shutil.copytree(visits.SITE, site, symlinks=True)
    path = site / "en/00_start_here.html"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    path.write_text(path.read_text().replace("<head>", f"<head>{meta}", 1))
    with visits.serve(site) as server:
        page = bookpage.open_page(context, server, START)
        page.write("hello", BOARD)
        page.click("hello", "Run")
        page.wait_for("document.querySelector('#hello .outputs canvas')?.offsetParent")
        press(page, " ", "ArrowLeft", " ")
        page.wait_for_text("hello", "ink")
        page.click("hello", "Stop")
        page.wait_until_idle()

"""What a page can meet: interruptions, reloads, no network, no room, damage, a second tab."""

import json
import re
import shutil

import pytest

import listing
import visits

KEEP = '%%\nnb.Keep("v", []int{1, 2, 3})'
TAKE = '%%\nfmt.Println(nb.Kept[[]int]("v"))'
HELLO = '%%\nfmt.Println("hello")'
START = "en/00_start_here.ipynb"


def stdout(notebook, cell: str) -> str:
    return visits.text_of(notebook.run_cell(cell))


def stderr(notebook, cell: str) -> str:
    return visits.text_of(notebook.run_cell(cell), "stderr")


# Running and interrupting.


def test_interrupt_stops_a_cell_and_loses_nothing_that_is_kept(first_notebook):
    first_notebook.run_cell(KEEP)
    for number, endless in enumerate(ENDLESS):
        first_notebook.start_cell(f'%%\nnb.Keep("w", {number})\nfmt.Println("ready")\n{endless}')
        first_notebook.wait_for_text("ready")
        first_notebook.interrupt()
        outputs = first_notebook.end_cell()
        assert outputs[-1]["ename"] == "Interrupted"
        taken = stdout(first_notebook, '%%\nfmt.Println(nb.Kept[int]("w"))')
        assert taken == f"{number}\n"
    assert stdout(first_notebook, TAKE) == "[1 2 3]\n"


ENDLESS = (
    "for {\n}",
    'for {\n\tfmt.Println("again and again")\n}',
    "<-time.After(time.Hour)",
)


def test_endless_printing_does_not_freeze_the_page(first_notebook):
    first_notebook.start_cell('%%\nfor i := 0; ; i++ {\n\tfmt.Println("line", i)\n}')
    first_notebook.wait_for_text("from here on is left out")
    assert first_notebook.page.evaluate("1 + 1") == 2
    first_notebook.interrupt()
    outputs = first_notebook.end_cell()
    assert len(visits.text_of(outputs)) <= 500_000
    said = visits.text_of(outputs, "stderr")
    assert re.search(r"… at least [\d,]+ kB more were left out\.\n$", said), said
    assert stdout(first_notebook, HELLO) == "hello\n"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%\n_ = make([]byte, 1<<36)", "runtime error: makeslice: len out of range"),
        (
            "%%\nvar all [][]byte\nfor {\n\tall = append(all, make([]byte, 1<<26))\n}",
            "out of memory",
        ),
    ],
    ids=["at once", "bit by bit"],
)
def test_too_much_memory_ends_the_cell_alone(first_notebook, cell, said):
    (error,) = first_notebook.run_cell(cell, 120)
    assert error["evalue"] == said
    assert stdout(first_notebook, HELLO) == "hello\n"


@pytest.mark.more
def test_live_figure_and_progress_are_one_output_each(context, server):
    notebook = visits.open_notebook(context, server, START)  # watched, not headless
    outputs = notebook.run_cell(
        '%%\nbar := nb.Progress(30, "steps")\nlive := nb.Live()\nfor i := range 30 {\n'
        "\ttime.Sleep(20 * time.Millisecond)\n\tbar.Step()\n"
        "\tlive.Update(plotting.Curve(0, float64(i+1), math.Sqrt))\n}\nbar.Done()\nlive.Done()"
    )
    kinds = [o["type"] for o in outputs]
    assert kinds.count("display_data") == 2 and kinds.count("update_display_data") > 5
    assert len({o["transient"]["display_id"] for o in outputs}) == 2
    assert 'alt="Curve of f(x)' in outputs[-1]["data"]["text/html"]


SLIDE = """%%
nb.Slide("x", []float64{1, 2, 3}, func(x float64) nb.Figure {
	return plotting.Curve(0, x, math.Sqrt)
})"""


@pytest.mark.more
def test_a_reader_chooses_among_figures(context, server):
    notebook = visits.open_notebook(context, server, START)
    trusted = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
        .filter(cell => cell.type === 'code').map(cell => cell.trusted)"""
    assert set(notebook.page.evaluate(trusted)) == {True}
    notebook.add_cell(SLIDE)
    notebook.command("notebook:run-cell", 120)
    seen = """number => {
        const form = document.querySelector('form.dlfs-states');
        form.querySelectorAll('input')[number].click();
        return [...form.querySelectorAll('img')].map(i => i.getBoundingClientRect().width);
    }"""
    for number in (2, 0, 1):
        widths = notebook.page.evaluate(seen, number)
        assert [width > 0 for width in widths] == [i == number for i in range(3)]


@pytest.mark.more
def test_page_of_a_single_notebook(context, server):
    notebook = visits.open_notebook(context, server, START, "notebooks")
    assert stdout(notebook, HELLO) == "hello\n"


@pytest.mark.parametrize(
    ("app", "old", "new"),
    [
        ("lab", "en/exercises_ch04_3.ipynb", "en/ch04_3x_exercises.ipynb"),
        ("notebooks", "ko/exercises_ch05_7.ipynb", "ko/ch05_7x_exercises.ipynb"),
        ("lab", "sources/en/S1.ipynb", "mirrors/en/S1_chapter_4.ipynb"),
    ],
)
def test_an_old_address_leads_to_the_notebook(context, server, app, old, new):
    notebook = visits.open_notebook(context, server, old, app)
    path = "() => jupyterapp.shell.currentWidget.context.path"
    assert notebook.page.evaluate(path) == new


# Names and documentation.


def test_completion_and_inspection(first_notebook):
    first_notebook.run_cell("// triple returns 3x.\nfunc triple(x int) int { return 3 * x }")
    complete = first_notebook.ask("requestComplete", "%%\nx := strings.ToU|")
    assert complete["matches"] == ["ToUpper", "ToUpperSpecial"] and complete["cursor_start"] == 16
    assert first_notebook.ask("requestComplete", "%%\ny := plotting.Cur|")["matches"] == ["Curve"]
    assert first_notebook.ask("requestComplete", "%%\n「」; trip|")["matches"] == ["triple"]
    values = 'import clock "time"\n%%\nm := mat.NewDense(1, 1, nil)\nvar t clock.Time\n'
    assert first_notebook.ask("requestComplete", values + "m.Tra|")["matches"] == ["Trace"]
    assert first_notebook.ask("requestComplete", values + "t.Weekd|")["matches"] == ["Weekday"]
    assert (
        "Dims() (r int, c int)"
        in first_notebook.ask("requestInspect", values + "m.Di|ms()")["data"]["text/markdown"]
    )
    assert (
        "triple returns 3x."
        in first_notebook.ask("requestInspect", "%%\ntrip|le(1)")["data"]["text/markdown"]
    )
    inspected = first_notebook.ask("requestInspect", "%%\ndl.Soft|max(nil, x)")["data"][
        "text/markdown"
    ]
    assert "func Softmax(dst, x []float64) []float64" in inspected


# Reloads, restarts, several tabs.


@pytest.mark.more
def test_what_is_kept_survives_a_reload_and_ends_with_the_kernel(context, server):
    notebook = visits.open_notebook(context, server, START)
    notebook.run_cell("func six() int { return 6 }")
    notebook.run_cell(KEEP)
    notebook = notebook.reload()
    assert stdout(notebook, TAKE) == "[1 2 3]\n"
    assert stdout(notebook, "%%\nfmt.Println(six())") == "6\n"
    notebook.restart_quietly()
    assert "nothing is stored as" in stderr(notebook, TAKE)
    assert notebook.run_cell("%%\nfmt.Println(six())")[-1]["evalue"] == "undefined: six"
    notebook.run_cell(KEEP)
    notebook.run_cell("%reset")
    notebook = notebook.reload()
    assert "nothing is stored as" in stderr(notebook, TAKE)


@pytest.mark.more
def test_the_work_of_the_learner_survives(context, server):
    notebook = visits.open_notebook(context, server, START)
    notebook.add_cell("%%\nfmt.Println(40 + 2)")
    notebook.command("notebook:run-cell", 120)  # The tools get ready meanwhile.
    notebook.wait_for_output("42")
    notebook.command("docmanager:save")
    notebook.restart_quietly()
    notebook = notebook.reload()
    (mine,) = (cell for cell in notebook.cells() if "40 + 2" in "".join(cell["source"]))
    assert "42" in json.dumps(mine["outputs"])


SOLVED = '%%\nexercises.Check("3.6-1", func() (int, int) { return 100, 100 })'


@pytest.mark.more
def test_what_is_solved_outlives_the_kernel_and_is_known_everywhere(context, server):
    notebook = visits.open_notebook(context, server, START)
    assert "\nSolved. " in stdout(notebook, SOLVED)
    notebook.restart_quietly()
    assert re.search(r"Solved: 1 of \d+\n3\.6  ✓1", stdout(notebook, "%%\nexercises.Progress()"))
    other = visits.open_notebook(context, server, "ko/ch04_3x_exercises.ipynb")
    assert "3.6  ✓1 ·2" in stdout(other, "%%\nexercises.Progress()")


def test_hints_in_a_cell_of_their_own(first_notebook):
    hint = 'exercises.Hint("4.3-2")'
    assert "Hint 1 of 3" in stdout(first_notebook, hint)
    assert "Hint 2 of 3" in stdout(first_notebook, hint)


def test_panic_in_an_exercise_is_told_with_its_line(first_notebook):
    first_notebook.run_cell(
        "func mine(f func(float64) float64, x float64) float64 {\n"
        "\tvar v []float64\n\treturn v[3]\n}"
    )
    said = stdout(first_notebook, '%%\nexercises.Check("4.3-2", mine)')
    assert "panics: index out of range [3] with length 0.\n    in the line  return v[3]\n" in said


@pytest.mark.more
def test_two_tabs_do_not_disturb_each_other(context, server):
    first = visits.open_notebook(context, server, START)
    first.run_cell(KEEP)
    second = visits.open_notebook(context, server, START)
    said = stderr(second, '%%\nnb.Keep("v", []int{9})')
    assert said.count("\n") == 1 and "also open in another tab" in said
    assert stdout(second, TAKE) == "[9]\n"
    assert stdout(first, TAKE) == "[1 2 3]\n"
    assert stdout(first.reload(), TAKE) == "[1 2 3]\n"


@pytest.mark.more
def test_full_storage_is_one_sentence(context, server):
    notebook = visits.open_notebook(context, server, START)
    notebook.page.evaluate(
        """() => {
            IDBObjectStore.prototype.put = () => {
                throw new DOMException('no room', 'QuotaExceededError');
            };
        }"""
    )
    said = stderr(notebook, KEEP)
    assert said.count("\n") == 1 and "storage is full" in said
    assert stdout(notebook, TAKE) == "[1 2 3]\n"


# The network and the caches.


@pytest.mark.more
def test_second_visit_fetches_nothing_and_needs_no_network(context, server):
    visits.open_notebook(context, server, START).wait_until_stored()
    server.requests.clear()
    notebook = visits.open_notebook(context, server, START)
    assert stdout(notebook, HELLO) == "hello\n"
    again = {name for name in server.requests if "heartbeat" not in name}
    assert again <= {"service-worker.js"}, again
    context.set_offline(True)
    notebook = notebook.reload()
    assert stdout(notebook, HELLO) == "hello\n"
    figure = notebook.run_cell("%%\nnb.Show(plotting.Curve(-6, 6, dl.Sigmoid))")
    assert "image/png" in figure[0]["data"]
    digits = (
        "%%\ntrain, _, err := datasets.LoadMNIST(datasets.Options{})\nfmt.Println(train.Len(), err)"
    )
    assert stdout(notebook, digits) == "60000 <nil>\n"


def test_a_new_site_replaces_what_changed(context, tmp_path):
    site = tmp_path / "site"
    shutil.copytree(visits.SITE, site)
    with visits.serve(site) as server:
        visits.open_notebook(context, server, START).wait_until_stored()
        script = site / "extensions/dlfs-go/lab/kernel.js"
        script.write_text(script.read_text().replace("Go in the page", "A newer Go in the page"))
        listing.write(site)
        server.requests.clear()
        notebook = visits.open_notebook(context, server, START)  # brings the new worker
        notebook.wait_until_renewed("A newer Go in the page")
        assert stdout(notebook, HELLO) == "hello\n"
        assert not [name for name in server.requests if "/blobs/" in name]


def test_damaged_archive_is_one_sentence_and_heals(context, server):
    server.damaged[visits.blob_of("objects/first")] = b"not an archive"
    notebook = visits.open_notebook(context, server, START)
    error = notebook.run_cell("%%\nfmt.Println(1)", 120)[-1]
    assert error["evalue"].startswith("The site's copy of objects/first is damaged"), error
    server.damaged.clear()
    assert stdout(notebook, HELLO) == "hello\n"


@pytest.mark.more
def test_damaged_cache_heals(context, server):
    notebook = visits.open_notebook(context, server, START)
    notebook.wait_until_stored()
    notebook.page.evaluate(
        """async (name) => {
            const [cache] = await Promise.all((await caches.keys()).map((key) => caches.open(key)));
            const request = (await cache.keys()).find(({url}) => url.includes(name));
            await cache.put(request, new Response('not an archive'));
        }""",
        visits.blob_of("objects/first"),
    )
    assert stdout(notebook.reload(), HELLO) == "hello\n"


def test_network_lost_in_a_fetch_is_one_sentence_and_heals(context, server):
    server.cut.add(visits.blob_of("compile.wasm"))
    notebook = visits.open_notebook(context, server, START)
    error = notebook.run_cell(HELLO, 120)[-1]
    assert error["evalue"].startswith("compile.wasm cannot be downloaded"), error
    server.cut.clear()
    assert stdout(notebook, HELLO) == "hello\n"

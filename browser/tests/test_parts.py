"""The kernel outlives its parts: whichever of them fails says so, and the next cell runs."""

import pytest

import visits

HELLO = '%%\nfmt.Println("hello")'
START = "en/00_start_here.ipynb"


def workers(notebook, script: str) -> list:
    """The workers with this script, the youngest at the end."""
    if not hasattr(notebook.page, "workers"):
        pytest.skip("Firefox is driven without a view of its workers")
    return [worker for worker in notebook.page.workers if worker.url.endswith(script)]


def failure(outputs) -> str:
    (error,) = (o for o in outputs if o["type"] == "error")
    return error["evalue"]


def runs(notebook) -> None:
    for _ in range(2):
        assert visits.text_of(notebook.run_cell(HELLO)) == "hello\n"


# The next question makes the reader of cells panic, the ones after it do not.
PANIC = "const real = goCells; goCells = () => { goCells = real; return real('not JSON'); }"
# Errors of the workers' own code: those of other scripts a browser does not tell.
THROW = "setTimeout(fs.write)"
REJECT = "dispatchEvent(new MessageEvent('message'))"  # to the runner, which is asynchronous


@pytest.fixture
def notebook(first_notebook):
    """One whose workers are all there."""
    runs(first_notebook)
    return first_notebook


def test_a_panic_in_the_reader_of_cells(notebook):
    notebook.run_cell("func seven() int { return 7 }")
    workers(notebook, "builder.js")[-1].evaluate(f"() => {{ {PANIC} }}")
    said = failure(notebook.run_cell(HELLO))
    assert said.startswith("The kernel could not read this cell: panic: invalid character"), said
    runs(notebook)
    assert visits.text_of(notebook.run_cell("%%\nfmt.Println(seven())")) == "7\n"


@pytest.mark.parametrize("request_type", ["requestComplete", "requestInspect"])
def test_a_panic_in_a_completion(notebook, request_type):
    workers(notebook, "builder.js")[-1].evaluate(f"() => {{ {PANIC} }}")
    assert notebook.ask(request_type, "%%\nstrings.ToU|")["status"] == "error"
    assert notebook.ask(request_type, "%%\nstrings.ToU|")["status"] == "ok"
    runs(notebook)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (f"self.postMessage = () => {THROW}", "subarray"),
        ("self.postMessage = () => { throw new Error('no words'); }", "no words"),
    ],
    ids=["thrown", "rejected"],
)
def test_an_error_in_the_builder(notebook, fault, why):
    workers(notebook, "builder.js")[-1].evaluate(f"() => {{ {fault} }}")
    said = failure(notebook.run_cell(HELLO))
    assert said.startswith("The kernel's compiler stopped: ") and why in said, said
    runs(notebook)


@pytest.mark.parametrize("part", ["builder.js", "linker.js"])
def test_an_error_in_the_builder_for_which_nobody_waits(notebook, part):
    builder = workers(notebook, part)[-1]
    with builder.expect_event("close"):
        builder.evaluate(f"() => {{ {THROW} }}")
    runs(notebook)


def test_a_linker_that_fails_before_jupyterlab_is_there(browser, server):
    """Nobody hears of it then: the first cell gets another."""
    server.once["extensions/dlfs-go/kernel/linker.js"] = b"throw new Error('half a file');"
    context = browser.new_context()
    runs(visits.open_notebook(context, server, START))
    assert not server.once
    context.close()


@pytest.mark.parametrize("fault", [THROW, REJECT], ids=["thrown", "rejected"])
def test_an_error_beside_a_program(notebook, fault):
    workers(notebook, "runner.js")  # where nobody sees them, no cell should sleep
    notebook.start_cell('%%\nfmt.Println("ready")\ntime.Sleep(time.Hour)')
    notebook.wait_for_text("ready")
    for runner in workers(notebook, "runner.js"):
        runner.evaluate(f"() => {{ {fault} }}")  # The one that waits for the next cell, too.
    assert "TypeError" in failure(notebook.end_cell())
    runs(notebook)


@pytest.mark.more
def test_a_notebook_whose_kernel_has_ended_is_free_for_another_tab(browser):
    context = browser.new_context()
    with visits.serve() as server:
        first = visits.open_notebook(context, server, START)
        first.run_cell(KEEP)
        first.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        second = visits.open_notebook(context, server, START)
        assert visits.text_of(second.run_cell(KEEP), "stderr") == ""
        assert visits.text_of(second.reload().run_cell(TAKE)) == "[1 2 3]\n"
    context.close()


KEEP = '%%\nnb.Keep("v", []int{1, 2, 3})'
TAKE = '%%\nfmt.Println(nb.Kept[[]int]("v"))'

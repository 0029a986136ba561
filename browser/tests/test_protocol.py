"""The kernel's side of Jupyter's protocol: failures, cells that wait, text, input, questions."""

import visits
from nbtools import lab

HELLO = '%%\nfmt.Println("hello")'
PANIC = '%%\npanic("here")'
READ = '%%\nvar s string\nfmt.Print("name? ")\nn, err := fmt.Scanln(&s)\nfmt.Println(n, s, err)'

# The notebook as somebody sees it.


def test_the_text_of_a_failure_is_no_html(first_notebook):
    cell = '%%\nvar s int = "<script>x</script>"\n_ = s'
    ((_, text),) = run_all(first_notebook, [cell])
    assert "cannot use " in text and "<script>x</script>" in text
    shown = "document.querySelectorAll('.jp-OutputArea script, .jp-OutputArea style').length"
    assert first_notebook.page.evaluate(shown) == 0


def test_cells_that_wait_are_aborted_after_a_failure(first_notebook):
    first, failed, *waiting = run_all(first_notebook, [HELLO, PANIC, HELLO, HELLO])
    assert first[1] == "hello\n" and "Panic: here" in failed[1]
    assert waiting == [("[ ]:", "")] * 2
    assert run_all(first_notebook, [HELLO, HELLO])[1][1] == "hello\n"


def test_cells_that_wait_are_aborted_after_an_interrupt(first_notebook):
    write_all(first_notebook, ['%%\nfmt.Println("ready")\n<-time.After(time.Hour)', HELLO])
    first_notebook.start("notebook:run-all-cells")
    first_notebook.page.wait_for_function(
        "document.querySelector('.jp-OutputArea')?.textContent.includes('ready')"
    )
    first_notebook.interrupt()
    first_notebook.wait_until_idle(lab.PATIENCE)
    stopped, waiting = look(first_notebook)
    assert "stopped" in stopped[1] and waiting == ("[ ]:", "")


def test_a_line_is_typed_under_the_cell(first_notebook):
    write_all(first_notebook, [READ])
    first_notebook.start("notebook:run-all-cells")
    first_notebook.page.wait_for_selector(".jp-Stdin-input")
    type_line(first_notebook, "日本")
    first_notebook.wait_until_idle(lab.PATIENCE)
    ((_, text),) = look(first_notebook)
    assert text.startswith("name? ") and text.endswith("1 日本 <nil>\n")


def test_a_question_of_a_cell_that_was_stopped_is_over(first_notebook):
    write_all(first_notebook, [READ])
    first_notebook.start("notebook:run-all-cells")
    first_notebook.page.wait_for_selector(".jp-Stdin-input")
    first_notebook.interrupt()
    first_notebook.wait_until_idle(lab.PATIENCE)
    type_line(first_notebook, "too late")
    assert run_all(first_notebook, [HELLO])[0][1] == "hello\n"


def type_line(notebook, line: str) -> None:
    notebook.page.evaluate(
        """line => {
            const input = document.querySelector('.jp-Stdin-input');
            input.value = line;
            input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));
        }""",
        line,
    )


def write_all(notebook, cells: list[str]) -> None:
    """Makes these the cells of the notebook."""
    notebook.page.evaluate(
        """cells => {
            const {sharedModel} = jupyterapp.shell.currentWidget.content.model;
            sharedModel.deleteCellRange(0, sharedModel.cells.length);
            sharedModel.insertCells(0, cells.map(source => ({cell_type: 'code', source})));
        }""",
        cells,
    )


def run_all(notebook, cells: list[str]) -> list[tuple[str, str]]:
    write_all(notebook, cells)
    notebook.page.evaluate(
        "() => jupyterapp.commands.execute('notebook:run-all-cells').then(() => {}, () => {})"
    )
    notebook.wait_until_idle(lab.PATIENCE)
    return look(notebook)


def look(notebook) -> list[tuple[str, str]]:
    """Of each cell its prompt and what is under it."""
    found = notebook.page.evaluate(
        """() => jupyterapp.shell.currentWidget.content.widgets.map(cell =>
            [cell.promptNode.textContent, cell.outputArea.node.textContent])"""
    )
    return [tuple(cell) for cell in found]


# Failures and interrupts, as messages.


def test_a_failure_is_one_message(first_notebook):
    (output,) = first_notebook.run_cell("%%\nfmt.Println(nowhere)")
    assert output["type"] == "error" and output["ename"] == "CompileError"
    assert "undefined: nowhere" in output["evalue"]
    assert ":2:13" in "\n".join(output["traceback"])


def test_what_is_printed_before_a_failure_is_no_part_of_it(first_notebook):
    outputs = first_notebook.run_cell('%%\nfmt.Fprintln(os.Stderr, "said")\npanic("here")')
    assert visits.text_of(outputs, "stderr") == "said\n"
    assert outputs[-1]["ename"] == "Panic" and "here" in outputs[-1]["evalue"]


def test_words_that_only_look_like_a_panic(first_notebook):
    outputs = first_notebook.run_cell('%%\nfmt.Fprintln(os.Stderr, "panic: no")\nprintln("a", 1)')
    assert visits.text_of(outputs, "stderr") == "panic: no\na 1\n"
    assert {o["type"] for o in outputs} == {"stream"}


def test_interrupt_while_a_cell_is_built(first_notebook):
    for pause in (0, 50, 100, 200):
        first_notebook.start_cell("%%\nnb.Show(plotting.Curve(0, 1, math.Sqrt))\nselect {}")
        first_notebook.page.wait_for_function(
            "jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'"
        )
        first_notebook.page.wait_for_timeout(pause)
        first_notebook.interrupt()
        assert [o.get("ename") for o in first_notebook.end_cell()] == ["Interrupted"]
        assert visits.text_of(first_notebook.run_cell(HELLO)) == "hello\n"


def test_a_cell_that_is_meant_to_fail_lets_others_run(first_notebook):
    first_notebook.start_cell(PANIC)  # stop_on_error is false.
    assert visits.text_of(first_notebook.run_cell(HELLO)) == "hello\n"


# Text.


def test_characters_are_whole(first_notebook):
    printed = first_notebook.run_cell('%%\nfmt.Println(strings.Repeat("日", 20000))')
    assert visits.text_of(printed) == "日" * 20000 + "\n"
    halves = first_notebook.run_cell(
        '%%\nb := []byte("日")\nos.Stdout.Write(b[:1])\nos.Stderr.Write(b[:2])\n'
        "time.Sleep(100 * time.Millisecond)\nos.Stdout.Write(b[1:])\nos.Stderr.Write(b[2:])"
    )
    assert visits.text_of(halves) == visits.text_of(halves, "stderr") == "日"


def test_much_text_is_few_messages_and_has_a_limit(first_notebook):
    line = "0123456789" * 10
    outputs = first_notebook.run_cell(
        f'%%\nfor range 10_000 {{\n\tfmt.Println("{line}")\n}}\npanic(1)'
    )
    printed = visits.text_of(outputs)
    assert printed == ((line + "\n") * 10_000)[:500_000]
    assert "… 510 kB more were left out.\n" in visits.text_of(outputs, "stderr")
    assert len(outputs) < 2000 and outputs[-1]["ename"] == "Panic"


def test_a_flood_can_be_stopped_at_any_time(first_notebook):
    for limit in (1, 100_000, 500_000):
        first_notebook.start_cell("%%\nfor i := 0; ; i++ {\n\tfmt.Println(i)\n}")
        first_notebook.page.wait_for_function(
            f"startedOutputs.reduce((n, o) => n + (o.text?.length ?? 0), 0) >= {limit}"
        )
        first_notebook.interrupt()
        outputs = first_notebook.end_cell()
        assert outputs[-1]["ename"] == "Interrupted"
        assert len(visits.text_of(outputs)) <= 500_000


# Input.


def test_lines_are_read_one_by_one(first_notebook):
    cell = (
        "%%\nfor in := bufio.NewScanner(os.Stdin); in.Scan(); {\n"
        '\tfmt.Println("<" + in.Text() + ">")\n'
        '\tif in.Text() == "end" {\n\t\tbreak\n\t}\n}'
    )
    long = "日" * 3000
    outputs = first_notebook.page.evaluate(
        """async ([code, lines]) => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const texts = [];
            const future = kernel.requestExecute({code, allow_stdin: true});
            future.onIOPub = ({content}) => texts.push(content.text ?? '');
            future.onStdin = ({header}) =>
                kernel.sendInputReply({status: 'ok', value: lines.shift()}, header);
            await future.done;
            return texts.join('');
        }""",
        [cell, ["one", "", long, "end"]],
    )
    assert outputs == f"<one>\n<>\n<{long}>\n<end>\n"


def test_where_nobody_types_the_input_ends(first_notebook):
    outputs = first_notebook.page.evaluate(
        """async code => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const outputs = [];
            const future = kernel.requestExecute({code, allow_stdin: false});
            future.onIOPub = ({header, content}) =>
                outputs.push({type: header.msg_type, ...content});
            await future.done;
            return outputs;
        }""",
        READ,
    )
    assert visits.text_of(outputs) == "name? 0  EOF\n"
    assert "nobody can type" in visits.text_of(outputs, "stderr")


# Questions.


def question(notebook, request: str, content: dict) -> dict:
    return notebook.page.evaluate(
        """async ([request, content]) => (await jupyterapp.shell.currentWidget.sessionContext
            .session.kernel[request](content)).content""",
        [request, content],
    )


def test_whether_a_cell_is_whole(first_notebook):
    for cell, status in ((HELLO, "complete"), ("func f() {", "incomplete"), ("%%\n)", "invalid")):
        assert question(first_notebook, "requestIsComplete", {"code": cell})["status"] == status


def test_history(first_notebook):
    first_notebook.restart_quietly()
    for number in (1, 2, 1, 3):
        first_notebook.run_cell(f"var n = {number}")
    first_notebook.run_cell("var broken int = true")

    def history(access: str, **asked) -> list:
        content = {"hist_access_type": access, "output": False, "raw": True, **asked}
        reply = question(first_notebook, "requestHistory", content)
        assert reply["status"] == "ok"
        return [(number, source) for _, number, source in reply["history"]]

    assert history("tail", n=2) == [(4, "var n = 3"), (5, "var broken int = true")]
    assert history("range", session=0, start=2, stop=4) == [(2, "var n = 2"), (3, "var n = 1")]
    assert history("range", session=-1, start=1, stop=9) == []
    assert history("search", pattern="*n = 1", unique=True, n=9) == [(3, "var n = 1")]
    assert history("search", pattern="*= ?", n=2) == [(3, "var n = 1"), (4, "var n = 3")]


def test_there_are_no_comms(first_notebook):
    assert question(first_notebook, "requestCommInfo", {}) == {"status": "ok", "comms": {}}


def test_what_a_cell_amounts_to(first_notebook):
    """nb.Result is the cell's result, and nb.Clear takes back what was shown before."""
    shown = first_notebook.run_cell("%%\nnb.Result(6 * 7)")
    assert [(o["type"], o["data"]) for o in shown] == [("execute_result", {"text/plain": "42"})]
    shown = first_notebook.run_cell('%%\nfmt.Println("a")\nnb.Clear(true)\nfmt.Println("b")')
    assert [(o["type"], o.get("text", o.get("wait"))) for o in shown] == [
        ("stream", "a\n"), ("clear_output", True), ("stream", "b\n"),
    ]  # fmt: skip

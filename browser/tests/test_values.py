"""What cells leave to later ones, in the page: the same table as for the kernel on a machine."""

import pytest

from nbtools import sequences

TABLE = [s for s in sequences.read() if s.where in ("", "page")]


@pytest.mark.parametrize("sequence", TABLE, ids=lambda s: s.title)
def test_sequence(first_notebook, sequence):
    first_notebook.restart_quietly()
    wrong = []
    for step in sequence.steps:
        outputs = [o | {"output_type": o["type"]} for o in first_notebook.run_cell(step.code)]
        found = sequences.shown(outputs, 1)
        if not step.agrees(found):
            wrong.append(step.told(found))
    assert not wrong, "\n".join(wrong)


def run(notebook, code: str) -> str:
    outputs = [o | {"output_type": o["type"]} for o in notebook.run_cell(code)]
    return sequences.shown(outputs, 1)


def test_values_survive_a_reload_of_the_page(notebook):
    run(notebook, "xs := []int{1, 2, 3}\nys := xs[1:]")
    run(notebook, "ys[0] = 9")
    reloaded = notebook.reload()
    assert run(reloaded, "xs") == "[1 9 3]"
    run(reloaded, "ys[1] = 8")
    assert run(reloaded, "xs") == "[1 9 8]"


def test_a_restart_and_reset_forget(first_notebook):
    run(first_notebook, "n := 1")
    first_notebook.restart_quietly()
    assert "undefined: n" in run(first_notebook, "n")
    run(first_notebook, "n := 1")
    run(first_notebook, "%reset")
    assert "undefined: n" in run(first_notebook, "n")


def test_an_interrupted_cell_leaves_the_values_before_it(first_notebook):
    first_notebook.restart_quietly()
    run(first_notebook, "xs := []int{1, 2}\nn := 1")
    first_notebook.start_cell('n = 2\nxs[0] = 5\nfmt.Println("ready")\nfor {\n}')
    first_notebook.wait_for_text("ready")
    first_notebook.interrupt()
    assert first_notebook.end_cell()[-1]["ename"] == "Interrupted"
    assert run(first_notebook, "xs, n") == "[1 2] 1"


def test_a_program_that_dies_leaves_the_values_before_it(first_notebook):
    first_notebook.restart_quietly()
    run(first_notebook, "n := 1")
    run(
        first_notebook,
        "n = 2\nvar all [][]byte\nfor {\n\tall = append(all, make([]byte, 1<<26))\n}",
    )
    assert run(first_notebook, "n") == "1"


# Counts the messages with files that the runner of the cell sends.
COUNTED = """() => {
    const before = MessagePort.prototype.postMessage;
    window.keptMessages = [];
    const listen = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
        ...listen,
        set(handle) {
            listen.set.call(this, (event) => {
                const {keep, drop} = event.data ?? {};
                if (keep) window.keptMessages.push(`keep ${keep}`);
                if (drop) window.keptMessages.push(`drop ${drop}`);
                return handle(event);
            });
        },
    });
}"""


def test_what_is_unchanged_is_not_stored_again(notebook):
    """Files of variables are replaced as a whole: those of what is gone go, too."""
    notebook.page.evaluate(COUNTED)
    sent = "() => window.keptMessages.splice(0)"
    run(notebook, "big := make([]byte, 1<<20)\nn := 1")
    first = notebook.page.evaluate(sent)
    assert "keep /gonb/values/manifest" in first and len(first) <= 4
    run(notebook, "len(big) + n")
    assert notebook.page.evaluate(sent) == []
    run(notebook, "n++")
    second = notebook.page.evaluate(sent)
    assert len([s for s in second if s.startswith("keep")]) == 2
    run(notebook, "big := 2")
    assert [s for s in notebook.page.evaluate(sent) if s.startswith("drop")]


def test_completion_and_help_know_what_is_kept(first_notebook):
    first_notebook.restart_quietly()
    run(
        first_notebook,
        'import "math/rand/v2"\n\nnetwork := dl.NewTwoLayerNet(4, 3, 2, nil, rand.NewPCG(1, 2))',
    )
    assert first_notebook.ask("requestComplete", "netw|")["matches"] == ["network"]
    assert first_notebook.ask("requestComplete", "network.Pred|")["matches"] == ["Predict"]
    found = first_notebook.ask("requestInspect", "net|work")
    assert "*dl.TwoLayerNet" in found["data"]["text/plain"]


def test_large_values_come_when_they_are_used(notebook):
    run(notebook, "big := make([]byte, 1<<20)\nbig[7] = 7\nsmall := 1")
    run(notebook, 'nb.Keep("list", make([]float64, 1<<16))')
    assert run(notebook, "small") == "1"
    assert run(notebook, "big[7], len(big)") == "7 1048576"
    run(notebook, "big[7]++")
    assert run(notebook, 'big[7], len(nb.Kept[[]float64]("list"))') == "8 65536"
    run(notebook, "big := 0")
    assert run(notebook, "big") == "0"
    stored = """async () => {
        const names = (await indexedDB.databases()).map(({name}) => name);
        const name = names.find((name) => name.startsWith('dlfs-go'));
        const opened = await new Promise((resolve) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => resolve(asked.result);
        });
        const all = opened.transaction('kept').objectStore('kept').getAll();
        await new Promise((resolve) => { all.onsuccess = resolve; });
        return all.result.map(({content}) => content.length).filter((length) => length > 1 << 19);
    }"""
    assert len(notebook.page.evaluate(stored)) <= 1  # the list of nb.Keep

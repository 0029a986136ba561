"""What cells leave to later ones, in the kernel as Jupyter sees it."""

import pytest

from nbtools import sequences
from test_kernel import PATIENCE, Kernel, started

pytestmark = pytest.mark.kernel

TABLE = [s for s in sequences.read() if s.where in ("", "native")]


@pytest.fixture(scope="module")
def kernel():
    with started() as (manager, client):
        yield Kernel(manager, client)


@pytest.fixture(autouse=True)
def forgets(request):
    """Each test begins with a kernel that knows nothing."""
    yield
    if "kernel" in request.fixturenames:
        request.getfixturevalue("kernel").run("%reset")


def outputs(cell) -> list[dict]:
    kinds = ("stream", "error", "display_data", "update_display_data", "execute_result")
    return [
        m["content"] | {"output_type": m["msg_type"]}
        for m in cell.messages
        if m["msg_type"] in kinds
    ]


def shown(cell) -> list[tuple[str, str]]:
    """What it prints, and its result."""
    found = []
    for output in outputs(cell):
        if output["output_type"] == "stream":
            found.append((output["name"], output["text"]))
        elif output["output_type"] == "execute_result":
            found.append(("result", output["data"]["text/plain"]))
    return found


@pytest.mark.parametrize("sequence", TABLE, ids=lambda s: s.title)
def test_sequence(kernel, sequence):
    first = kernel.run("%reset").reply["execution_count"] + 1
    wrong = []
    for step in sequence.steps:
        found = sequences.shown(outputs(kernel.run(step.code)), first)
        if not step.agrees(found):
            wrong.append(step.told(found))
    assert not wrong, "\n".join(wrong)


TRAINING = """\
for {
	net.Gradient(x, t)
	opt.Update(net.Params())
	steps[0]++
}"""


def test_an_interrupted_training_keeps_what_the_net_has_learned(kernel):
    kernel.run(
        "net := dl.NewTwoLayerNet(4, 3, 2, nil, rand.NewPCG(1, 2))\n"
        "x := mat.NewDense(2, 4, []float64{1, 2, 3, 4, 5, 6, 7, 8})\n"
        "t, steps := dl.Labels{0, 1}, []int{0}\n"
        "opt := &dl.SGD{LearningRate: 0.1}\n"
        "before := net.Loss(x, t)"
    )
    stopped = kernel.run(TRAINING, stop=5)
    assert stopped.error()["ename"] == "Interrupted"
    assert shown(kernel.run("net.Loss(x, t) < before / 2, steps[0] > 100"))[-1][1] == "true true"


def test_a_deadlock_is_still_one(kernel):
    kernel.run("n := 1")
    cell = kernel.run("n++\njobs := make(chan int)\n<-jobs")
    assert cell.error()["evalue"] == "all goroutines are asleep - deadlock!"
    assert shown(kernel.run("n")) == [("result", "1")]


def test_an_interrupt_of_what_waits_leaves_what_was_there(kernel):
    kernel.run("n := 1")
    cell = kernel.run("n++\n<-time.After(time.Hour)", stop=4)
    assert cell.error()["ename"] == "Interrupted"
    assert shown(kernel.run("n")) == [("result", "1")]


def test_a_restart_forgets():
    with started() as (manager, client):
        kernel = Kernel(manager, client)
        kernel.run("n := 1")
        manager.restart_kernel()
        client.wait_for_ready(timeout=PATIENCE)
        assert kernel.run("n").error()["evalue"] == "undefined: n"


def test_completion_and_help_know_what_is_kept(kernel):
    kernel.run(
        'import "math/rand/v2"\nnetwork := dl.NewTwoLayerNet(4, 3, 2, nil, rand.NewPCG(1, 2))'
    )
    client = kernel.client
    client.complete("netw")
    assert client.get_shell_msg(timeout=PATIENCE)["content"]["matches"] == ["network"]
    client.complete("network.Pred")
    assert client.get_shell_msg(timeout=PATIENCE)["content"]["matches"] == ["Predict"]
    client.complete("%rm net")
    assert "network" in client.get_shell_msg(timeout=PATIENCE)["content"]["matches"]
    client.inspect("network", 3)
    found = client.get_shell_msg(timeout=PATIENCE)["content"]
    assert "*dl.TwoLayerNet" in found["data"]["text/plain"]


def test_what_a_cell_starts_keeps_nothing(kernel):
    """Neither a command nor a child process is told where values are kept."""
    env = 'out, err := exec.Command("env").Output()\nstrings.Contains(string(out), "DLFS_VALUES=/")'
    assert shown(kernel.run(env)) == [("result", "false")]
    printing = '%%\nout, _ := exec.Command("env").Output()\nfmt.Print(string(out))'
    assert "DLFS_VALUES=/" not in kernel.run(printing).text()
    unkept = (
        'func f() string {\n\tout, _ := exec.Command("env").Output()\n\treturn string(out)\n}\n'
    )
    assert "DLFS_VALUES=/" not in kernel.run(f"{unkept}\n%%\nfmt.Print(f())").text()
    assert shown(kernel.run("!env | grep -c DLFS_VALUES"))[0] == ("stdout", "0\n")
    assert "DLFS_VALUES" not in kernel.run("%%bash\nenv").text()


def test_lists_show_nothing_that_nobody_wrote(kernel):
    kernel.run('import "os"\n\nn := 1')
    kernel.run("n++")
    assert "kept" not in "".join(text for _, text in shown(kernel.run("%list")))
    client = kernel.client
    client.complete("%rm k")
    assert client.get_shell_msg(timeout=PATIENCE)["content"]["matches"] == []


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("x := nowhere", ":1:6"),
        ("\n\ny := 1\nx := nowhere\n", ":4:6"),
        ("func f() int {\n\treturn 1\n}\n\nf(1)", ":5:3"),
        ("a := 1\nfunc f() int {\n\treturn nowhere\n}\nf()", ":3:9"),
        ('import "os"\n\ntype t struct{}\n\nvar v t = 5', ":5:11"),
        ("%rm nothing\nx := 1; y := nowhere", ":2:14"),
        ("if true {\n\tn = 2\n}", ":2:2"),
        ("n, nowhere", ":1:4"),
        ("for i := range 3 {\n\ti.j()\n}", ":2:4"),
        ('x := "a" + 1', ":1:6"),
    ],
)
def test_places_are_those_that_were_written(kernel, code, place):
    if not code.startswith("if"):
        kernel.run("n := 1")
    cell = kernel.run(code)
    assert f"Cell[{cell.reply['execution_count']}]{place}: " in cell.error()["traceback"][1]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("x := []int{1}\ny := x[n]\ny", 2),
        ("x := []int{1}; x[n] = 2", 1),
        ("type t struct{}\n\nfunc f(x []int) {\n\tx[n] = 1\n}\n\nf(nil)", 4),
        ("func f(x []int, i int) {\n\n\tx[i] = 1\n}\n\nf(nil, n)", 3),
        ("for {\n\tpanic(1)\n}", 2),
    ],
)
def test_a_panic_is_where_it_was_written(kernel, code, line):
    kernel.run("n := 3")
    cell = kernel.run(code)
    error = cell.error()
    assert error["ename"] == "Panic"
    places = [text for text in error["traceback"] if text.startswith("Cell[")]
    assert places[0].split(" ")[0] == f"Cell[{cell.reply['execution_count']}]:{line}"
    at = error["traceback"].index(places[0])
    assert error["traceback"][at + 1].strip() == code.splitlines()[line - 1].strip()
    assert not any("kept" in text for text in error["traceback"])

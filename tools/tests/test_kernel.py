"""The kernel as Jupyter sees it: its own test of kernels, and what people who tried ours found."""

import contextlib
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jupyter_kernel_test
import pytest
from jupyter_client import KernelManager
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager

from nbtools.execute import group_ended
from nbtools.project import KERNEL, KERNEL_DIR, ROOT

pytestmark = pytest.mark.kernel

PATIENCE = 120  # seconds; reached only where a test fails


@contextlib.contextmanager
def started(
    at: Path = ROOT / "notebooks/en", **environment: str
) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    """A kernel of its own, for a notebook in the folder."""
    with tempfile.TemporaryDirectory(prefix="dlfs-") as folder:
        manager = KernelManager(
            kernel_name=KERNEL["name"],
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(KERNEL_DIR)]),
            connection_file=str(Path(folder) / "kernel-1.json"),
        )
        env = os.environ | {"DLFS_HEADLESS": "1", "DLFS_LANG": "en"} | environment
        with (Path(folder) / "log").open("wb") as log:
            manager.start_kernel(cwd=str(at), env=env, stdout=log, stderr=log)
            client = manager.client()
            client.start_channels()
            with group_ended(manager):
                client.wait_for_ready(timeout=PATIENCE)
                yield manager, client
                client.stop_channels()
                manager.shutdown_kernel()


def wait_for_library(client: BlockingKernelClient) -> None:
    """What is known of the packages is read in the background: until then Tab has less to offer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        client.complete("strings.TrimSp")
        if client.get_shell_msg(timeout=PATIENCE)["content"].get("matches"):
            return
    raise TimeoutError("the packages are not known")


class TestProtocol(jupyter_kernel_test.KernelTests):
    """jupyter_kernel_test. Its test of iopub_welcome is left out: the library for the sockets
    does not tell a kernel who has begun to listen."""

    language_name = "go"
    file_extension = ".go"
    code_hello_world = '%%\nfmt.Println("hello, world")'
    code_stderr = '%%\nfmt.Fprintln(os.Stderr, "oops")'
    completion_samples = (
        {"text": "strings.TrimSp", "matches": ["TrimSpace"]},
        {"text": "%%\nvar b strings.Builder\nb.Gr", "matches": ["Grow"]},
        {"text": "%rese", "matches": ["%reset"]},
    )
    complete_code_samples = ("%%\nfmt.Println(1)", "func f() {}", "")
    incomplete_code_samples = ("func f() {", "%%\nfmt.Println(", "var s = `raw")
    invalid_code_samples = ("func f() }", "var 1x int")
    code_page_something = "strings.Split?"
    code_generate_error = '%%\npanic("no")'
    code_execute_result = (
        {"code": "%%\nnb.Result(6 * 7)", "result": "42"},
        {"code": '%%\nnb.Result("forty-two")', "result": "forty-two"},
        {"code": "%%\nnb.Result(6 * 7 + 1)", "result": "43"},
    )
    code_display_data = (
        {"code": "%%\nnb.Show(plotting.Curve(0, 1, math.Sqrt))", "mime": "image/png"},
    )
    code_history_pattern = "%%?nb.Result(6 [*] 7)"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "strings.Split"
    code_clear_output = "%%\nnb.Clear(false)"

    @classmethod
    def setUpClass(cls) -> None:
        cls.stack = contextlib.ExitStack()
        cls.km, cls.kc = cls.stack.enter_context(started())
        wait_for_library(cls.kc)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.stack.close()


class Kernel:
    """A kernel whose cells are run one by one."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager, self.client = manager, client

    def run(self, code: str, stop: float | None = None, **options) -> "Cell":
        """Runs a cell; after `stop` seconds it is interrupted."""
        cell = Cell()
        timer = threading.Timer(stop or 0, self.manager.interrupt_kernel)
        if stop is not None:
            timer.start()
        cell.reply = self.client.execute_interactive(
            code, timeout=PATIENCE, output_hook=cell.messages.append, **options
        )["content"]
        if stop is not None:
            timer.join()
        return cell

    def interrupt(self) -> None:
        """Interrupts, and waits until that is answered, so that no later cell is hit."""
        self.client.control_channel.send(self.client.session.msg("interrupt_request", {}))
        assert self.client.get_control_msg(timeout=PATIENCE)["content"] == {"status": "ok"}


@dataclass
class Cell:
    """What came of a cell."""

    messages: list[dict] = field(default_factory=list)
    reply: dict = field(default_factory=dict)

    def text(self, name: str = "stdout") -> str:
        """What is printed, joined."""
        return "".join(m["content"]["text"] for m in self.streams() if m["content"]["name"] == name)

    def streams(self) -> list[dict]:
        return [m for m in self.messages if m["msg_type"] == "stream"]

    def error(self) -> dict:
        """The one error message, without which the cell has not failed."""
        (error,) = (m["content"] for m in self.messages if m["msg_type"] == "error")
        assert {k: self.reply[k] for k in error} == error
        assert self.reply["status"] == "error"
        return error

    def shown(self) -> list[str]:
        """Texts and pictures, in their order."""
        found = []
        for m in self.messages:
            content = m["content"]
            if m["msg_type"] == "stream":
                if found and found[-1][0] == content["name"]:
                    found[-1] = (content["name"], found[-1][1] + content["text"])
                else:
                    found.append((content["name"], content["text"]))
            elif m["msg_type"] in ("display_data", "update_display_data", "execute_result"):
                found.append((m["msg_type"], content["data"].get("text/plain")))
            elif m["msg_type"] == "clear_output":
                found.append((m["msg_type"], content["wait"]))
        return found


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


def test_characters_stay_whole(kernel):
    cell = kernel.run('%%\nfmt.Print(strings.Repeat("日", 20000))')
    assert cell.text() == "日" * 20000
    halves = '%%\nb := []byte("日")\nos.Stdout.Write(b[:1])\ntime.Sleep(time.Second / 5)\n'
    assert kernel.run(halves + "os.Stdout.Write(b[1:])").text() == "日"
    shell = kernel.run("!printf '日%.0s' $(seq 20000)")
    assert shell.text() == "日" * 20000
    script = kernel.run("%%bash\nprintf '本%.0s' $(seq 20000)")
    assert script.text() == "本" * 20000


def test_many_lines_come_in_few_messages(kernel):
    cell = kernel.run("%%\nfor i := range 3000 {\n\tfmt.Println(i)\n}")
    assert cell.text() == "".join(f"{i}\n" for i in range(3000))
    assert len(cell.streams()) < 1000  # each line would be one: 3,000


def test_a_flood_is_limited_and_can_be_stopped(kernel):
    cell = kernel.run("%%\nfor i := 0; ; i++ {\n\tfmt.Println(i)\n}", stop=4)
    assert cell.error()["ename"] == "Interrupted"
    text = cell.text()
    lines, limit, left_out = text.rstrip("\n").rsplit("\n", 2)
    assert limit == "The cell has printed 500 kB. What follows is left out."
    assert lines.startswith("0\n1\n2\n") and len(lines) <= 500_000
    assert left_out.endswith(" kB more were left out.")


@pytest.mark.parametrize(
    "code",
    [
        "%%\nfor {\n}",
        "%%\nfmt.Print(1)\ntime.Sleep(time.Hour)",
        "%%\nsignal.Ignore(os.Interrupt)\nfor {\n}",
        "!sleep 1000",
        "%%bash\nsleep 1000",
        "!sleep 1000 & sleep 1000",
    ],
)
@pytest.mark.parametrize("after", [0.05, 0.2, 3.0])
def test_interrupt(kernel, code, after):
    cell = kernel.run(code, stop=after)
    assert cell.error()["ename"] == "Interrupted"
    assert cell.error()["traceback"] == ["Interrupted: the cell was stopped"]
    assert not processes("sleep\0001000")
    assert kernel.run("%%\nfmt.Print(2)").text() == "2"


def processes(command: str) -> list[Path]:
    """Those whose command line is this, with zero bytes between its words."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().decode(errors="replace").rstrip("\0") == command:
                found.append(path)
    return found


def test_what_an_interrupted_cell_has_started_ends_with_it(kernel):
    start = 'exec.Command("sleep", "98766").Start()'
    cell = kernel.run(f"%%\n{start}\nsignal.Ignore(os.Interrupt)\nfor {{\n}}", stop=4)
    assert cell.error()["ename"] == "Interrupted"
    assert not processes("sleep\00098766")


def test_an_interrupt_of_a_kernel_that_does_nothing():
    """It stops nothing, then or later."""
    with started() as (manager, client):
        kernel = Kernel(manager, client)
        kernel.interrupt()
        cell = kernel.run("%%\ntime.Sleep(6 * time.Second)\nfmt.Print(1)")
        assert (cell.reply["status"], cell.text()) == ("ok", "1")


def test_a_program_may_end_well_when_it_is_interrupted(kernel):
    code = "%%\nc := make(chan os.Signal, 1)\nsignal.Notify(c, os.Interrupt)\n<-c\nfmt.Print(3)"
    cell = kernel.run(code, stop=4)
    assert (cell.reply["status"], cell.text()) == ("ok", "3")


def test_an_interrupt_between_two_cells_stops_nothing():
    """Neither what a cell has left in the background nor the cells that come later."""
    with started() as (manager, client):
        kernel = Kernel(manager, client)
        kernel.interrupt()
        start = 'exec.Command("sleep", "98767").Start()'
        kernel.run(f"%%\n{start}")
        kernel.interrupt()
        # Longer than what is told to stop may go on.
        assert kernel.run("%%\ntime.Sleep(7 * time.Second)\nfmt.Print(1)").text() == "1"
        assert processes("sleep\00098767")


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_cells_that_wait_when_one_fails(kernel, stop_on_error):
    codes = ['%%\npanic("x")', "%%\nfmt.Print(2)", "var x = 3"]
    asked = [kernel.client.execute(code, stop_on_error=stop_on_error) for code in codes]
    states = []
    for message in asked:
        reply = kernel.client.get_shell_msg(timeout=PATIENCE)
        assert reply["parent_header"]["msg_id"] == message
        states.append(reply["content"]["status"])
    assert states == (["error", "aborted", "aborted"] if stop_on_error else ["error", "ok", "ok"])
    assert kernel.run("%%\nfmt.Print(4)").text() == "4"  # What comes later runs.


def test_questions_are_answered_while_a_cell_runs(kernel):
    client = kernel.client
    wait_for_library(client)
    client.execute("%%\nselect {\ncase <-time.After(time.Hour):\n}")
    client.kernel_info()
    info = client.get_shell_msg(timeout=PATIENCE)
    client.complete("strings.Rep")
    completion = client.get_shell_msg(timeout=PATIENCE)
    client.is_complete("%%\nf(")
    status = client.get_shell_msg(timeout=PATIENCE)
    client.comm_info()
    comms = client.get_shell_msg(timeout=PATIENCE)
    kernel.manager.interrupt_kernel()
    ended = client.get_shell_msg(timeout=PATIENCE)
    assert info["content"]["language_info"]["name"] == "go"
    assert completion["content"]["matches"] == ["Repeat", "Replace", "ReplaceAll", "Replacer"]
    assert status["content"]["status"] == "incomplete"
    assert comms["content"] == {"status": "ok", "comms": {}}
    assert ended["content"]["ename"] == "Interrupted"


def test_a_program_asks_the_learner(kernel):
    client = kernel.client
    code = '%%\nvar name string\nfmt.Print("Name? ")\nfor range 2 {\n\tfmt.Scanln(&name)\n'
    code += '\tfmt.Print("Hi ", name, ". ")\n}'
    asked = client.execute(code, allow_stdin=True)
    for name in ("Ada", "日本"):
        question = client.get_stdin_msg(timeout=PATIENCE)
        assert question["msg_type"] == "input_request"
        client.input(name)
    assert client.get_shell_msg(timeout=PATIENCE)["parent_header"]["msg_id"] == asked
    cell = Cell()
    while (m := client.get_iopub_msg(timeout=PATIENCE))["content"].get("execution_state") != "idle":
        cell.messages.append(m)
    assert cell.text() == "Name? Hi Ada. Hi 日本. "
    cell = kernel.run(code, allow_stdin=False)
    assert cell.text() == "Name? Hi . Hi . " and "nobody can type one here" in cell.text("stderr")


def test_what_is_shown_stays_in_order(kernel):
    figure = "nb.Show(plotting.Curve(0, 1, math.Sqrt))\n"
    code = (
        f'%%\nfor i := range 3 {{\n\tfmt.Println("before", i)\n\t{figure}}}\nfmt.Println("behind")'
    )
    shown = kernel.run(code).shown()
    names = [name for name, _ in shown]
    assert names == ["stdout", "display_data"] * 3 + ["stdout"]
    assert [text for name, text in shown if name == "stdout"][1] == "before 1\n"
    result = kernel.run('%%\nfmt.Println("a")\nnb.Result(1)\nnb.Clear(true)\nfmt.Println("b")')
    assert result.shown() == [
        ("stdout", "a\n"), ("execute_result", "1"), ("clear_output", True), ("stdout", "b\n"),
    ]  # fmt: skip


def test_a_captured_cell(kernel, tmp_path):
    path = tmp_path / "captured"
    assert kernel.run(f"%capture {path}\n%%\nfmt.Println(1)").text() == "1\n"
    assert path.read_text() == "1\n"
    assert kernel.run("%%\nfmt.Println(2)").text() == "2\n"


# Each cell fails: what its error message says. The traceback is short, and names nothing that
# nobody has typed.
FAILS = {
    "%%\nfmt.Println([]int{1}[len(os.Args)+3:])": ("Panic", "slice bounds out of range"),
    "func r(n int) int { return r(n+1) + 1 }\n\n%%\nr(0)": ("FatalError", "stack overflow"),
    "%%\nx := make([]byte, 1<<46)\nfmt.Println(len(x))": ("OutOfMemory", "out of memory"),
    "%%\n<-make(chan int)": ("FatalError", "all goroutines are asleep - deadlock!"),
    'var s int = "<script>alert(1)</script>"': ("CompileError", "<script>alert(1)</script>"),
    "%%\nos.Exit(3)": ("Exit", "exit status 3"),
    'import "github.com/google/uuid"\n\n%%\nuuid.New()': ("CompileError", "uuid"),
    "%pip install numpy": ("Refused", "%pip"),
    "%%time\nx": ("Refused", "%%time"),
    "//go:embed data.csv\nvar data string": ("Refused", "go:embed"),
    "%exec": ("Refused", "requires the name of the function"),
    "%%\nx := strings.": ("CompileError", "found the end of the cell"),
}  # fmt: skip


@pytest.mark.parametrize("code", FAILS)
def test_failures(kernel, code):
    cell = kernel.run(code)
    error = cell.error()
    name, said = FAILS[code]
    assert error["ename"] == name
    assert said in error["evalue"]
    assert error["traceback"][0] == f"{name}: {error['evalue']}"
    text = "\n".join(error["traceback"])
    assert not any(word in text for word in ("main.go", "/tmp", "gonb_", "0x", str(ROOT)))
    assert len(error["traceback"]) < 12
    assert [m for m in cell.messages if m["msg_type"] in ("stream", "display_data")] == []


# Each of these once ended the kernel, or a part of it.
@pytest.mark.parametrize(
    "code",
    [
        "func main()",
        "! \n% \n!*",
        '%%\nfor range 20000 {\n\tlog.Println(strings.Repeat("x", 40))\n}\npanic("boom")',
        "%capture /nowhere/at/all\n%%\nfmt.Println(1)",
        '%%\nfmt.Fprintln(os.Stderr, "runtime: 3 s")\nlog.Fatal("no")',
    ],
)
def test_the_kernel_survives(kernel, code):
    cell = kernel.run(code)
    if "runtime" in code:
        assert cell.text("stderr").startswith("runtime: 3 s\n")
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


def test_requests_that_leave_things_out(kernel):
    client = kernel.client
    for content in ({}, {"code": "%%\nfmt.Print(7)"}, {"code": 5}, {"code": "x", "silent": None}):
        message = client.session.msg("execute_request", content)
        client.shell_channel.send(message)
        reply = client.get_shell_msg(timeout=PATIENCE)
        assert reply["parent_header"]["msg_id"] == message["header"]["msg_id"]
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


def test_a_kernel_that_answers_is_still_busy(kernel):
    client = kernel.client
    asked = client.execute("%%\ntime.Sleep(time.Hour)")
    wait_for_library(client)
    states = []
    while len(states) < 4:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["msg_type"] == "status":
            states.append(message["content"]["execution_state"])
    assert states == ["busy", "busy", "idle", "busy"]
    kernel.manager.interrupt_kernel()
    while client.get_shell_msg(timeout=PATIENCE)["parent_header"]["msg_id"] != asked:
        pass


def test_commands_after_the_one_that_was_stopped(kernel, tmp_path):
    cell = kernel.run(f"!sleep 1000\n!touch {tmp_path}/made", stop=2)
    assert cell.error()["ename"] == "Interrupted"
    assert not (tmp_path / "made").exists()


def test_places_are_those_of_the_cells(kernel):
    kernel.run("func f(i int) int {\n\treturn []int{1}[i]\n}")
    number = kernel.run("type T struct{ A int }\n\nvar (\n\ta = 1\n\tb = f(0)\n)").reply[
        "execution_count"
    ]
    cell = kernel.run('import "fmt"\n\n%%\nfmt.Println(T{}, a, b)\n\nf(5)')
    text = "\n".join(cell.error()["traceback"])
    assert f"Cell[{number - 1}]:2 in f" in text and f"Cell[{number + 1}]:6" in text
    text = "\n".join(kernel.run("%%\n\n  var t T = 5\n_ = t").error()["traceback"])
    assert f"Cell[{number + 2}]:3:13: cannot use 5" in text


def test_one_rm_mends_a_name_that_hides_a_package(kernel):
    assert kernel.run("var fmt = 3").reply["status"] == "ok"
    assert "%rm fmt" in "\n".join(kernel.run("%%\nfmt.Println(1)").error()["traceback"])
    kernel.run("%rm fmt")
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"
    kernel.run('import "fmt"')
    assert kernel.run("var fmt = 3").error()["ename"] == "Refused"
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


def test_a_kept_method_is_told(kernel):
    kernel.run('type T int\n\nfunc (T) String() string { return "old" }')
    ((kind, note),) = kernel.run("type T struct{ A int }").shown()
    assert kind == "display_data" and "%rm T~String" in note


def test_plain_gonb():
    """With the switch, Jupyter talks to GoNB itself."""
    with started(DLFS_PLAIN_KERNEL="1") as (manager, client):
        kernel = Kernel(manager, client)
        assert kernel.run("%%\nfmt.Print(1)").text() == "1"
        cell = kernel.run("%%\nfmt.Println(nowhere)")
        assert cell.error()["ename"] == "ERROR"
        assert any(m["msg_type"] == "display_data" for m in cell.messages)

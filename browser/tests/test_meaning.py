"""What cells mean: one table, run by GoNB and by the page's kernel, whose outputs are compared."""

import asyncio
import html
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager

import visits
from nbtools import lab
from nbtools.execute import group_ended
from nbtools.project import KERNEL, KERNEL_DIR, ROOT

PLAIN = visits.HEADLESS | {"DLFS_PLAIN_KERNEL": "1"}

# Each case is a notebook of its own: its cells, in order.
SAME = {
    "bare %%": ['%%\nfmt.Println("a")'],
    "arguments": ['var n = flag.Int("n", 1, "")\n\n%% -n=5 rest\nfmt.Println(*n, flag.Args())'],
    "quoted arguments": [r'%% "two words" "a\"b"' + '\nfmt.Printf("%q", flag.Args())'],
    "%main": ["%main\nfmt.Println(1)"],
    "%args and func main": ["%args a b\nfunc main() { fmt.Println(os.Args[1:]) }"],
    "%exec": ['%exec hi x y\nfunc hi() { fmt.Println("hi", flag.Args()) }'],
    "main is not remembered": ["func main() { fmt.Println(1) }", "var x = 1", "%%\nfmt.Println(x)"],
    "a line for Go's tools": ['//gonb:%%\nfmt.Println("a")'],
    "a package line": ["package main\n\nfunc f() int { return 3 }", "%%\nfmt.Println(f())"],
    "formats of a plot": [
        "func save(format string) {\n\tw, err := plot.New().WriterTo(99, 99, format)\n"
        "\tfmt.Println(format, w != nil, err)\n}",
        '%%\nfor _, f := range []string{"eps", "pdf", "png", "svg", "tex", "bmp"} {\n\tsave(f)\n}',
        '%%\nfmt.Println(plot.New().Save(99, 99, os.TempDir()+"/a.PDF"))',
    ],
    "redefined function": [
        "func f() int { return 1 }",
        "%%\nfmt.Println(f())",
        "func f() int { return 2 }\n\n%%\nfmt.Println(f())",
        "%%\nfmt.Println(f())",
    ],
    "redefined type": [
        "type T struct{ A int }\nfunc (t T) Twice() int { return 2 * t.A }",
        "%%\nfmt.Println(T{3}.Twice())",
        "type T struct{ A, B int }\n\n%%\nfmt.Println(T{3, 4}, T{3, 4}.Twice())",
    ],
    "redefined method": [
        'type T int\nfunc (t *T) Say() string { return "one" }',
        'func (t *T) Say() string { return "two" }\n\n%%\nfmt.Println(new(T).Say())',
    ],
    "redefined variable": ["var x = 1", 'var x = "text"\n\n%%\nfmt.Println(x)'],
    "redefined constant": ["const c = 1", "const c = 2.5\n\n%%\nfmt.Println(c)"],
    "grouped declarations": [
        'var (\n\ta = 1\n\tb, c = 2, "c"\n\td int\n)\ntype (\n\tP int\n\tQ = string\n)',
        '%%\nfmt.Println(a, b, c, d, P(4), Q("q"))',
        "var b = 20\n\n%%\nfmt.Println(a, b, c, d)",
    ],
    "iota": [
        "const (\n\tA = iota * 10\n\tB\n\tC\n)",
        "%%\nfmt.Println(A, B, C)",
        "const (\n\tA = iota + 1\n\tB\n\tC\n)\n\n%%\nfmt.Println(A, B, C)",
    ],
    "variables of one call": [
        'func two() (int, string) { return 1, "one" }\nvar n, s = two()',
        "%%\nfmt.Println(n, s)",
        "var n = 5\n\n%%\nfmt.Println(n)",
    ],
    "variables begin anew": ["var n = 10\n\n%%\nn++\nfmt.Println(n)", "%%\nfmt.Println(n)"],
    "init": [
        'func init() { fmt.Println("init") }\n\n%%\nfmt.Println("main")',
        '%%\nfmt.Println("again")',
    ],
    "several inits": [
        'func init_a() { fmt.Println("a") }\nfunc init_b() { fmt.Println("b") }\n\n'
        '%%\nfmt.Println("main")',
        'func init_a() { fmt.Println("new a") }\n\n%%\nfmt.Println("main")',
    ],
    "order of initialisers": [
        "func say(n int) int { fmt.Println(n); return n }",
        "var b = say(1)\nvar a = say(2)\n\n%%\nfmt.Println(a, b)",
    ],
    "generics": [
        "type Pair[A, B any] struct{ a A; b B }\nfunc (p Pair[A, B]) First() A { return p.a }\n"
        "func Map[T, U any](x []T, f func(T) U) (y []U) {\n\tfor _, v := range x {\n"
        "\t\ty = append(y, f(v))\n\t}\n\treturn y\n}",
        '%%\nfmt.Println(Pair[int, string]{1, "b"}.First(), Map([]int{1, 2}, strconv.Itoa))',
    ],
    "named import": [
        'import str "strings"\n\n%%\nfmt.Println(str.ToUpper("a"))',
        '%%\nfmt.Println(str.Repeat("b", 2), strings.ToLower("C"))',
    ],
    "blank import": ['import _ "image/png"', "%%\nfmt.Println(1)"],
    "unused import": ['import "strings"\nimport "gonum.org/v1/gonum/mat"', "%%\nfmt.Println(1)"],
    "automatic imports": [
        '%%\nfmt.Println(strings.Fields("a b"), math.Sqrt(4), sort.IsSorted(sort.IntSlice{1}))',
        "%%\nfmt.Println(mat.NewDense(1, 1, nil).At(0, 0))",
    ],
    "automatic rand": ["%%\nfmt.Println(rand.New(rand.NewPCG(1, 2)).IntN(1000))"],
    "automatic own packages": ["%%\nfmt.Println(dl.ReLU(-1), dl.ReLU(2))"],
    "a name hides a package": ["%%\nstrings := []int{1}\nfmt.Println(strings)"],
    "raw strings": ["%%\nfmt.Println(`a\n  b`)"],
    "comments": [
        "// about f\n// and more\nfunc f() {} // trailing\n\n/* block */\n%%\n// nothing\nf()"
    ],
    "only comments": ["// nothing at all"],
    "an empty cell": ["\n\n"],
    "%list": [
        'import "os"\nconst c = 1\ntype T int\nvar v = 2\nfunc f() {}\nfunc (T) M() {}',
        "%list",
    ],
    "%rm": [
        "func f() {}\nvar v = 1\nconst c = 1\ntype T int",
        "%rm f v nothing",
        "%ls",
        "%remove c T",
        "%list",
    ],
    "%rm frees a name of another kind": [
        "var x = 1",
        "%rm x",
        "func x() int { return 4 }\n\n%%\nfmt.Println(x())",
    ],
    "%reset": ["func f() {}", "%reset", "%list"],
    "commands run before the code": ["var x = 1", "%rm x\n%%\nfmt.Println(2)", "%list"],
    "an unknown command": ["%nonsense"],
    "standard error": ['%%\nfmt.Fprintln(os.Stderr, "e")\nfmt.Println("o")'],
    "exit status": ["%%\nos.Exit(3)"],
    "nb.Keep": ['%%\nnb.Keep("v", []int{1, 2})', '%%\nfmt.Println(nb.Kept[[]int]("v"))'],
    "nothing kept": ['%%\nnb.Kept[int]("w")'],
    "another type kept": ['%%\nnb.Keep("v", 1)', '%%\nnb.Kept[string]("v")'],
    "progress": ['%%\nb := nb.Progress(3, "rows")\nb.Set(3, "x < y")\nb.Done()'],
}

# Where GoNB goes wrong, and this kernel does what the cell says: what each shows last.
BETTER = {
    "a constant of a group is replaced": (
        ['const (\n\tx = 1\n\ty = "y"\n)', "const x = 3\n\n%%\nfmt.Println(x, y)"],
        ("end", "error"),
        ("stdout", "3 y\n"),
    ),
    "a blank variable runs once": (
        ["func say(n int) int { fmt.Println(n); return n }\nvar _ = say(7)\n\n%%"],
        ("stdout", "7\n7\n"),
        ("stdout", "7\n"),
    ),
    "a package of the same name replaces the other": (
        [
            'import "math/rand"\n\n%%\nfmt.Println(rand.New(rand.NewSource(1)).Intn(100))',
            'import "math/rand/v2"\n\n%%\nfmt.Println(rand.New(rand.NewPCG(1, 2)).IntN(100))',
        ],
        ("end", "error"),
        ("stdout", "76\n"),
    ),
    "%exec stands alone": (
        ["func hi() { fmt.Println(1) }", "%exec hi"],
        ("end", "ok"),
        ("stdout", "1\n"),
    ),
}

# Cells that fail: the cell, the line and what is wrong are compared.
FAIL = {
    "undefined": ["%%\nfmt.Println(1)\nfmt.Println(nowhere)"],
    "unused variable": ["%%\nif true {\n\tx := 1\n}\n"],
    "two errors": ["%%\nvar s string = 1\nvar n int = s\n_ = n"],
    "in an earlier cell": [
        "type T struct{ A int }\nfunc f(t T) int { return t.A }",
        "type T struct{ B int }\n\n%%\nf(T{})",
    ],
    "a cell that fails leaves no trace": [
        'func f() int { return "" }',
        "func g() int { return 1 }\n\n%%\nfmt.Println(g())",
    ],
    "redeclared as another kind": ["var x = 1", "func x() {}"],
    "redeclared in a cell": ["%%\nx := 1\nx := 2\n_ = x"],
    "panic": ["func f(i int) int {\n\treturn []int{1}[i]\n}", "%%\n\nf(3)"],
    "nil map": ['%%\nvar m map[string]int\nm["a"] = 1'],
    "own panic": ['%%\npanic("on purpose")'],
}


# Cells that GoNB refuses and that have a meaning here; what they show is in the table of
# test_values.py.
MORE = {
    "statements alone": ["x := 3"],
    "a value that is only named": ["%%\nx := 3\nx"],
    "a variable that nothing uses": ["%%\nx := 1\n"],
    "a variable of an earlier cell": ["%%\nx := 1\nfmt.Println(x)", "%%\nfmt.Println(x)"],
    "a function beside statements": ["func f() int { return 1 }\nfmt.Println(f())"],
}

# What a parser says of these is worded in another way here: the place is compared.
WORDED = {
    "syntax": ["%%\nfmt.Println(1"],
    "syntax above": ["func f( {\n}\n\n%%\n"],
}


class GoNB:
    """The real kernel, with nothing in front of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, cells: list[str]) -> list[dict]:
        """Runs in a thread of its own: the one that drives the browser has an event loop."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self.run_cells(cells)).result()

    async def run_cells(self, cells: list[str]) -> list[dict]:
        manager = AsyncKernelManager(
            kernel_name=KERNEL["name"],
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(KERNEL_DIR)]),
            connection_file=str(self.folder / "connection.json"),
        )
        await manager.start_kernel(cwd=str(ROOT / "notebooks" / "en"), env=PLAIN)
        client = manager.client()
        client.start_channels()
        with group_ended(manager):
            await client.wait_for_ready(timeout=lab.PATIENCE)
            outputs: list[dict] = []
            for cell in cells:
                reply = await client.execute_interactive(
                    cell,
                    timeout=lab.PATIENCE,
                    output_hook=lambda m: outputs.append(visits.output(m)),
                    stop_on_error=False,
                )
                outputs.append({"type": "end", "status": reply["content"]["status"]})
            client.stop_channels()
            await manager.shutdown_kernel()
        return [o for o in outputs if o["type"] not in ("status", "execute_input")]


@pytest.fixture(scope="module")
def gonb():
    with tempfile.TemporaryDirectory(prefix="dlfs-") as folder:
        yield GoNB(Path(folder))


def in_page(notebook, cells: list[str]) -> list[dict]:
    notebook.restart_quietly()
    outputs = []
    for cell in cells:
        # Notes on what is seldom meant are text, and GoNB has none.
        shown = [o for o in notebook.run_cell(cell) if [*o.get("data", ())] != ["text/plain"]]
        failed = any(o["type"] == "error" for o in shown)
        outputs += [*shown, {"type": "end", "status": "error" if failed else "ok"}]
    return outputs


@pytest.mark.parametrize("name", SAME)
def test_shows_the_same(gonb, first_notebook, name):
    expected = gonb.run(SAME[name])
    assert shown(in_page(first_notebook, SAME[name])) == shown(expected)


@pytest.mark.parametrize("name", FAIL)
def test_complains_about_the_same(gonb, first_notebook, name):
    expected = complaints(gonb.run(FAIL[name]))
    assert any("error" in e for e in expected), expected
    assert complaints(in_page(first_notebook, FAIL[name])) == expected


def test_a_wrong_member_does_not_hide_its_package(gonb, first_notebook):
    """GoNB imports no package that lacks one of the names, and complains about the package."""
    cells = ["%%\nfmt.Printline()"]
    theirs, ours = complaints(gonb.run(cells)), complaints(in_page(first_notebook, cells))
    assert [text.replace("fmt.Printline", "fmt") for text in ours] == theirs != ours


@pytest.mark.parametrize("name", WORDED)
def test_complains_about_the_same_places(gonb, first_notebook, name):
    expected = places(gonb.run(WORDED[name]))
    assert places(in_page(first_notebook, WORDED[name])) == expected and expected


@pytest.mark.parametrize("name", MORE)
def test_accepts_what_gonb_refuses(gonb, first_notebook, name):
    assert shown(gonb.run(MORE[name]))[-1] == ("end", "error")
    assert shown(in_page(first_notebook, MORE[name]))[-1] == ("end", "ok")


@pytest.mark.parametrize("name", BETTER)
def test_is_better(gonb, first_notebook, name):
    cells, theirs, ours = BETTER[name]
    assert ending(shown(gonb.run(cells)), theirs) == theirs
    assert ending(shown(in_page(first_notebook, cells)), ours) == ours


def ending(shown: list, like: tuple) -> tuple:
    """How the last cell ended, or what was printed last."""
    return [s for s in shown if s[0] == like[0]][-1] if like[0] == "end" else shown[-2]


MACHINE = [
    "!ls",
    "%env A=1",
    "%cd /",
    "%goflags -v",
    "%%bash\nls",
    "%%writefile a\nb",
    "%wasm",
    "%test",
    "%capture a",
    "%track a",
]


@pytest.mark.parametrize("cell", MACHINE)
def test_what_needs_a_machine_is_one_sentence(first_notebook, cell):
    (error,) = first_notebook.run_cell(cell)
    assert error["ename"] == "Refused" and "does not work in the browser" in error["evalue"]
    assert error["traceback"] == [f"Refused: {error['evalue']}"]


def test_help_names_the_packages(first_notebook):
    (page,) = first_notebook.run_cell("%help")
    assert (
        "`%reset`" in page["data"]["text/markdown"] and "`dlfs/dl`" in page["data"]["text/markdown"]
    )


def shown(outputs: list[dict]) -> list:
    """Streams joined, displays without the names of their places.

    How GoNB's streams are cut is chance, and so is which comes first: it reads two pipes.
    """
    found: list = []
    streams: dict[str, str] = {}
    for output in outputs:
        if output["type"] in ("stream", "error"):
            name, text = output.get("name", "stderr"), output.get("text") or as_gonb_prints(output)
            text = re.sub(r"0x[0-9a-f]+", "0x…", text)
            streams[name] = streams.get(name, "") + text
            continue
        found += sorted(streams.items(), reverse=True)  # stdout first
        streams.clear()
        if output["type"] in ("display_data", "update_display_data"):
            found.append((output["type"], output["data"]))
        elif output["type"] == "end":
            found.append(("end", output["status"]))
    return found


def as_gonb_prints(error: dict) -> str:
    """The text for which this kernel has a message. GoNB's own has only a status."""
    match error["ename"]:
        case "Panic":
            lines = [f"panic: {error['evalue']}", *error["traceback"][1:]]
        case "CompileError":
            lines = error["traceback"][1:]
        case "Exit":
            lines = [error["evalue"]]
        case _:
            return ""
    return "".join(f"{line}\n" for line in lines)


# As GoNB writes it, and as this kernel does.
PLACE = re.compile(r"Cell\[(\d+)\](?:: Line |:)(\d+)(?::\d+)?")


def complaints(outputs: list[dict]) -> list[str]:
    """Of each cell how it ended, and for each complaint its place and what it says."""
    found: set[str] = set()
    ends = []
    for kind, said in shown(outputs):
        if kind == "end":
            ends.append(f"{len(ends) + 1} {said}")
            continue
        text = said if isinstance(said, str) else page_text(said.get("text/html", ""))
        for line in text.splitlines():
            if place := PLACE.search(line):
                words = re.sub(r"\+0x\S*|^[:\s]+|\s+$", "", line[place.end() :]).strip()
                # GoNB counts what is wrong in the lines that it has added, too; here a line of a
                # stack names the function.
                words = re.sub(r" \(and \d+ more errors\)|^in \S+$", "", words)
                found.add(f"Cell[{place[1]}] line {place[2]} {words}".strip())
            elif line.startswith("panic:"):
                found.add(re.sub(r" \[recovered\]", "", line))
    return sorted(found) + ends


def places(outputs: list[dict]) -> list[str]:
    said = [c.split(" ") for c in complaints(outputs) if c.startswith("Cell[")]
    return [" ".join(words[:3]) for words in said]


def page_text(page: str) -> str:
    """GoNB's page about errors, without the lines around each."""
    page = re.sub(r'<div class="gonb-err-context">.*?</div></div>', "", page, flags=re.S)
    page = re.sub(r'<span class="gonb-err-location">.*?</span>', " ", page)
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", "", page, flags=re.S))

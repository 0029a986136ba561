"""Cells that fail: what the error says. The advice under it has its tests beside it, in Go."""

import pytest

import visits

# The cells, one after the other, of which the last fails; and how its traceback begins.
ADVISED = [
    (["%%\nfmtt.Println(1)"], "CompileError: undefined: fmtt"),
    (["func softmax() {}", "%%\nsofmax()"], "CompileError: undefined: sofmax"),
    (
        ["%%\nif true {\n\tx := 1\n\t_ = x\n}", "%%\nfmt.Println(x)"],
        "CompileError: undefined: x",
    ),
    (["%%\nx = 3"], "CompileError: undefined: x"),
    (["%%\nif true {\n\tx := 3\n}"], "CompileError: declared and not used: x"),
    (["%%\nx := 1\nx := 2\n_ = x"], "CompileError: no new variables on left side of :="),
    (
        ["%%\nn, x := 2, 1.5\nfmt.Println(n * x)"],
        "CompileError: invalid operation: n * x (mismatched types int and",
    ),
    (["var n int = 1.5"], "CompileError: cannot use 1.5 (untyped float constant) as int"),
    (['%%\nfmt.Println("a" + 1)'], 'CompileError: invalid operation: "a" + 1'),
    (['var s int = "<script>"'], 'CompileError: cannot use "<script>"'),
    (["func f(n int) int {\n\tif n > 0 {\n\t\treturn 1\n\t}\n}"], "CompileError: missing return"),
    (
        ['%%\nfmt.Println(strings.Repeat("a"))'],
        "CompileError: not enough arguments in call to strings.Repeat",
    ),
    (
        ['%%\nx := strconv.Atoi("1")\n_ = x'],
        "CompileError: assignment mismatch: 1 variable but strconv.Atoi",
    ),
    (["%%\nvar c mat.Dense\nc.Mull(&c, &c)"], "CompileError: c.Mull undefined"),
    (["var nb = 1", "%%\nnb.Show(nil)"], "CompileError: nb.Show undefined"),
    (['%%\nvar m map[string]int\nm["a"] = 1'], "Panic: assignment to entry in nil map"),
    (
        ["%%\nvar p *struct{ x int }\nfmt.Println(p.x)"],
        "Panic: runtime error: invalid memory address or nil pointer",
    ),
    (
        ["%%\nx, i := []int{1}, 3\nfmt.Println(x[i])"],
        "Panic: runtime error: index out of range [3] with length 1",
    ),
    (
        ["%%\nx, i := []int{1}, 3\nfmt.Println(x[:i])"],
        "Panic: runtime error: slice bounds out of range [:3]",
    ),
    (
        ["%%\na := mat.NewDense(2, 3, nil)\nvar c mat.Dense\nc.Mul(a, a)"],
        "Panic: mat: dimension mismatch",
    ),
    (
        [
            "%%\nnet := dl.NewTwoLayerNet(4, 3, 2, dl.He, rand.NewPCG(1, 2))\n"
            "net.Predict(mat.NewDense(1, 5, nil))"
        ],
        "Panic: dl.TwoLayerNet.Predict: x has shape (1, 5), want (1, 4)",
    ),
    (["%%\nn := 0\nfmt.Println(1 / n)"], "Panic: runtime error: integer divide by zero"),
    (["%%\nos.Exit(3)"], "Exit: exit status 3"),
    # The runtime of a page knows no more than these words, and no places.
    (["%%\nch := make(chan int)\n<-ch"], "FatalError: all goroutines are asleep - deadlock!"),
    (
        ["func r(n int) int { return r(n+1) + 1 }\n\n%%\nr(0)"],
        "FatalError: stack overflow in a page",
    ),
    (["%%\n_ = make([]byte, 1<<40)"], "Panic: runtime error: makeslice: len out of range"),
    (
        ["%%\nvar all [][]byte\nfor {\n\tall = append(all, make([]byte, 1<<26))\n}"],
        "OutOfMemory: out of memory",
    ),
    (["fmt.Println(1)\nfunc main() {}"], "CompileError: expected declaration, found fmt"),
    (["%%\nif true {\n\tfmt.Println(1)\n"], "CompileError: '{' of line 2 is never closed"),
    (["%%\nx := strings."], "CompileError: expected selector or type assertion"),
    (["# a comment"], "CompileError: illegal character U+0023 '#'"),
    (["def f(x):\n    return x"], "CompileError: expected statement, found def"),
    (['%%\nprint "text"'], "CompileError: "),
    (["%%\nfor x in xs:\n    print(x)"], "CompileError: "),
    (["%%\nx := None\n_ = x"], "CompileError: undefined: None"),
    (["import numpy as np"], "CompileError: "),
    (["%%\nhelp(fmt.Println)"], "CompileError: undefined: help"),
]

REFUSED = [
    ("%pip install numpy", "%pip installs"),
    ("%timeit f()", "%timeit is an IPython command"),
    ("%%time\nf()", "%%time is an IPython command"),
    ('import "fmt"\n\nvar fmt = 3', "imports a package fmt"),
    (
        'import _ "embed"\n\n//go:embed data.csv\nvar data string',
        "//go:embed does not work in a cell",
    ),
    ("//go:build ignore\n\nvar x = 1", "build constraints do not work"),
    ('import "C"', "C code does not work"),
    ("!ls", "! does not work in the browser"),
]


@pytest.mark.parametrize(("cells", "begins"), ADVISED, ids=[begins for _, begins in ADVISED])
def test_a_failure_comes_with_advice(first_notebook, cells, begins):
    first_notebook.run_cell("%reset")
    for cell in cells[:-1]:
        assert all(o["type"] != "error" for o in first_notebook.run_cell(cell))
    (error,) = first_notebook.run_cell(cells[-1], 120)
    text = "\n".join(error["traceback"])
    assert error["type"] == "error" and text.startswith(begins) and "\n→ " in text, text
    assert error["traceback"][0] == f"{error['ename']}: {error['evalue']}"
    assert len(error["traceback"]) < 16
    assert not any(word in text for word in ("main.", ".go:", "goroutine ", "0x"))


@pytest.mark.parametrize(("cell", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_a_cell_is_refused(first_notebook, cell, why):
    first_notebook.run_cell("%reset")
    (error,) = first_notebook.run_cell(cell)
    assert error["ename"] == "Refused" and why in error["evalue"]
    assert error["traceback"][0] == f"Refused: {error['evalue']}"


def test_a_package_that_is_not_here(first_notebook):
    for path in ("net/http", "github.com/google/uuid"):
        (error,) = first_notebook.run_cell(f'import "{path}"\n\n%%\n_ = {path.split("/")[-1]}.New')
        assert error["ename"] == "CompileError"
        assert error["evalue"].startswith(f"the package {path} is not in this browser")
        assert "]:1:8: " in error["traceback"][1]


def test_what_compiles_but_is_seldom_meant(first_notebook):
    note, *outputs = first_notebook.run_cell("%%\nvar x float64 = 1 / 2\nfmt.Println(x)")
    assert "1 / 2 divides whole numbers" in note["data"]["text/plain"]
    assert visits.text_of(outputs) == "0\n"

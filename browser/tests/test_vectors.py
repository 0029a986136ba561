"""The kernels' vectors in browsers: the module's tests, and a whole training run, bit by bit."""

import os
import shutil
import subprocess

import pytest

import listing
import visits
from nbtools.project import ROOT

WASM = {"GOOS": "js", "GOARCH": "wasm"}
RUNNER = "extensions/dlfs-go/kernel/runner.js"
SECONDS = 300
WHOLE, SHORT = 10_000, 200  # iterations

IMPORTS = """\
import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"dlfs/datasets"
	"dlfs/dl"
)
"""
# Prints a checksum of all losses and of all weights at the end.
TRAINING = """\
	train, _, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		panic(err)
	}
	net := dl.NewLayerNet(784, 50, 10, nil, rand.NewPCG(1, 0))
	trainer := &dl.Trainer{
		Net: net, Optimizer: &dl.SGD{LearningRate: 0.1}, BatchSize: 100,
		Iterations: STEPS, Src: rand.NewPCG(2, 0),
	}
	h := fnv.New64a()
	for step := range trainer.Steps(train.Reusing()) {
		binary.Write(h, binary.LittleEndian, step.Loss)
	}
	for _, p := range net.Params() {
		rows, cols := p.Value.Dims()
		for i := range rows {
			for j := range cols {
				binary.Write(h, binary.LittleEndian, p.Value.At(i, j))
			}
		}
	}
	fmt.Printf("%016x\\n", h.Sum64())
"""
# What is appended to the script that runs a cell's program. Only the kernels make an Instance in
# this way.
WATCHED = """
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(...given) {
    const made = Reflect.construct(...given);
    show(1, 'vectors\\n');
    return made;
  },
});
"""
FORBIDDEN = """
WebAssembly.Module = class {
  constructor() {
    throw new WebAssembly.CompileError('forbidden');
  }
};
"""
DAMAGED = """
const { Module } = WebAssembly;
WebAssembly.Module = class {
  constructor(code) {
    return new Module(code.slice(0, -1));
  }
};
"""


def training(steps: int) -> str:
    return TRAINING.replace("STEPS", str(steps))


def cell(steps: int) -> str:
    return f"{IMPORTS}\n%%\n{training(steps)}"


@pytest.fixture(scope="module")
def on_machine(tmp_path_factory):
    """Runs the same program on this machine."""

    def run(steps: int, *flags: str, **more: str) -> str:
        program = tmp_path_factory.mktemp("program") / "main.go"
        text = f"package main\n\n{IMPORTS}\nfunc main() {{\n{training(steps)}}}\n"
        program.write_text(text)
        command = ["go", "run", *flags, program]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | more, check=True, capture_output=True, text=True
        ).stdout

    return run


@pytest.fixture(scope="module")
def whole(on_machine):
    """What the whole run prints on this machine."""
    return on_machine(WHOLE)


def go_env(name: str) -> str:
    return subprocess.run(
        ["go", "env", name], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_a_whole_run_in_node(on_machine, whole):
    runner = f"{go_env('GOROOT')}/lib/wasm/go_js_wasm_exec"
    assert on_machine(WHOLE, "-exec", runner, **WASM) == whole


def print_in_site(browser, folder, script: str, steps: int) -> str:
    """What the training prints in a site whose programs are run with more of a script."""
    site = folder / "site"
    shutil.copytree(visits.SITE, site)
    with (site / RUNNER).open("a") as runner:
        runner.write(script)
    listing.write(site)
    context = browser.new_context()
    with visits.serve(site) as server:
        notebook = visits.open_notebook(context, server, "en/00_start_here.ipynb")
        outputs = notebook.run_cell(cell(steps), SECONDS)
    context.close()
    assert not [o for o in outputs if o["type"] == "error"], outputs
    return visits.text_of(outputs) + visits.text_of(outputs, "stderr")


def test_a_whole_run_in_a_page(browser, whole, tmp_path):
    assert print_in_site(browser, tmp_path, WATCHED, WHOLE) == f"vectors\n{whole}"


@pytest.mark.parametrize("script", [FORBIDDEN, DAMAGED], ids=["forbidden", "damaged"])
def test_without_vectors_the_bits_are_the_same(browser, on_machine, script, tmp_path):
    printed = print_in_site(browser, tmp_path, WATCHED + script, SHORT)
    assert printed == on_machine(SHORT, DLFS_KERNEL_REFERENCE="1")


# The kernels' own tests.

WORKER = """\
importScripts('wasm_exec.js');
const go = new Go(), lines = [];
console.log = (text) => lines.push(text);
go.argv = ['kernel.test', '-test.v', '-test.run', 'Vectors|KernelBits|Elementwise|Exp'];
go.exit = (code) => postMessage({ code, said: lines.join('\\n') });
WebAssembly.instantiateStreaming(fetch('kernel.wasm'), go.importObject)
  .then(({ instance }) => go.run(instance))
  .catch((error) => postMessage({ code: -1, said: String(error) }));
"""
RUN = """() => new Promise((resolve) => {
    const worker = new Worker('worker.js');
    worker.onmessage = ({data}) => resolve(data);
    worker.onerror = ({message}) => resolve({code: -1, said: message});
})"""


@pytest.fixture(scope="module")
def kernel_tests(tmp_path_factory):
    """A site that has nothing but the tests of the kernels."""
    site = tmp_path_factory.mktemp("kernel tests")
    command = ["go", "test", "-c", "-o", site / "kernel.wasm", "./dl/internal/kernel"]
    subprocess.run(command, cwd=ROOT, env=os.environ | WASM, check=True)
    shutil.copy(f"{go_env('GOROOT')}/lib/wasm/wasm_exec.js", site)
    (site / "worker.js").write_text(WORKER)
    (site / "index.html").write_text("<!DOCTYPE html><title>Tests</title>")
    return site


def test_the_kernels_tests_pass_in_a_browser(browser, kernel_tests):
    context = browser.new_context()
    page = context.new_page()
    with visits.serve(kernel_tests) as server:
        page.goto(f"{server.url}index.html")
        done = page.evaluate(RUN)
    context.close()
    assert done["code"] == 0, done["said"]
    assert "--- PASS: TestVectorsAreInUse" in done["said"]
    assert "--- PASS: TestKernelBits/SIMD128" in done["said"]

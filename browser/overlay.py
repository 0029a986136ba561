"""What differs from Go's own sources in a page: an overlay, as `go build -overlay` takes it.

It is for one release of Go. With another, the build ends with a sentence that names the place to
look at; as long as the text there is the same, it goes on.
"""

import json
from pathlib import Path

UNEXPECTED = "{} is not as expected: see what this release of Go has there, and adapt {}"
HERE = "browser/overlay.py"

# What kernel/program.js knows of Go's glue beside its public interface: whether the program waits
# for a timer.
GLUE = "lib/wasm/wasm_exec.js"
GLUE_HAS = ("this._scheduledTimeouts = new Map();", "this.exited = false;", "this.exited = true;")

OTHER_ARCHITECTURES = (
    *("amd64", "arm", "arm64", "loong64", "mips", "mips64", "ppc64"),
    *("riscv64", "s390x", "x86"),
)

# Where our Go differs, by file: the text there, and what stands in its place.
CHANGES = {
    # A browser takes as long for a little more memory as for much: 512 pages are 32 MiB.
    "runtime/mem_wasm.go": (
        (
            "\t\tsize := growMemory(int32(grow))\n",
            """\
		step := max(grow, 512)
		size := growMemory(int32(step))
		if size < 0 {
			step = grow
			size = growMemory(int32(step))
		}
""",
        ),
        ("\t\tblocMax = bl + n\n", "\t\tblocMax += step * physPageSize\n"),
    ),
    # Before it opens the program, which is ctxt.Library[0] and for which it waits in a page, the
    # linker loads the packages of $PRELOAD. That much is done before a cell is run.
    "cmd/link/internal/ld/lib.go": (
        (
            "\ti := 0\n\tfor ; i < len(ctxt.Library); i++ {\n",
            """\
	for _, name := range strings.Fields(os.Getenv("PRELOAD")) {
		loadinternal(ctxt, name)
	}
	preloaded := 1
	for ; preloaded < len(ctxt.Library); preloaded++ {
		loadobjfile(ctxt, ctxt.Library[preloaded])
	}
	i := 0
	for ; i < len(ctxt.Library); i++ {
""",
        ),
        ('\t\tif lib.Shlib == "" {\n', '\t\tif lib.Shlib == "" && (i == 0 || i >= preloaded) {\n'),
    ),
    # Where a file cannot be mapped, the program grows in memory: let it have room at once.
    "cmd/link/internal/ld/outbuf.go": (
        ("\tout.f = f\n", "\tout.f = f\n\tout.heap = make([]byte, 0, 24<<20)\n"),
    ),
    # The same for each function. Their names are written with debug information only. A few zeros
    # more make a program less long than it takes to leave them out.
    "cmd/link/internal/wasm/asm.go": (
        ("\tconst segmentOverhead = 8\n", "\tconst segmentOverhead = 128\n"),
        (
            "\t\t\toff := int32(0)\n",
            "\t\t\twfn.Grow(len(P) + 5*relocs.Count())\n\t\t\toff := int32(0)\n",
        ),
        (
            '\t\tname := nameRegexp.ReplaceAllString(ldr.SymName(fn), "_")\n',
            """\
		name := ""
		if !*ld.FlagS {
			name = nameRegexp.ReplaceAllString(ldr.SymName(fn), "_")
		}
""",
        ),
    ),
}


def write(work: Path, source: Path) -> Path:
    """Writes what differs from the source into the work folder. Returns the overlay's file.

    Compiler and linker know WebAssembly only, which halves them.
    """
    glue = source.parent / GLUE
    if not all(text in glue.read_text() for text in GLUE_HAS):
        raise SystemExit(UNEXPECTED.format(glue, "browser/kernel/program.js"))
    replaced = {}

    def replace_source(name: str, text: str) -> None:
        changed = work / name.replace("/", "_")
        changed.write_text(text)
        replaced[str(source / name)] = str(changed)

    for tool in ("compile", "link"):
        name = f"cmd/{tool}/main.go"
        lines = (source / name).read_text().splitlines(keepends=True)
        kept = [line for line in lines if not of_other_architecture(line)]
        if len(lines) - len(kept) < 2 * len(OTHER_ARCHITECTURES):
            raise SystemExit(UNEXPECTED.format(source / name, HERE))
        replace_source(name, "".join(kept))
    name = "cmd/compile/internal/ssa/config.go"
    text = (source / name).read_text()
    first, wasm = text.find('\tcase "amd64":'), text.find('\tcase "wasm":')
    if not 0 < first < wasm:
        raise SystemExit(UNEXPECTED.format(source / name, HERE))
    replace_source(name, text[:first] + text[wasm:])
    for name, changes in CHANGES.items():
        text = (source / name).read_text()
        for before, after in changes:
            if before not in text:
                raise SystemExit(UNEXPECTED.format(source / name, HERE))
            text = text.replace(before, after, 1)
        replace_source(name, text)
    overlay = work / "overlay.json"
    overlay.write_text(json.dumps({"Replace": replaced}))
    return overlay


def of_other_architecture(line: str) -> bool:
    line = line.strip()
    if line.startswith('case "'):
        return "wasm" not in line
    return any(
        line.endswith((f'/internal/{a}"', f" {a}.Init,", f" {a}.Init()"))
        for a in OTHER_ARCHITECTURES
    )

package kernel

import (
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// The module works on memory of a Go program, of which it owns nothing: neither data nor a stack may lie in it, and all that
// it can reach is what its arguments point to. And nothing in it may round once where the others round twice.
func TestModule(t *testing.T) {
	module, err := os.ReadFile("simd128.wasm")
	if err != nil {
		t.Fatal(err)
	}
	exports, err := inspect(module)
	if err != nil {
		t.Error(err)
	}
	want := []string{"combine", "exp", "fetch", "gather", "list", "product", "relu", "relu_gradient", "sigmoid", "sigmoid_gradient",
		"transpose", "zeros"}
	slices.Sort(exports)
	if !slices.Equal(exports, want) {
		t.Errorf("the module has the functions %v, want %v", exports, want)
	}
}

func TestModulesThatAreRefused(t *testing.T) {
	const header = "\x00asm\x01\x00\x00\x00"
	memory := section(2, "\x01\x03env\x06memory\x02\x00\x00")
	code := func(instructions string) string {
		body := "\x00" + instructions + "\x0b" // no locals
		return header + memory + section(10, "\x01"+string(rune(len(body)))+body)
	}
	for _, c := range []struct{ name, module, want string }{
		{"nothing forbidden", code("\xfd\xf0\x01"), ""},
		{"no module", "\x00asm", "no module"},
		{"cut short", header + memory[:5], "cut short"},
		{"memory of its own", header + section(5, "\x01\x00\x01"), "section 5"},
		{"data", header + memory + section(11, "\x01\x00\x41\x00\x0b\x01x"), "section 11"},
		{"a function that starts", header + memory + section(8, "\x00"), "section 8"},
		{"another import", header + section(2, "\x01\x03env\x03cos\x00\x00"), `"env" "cos"`},
		{"no memory", header + section(2, "\x00"), "0 imports"},
		{"the stack's address", code("\x23\x00"), "instruction 0x23"},
		{"a new stack's address", code("\x24\x00"), "instruction 0x24"},
		{"a call", code("\x10\x00"), "instruction 0x10"},
		{"a call by number", code("\x11\x00\x00"), "instruction 0x11"},
		{"more memory", code("\x40\x00"), "instruction 0x40"},
		{"a fused product and sum", code("\xfd\x87\x02"), "instruction 0xfd 0x107"},
		{"memory filled", code("\xfc\x0b\x00"), "instruction 0xfc"},
	} {
		_, err := inspect([]byte(c.module))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

func section(id rune, content string) string {
	return string(id) + string(rune(len(content))) + content
}

// inspect returns the names of a module's functions, or an error if it has anything that may not be in it.
func inspect(module []byte) (exports []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the module is cut short: %v", p)
		}
	}()
	if !strings.HasPrefix(string(module), "\x00asm\x01\x00\x00\x00") {
		return nil, fmt.Errorf("this is no module")
	}
	for r := (reader{module[8:]}); len(r.rest) > 0; {
		id := r.byte()
		content := reader{r.take(r.number())}
		switch id {
		case 1, 3, 4, 6: // types of functions, and the table and the stack's address that every module has but none here uses
		case 2:
			err = content.checkImports()
		case 7:
			exports = content.exports()
		case 10:
			err = content.checkFunctions()
		default:
			err = fmt.Errorf("the module has a section %d", id)
		}
		if err != nil {
			return nil, err
		}
	}
	return exports, nil
}

// reader reads WebAssembly's binary format, and panics at its end.
type reader struct{ rest []byte }

func (r *reader) take(n uint64) []byte {
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte { return r.take(1)[0] }

// number reads a number in LEB128; of a signed one it gets past the end.
func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	r.take(uint64(n))
	return v
}

func (r *reader) name() string { return string(r.take(r.number())) }

func (r *reader) checkImports() error {
	n := r.number()
	if n != 1 {
		return fmt.Errorf("the module has %d imports, want the memory alone", n)
	}
	const memory = 2
	if from, name, kind := r.name(), r.name(), r.byte(); from != "env" || name != "memory" || kind != memory {
		return fmt.Errorf("the module imports %q %q of kind %d", from, name, kind)
	}
	return nil
}

func (r *reader) exports() (names []string) {
	for range r.number() {
		names = append(names, r.name())
		if kind := r.byte(); kind != 0 {
			names = append(names, "which is no function")
		}
		r.number()
	}
	return names
}

func (r *reader) checkFunctions() error {
	for i := range r.number() {
		body := reader{r.take(r.number())}
		for range body.number() { // groups of locals: how many, and of what type
			body.number()
			body.byte()
		}
		for len(body.rest) > 0 {
			if name := body.instruction(); name != "" {
				return fmt.Errorf("function %d has an instruction %s", i, name)
			}
		}
	}
	return nil
}

// instruction gets past an instruction, and returns a name for one that is not allowed. What is allowed reaches only locals
// and memory.
func (r *reader) instruction() string {
	switch op := r.byte(); {
	case op == 0x05, op == 0x0b, op == 0x0f, op == 0x1a, op == 0x1b, 0x45 <= op && op <= 0xc4: // else, end, return, drop, select; numbers
	case 0x02 <= op && op <= 0x04, op == 0x0c, op == 0x0d, 0x20 <= op && op <= 0x22, op == 0x41, op == 0x42: // blocks, branches, locals, constants
		r.number()
	case op == 0x0e: // a branch by number
		for range r.number() + 1 {
			r.number()
		}
	case 0x28 <= op && op <= 0x3e: // loads and stores
		r.number()
		r.number()
	case op == 0x43: // a float32
		r.take(4)
	case op == 0x44: // a float64
		r.take(8)
	case op == 0xfd:
		return r.vectorInstruction()
	default:
		return fmt.Sprintf("%#x", op)
	}
	return ""
}

func (r *reader) vectorInstruction() string {
	switch op := r.number(); {
	case op <= 11, op == 92, op == 93: // loads and stores
		r.number()
		r.number()
	case 84 <= op && op <= 91: // of a lane
		r.number()
		r.number()
		r.byte()
	case op == 12, op == 13: // a constant, a shuffle
		r.take(16)
	case 21 <= op && op <= 34: // a lane
		r.byte()
	case op >= 0x100: // relaxed: what they give depends on the machine
		return fmt.Sprintf("0xfd %#x", op)
	}
	return ""
}

package kernel

import (
	"bytes"
	"math/rand/v2"
	"os"
	"syscall/js"
	"testing"
)

// Without this, every other test would pass on plain Go alone.
func TestVectorsAreInUse(t *testing.T) {
	want := simd128.name
	if os.Getenv("DLFS_KERNEL_REFERENCE") == "1" {
		want = reference.name
	}
	if best.name != want {
		t.Errorf("the kernels are those of %q, want %q", best.name, want)
	}
}

// Where anything is not as it should be, load says so, and nothing is printed and nobody dies.
func TestVectorsAreRefused(t *testing.T) {
	if !load(module) {
		t.Fatal("the module itself does not work")
	}
	global, wasm := js.Global(), js.Global().Get("WebAssembly")
	throws := global.Call("eval", "(class { constructor() { throw new WebAssembly.CompileError('forbidden'); } })")
	empty := global.Call("eval", "(class { exports = {}; })")
	for _, c := range []struct {
		name   string
		object js.Value
		field  string
		value  js.Value
	}{
		{"a browser without WebAssembly for programs", global, "WebAssembly", js.Undefined()},
		{"a browser that does not know modules", wasm, "Module", js.Undefined()},
		{"a policy that forbids to compile", wasm, "Module", throws},
		{"a browser that cannot link", wasm, "Instance", throws},
		{"an instance without functions", wasm, "Instance", empty},
		{"a host that hides what runs Go", global, "Go", js.Undefined()},
		{"a host without functions for Go", global.Get("Go").Get("prototype"), "_makeFuncWrapper", js.Undefined()},
		{"a host that makes functions otherwise", global.Get("Go").Get("prototype"), "_makeFuncWrapper", js.Null()},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := c.object.Get(c.field)
			c.object.Set(c.field, c.value)
			defer c.object.Set(c.field, before)
			if load(module) {
				t.Error("the module is used")
			}
		})
	}
	replaced := func(old, new string) []byte {
		if !bytes.Contains(module, []byte(old)) {
			t.Fatalf("the module has no %q", old)
		}
		return bytes.ReplaceAll(module, []byte(old), []byte(new))
	}
	for _, c := range []struct {
		name   string
		module []byte
	}{
		{"nothing", nil},
		{"something else", []byte("<!DOCTYPE html>")},
		{"half a module", module[:len(module)/2]},
		{"a module without its last byte", module[:len(module)-1]},
		{"a damaged type", replaced("asm\x01\x00\x00\x00\x01", "asm\x01\x00\x00\x00\x1f")},
		{"an empty module", []byte("\x00asm\x01\x00\x00\x00")},
		{"another function", replaced("gather", "Gather")},
		{"another import", replaced("memory", "Memory")},
		{"a function that computes something else", bytes.Replace(replaced("zeros", "_eros"), []byte("fetch"), []byte("zeros"), 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if load(c.module) {
				t.Error("the module is used")
			}
		})
	}
	if !load(module) {
		t.Error("the module itself does not work any more")
	}
}

// Memory that grows is another ArrayBuffer in JavaScript, but the same memory for the module.
func TestVectorsInMemoryThatHasGrown(t *testing.T) {
	size := func() int { return memory().Get("buffer").Get("byteLength").Int() }
	rng := rand.New(rand.NewPCG(1, 0))
	var all [][]float64
	for before := size(); size() == before; {
		all = append(all, make([]float64, 1<<20))
	}
	x := all[len(all)-1]
	copy(x, specialNumbers(1000, rng))
	got, want := make([]float64, len(x)), make([]float64, len(x))
	simd128.exp(Row(got), Row(x))
	referenceExp(Row(want), Row(x))
	for i := range want {
		if !same(got[i], want[i]) {
			t.Fatalf("Exp(%v) is %v, want %v", x[i], got[i], want[i])
		}
	}
}

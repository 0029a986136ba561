//go:build !js

// Tests that start processes, which WebAssembly cannot.

package datasets

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Two processes make the cache of the real MNIST in the same folder.
func TestProcessesAtOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var children [2]*exec.Cmd
	var outputs [2]bytes.Buffer
	for i := range children {
		child := exec.Command(self)
		child.Env = append(os.Environ(), "DLFS_TEST_CHILD=1", "DLFS_CACHE="+dir)
		child.Stdout, child.Stderr = &outputs[i], &outputs[i]
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		children[i] = child
	}
	for i, child := range children {
		if err := child.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, outputs[i].String())
		}
		if got := strings.TrimSpace(outputs[i].String()); got != "1567298545 5" {
			t.Errorf("process %d: %s", i, got)
		}
	}
	t.Setenv("DLFS_CACHE", dir)
	if _, report, err := mnist.load(); err != nil || report.Problem != nil {
		t.Errorf("afterwards: %v, %v", report, err)
	}
	onlyFile(t, filepath.Join(dir, "mnist-1.bytes"))
}

// The go command is the judge of where the module cache is.
func TestModuleCacheAsGoSays(t *testing.T) {
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := moduleCache(), strings.TrimSpace(string(out)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

package kernel

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestInstallShim(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the test sets XDG_CACHE_HOME, which only Linux reads")
	}
	cache, err := os.MkdirTemp("", "shim")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(cache)
	t.Setenv("XDG_CACHE_HOME", cache)
	dir, err := InstallShim("/opt/one")
	if err != nil {
		t.Fatal(err)
	}
	other, err := InstallShim("/opt/two")
	if err != nil || other == dir {
		t.Errorf("two programs share %s, %v", other, err)
	}
	link := filepath.Join(dir, "go")
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/opt/stale", link); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		again, err := InstallShim("/opt/one")
		target, linkErr := os.Readlink(link)
		if err != nil || linkErr != nil || again != dir || target != "/opt/one" {
			t.Errorf("%s → %s, %v, %v", again, target, err, linkErr)
		}
	}
	t.Setenv("PATH", dir)
	if err := exec.Command("gopls").Start(); !errors.Is(err, syscall.ENOEXEC) {
		t.Errorf("gopls: %v, want one that is found and does not start", err)
	}
	t.Setenv("XDG_CACHE_HOME", filepath.Join(cache, ModulePath))
	if dir, err := InstallShim("/opt/one"); err == nil || !strings.Contains(err.Error(), "XDG_CACHE_HOME") {
		t.Errorf("%s, %v", dir, err)
	}
}

package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a learner computes in a cell is rounded after each step, whatever the processor could do. The compiler's switch for
// that is no promise of Go's, so each release has to pass here.
func TestCellsAreNotFused(t *testing.T) {
	source := filepath.Join(t.TempDir(), "cell.go")
	code := "package cell\n\nfunc f(a, b, c float64) (x, y, z float64) {\n\treturn a*b + c, a*b - c, c - a*b\n}\n"
	if err := os.WriteFile(source, []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	fused := regexp.MustCompile(`\bV?W?FN?M(ADD|SUB|A|S|L)[0-9A-Z]*\b`)
	listing := func(processor string, flags ...string) string {
		cmd := exec.Command("go", append([]string{"tool", "compile", "-p=cell", "-o=" + source + ".o", "-S"}, append(flags, source)...)...)
		cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+processor, "GOAMD64=v1", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	for _, processor := range []string{"amd64", "arm64", "riscv64", "loong64", "ppc64le", "s390x"} {
		flags, err := cellFlags("", processor)
		if err != nil {
			t.Fatal(err)
		}
		var ours []string
		for flag := range strings.FieldsSeq(flags) {
			if value, ok := strings.CutPrefix(flag, "-gcflags=all="); ok {
				ours = append(ours, value)
			}
		}
		if list := listing(processor, ours...); fused.MatchString(list) {
			t.Errorf("%s: %q in\n%s", processor, fused.FindString(list), list)
		}
		if processor != "amd64" && !fused.MatchString(listing(processor)) {
			t.Errorf("%s: not fused without the switch either: is this still what it does?", processor)
		}
	}
}

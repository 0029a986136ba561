package cells

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"dlfs/nb/kept/manifest"
)

// Each reason for which package kept does not keep a variable has a sentence of its own.
func TestWhyRefused(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../nb/kept/manifest/reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	general := whyRefused("x", manifest.Refused{Name: "x", Shown: "T", Reason: "another", Args: []string{"U", "", "V"}})
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		reason, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		count++
		said := whyRefused("x", manifest.Refused{Name: "x", Shown: "T", Reason: reason, Args: []string{"U", "", "V"}})
		if said == general || !strings.HasPrefix(said, "x is not kept, because ") || !strings.Contains(said, ": ") || strings.Contains(said, "%!") {
			t.Errorf("%s: %s", reason, said)
		}
		return true
	})
	if count < 14 {
		t.Errorf("%d reasons", count)
	}
	for _, c := range []struct {
		refused manifest.Refused
		want    string
	}{
		{manifest.Refused{Name: "err", Reason: manifest.Release, Args: []string{"*errors.errorString", "", "go1.99"}},
			"err is not kept, because this kernel cannot restore the unexported type *errors.errorString with go1.99: make it in the cell that uses it, or use an older Go"},
		{manifest.Refused{Name: "w", Reason: manifest.Type, Args: []string{"map[string]struct { n int }", "main.worker.seen"}},
			"w (worker.seen) is not kept, because another cell cannot name its type map[string]struct { n int }: declare a type for it with type, or make it in the cell that uses it"},
		{manifest.Refused{Name: "f", Reason: manifest.Func, Args: []string{"func()", "", "main.main.func1"}},
			"f is not kept, because it holds a function that was made inside a cell: declare the function with func, or run its code again in this cell"},
		{manifest.Refused{Name: "f", Reason: manifest.Func, Args: []string{"func() int", "main.holder.f", "main.(*Base).Inc-fm"}},
			"f (holder.f) is not kept, because it holds the method Inc of a value: keep the value, and call its method"},
		{manifest.Refused{Name: "f", Reason: manifest.Func, Args: []string{"func(int) int", "", "slices.Max[...]"}},
			"f is not kept, because it holds the generic function slices.Max: declare a function with func that calls it"},
		{manifest.Refused{Name: "l", Shown: "*slog.Logger", Reason: manifest.Func, Args: []string{"func()", "slog.handler.f", "log/slog.f.Write-fm"}},
			"l is not kept, because it holds a function of package log/slog that cannot be kept: make it in the cell that uses it"},
		{manifest.Refused{Name: "fig", Shown: "*plotting.Figure", Reason: manifest.Func, Args: []string{"func()", "plotting.axis.f", "dlfs/plotting.New.func1"}},
			"fig is not kept, because a figure holds functions that cannot be kept: show it in the cell that makes it"},
		{manifest.Refused{Name: "ln", Reason: manifest.Process, Args: []string{"poll.FD", "net.netFD.pfd"}},
			"ln is not kept, because its poll.FD ends with its cell: make it in the cell that uses it"},
		{manifest.Refused{Name: "p", Reason: manifest.Chan, Args: []string{"chan int", "main.pair[int,main.x].c"}},
			"p (pair[int,x].c) is not kept, because a channel ends with its cell: make it in the cell that uses it"},
	} {
		if said := whyRefused(c.refused.Name, c.refused); said != c.want {
			t.Errorf("%s\nwant\n%s", said, c.want)
		}
	}
}

package cells

import (
	"bytes"
	"flag"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"dlfs/nb/kept/manifest"
)

var update = flag.Bool("update", false, "write what the cells in testdata/values.txt say now")

// A sequence is cells that run one after the other, as testdata/values.txt has them.
type sequence struct {
	name  string
	where string // who runs it: native, page, or "" for all
	cells []sample
}

type sample struct{ source, want string }

// sequences reads testdata/values.txt.
func sequences(t testing.TB) (all []sequence) {
	text, err := os.ReadFile("testdata/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n##### ")
	for part := range strings.SplitSeq(rest, "\n##### ") {
		name, body, _ := strings.Cut(part, "\n")
		s := sequence{}
		s.name, s.where, _ = strings.Cut(name, " | ")
		for cell := range strings.SplitSeq(strings.TrimSuffix(body, "\n"), "\n-----\n") {
			source, want, _ := strings.Cut(cell+"\n", "=====\n")
			s.cells = append(s.cells, sample{strings.TrimSuffix(source, "\n"), strings.TrimRight(want, "\n")})
		}
		all = append(all, s)
	}
	return all
}

// world is what cells can import in these tests.
type world struct {
	index    *Index
	importer types.Importer
	archives string            // lists them, as the compiler and the linker read it
	tools    map[string]string // the commands compile and link
}

var theWorld = sync.OnceValues(func() (*world, error) {
	packages := []string{
		"bufio", "bytes", "cmp", "context", "crypto/rand", "encoding/json", "errors", "flag", "fmt", "io", "maps", "math", "math/rand",
		"math/rand/v2", "net", "os", "regexp", "slices", "sort", "strconv", "strings", "sync", "time",
		"dlfs/dl", "dlfs/nb", "dlfs/nb/kept", "dlfs/datasets", "gonum.org/v1/gonum/mat", "gonum.org/v1/plot",
	}
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "--"}, packages...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	files := make(map[string]string)
	var archives strings.Builder
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
		if file != "" {
			fmt.Fprintf(&archives, "packagefile %s=%s\n", path, file)
		}
	}
	w := &world{index: &Index{}, archives: archives.String(), tools: make(map[string]string)}
	for _, tool := range []string{"compile", "link"} {
		path, err := exec.Command("go", "tool", "-n", tool).Output()
		if err != nil {
			return nil, err
		}
		w.tools[tool] = strings.TrimSpace(string(path))
	}
	w.importer = importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
	for _, path := range packages {
		p, err := w.importer.Import(path)
		if err != nil {
			return nil, err
		}
		entry := Package{path, p.Name(), make(map[string]string)}
		for _, name := range p.Scope().Names() {
			if token.IsExported(name) {
				entry.Members[name] = kindOf(p.Scope().Lookup(name))
			}
		}
		w.index.Packages = append(w.index.Packages, entry)
	}
	return w, nil
})

func kindOf(obj types.Object) string {
	switch obj.(type) {
	case *types.Func:
		return "func"
	case *types.TypeName:
		return "type"
	case *types.Const:
		return "const"
	}
	return "var"
}

// session runs cells as the kernel in a page does, with programs of this machine.
type session struct {
	*world
	t     testing.TB
	dir   string
	state State
	count int
}

// run returns what the cell shows, with what is wrong behind it.
func (s *session) run(source string) string {
	s.count++
	values := filepath.Join(s.dir, "values")
	kept, err := manifest.Read(values)
	if err != nil {
		s.t.Fatal(err)
	}
	r := Rewrite(s.state, s.count, source, kept, s.index, s.importer)
	var out strings.Builder
	for _, o := range r.Shown {
		out.WriteString(cmpOr(o.Plain, o.Text))
	}
	for _, note := range r.Notes {
		out.WriteString(r.Original(note) + "\n")
	}
	if r.Err != nil {
		return out.String() + wrong(r.Err.Error())
	}
	if r.Changed {
		if err := writeManifest(values, r.Kept); err != nil {
			s.t.Fatal(err)
		}
	}
	result := Run(s.state, s.count, r.Code, s.index)
	for _, o := range result.Shown {
		out.WriteString(o.Text)
	}
	if result.Err != "" {
		s.state = r.Placed(result.Before)
		return out.String() + wrong(r.Original(result.Err))
	}
	if result.Source == "" {
		s.state = r.Placed(result.State)
		return out.String()
	}
	said, compiled := s.execute(result.Source, result.Args, values)
	if compiled {
		s.state = r.Placed(result.State)
	}
	return out.String() + r.Original(said)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// wrong marks the lines of an error.
func wrong(said string) string {
	return "! " + strings.ReplaceAll(strings.TrimRight(said, "\n"), "\n", "\n! ") + "\n"
}

func writeManifest(dir string, m manifest.Manifest) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "manifest"), m.Encode(), 0o600)
}

// build makes the file program of a source, or returns what the compiler says against it. It does without the go command, as
// that takes half of the time.
func (s *session) build(source string) (said string) {
	for name, text := range map[string]string{"main.go": source, "archives": s.archives} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	compile := exec.Command(s.tools["compile"], "-p", "main", "-complete", "-importcfg", "archives", "-o", "main.a", "main.go")
	compile.Dir = s.dir
	if out, err := compile.CombinedOutput(); err != nil {
		return regexp.MustCompile(`\S*(Cell\[\d+\])`).ReplaceAllString(string(out), "$1")
	}
	link := exec.Command(s.tools["link"], "-s", "-w", "-importcfg", "archives", "-o", "program", "main.a")
	link.Dir = s.dir
	if out, err := link.CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %s", err, out)
	}
	return ""
}

func (s *session) execute(source string, args []string, values string) (said string, compiled bool) {
	if said := s.build(source); said != "" {
		return wrong(said), false
	}
	cmd := exec.Command(filepath.Join(s.dir, "program"), args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "DLFS_VALUES="+values, "GONB_TMP_DIR="+s.dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	said = stdout.String()
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimRight(stderr.String(), "\n"), "\n")
		said += wrong(first)
	} else if stderr.Len() > 0 {
		said += wrong(stderr.String())
	}
	return said, true
}

// matches compares with what has … in place of anything.
func matches(got, want string) bool {
	var pattern strings.Builder
	for i, part := range strings.Split(want, "…") {
		if i > 0 {
			pattern.WriteString("(?s:.*)")
		}
		pattern.WriteString(regexp.QuoteMeta(part))
	}
	return regexp.MustCompile("^" + pattern.String() + "$").MatchString(strings.TrimRight(got, "\n"))
}

// Cells in sequences, each with what it shows.
func TestValues(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program for each cell")
	}
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	all := sequences(t)
	var mu sync.Mutex
	t.Run("all", func(t *testing.T) {
		for i := range all {
			if all[i].where != "" {
				continue // The kernel and the page have tests of their own for it.
			}
			t.Run(all[i].name, func(t *testing.T) {
				t.Parallel()
				s := &session{world: w, t: t, dir: t.TempDir()}
				for j, c := range all[i].cells {
					got := s.run(c.source)
					if !matches(got, c.want) {
						t.Errorf("cell %d\n%s\n=====\n%s\nwant\n%s", j+1, c.source, got, c.want)
						mu.Lock()
						all[i].cells[j].want = strings.TrimRight(got, "\n")
						mu.Unlock()
					}
				}
			})
		}
	})
	if *update {
		rewriteValues(t, all)
	}
}

func rewriteValues(t *testing.T, all []sequence) {
	text, err := os.ReadFile("testdata/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "\n##### ")
	var b strings.Builder
	b.WriteString(head + "\n")
	for _, s := range all {
		title := s.name
		if s.where != "" {
			title += " | " + s.where
		}
		fmt.Fprintf(&b, "##### %s\n", title)
		for i, c := range s.cells {
			if i > 0 {
				b.WriteString("-----\n")
			}
			fmt.Fprintf(&b, "%s\n=====\n", c.source)
			if c.want != "" {
				b.WriteString(c.want + "\n")
			}
		}
	}
	if err := os.WriteFile("testdata/values.txt", []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}

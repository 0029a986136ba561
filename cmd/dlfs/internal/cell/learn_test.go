package cell

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const said = `WORK=/tmp/go-build1
mkdir -p $WORK/b001/
cat >/tmp/go-build1/b001/importcfg << 'EOF' # internal
packagefile fmt=/cache/f-d
EOF
cd /gonb
/go/compile -o $WORK/b001/_pkg_.a -trimpath "/gonb=>gonb;$WORK/b001=>" -p main ./main.go
cat >/tmp/go-build1/b001/importcfg.link << 'EOF' # internal
packagefile fmt=/cache/f-d
modinfo "x\n"
EOF
GOROOT='' A='b c' /go/link -o $WORK/b001/exe/a.out -buildid=a/b/c/a $WORK/b001/_pkg_.a
mv $WORK/b001/exe/a.out gonb
`

func TestParseTranscript(t *testing.T) {
	got, err := parseTranscript(said)
	if err != nil {
		t.Fatal(err)
	}
	if got.work != "/tmp/go-build1" || got.linkConfig != "packagefile fmt=/cache/f-d\nmodinfo \"x\\n\"" {
		t.Errorf("%+v", got)
	}
	if got.compile.Env != nil || !slices.Contains(got.compile.Args, "/gonb=>gonb;$WORK/b001=>") {
		t.Errorf("compile: %q", got.compile)
	}
	if !slices.Equal(got.link.Env, []string{"GOROOT=", "A=b c"}) || got.link.Args[0] != "/go/link" {
		t.Errorf("link: %q", got.link)
	}
	broken := map[string]string{
		"nothing":         "",
		"up to date":      "WORK=/tmp/x\n",
		"not compiled":    strings.Replace(said, "/go/compile", "/go/asm", 1),
		"not linked":      strings.Replace(said, "/go/link", "/go/pack", 1),
		"an open file":    strings.ReplaceAll(said, "EOF\n", "\n"),
		"an open quote":   strings.Replace(said, `b001=>" -p`, "b001=> -p", 1),
		"not what we now": strings.Replace(said, "cat >/tmp/go-build1/b001/importcfg.link", "cat >x", 1),
	}
	for name, text := range broken {
		if got, err := parseTranscript(text); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A command is read as the go command joins it.
func FuzzParseCommand(f *testing.F) {
	f.Add("a", "b c", `d"e`)
	f.Add("", "x=>y;z", "A='b'")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		want := []string{"/go/compile", a, b, c}
		var words []string
		for _, arg := range want {
			quoted := strconv.Quote(arg)
			if arg != "" && !strings.ContainsAny(arg, " ()>;") && len(quoted) == len(arg)+2 {
				quoted = arg
			}
			words = append(words, quoted)
		}
		got, err := parseCommand(strings.Join(words, " "))
		if err != nil || !slices.Equal(got.Args, want) {
			t.Errorf("%q: %q, %v", want, got.Args, err)
		}
	})
}

func TestTakeID(t *testing.T) {
	link := command{Args: []string{"link", "-buildid=a/b/c/a", "x"}}
	if id, err := takeID(&link); err != nil || id != "a/b/c/a" || link.Args[1] != "-buildid="+thisID {
		t.Errorf("%q, %v, %q", id, err, link)
	}
	for _, args := range [][]string{{"link"}, {"link", "-buildid="}, {"link", "-buildid", "a/b/c/d"}} {
		if id, err := takeID(&command{Args: args}); !errors.Is(err, errRefused) {
			t.Errorf("%q: %q, %v", args, id, err)
		}
	}
}

func TestBlankID(t *testing.T) {
	for _, test := range []struct{ program, want string }{
		{"1 aa/b/c/XX 2 aa/b/c/YY 3", "1 aa/b/c/\x00\x00 2 aa/b/c/\x00\x00 3"},
		{"1 aa/b/d/XX", "1 aa/b/d/XX"},
		{"aa/b/c/X", "aa/b/c/X"},
		{"", ""},
	} {
		if got := blankID([]byte(test.program), "aa/b/c/aa"); string(got) != test.want {
			t.Errorf("%q: %q, want %q", test.program, got, test.want)
		}
	}
}

// A recipe whose archives the build cache has lost is not followed, and neither is one that cannot be read.
func TestRecallOfWhatIsGone(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "a-d")
	if err := os.WriteFile(archive, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	j := &job{kept: filepath.Join(dir, "kept"), imports: []string{"fmt", "lesson/sum"}}
	r := &recipe{Packages: archives{"lesson/sum": archive}}
	var err error
	if r.State, err = r.Inputs.state(); err != nil {
		t.Fatal(err)
	}
	if err := j.keep(r, []string{"lesson/sum"}, archives{"fmt": archive}); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := j.recall(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(archive); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := j.recall(); !errors.Is(err, errUnknown) {
		t.Errorf("without the archive: %v", err)
	}
	if err := os.WriteFile(filepath.Join(j.kept, standardFile), []byte(`{"fm`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := j.recall(); !errors.Is(err, errUnknown) {
		t.Errorf("with half a file: %v", err)
	}
}

// Old folders of recipes go. What may be somebody else's stays, however old: a folder or a file of another name, a folder in
// which there is more than recipes, and what a link leads to.
func TestSweep(t *testing.T) {
	const week, recipe = 7 * 24 * time.Hour, "0123456789abcdef01234567.json"
	name := func(digit string) string { return strings.Repeat(digit, 24) }
	dir, elsewhere := t.TempDir(), t.TempDir()
	for _, c := range []struct {
		path string // of a file, in a folder
		age  time.Duration
		goes bool
	}{
		{name("0") + "/" + recipe, week + time.Hour, true},
		{name("1") + "/" + standardFile, week + time.Hour, true},
		{name("2") + "/" + recipe, week - time.Hour, false},
		{name("3") + "/letter.txt", 52 * week, false},
		{name("4") + "/deeper/" + recipe, 52 * week, false},
		{"letters/" + recipe, 52 * week, false},
	} {
		path := filepath.Join(dir, filepath.FromSlash(c.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		top, _, _ := strings.Cut(c.path, "/")
		then := time.Now().Add(-c.age)
		if err := os.Chtimes(filepath.Join(dir, top), then, then); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) != c.goes {
				t.Errorf("%s: %v", c.path, err)
			}
		}()
	}
	if err := os.WriteFile(filepath.Join(dir, name("5")), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(dir, name("6"))); err != nil {
		t.Fatal(err)
	}
	longAgo := time.Now().Add(-52 * week)
	if err := errors.Join(os.Chtimes(elsewhere, longAgo, longAgo), os.Chtimes(filepath.Join(dir, name("5")), longAgo, longAgo)); err != nil {
		t.Fatal(err)
	}
	if err := sweep(dir); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{elsewhere, filepath.Join(dir, name("5")), filepath.Join(dir, name("6"))} {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
}

// The folders that take the place of modules, whatever their names and however they are written.
func TestReplacedFolders(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"cell/go.mod": "module cell\n\nreplace a => ../a // near\n// replace b => ../b\nreplace (\n\tc v1.0.0 => \"../my folder/c\"\n\td => example.com/d v1.2.3\n)\n",
		"go.work":     "go 1.26\n\nuse ./cell\n\nreplace e => /there/e\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var g knowledge
	if err := g.addModules(&job{dir: dir}, []string{filepath.Join(dir, "cell", "go.mod")}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		filepath.Join(dir, "cell", "go.mod"), filepath.Join(dir, "cell", "go.sum"),
		filepath.Join(dir, "a", "go.mod"), filepath.Join(dir, "my folder", "c", "go.mod"), "/there/e/go.mod",
	}
	if !slices.Equal(g.inputs.Files, want) {
		t.Errorf("%q, want %q", g.inputs.Files, want)
	}
}

func TestFindGo(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, dir := range []string{"ours", "theirs", "real"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	real := filepath.Join(root, "real", Name)
	for path, target := range map[string]string{filepath.Join(root, "ours", Name): self, filepath.Join(root, "theirs", Name): filepath.Join(root, "dlfs")} {
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{filepath.Join(root, "dlfs"), real} {
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := strings.Join([]string{"", ".", filepath.Join(root, "ours"), filepath.Join(root, "theirs"), filepath.Join(root, "real")}, ":")
	if got, err := findGo(path); err != nil || got != real {
		t.Errorf("findGo: %q, %v", got, err)
	}
	if got, err := findGo(filepath.Join(root, "ours")); err == nil || !strings.Contains(err.Error(), "https://go.dev/dl/") {
		t.Errorf("without a real one: %q, %v", got, err)
	}
}

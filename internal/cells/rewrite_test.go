package cells

import (
	"errors"
	"go/token"
	"strings"
	"testing"
	"time"

	"dlfs/nb/kept/manifest"
)

// some is a manifest of variables without packages, each in a group of its own; &x is one that something points to.
func some(vars ...string) (m manifest.Manifest) {
	for i := 0; i < len(vars); i += 2 {
		name, addressed := strings.CutPrefix(vars[i], "&")
		v := manifest.Var{Name: name, Type: vars[i+1], Shown: vars[i+1], Addressed: addressed}
		m.Groups = append(m.Groups, manifest.Group{Vars: []manifest.Var{v}})
	}
	return m
}

func TestRewrite(t *testing.T) {
	const line, kept, done = "import kept_ \"dlfs/nb/kept\";\n", `import kept_ "dlfs/nb/kept"; `, `defer kept_.Done(); kept_.Watch(); `
	takesX := `kept_.Slot[int]("x"); kept_.Load("x"); x := kept_.Get[int]("x"); { `
	x := some("x", "int")
	for _, c := range []struct {
		before string // cells that were run
		source string
		kept   manifest.Manifest
		want   string
	}{
		// What GoNB accepts, and what keeps nothing.
		{"", "", x, ""},
		{"", "// only a comment\n\n", x, "// only a comment\n\n"},
		{"", "%%\nfmt.Println(1)", x, "%%\nfmt.Println(1)"},
		{"", "var y = 3\nfunc f() int { return y }", x, "var y = 3\nfunc f() int { return y }"},
		{"", "!ls\n%list", x, "!ls\n%list"},
		{"", "%%bash\nx := 3", x, "%%bash\nx := 3"},
		{"", "%test\nx := 3", x, "%test\nx := 3"},
		{"", "%wasm\n%%\nx := 3", x, "%wasm\n%%\nx := 3"},
		{"func f() {}", "%exec f", x, "%exec f"},
		{"var x = 1", "%%\nfmt.Println(x)", manifest.Manifest{}, "%%\nfmt.Println(x)"},
		{"var x = 1", "%%\nx := 2\n_ = x", manifest.Manifest{}, "%%\nx := 2\n_ = x"},
		{"", "%%\nx := strings.ToUpper(rand.Text())[:1]\nfmt.Println(x)", manifest.Manifest{},
			line + "%%\n" + done + "x := strings.ToUpper(rand.Text())[:1]; kept_.Val(\"x\", x)\nfmt.Println(x)"},

		// Statements.
		{"", "fmt.Println(1)", x, "func main() { fmt.Println(1)\n}\n"},
		{"", "\n%args -v\n// first\nfmt.Println(1);", x, "\n%args -v\n// first\nfunc main() { flag.Parse(); fmt.Println(1);\n}\n"},
		{"", "import \"fmt\"; fmt.Println(1)", x, "import \"fmt\" ; func main() { ; fmt.Println(1)\n}\n"},
		{"", "y := 3", x, kept + "func main() { " + done + "y := 3; kept_.Val(\"y\", y)\n}\n"},
		{"", "y, _ := f()", x, kept + "func main() { " + done + "y, _ := f(); kept_.Val(\"y\", y)\n}\n"},
		{"", "var a, b int // both\nfunc f() {}\nf()", x,
			kept + "func main() { " + done + "var a, b int; kept_.Val(\"a\", a); kept_.Val(\"b\", b) // both\n\nf()\n}\nfunc f() {}\n"},

		// The last expression.
		{"", "1 + 2", x, kept + "func main() { kept_.Show(1 + 2)\n}\n"},
		{"", "1, \"a\" // both", x, kept + "func main() { kept_.Show(1, \"a\") // both\n}\n"},
		{"", "1\n2;", x, "func main() { _ = 1\n_ = 2;\n}\n"},
		{"", "1, \"a\";", x, "func main() { _ = []any{1, \"a\"};\n}\n"},
		{"", "%args --n=7\nm := flag.Int(\"n\", 5, \"usage\")\nflag.Parse()\n*m;", manifest.Manifest{},
			"%args --n=7\n" + kept + "func main() { " + done + "m := flag.Int(\"n\", 5, \"usage\"); kept_.Val(\"m\", m)\nflag.Parse()\n_ = *m;\n}\n"},
		{"", "y := 1\nruntime.Goexit()", manifest.Manifest{},
			kept + "func main() { defer kept_.Done(); y := 1; kept_.Val(\"y\", y)\nruntime.Goexit()\n}\n"},
		{"", "strings.ToUpper(\"a\")", x, kept + "func main() { kept_.Show(strings.ToUpper(\"a\"))\n}\n"},
		{"", "%%\nstrings.ToUpper(\"a\")", x, "%%\nstrings.ToUpper(\"a\")"},
		{"", "%%\n1 + 2", x, line + "%%\nkept_.Show(1 + 2)"},
		{"", "%%\n1, 2", x, line + "%%\nkept_.Show(1, 2)"},
		{"", "%%\n1 + 2\n3;", x, "%%\n1 + 2\n3;"},
		{"func f() (int, error) { return 1, nil }", "f()", x, kept + "func main() { kept_.Show(f())\n}\n"},
		{"func f() {}", "f()", x, "func main() { f()\n}\n"},
		{"", "int", x, "func main() { int\n}\n"},
		{"", "nowhere", x, "func main() { nowhere\n}\n"},

		// What was kept before.
		{"", "x++\nx", x, kept + "func main() { " + done + takesX + "x++; kept_.Val(\"x\", x)\nkept_.Show(x)\n}}\n"},
		{"", "%%\nfmt.Println(x)", x, line + "%%\n" + done + takesX + "fmt.Println(x)\n}"},
		{"", "x := x + 1", x, kept + "func main() { " + done + takesX + "x := x + 1; kept_.Val(\"x\", x)\n}}\n"},
		{"", "x := \"new\"", x, kept + "func main() { " + done + "x := \"new\"; kept_.Val(\"x\", x)\n}\n"},
		{"", "for range 1000 {\n\tx += 2\n\tif x > 9 {\n\t\treturn\n\t}\n}", x,
			kept + "func main() { " + done + takesX + "for range 1000 {\n\tx += 2\n\tif x > 9 {\n\t\tkept_.Val(\"x\", x); return\n\t}\n}; kept_.Val(\"x\", x)\n}}\n"},
		{"", "fmt.Println(x)", some("&x", "int"),
			kept + "func main() { " + done + "var x int; kept_.Ref(\"x\", &x); kept_.Load(\"x\"); { fmt.Println(x)\n}}\n"},
		{"", "p := &x", x,
			kept + "func main() { " + done + "var x int; kept_.Ref(\"x\", &x); kept_.Load(\"x\"); { p := &x; kept_.Val(\"p\", p)\n}}\n"},
		{"", "x, len + string", some("x", "int", "len", "int", "string", "int"),
			kept + "func main() { " + done + "kept_.Slot[int](\"len\"); kept_.Slot[int](\"string\"); kept_.Slot[int](\"x\"); kept_.Load(\"len\", \"string\", \"x\"); " +
				"len, string, x := kept_.Get[int](\"len\"), kept_.Get[int](\"string\"), kept_.Get[int](\"x\"); { kept_.Show(x, len + string)\n}}\n"},

		// By address: what something else has the address of.
		{"", "y := 1\np := &y", x, kept + "func main() { " + done + "y := 1; kept_.Ref(\"y\", &y)\np := &y; kept_.Val(\"p\", p)\n}\n"},
		{"", "y := 1\nf := func() { y++ }", x, kept + "func main() { " + done + "y := 1; kept_.Ref(\"y\", &y)\nf := func() { y++ }; kept_.Val(\"f\", f)\n}\n"},
		{"", "y := 1\nf := func() int { return y }\ny = 2", x,
			kept + "func main() { " + done + "y := 1; kept_.Ref(\"y\", &y)\nf := func() int { return y }; kept_.Val(\"f\", f)\ny = 2\n}\n"},
		{"", "y := 1\nf := func() int { return y }", x,
			kept + "func main() { " + done + "y := 1; kept_.Val(\"y\", y)\nf := func() int { return y }; kept_.Val(\"f\", f)\n}\n"},
		{"", "var a [3]int\ns := a[:]\na[1] = 2", x, kept + "func main() { " + done + "var a [3]int; kept_.Ref(\"a\", &a)\ns := a[:]; kept_.Val(\"s\", s)\na[1] = 2\n}\n"},
		{"", "var a [3]int\na[1] = 2", x, kept + "func main() { " + done + "var a [3]int; kept_.Val(\"a\", a)\na[1] = 2; kept_.Val(\"a\", a)\n}\n"},
		{"type T struct{ n int }\nfunc (t *T) up() { t.n++ }", "var v T\nv.up()", x, kept + "func main() { " + done + "var v T; kept_.Ref(\"v\", &v)\nv.up()\n}\n"},
		{"type T struct{ n int }\nfunc (t *T) up() { t.n++ }", "v := &T{}\nv.up()", x, kept + "func main() { " + done + "v := &T{}; kept_.Val(\"v\", v)\nv.up()\n}\n"},
		{"type T struct{ n int }\nfunc (t T) get() int { return t.n }", "var v T\nv.n = 3\nv.get();", x,
			kept + "func main() { " + done + "var v T; kept_.Val(\"v\", v)\nv.n = 3; kept_.Val(\"v\", v)\nv.get();\n}\n"},
		{"", "i := 0\nagain: i++\nif i < 3 {\n\tgoto again\n}", x,
			kept + "func main() { " + done + "i := 0; kept_.Ref(\"i\", &i)\nagain: i++\nif i < 3 {\n\tgoto again\n}\n}\n"},

		// Variables of the file.
		{"", "n := 0\nfunc f() int { return n }", x,
			kept + "var n int; func main() { " + done + "kept_.Ref(\"n\", &n); n = 0\n\n}\nfunc f() int { return n }\n"},
		{"", "n, m := 0, 'a'\nfunc f() int { return n }", x,
			kept + "var n int; func main() { " + done + "kept_.Ref(\"n\", &n); var m rune; n, m = 0, 'a'; kept_.Val(\"m\", m)\n\n}\nfunc f() int { return n }\n"},
		{"", "func f() int { return x }", x, "func f() int { return x }\nvar x int; "},
		{"", "func f() int { return x }\nf()", x,
			kept + "var x int; func main() { " + done + "kept_.Ref(\"x\", &x); kept_.Load(\"x\"); \nkept_.Show(f())\n}\nfunc f() int { return x }\n"},
		{"var x int\nfunc f() int { return x }", "%%\nf()", x, line + "%%\n" + done + "kept_.Ref(\"x\", &x); kept_.Load(\"x\"); f()"},
		{"var x int\nfunc f() int { return x }", "1;", x, "func main() { _ = 1;\n}\n"},
		{"func f(xs []int) int { return len(xs) }", "len := 3\nfunc g(xs []int) int { return len(xs) }", x,
			kept + "func main() { " + done + "len := 3; kept_.Val(\"len\", len)\n\n}\nfunc g(xs []int) int { return len(xs) }\n"},

		// Names of packages.
		{"", "%%\nrand.Intn(3)", some("rand", "[]int"), "%%\nrand.Intn(3)"},
		{"", "%%\nfmt.Println(rand[0])", some("rand", "[]int"),
			line + "%%\n" + done + "kept_.Slot[[]int](\"rand\"); kept_.Load(\"rand\"); rand := kept_.Get[[]int](\"rand\"); { fmt.Println(rand[0])\n}"},
		{"", "rand.Intn(3)", some("rand", "[]int"), kept + "func main() { kept_.Show(rand.Intn(3))\n}\n"},
		{"type T struct{ Intn func(int) int }", "rand.Intn(3)", some("rand", "T"),
			kept + "func main() { " + done + "kept_.Slot[T](\"rand\"); kept_.Load(\"rand\"); rand := kept_.Get[T](\"rand\"); { kept_.Show(rand.Intn(3))\n}}\n"},
		{"", "import \"math/rand\"\nrand.Intn(3);", some("rand", "[]int"), "import \"math/rand\" ; func main() { \nrand.Intn(3);\n}\n"},

		// Special commands.
		{"", "%vars", x, "     "},
		{"", "%rm x", x, "     "},
		{"var y = 1", "%rm x y", x, "%rm y  "},
		{"", "%rm nothing", x, "%rm nothing"},
	} {
		s, number := State{}, 1
		if c.before != "" {
			s, number = afterAll(t, c.before), 2
		}
		r := Rewrite(s, number, c.source, c.kept, testIndex, standard)
		if r.Err != nil {
			t.Errorf("%q: %v", c.source, r.Err)
			continue
		}
		if r.Code != c.want {
			t.Errorf("%q becomes\n%s\nwant\n%s", c.source, r.Code, c.want)
		}
		checkPlaces(t, r, c.source)
	}
}

// Package kept cannot see that a value is one of gonum's plots. The cell says so.
func TestRewriteOfPlots(t *testing.T) {
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "import kept_ \"dlfs/nb/kept\"; func main() { ", "\n}\n"
	returns := "func f() (*plot.Plot, error) { return plot.New(), nil }"
	for _, c := range []struct{ before, source, want string }{
		{"", "plot.New()", begin + "kept_.Show(kept_.Figure(plot.New()))" + end},
		{"", "%%\n(plot.New())", "%%\n(plot.New())"},
		{"", "plot.New(), 1, plot.New()", begin + "kept_.Show(kept_.Figure(plot.New()), 1, kept_.Figure(plot.New()))" + end},
		{"", "*plot.New()", begin + "kept_.Show(*plot.New())" + end},
		{"", "plot.New(); // silent", "func main() { plot.New(); // silent" + end},
		{returns, "f()", begin + "kept_1, kept_2 := f(); kept_.Show(kept_.Figure(kept_1), kept_2)" + end},
	} {
		r := Rewrite(afterAll(t, c.before), 2, c.source, manifest.Manifest{}, w.index, w.importer)
		if r.Err != nil || r.Code != c.want {
			t.Errorf("%q: %v\n%s\nwant\n%s", c.source, r.Err, r.Code, c.want)
		}
		checkPlaces(t, r, c.source)
		if p := WritePlain([]string{c.before, c.source}, w.index, w.importer); strings.Contains(p[1].Code, "kept_") {
			t.Errorf("%q is written for GoNB as\n%s", c.source, p[1].Code)
		}
	}
}

// checkPlaces fails if a token of the source is found elsewhere by its place in Code.
func checkPlaces(t testing.TB, r Rewritten, source string) {
	t.Helper()
	if r.origin == nil {
		return
	}
	var copied []part
	for _, p := range r.origin.parts {
		if p.copied {
			copied = append(copied, p)
		}
		if p.copied && r.Code[p.at:p.at+p.length] != r.origin.source[p.from:p.from+p.length] {
			t.Fatalf("%q: %q is not %q", source, r.Code[p.at:p.at+p.length], r.origin.source[p.from:p.from+p.length])
		}
	}
	for l := range lexemes(r.Code) {
		for _, p := range copied {
			if p.at <= l.start && l.start < p.at+p.length {
				at := placeIn(r.Code, 0, l.start)
				line, column := r.Origin(at.Line, at.Column)
				if want := placeIn(source, 0, p.from+l.start-p.at); line != want.Line || column != want.Column {
					t.Fatalf("%q: %q is at %d:%d, want %v", source, l.literal, line, column, want)
				}
			}
		}
	}
}

// Every token of a cell is in its Code once, but for the few that rewriting replaces.
func TestNothingIsLost(t *testing.T) {
	for _, s := range sequences(t) {
		for _, c := range s.cells {
			r := Rewrite(State{}, 1, c.source, manifest.Manifest{}, testIndex, standard)
			if r.Err != nil || r.origin == nil {
				continue
			}
			count := func(text string) map[string]int {
				found := make(map[string]int)
				for l := range lexemes(text) {
					if l.tok == token.IDENT || l.tok.IsLiteral() {
						found[l.literal]++
					}
				}
				return found
			}
			got := count(r.Code)
			for literal, n := range count(newDraft(c.source).text) {
				if got[literal] < n && !strings.Contains(c.source, "switch "+literal+" := any") {
					t.Errorf("%q: %s is lost in\n%s", c.source, literal, r.Code)
				}
			}
		}
	}
}

// In the notebooks of the course each cell in GoNB's language means what it means there: it takes nothing of what others have
// kept. Cells of statements alone are those that show what is kept.
func TestCourseIsRewritten(t *testing.T) {
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range notebooks(t, "en/*.ipynb", "mirrors/en/*.ipynb") {
		var s State
		var kept manifest.Manifest
		for i, source := range codeCells(t, path) {
			r := rewrite(s, i+1, source, kept, w.index, w.importer)
			if r.Err != nil {
				t.Errorf("%s: %v\n%s", path, r.Err, source)
				continue
			}
			changed := strings.Contains(r.Code, "kept_.Load") || strings.Contains(r.Code, "kept_.Show")
			if changed && layOut(source).mode != bare || len(r.Notes) > 0 {
				t.Errorf("%s: %q\n%s", path, r.Notes, r.Code)
			}
			checkPlaces(t, r.Rewritten, source)
			next, err := After(s, i+1, r.Code)
			if err != nil {
				t.Errorf("%s: %v\n%s", path, err, r.Code)
				continue
			}
			s = r.Placed(next)
			kept = r.Kept
			for _, obj := range r.kept {
				kept.Remove(obj.Name())
				if text, ok := r.typeText(obj.Type()); ok {
					kept.Groups = append(kept.Groups, some(obj.Name(), text).Groups...)
				}
			}
		}
	}
}

// Without types, as much is done as the syntax says.
func TestRewriteWithoutTypes(t *testing.T) {
	for source, want := range map[string]string{
		"net := dl.NewTwoLayerNet()\nnet.Train()": "import kept_ \"dlfs/nb/kept\"; func main() { defer kept_.Done(); kept_.Watch(); net := dl.NewTwoLayerNet(); kept_.Ref(\"net\", &net)\nnet.Train()\n}\n",
		"1 + 2":      "import kept_ \"dlfs/nb/kept\"; func main() { kept_.Show(1 + 2)\n}\n",
		"math.Pi":    "import kept_ \"dlfs/nb/kept\"; func main() { kept_.Show(math.Pi)\n}\n",
		"x":          "import kept_ \"dlfs/nb/kept\"; func main() { defer kept_.Done(); kept_.Watch(); kept_.Slot[int](\"x\"); kept_.Load(\"x\"); x := kept_.Get[int](\"x\"); { kept_.Show(x)\n}}\n",
		"x, math.Pi": "import kept_ \"dlfs/nb/kept\"; func main() { defer kept_.Done(); kept_.Watch(); kept_.Slot[int](\"x\"); kept_.Load(\"x\"); x := kept_.Get[int](\"x\"); { kept_.Show(x, math.Pi)\n}}\n",
	} {
		if r := Rewrite(State{}, 1, source, some("x", "int"), testIndex, nil); r.Err != nil || r.Code != want {
			t.Errorf("%q: %v\n%s\nwant\n%s", source, r.Err, r.Code, want)
		}
	}
}

// Whatever somebody writes, there is an answer, and what is rewritten can be read.
func FuzzRewrite(f *testing.F) {
	for _, s := range sequences(f) {
		for i := 1; i < len(s.cells); i++ {
			f.Add(s.cells[i-1].source, s.cells[i].source)
		}
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		defer time.AfterFunc(time.Minute, func() { panic("this takes long") }).Stop()
		var s State
		r := Rewrite(s, 1, first, manifest.Manifest{}, testIndex, standard)
		if r.Err == nil {
			if next, err := After(s, 1, r.Code); err == nil {
				s = r.Placed(next)
			}
		}
		r = Rewrite(s, 2, second, some("x", "int", "p", "[]string", "&y", "map[string]int", "f", "func()"), testIndex, standard)
		if r.Err != nil {
			return
		}
		checkPlaces(t, r, r.source())
		if l := layOut(r.source()); l.mode == bare {
			_, err := Parse(token.NewFileSet(), r.Code)
			var syntax *SyntaxError
			if errors.As(err, &syntax) {
				t.Errorf("%q becomes\n%s\n%v", second, r.Code, err)
			}
		}
	})
}

// source is what Code was made of.
func (r *Rewritten) source() string {
	if r.origin == nil {
		return r.Code
	}
	return r.origin.source
}

package manifest

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func example() Manifest {
	return Manifest{
		Groups: []Group{
			{File: "values-1", More: []string{"values-3", "values-4"}, At: 64, Size: 100, Imports: map[string]string{"dlfs/dl": "kept_dlfs_dl", "math": "kept_math"},
				Vars: []Var{
					{Name: "net", Type: "*kept_dlfs_dl.TwoLayerNet", Shown: "*dl.TwoLayerNet", Bytes: 12},
					{Name: "x", Type: "int", Shown: "int", Shape: `2 × "3"`, Bytes: 8, Addressed: true, Gone: true},
				},
				Types: []string{"point", "kept_dlfs_dl.SGD"}, Funcs: []string{"kept_math.Sin"}, Links: []string{"errors"},
				Made: []string{"(*kept_dlfs_dl.Affine).Forward"}},
			{File: "values-2", Size: 64, Imports: map[string]string{}, Vars: []Var{{Name: "größe", Type: "any", Shown: "any"}}},
		},
		Refused: []Refused{{"f", "func()", Func, []string{"func()", "", "main.main.func1"}}, {"c", "chan int", Chan, nil}},
	}
}

func TestEncode(t *testing.T) {
	m := example()
	got, err := Parse(m.Encode())
	m.Refused[1].Args = got.Refused[1].Args // nil or empty
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("%v\n%+v\n%+v", err, got, m)
	}
	if files := strings.Join(m.Files(), " "); files != "values-1 values-2 values-3 values-4" {
		t.Error(files)
	}
}

func TestVar(t *testing.T) {
	m := example()
	if v, ok := m.Var("net"); !ok || v.Bytes != 12 {
		t.Error(v, ok)
	}
	for _, name := range []string{"x", "f", ""} {
		if _, ok := m.Var(name); ok {
			t.Error(name)
		}
	}
}

func TestRemove(t *testing.T) {
	m := example()
	before := string(m.Encode())
	copied := m
	for _, c := range []struct {
		name   string
		found  bool
		groups int
	}{{"x", false, 2}, {"other", false, 2}, {"größe", true, 1}, {"f", true, 1}, {"net", true, 0}} {
		if found := copied.Remove(c.name); found != c.found || len(copied.Groups) != c.groups {
			t.Errorf("%s: %t, %d groups", c.name, found, len(copied.Groups))
		}
	}
	if string(m.Encode()) != before {
		t.Error("a copy has changed the manifest")
	}
	two := Manifest{Groups: []Group{{File: "f", Vars: []Var{{Name: "a"}, {Name: "b"}}}}}
	if !two.Remove("a") || len(two.Groups) != 1 || !two.Groups[0].Vars[0].Gone || two.Remove("a") {
		t.Errorf("%+v", two)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	if m, err := Read(dir); err != nil || len(m.Groups) > 0 {
		t.Error(m, err)
	}
	if err := os.WriteFile(filepath.Join(dir, Name), example().Encode(), 0o600); err != nil {
		t.Fatal(err)
	}
	if m, err := Read(dir); err != nil || len(m.Groups) != 2 {
		t.Error(m, err)
	}
	if _, err := Read(filepath.Join(dir, Name)); err == nil {
		t.Error("a file is no folder")
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "manifest: it is empty",
		"kept 1":                               "manifest, line 1: the line is cut off",
		"kept 0\n":                             "manifest, line 1: it was written by another version",
		"kept 1\nvar \"x\"\n":                  "manifest, line 2: no group comes before it",
		"kept 1\ngroup \"f\" \"0\"\n":          "manifest, line 2: wrong number of arguments",
		"kept 1\ngroup \"f\" \"-1\" \"0\"\n":   `manifest, line 2: "-1" is no size`,
		"kept 1\ngroup \"f\" \"0\" \"x\"\n":    `manifest, line 2: "x" is no size`,
		"kept 1\ngroup \"../f\" \"0\" \"0\"\n": `manifest, line 2: "../f" is no name of a data file`,
		"kept 1\ngroup \"..\" \"0\" \"0\"\n":   `manifest, line 2: ".." is no name of a data file`,
		"kept 1\ngroup f \"0\" \"0\"\n":        "manifest, line 2: an argument is not in quotes",
		"kept 1\ngroup \"f\"\"0\" \"0\"\n":     "manifest, line 2: no blank between arguments",
		"kept 1\nrefused \"x\"\n":              "manifest, line 2: wrong number of arguments",
		group + "var \"x\"\n":                  "manifest, line 3: wrong number of arguments",
		group + "var \"x\" \"int\" \"int\" \"\" \"8\" \"z\"\n": "manifest, line 3: unknown flag 'z'",
		group + "var \"x\" \"int\" \"int\" \"\" \"z\" \"\"\n":  `manifest, line 3: "z" is no size`,
		group + "import \"x\"\n":                               "manifest, line 3: wrong number of arguments",
		group + "more \"a/b\"\n":                               `manifest, line 3: "a/b" is no name of a data file`,
		group + "type\n":                                       "manifest, line 3: wrong number of arguments",
		group + "what \"x\"\n":                                 `manifest, line 3: unknown word "what"`,
	} {
		if _, err := Parse([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

const group = "kept 1\ngroup \"f\" \"0\" \"0\"\n"

// What Parse takes, Encode writes, and Parse takes again.
func FuzzParse(f *testing.F) {
	f.Add(example().Encode())
	f.Add([]byte(group))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		written := m.Encode()
		again, err := Parse(written)
		if err != nil || !bytes.Equal(again.Encode(), written) {
			t.Errorf("%v\n%q\n%q", err, text, written)
		}
	})
}

package dl_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// goldenCase is a case of testdata/golden.json or chapter5.json: values made by an independent NumPy program, with the tolerance
// that its author argues for. A float passes if |got-want| ≤ Abs + Rel·|want|.
type goldenCase struct {
	ID  string          `json:"id"`
	In  json.RawMessage `json:"in"`
	Out json.RawMessage `json:"out"`
	Tol struct{ Abs, Rel float64 }
}

var goldenCases = sync.OnceValues(func() (map[string]goldenCase, error) {
	cases := map[string]goldenCase{}
	for _, path := range []string{"testdata/golden.json", "testdata/chapter5.json"} {
		var file struct{ Cases []goldenCase }
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &file); err != nil {
			return nil, err
		}
		for _, c := range file.Cases {
			cases[c.ID] = c
		}
	}
	return cases, nil
})

// goldenElsewhere lists the cases that the tests of another package use.
var goldenElsewhere = map[string]string{
	"mnist/data":       "../datasets/golden_test.go",
	"mnist/batch_pick": "../datasets/golden_test.go",
	"field/surface":    "../plotting/golden_test.go",
}

// children are what this program does instead of testing when a test has started it as another process.
var children = map[string]func() int{}

// goldenUsed holds the ids of the cases that the tests of this run have asked for.
var goldenUsed sync.Map

func TestMain(m *testing.M) {
	if what := os.Getenv("DLFS_TEST_CHILD"); what != "" {
		os.Exit(children[what]())
	}
	code := m.Run()
	if code == 0 && allTestsRan() {
		code = checkGoldenUse()
	}
	os.Exit(code)
}

// allTestsRan reports whether the flags let every test run.
func allTestsRan() bool {
	for _, name := range []string{"run", "skip", "list", "fuzz"} {
		if flag.Lookup("test."+name).Value.String() != "" {
			return false
		}
	}
	return true
}

// checkGoldenUse returns 1, for the exit status, unless every case of the file was used here or is used elsewhere.
func checkGoldenUse() (code int) {
	cases, err := goldenCases()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for id := range cases {
		_, used := goldenUsed.Load(id)
		if path, elsewhere := goldenElsewhere[id]; elsewhere {
			source, err := os.ReadFile(path)
			used = err == nil && strings.Contains(string(source), `golden(t, "`+id+`"`)
		}
		if !used {
			fmt.Printf("FAIL: no test uses the golden case %s\n", id)
			code = 1
		}
	}
	return code
}

// golden returns the case with the given id after it has decoded its input and output.
func golden(t *testing.T, id string, in, out any) goldenCase {
	t.Helper()
	goldenUsed.Store(id, true)
	cases, err := goldenCases()
	if err != nil {
		t.Fatal(err)
	}
	c, ok := cases[id]
	if !ok {
		t.Fatalf("there is no golden case %q", id)
	}
	for _, part := range []struct {
		data json.RawMessage
		into any
	}{{c.In, in}, {c.Out, out}} {
		if part.into == nil {
			continue
		}
		if err := json.Unmarshal(part.data, part.into); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
	}
	if out != nil {
		if err := checkFields(c.Out, out); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
	}
	return c
}

// checkFields returns an error if data lacks a field that into wants: a loop over none would find nothing wrong. A field with
// omitempty may be missing.
func checkFields(data []byte, into any) error {
	var has map[string]json.RawMessage
	if err := json.Unmarshal(data, &has); err != nil {
		return err
	}
	for _, field := range reflect.VisibleFields(reflect.TypeOf(into).Elem()) {
		name, optional, _ := strings.Cut(field.Tag.Get("json"), ",")
		name = cmp.Or(name, field.Name)
		isIt := func(key string) bool { return strings.EqualFold(key, name) }
		if optional == "" && !slices.ContainsFunc(slices.Collect(maps.Keys(has)), isIt) {
			return fmt.Errorf("there is no %s", name)
		}
	}
	return nil
}

// near fails the test unless got is within the case's tolerance of want. Both may be numbers, slices or matrices.
func (c goldenCase) near(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := flat(reflect.ValueOf(got)), flat(reflect.ValueOf(want))
	if len(g) != len(w) {
		t.Errorf("%s: %s has %d numbers, want %d", c.ID, what, len(g), len(w))
		return
	}
	for i := range w {
		if diff := math.Abs(g[i] - w[i]); !(diff <= c.Tol.Abs+c.Tol.Rel*math.Abs(w[i])) {
			t.Errorf("%s: %s[%d] = %v, want %v (off by %.3g)", c.ID, what, i, g[i], w[i], diff)
			return
		}
	}
}

// equal fails the test unless got is want.
func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func flat(v reflect.Value) []float64 {
	if m, ok := v.Interface().(mat.Matrix); ok {
		return mat.DenseCopyOf(m).RawMatrix().Data
	}
	switch v.Kind() {
	case reflect.Float64:
		return []float64{v.Float()}
	case reflect.Slice:
		var all []float64
		for i := range v.Len() {
			all = append(all, flat(v.Index(i))...)
		}
		return all
	}
	panic(fmt.Sprintf("flat: a %s holds no numbers", v.Type()))
}

// dense returns the matrix with the given rows.
func dense(rows [][]float64) *mat.Dense {
	m := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, row := range rows {
		m.SetRow(i, row)
	}
	return m
}

// formula is an array that the file gives by a formula: amp·fn(off + step·k), or a linear congruential generator.
type formula struct {
	Shape          []int
	Fn             string
	Amp, Off, Step float64
	Seed           uint32
}

// matrix returns the array, a vector as a single row.
func (f formula) matrix() *mat.Dense {
	rows, cols := 1, f.Shape[0]
	if len(f.Shape) == 2 {
		rows, cols = f.Shape[0], f.Shape[1]
	}
	m := mat.NewDense(rows, cols, nil)
	seed := f.Seed
	for k := range m.RawMatrix().Data {
		x := f.Off + f.Step*float64(k)
		var v float64
		switch f.Fn {
		case "sin":
			v = math.Sin(x)
		case "cos":
			v = math.Cos(x)
		case "lcg":
			seed = 1664525*seed + 1013904223
			v = float64(seed)/(1<<31) - 1
		default:
			panic("unknown formula " + f.Fn)
		}
		m.RawMatrix().Data[k] = f.Amp * v
	}
	return m
}

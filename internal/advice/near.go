package advice

import (
	"go/token"
	"slices"
	"strings"

	"dlfs/internal/cells"
)

// nearest returns what a misspelt name may mean: a known name that differs in capitals, or else by few letters. Of equally
// near ones it is the one with the same ending, or else the first.
func nearest(name string, known []string) string {
	best, least := "", 1+len([]rune(name))/3
	for _, k := range known {
		if k == name || k == "" {
			continue
		}
		if strings.EqualFold(k, name) {
			return k
		}
		d := distance(strings.ToLower(name), strings.ToLower(k))
		switch {
		case d < least, d == 1 && best == "" && len(name) > 1, d == least && best != "" && ending(name, k) > ending(name, best):
			best, least = k, d
		}
	}
	return best
}

// ending is how many of the last bytes are the same.
func ending(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// distance counts the letters to be put in, taken out, replaced or exchanged with their neighbour.
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

var predeclared = []string{
	"append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new", "panic", "real", "recover",
	"bool", "byte", "complex128", "error", "float32", "float64", "int", "int32", "int64", "rune", "string", "uint", "uint8", "any",
	"true", "false", "nil",
}

// known are the names that mean something in the cell, its own first, but for packages.
func (c Cell) known() []string {
	names := c.own()
	for _, name := range c.State.Names() {
		if token.IsIdentifier(name) {
			names = append(names, name)
		}
	}
	for _, v := range c.State.Kept {
		names = append(names, v.Name)
	}
	return append(names, predeclared...)
}

// own are the names that the cell itself declares.
func (c Cell) own() []string {
	file, err := cells.Parse(token.NewFileSet(), c.Source)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(cells.NamesIn(file), func(name string) bool { return name == "main" })
}

// common are packages that cells use, for a kernel that has no index.
var common = []string{
	"dl", "nb", "plotting", "datasets", "bufio", "bytes", "cmp", "context", "errors", "flag", "fmt", "io", "json", "log", "maps", "math", "os",
	"rand", "regexp", "slices", "sort", "strconv", "strings", "sync", "time", "unicode", "blas64", "floats", "mat", "stat", "plot", "plotter", "vg",
}

// packages are the names of the packages that are known.
func (c Cell) packages() []string {
	var names []string
	for _, i := range c.State.Imports {
		names = append(names, i.Name())
	}
	names = append(names, common...)
	if c.Index != nil {
		for _, p := range c.Index.Packages {
			names = append(names, p.Name)
		}
	}
	return names
}

// commonMembers are what cells take from packages of the standard library, for a kernel that has no index.
var commonMembers = map[string]string{
	"fmt":     "Errorf Fprint Fprintf Fprintln Print Printf Println Scan Scanf Scanln Sprint Sprintf Sprintln Sscan Stringer",
	"math":    "Abs Ceil Cos E Exp Floor Hypot Inf IsInf IsNaN Log Log10 Log2 Max MaxInt Min Mod NaN Pi Pow Round Sin Sqrt Sqrt2 Tan Tanh Trunc",
	"strings": "Builder Compare Contains Count Cut EqualFold Fields HasPrefix HasSuffix Index Join Lines NewReader NewReplacer Repeat Replace ReplaceAll Split Title ToLower ToUpper Trim TrimLeft TrimPrefix TrimRight TrimSpace TrimSuffix",
	"strconv": "Atoi FormatFloat FormatInt Itoa ParseBool ParseFloat ParseInt Quote Unquote",
	"slices":  "BinarySearch Clone Compact Concat Contains Delete Equal Index IndexFunc Insert Max Min Repeat Reverse Sort SortFunc Sorted",
	"time":    "Date Duration Hour Microsecond Millisecond Minute Month Now Second Since Sleep Tick Time Until",
	"os":      "Args Create Exit Getenv MkdirAll Open ReadDir ReadFile Remove Stderr Stdin Stdout WriteFile",
	"sort":    "Float64s Ints Search Slice SliceStable Sort Strings",
	"rand":    "ExpFloat64 Float64 Int IntN New NewPCG NewSource NormFloat64 Perm Shuffle Source",
}

// members are the exported names of the packages that go by a name, as far as they are known.
func (c Cell) members(name string) []string {
	if c.Index == nil {
		return strings.Fields(commonMembers[name])
	}
	var path string
	for _, i := range c.State.Imports {
		if i.Name() == name {
			path = i.Path
		}
	}
	var members []string
	for _, p := range c.Index.Packages {
		if p.Path == path || path == "" && p.Name == name {
			for member := range p.Members {
				members = append(members, member)
			}
		}
	}
	slices.Sort(members)
	return members
}

// membersOf are the fields and methods of a type that cells declare.
func (c Cell) membersOf(typ string) (members []string) {
	typ, _, _ = strings.Cut(strings.TrimLeft(typ, "*"), "[")
	for _, name := range c.State.Names() {
		if method, ok := strings.CutPrefix(name, typ+"~"); ok {
			members = append(members, method)
		}
	}
	sources := []string{c.Source}
	if d, word, ok := c.State.Declared(typ); ok && word == "type" {
		sources = append(sources, "type "+d.Text)
	}
	for _, source := range sources {
		if file, err := cells.Parse(token.NewFileSet(), source); err == nil {
			members = append(members, fieldsAndMethods(file, typ)...)
		}
	}
	return members
}

package advice

import (
	"regexp"
	"slices"
	"strings"

	"dlfs/internal/words"
)

var assigned = regexp.MustCompile(`^[-+*/%]?=(?:[^=]|$)`)

// foreignName advises on a name of another language that nothing declares. Many of them are good names for variables, so it
// depends on what comes after the name.
func foreignName(name, after string) string {
	if assigned.MatchString(after) {
		return ""
	}
	if module, ok := modules[name]; ok && strings.HasPrefix(after, ".") {
		return python(module)
	}
	if code, ok := goFor[name]; ok && strings.HasPrefix(after, "(") {
		return words.Advice.Sprintf("in Go, write %s", code)
	}
	switch name {
	case "console", "System", "cout":
		return words.Advice.Sprintf("in Go, write %s", "fmt.Println(…)")
	case "NaN":
		return words.Advice.Sprintf("in Go, write %s", "math.NaN()")
	case "None", "null", "NULL", "nullptr", "undefined":
		return words.Advice.Sprintf("Go writes nil for %s", name)
	case "True", "False", "TRUE", "FALSE":
		return words.Advice.Sprintf("Go writes true and false")
	case "self", "this":
		return words.Advice.Sprintf("Go has no self or this: a method names its receiver, as p in func (p *Point) Move() { … }")
	case "help", "dir":
		return words.Advice.Sprintf("for help, put the cursor on a name and press Shift+Tab; after a dot, press Tab")
	case "exit", "quit":
		return words.Advice.Sprintf("a cell ends by itself; return leaves it earlier")
	case "pass":
		return words.Advice.Sprintf("an empty body needs no word in Go: { }")
	case "str":
		return words.Advice.Sprintf("fmt.Sprint(x) turns a value into text; the type is string")
	case "float", "double", "Double":
		return words.Advice.Sprintf("the type is float64, and float64(x) converts to it")
	case "integer", "Integer", "long":
		return words.Advice.Sprintf("the type is %s in Go", "int")
	case "String":
		return words.Advice.Sprintf("the type is %s in Go", "string")
	case "boolean", "Boolean":
		return words.Advice.Sprintf("the type is %s in Go", "bool")
	case "char":
		return words.Advice.Sprintf("the type is %s in Go", "rune")
	case "tuple":
		return words.Advice.Sprintf("Go has no tuples: use a struct, or return several values")
	case "Exception", "ValueError", "TypeError", "RuntimeError":
		return words.Advice.Sprintf("Go has no exceptions: return an error, or call panic(…)")
	case "__name__":
		return words.Advice.Sprintf("a cell needs no main guard: the lines below %%%% run")
	}
	return ""
}

// modules are Python's by the names that notebooks give them.
var modules = map[string]string{
	"np": "numpy", "numpy": "numpy", "scipy": "scipy", "plt": "matplotlib", "matplotlib": "matplotlib", "sns": "seaborn", "torch": "torch",
	"nn": "torch", "tf": "tensorflow", "keras": "keras", "pd": "pandas", "pandas": "pandas",
	"random": "random", "re": "re", "sys": "sys",
}

// python says what to use in the place of a module.
func python(module string) string {
	switch module {
	case "numpy", "scipy", "jax", "cupy":
		return words.Advice.Sprintf("%s is Python; in Go, vectors are []float64 and matrices are mat.NewDense(rows, cols, nil)", module)
	case "matplotlib", "seaborn", "plotly", "pylab":
		return words.Advice.Sprintf("%s is Python; in Go, draw with plotting.New(…) and nb.Show", module)
	case "torch", "tensorflow", "keras", "sklearn":
		return words.Advice.Sprintf("%s is Python; in Go, package dl of this course has layers and nets", module)
	case "pandas":
		return words.Advice.Sprintf("%s is Python; in Go, read tables with encoding/csv", module)
	}
	if slices.Contains(onlyPython, module) {
		return words.Advice.Sprintf("this is Python, and this kernel runs Go")
	}
	if path, ok := goPackages[module]; ok {
		return words.Advice.Sprintf("%s is Python; in Go, use package %s", module, path)
	}
	return words.Advice.Sprintf("put the package path in quotes: import %q", module)
}

// goPackages do what Python's modules of other names do.
var goPackages = map[string]string{
	"argparse": "flag", "csv": "encoding/csv", "datetime": "time", "json": "encoding/json", "logging": "log", "pathlib": "path/filepath",
	"pickle": "encoding/gob", "random": "math/rand/v2", "re": "regexp", "string": "strings", "subprocess": "os/exec", "sys": "os",
	"threading": "sync",
}

var onlyPython = []string{"collections", "copy", "dataclasses", "functools", "itertools", "tqdm", "typing", "warnings"}

// goFor is Go for the functions of other languages, and for what their packages have.
var goFor = map[string]string{
	"list": "[]float64{1, 2, 3}", "dict": "map[string]int{}", "set": "map[string]bool{}", "input": "fmt.Scanln(&s)",
	"enumerate": "for i, x := range xs { … }", "zip": "for i := range xs { … xs[i], ys[i] … }", "sum": "floats.Sum(xs)", "abs": "math.Abs(x)",
	"pow": "math.Pow(x, y)", "sqrt": "math.Sqrt(x)", "exp": "math.Exp(x)", "round": "math.Round(x)", "sorted": "slices.Sort(xs)",
	"reversed": "slices.Reverse(xs)", "isinstance": "_, ok := x.(T)", "printf": "fmt.Printf(…)",
	"println": "fmt.Println(…)", "math.pi": "math.Pi", "math.inf": "math.Inf(1)", "math.fabs": "math.Abs(x)", "strings.Format": "fmt.Sprintf(…)", "random.random": "rand.Float64()",
	"time.time": "time.Now()", "time.sleep": "time.Sleep(time.Second)", "rand.Seed": "rand.New(rand.NewPCG(1, 0))", "fmt.print": "fmt.Print(…)",
	"rand.Intn": "rand.IntN(n)",
}

// foreignMember advises on a method that other languages have.
func foreignMember(of, typ, name string) string {
	switch {
	case typ == "string":
		if written, ok := textMethods[strings.ToLower(name)]; ok {
			return words.Advice.Sprintf("a string has no methods: write %s", withReceiver(written, of))
		}
	case strings.HasPrefix(typ, "["):
		if written, ok := sliceMethods[strings.ToLower(name)]; ok {
			return words.Advice.Sprintf("a slice has no methods: write %s", withReceiver(written, of))
		}
	case strings.HasPrefix(typ, "map["):
		if written, ok := mapMethods[strings.ToLower(name)]; ok {
			return words.Advice.Sprintf("a map has no methods: write %s", withReceiver(written, of))
		}
	case strings.Contains(typ, "mat."):
		if written, ok := matrixMethods[strings.ToLower(name)]; ok {
			return words.Advice.Sprintf("gonum's matrices have no %s: write %s", name, withReceiver(written, of))
		}
	}
	return ""
}

// withReceiver puts an expression in the place of each $.
func withReceiver(code, of string) string { return strings.ReplaceAll(code, "$", of) }

var textMethods = map[string]string{
	"upper": "strings.ToUpper($)", "lower": "strings.ToLower($)", "split": "strings.Split($, sep)", "strip": "strings.TrimSpace($)",
	"trim": "strings.TrimSpace($)", "replace": "strings.ReplaceAll($, old, new)", "join": "strings.Join(parts, $)", "format": "fmt.Sprintf($, …)",
	"startswith": "strings.HasPrefix($, prefix)", "endswith": "strings.HasSuffix($, suffix)", "find": "strings.Index($, part)",
	"index": "strings.Index($, part)", "count": "strings.Count($, part)", "contains": "strings.Contains($, part)", "length": "len($)", "len": "len($)",
	"repeat": "strings.Repeat($, n)", "toupper": "strings.ToUpper($)", "tolower": "strings.ToLower($)",
}

var sliceMethods = map[string]string{
	"append": "$ = append($, x)", "push": "$ = append($, x)", "add": "$ = append($, x)", "extend": "$ = append($, others...)",
	"pop": "$ = $[:len($)-1]", "insert": "$ = slices.Insert($, i, x)", "remove": "$ = slices.Delete($, i, i+1)", "sort": "slices.Sort($)",
	"reverse": "slices.Reverse($)", "index": "slices.Index($, x)", "contains": "slices.Contains($, x)", "length": "len($)",
	"len": "len($)", "size": "len($)", "shape": "len($)", "copy": "slices.Clone($)", "max": "slices.Max($)", "min": "slices.Min($)",
	"sum": "floats.Sum($)", "mean": "stat.Mean($, nil)", "dot": "floats.Dot($, y)",
}

var mapMethods = map[string]string{
	"keys": "for key := range $ { … }", "values": "for _, value := range $ { … }", "items": "for key, value := range $ { … }", "get": "$[key]",
	"pop": "delete($, key)", "length": "len($)", "len": "len($)", "size": "len($)", "has": "_, ok := $[key]", "update": "maps.Copy($, other)",
}

var matrixMethods = map[string]string{
	"shape": "$.Dims()", "size": "$.Dims()", "dot": "c.Mul($, b)", "matmul": "c.Mul($, b)", "transpose": "$.T()", "sum": "mat.Sum($)",
	"max": "mat.Max($)", "min": "mat.Min($)", "reshape": "mat.NewDense(rows, cols, $.RawMatrix().Data)", "copy": "mat.DenseCopyOf($)",
	"print": "fmt.Println(mat.Formatted($))", "len": "$.Dims()", "mean": "mat.Sum($) divided by the number of elements",
}

// knownMembers are the methods that are used most of the types that are used most.
var knownMembers = map[string][]string{
	"mat.Dense": {"Add", "Apply", "At", "CloneFrom", "ColView", "Copy", "Dims", "Inverse", "Mul", "MulElem", "RawMatrix", "RawRowView", "Reset",
		"RowView", "Scale", "Set", "SetCol", "SetRow", "Slice", "Solve", "Sub", "T", "Zero"},
	"mat.VecDense":    {"AddVec", "AtVec", "Dims", "Len", "MulVec", "RawVector", "ScaleVec", "SetVec", "SubVec", "T"},
	"time.Time":       {"Add", "After", "Before", "Day", "Format", "Hour", "Minute", "Month", "Second", "Sub", "Unix", "Weekday", "Year", "YearDay"},
	"time.Duration":   {"Hours", "Microseconds", "Milliseconds", "Minutes", "Nanoseconds", "Round", "Seconds", "String", "Truncate"},
	"strings.Builder": {"Grow", "Len", "Reset", "String", "Write", "WriteByte", "WriteRune", "WriteString"},
	"plot.Plot":       {"Add", "Legend", "NominalX", "NominalY", "Save", "Title", "WriterTo", "X", "Y"},
	"rand.Rand":       {"ExpFloat64", "Float32", "Float64", "Int", "IntN", "NormFloat64", "Perm", "Shuffle"},
	"sync.WaitGroup":  {"Add", "Done", "Go", "Wait"},
}

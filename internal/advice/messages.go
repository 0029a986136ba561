package advice

import (
	"go/ast"
	"go/parser"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dlfs/internal/words"
)

// messages are the compiler's, and what goimports and go get say. The first rule that has advice gives it.
var messages = []rule{
	on(`^undefined: (\w+)\.(\w+)(?: \(but have (\w+)\))?$`, undefinedMember),
	on(`^name (\w+) not exported by package (\w+)$`, func(x complaint, m []string) string { return undefinedMember(x, []string{"", m[2], m[1], ""}) }),
	on(`^undefined: (\w+)$`, undefined),
	on(`^declared and not used: (\w+)$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("Go allows no unused variables: use %s, delete it, or write _ = %[1]s to keep it for now", m[1])
	}),
	on(`^"([^"]+)" imported(?: as \w+)? and not used$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("delete import %q: nothing uses it", m[1])
	}),
	on(`^no new variables on left side of :=$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("the variable exists already: write = to give it another value")
	}),
	on(`^invalid operation: cannot indirect `, func(x complaint, _ []string) string {
		if line, _ := x.line(x.at); strings.Contains(line, "**") {
			return words.Advice.Sprintf("Go has no operator **: write x*x or math.Pow(x, y)")
		}
		return ""
	}),
	on(`^invalid operation: (.+) \(mismatched types (.+) and (.+)\)$`, mismatched),
	on(`^cannot use (.+?) \((?:untyped )?(?:variable|value|constant|bool|int|rune|float|string|\w+)[^)]*\) as (.+) value in (.+?) \(truncated\)$`, func(_ complaint, m []string) string {
		if m[2] == "time.Duration" {
			return halfSecond()
		}
		return words.Advice.Sprintf("%s is not a whole number that fits in %s: write one that does, or change the type to float64", m[1], m[2])
	}),
	on(`^(\S+) \(untyped float constant\) truncated to (\w+)$`, func(x complaint, m []string) string {
		switch n := x.partner(m[1]); {
		case strings.HasPrefix(n, "time."):
			return halfSecond()
		case n != "":
			return words.Advice.Sprintf("%s is not a whole number: convert the other side, float64(%s)", m[1], n)
		}
		return words.Advice.Sprintf("%s is not a whole number that fits in %s: write one that does, or change the type to float64", m[1], m[2])
	}),
	on(`^cannot use (.+) \(.*\) as (\S+) value in .*\(overflows\)$|^cannot use (.+) \(.*constant.*\) as (\S+) value .*overflows`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is too large or too small for %s: use a type that can hold it, such as int or float64", first(m[1], m[3]), first(m[2], m[4]))
	}),
	on(`^cannot use nil as (.+) value in `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s has no nil: use a value such as 0 or false, or declare var x %[1]s and use x", m[1])
	}),
	on(`^use of untyped nil in `, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("nil has no type of its own: name one, as in var x []float64")
	}),
	on(`^cannot use (.+?) \((?:variable|value|constant \S+|constant|\w+) .*\) as (.+) value in .*: (.+) does not implement .* \(method (\w+) has pointer receiver\)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is a method of the pointer: pass &%s", m[4], m[1])
	}),
	on(`: (\S+) does not implement (\S+) \(missing method (\w+)\)`, func(_ complaint, m []string) string {
		if slices.Contains(predeclared, m[1]) {
			return words.Advice.Sprintf("a value of type %s cannot be used as %s: use one that has the method %s; for an error, write errors.New(…)", m[1], m[2], m[3])
		}
		return words.Advice.Sprintf("give %s the method %s if the type is your own; otherwise use a value whose type has it", m[1], m[3])
	}),
	on(`^cannot use (.+?) \(((?:untyped )?\w+ constant|constant .*? of type \S+|constant of type \S+|variable of [^)]*?type .+|value of [^)]*?type .+)\) as (.+) value in `, cannotUse),
	on(`^missing return$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("the function can end without returning a value: put a return before its closing }")
	}),
	on(`^(not enough|too many) arguments in call to (\S+)\n\thave (\(.*\))\n\twant (\(.*\))`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("call it with arguments of these types: %s%s", m[2], m[4])
	}),
	on(`^(?:not enough|too many) return values\n\thave (\(.*\))\n\twant (\(.*\))`, func(_ complaint, m []string) string {
		if m[2] == "()" {
			return words.Advice.Sprintf("this function returns nothing: write its result type before the {, as in func f() float64 {, or print the value instead")
		}
		return words.Advice.Sprintf("the function is declared to return %s: return exactly that", m[2])
	}),
	on(`^assignment mismatch: (\d+) variables? but (.+?) returns? (\d+) values?$`, results),
	on(`^assignment mismatch: (\d+) variables? but (\d+) values?$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("write one value for each variable on the left, so %s in all", m[1])
	}),
	on(`^multiple-value (.+?)\(.*\) \(value of type \(.*\)\) in `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s returns several values: assign them first, as in a, b := %[1]s(…), and then use a or b", m[1])
	}),
	on(`^(.+) \(no value\) used as value$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s returns nothing: call it on a line of its own", m[1])
	}),
	on(`^(\S+)\.(\w+) undefined \(type (.+?) has no field or method (\w+)(?:, but does have (?:method|field) (\w+))?\)$`, noMember),
	on(`^unknown field (\w+) in struct literal of type (\S+)$`, func(x complaint, m []string) string {
		if near := nearest(m[1], x.membersOf(m[2])); near != "" {
			return words.Advice.Sprintf("did you mean %s?", near)
		}
		return words.Advice.Sprintf("%s has no such field: check where the type is declared", m[2])
	}),
	on(`^append\((\S+?), .*\) \(value of type .*\) is not used$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("append returns the longer slice: write %s = append(%[1]s, …)", m[1])
	}),
	on(`^(.+?) \(.*\) is not used$`, func(x complaint, m []string) string {
		if m[1] == "help" {
			return ""
		}
		return words.Advice.Sprintf("Go does not show this value: print it with fmt.Println(%s) or assign it; to call a function, add ( )", m[1])
	}),
	on(`^(.+) is not an expression$|^(\S+) \(type\) is not an expression$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("this is a type: write a value of that type, as in T{…} or T(x)")
	}),
	on(`^non-boolean condition in (\w+) statement$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("a condition must be true or false: compare, as in %s n != 0 or err != nil", m[1])
	}),
	on(`^invalid operation: division by zero$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("the divisor is the constant 0: divide by something else")
	}),
	on(`^cannot assign to (.+?) \(`, func(_ complaint, m []string) string {
		if strings.HasSuffix(m[1], "]") {
			return words.Advice.Sprintf("the bytes of a string cannot be changed: make b := []byte(s) and change b")
		}
		return words.Advice.Sprintf("%s cannot be assigned to: if it is a constant, declare it with var; to set a matrix element, write m.Set(i, j, x)", m[1])
	}),
	on(`^cannot convert (".*"|\S+) \((?:untyped string constant|variable of type string|.*string.*)\) to type (u?int\d*|float\d+)`, fromText),
	on(`^cannot convert (.+?) \(.*\) to type string`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("convert it to text: fmt.Sprint(%s)", m[1])
	}),
	on(`^cannot convert .* to type bool$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("Go converts nothing to true or false: compare, as in n != 0 or len(s) > 0")
	}),
	on(`^invalid operation: .* \((slice|map|func) can only be compared to nil\)$`, func(_ complaint, m []string) string {
		switch m[1] {
		case "map":
			return words.Advice.Sprintf("compare maps with maps.Equal(a, b)")
		case "func":
			return words.Advice.Sprintf("Go does not compare functions: compare what they return")
		}
		return words.Advice.Sprintf("compare slices with slices.Equal(a, b)")
	}),
	on(`^invalid operation: operator (\S+) not defined on (\S+) \((?:variable|value) of (?:struct )?type (.+)\)$`, operator),
	on(`^invalid operation: operator ! not defined on (.+?) \(`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("! is only for true and false: compare %s, as in n == 0, len(xs) == 0 or err == nil", m[1])
	}),
	on(`^invalid argument: index (.+?) \(.*\) must not be negative$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("negative indexes do not count from the end in Go: write x[len(x)-1] for x[-1], and x[:len(x)-1] for x[:-1]")
	}),
	on(`^invalid argument: index (\d+) out of bounds \[0:(\d+)\]$`, func(_ complaint, m []string) string { return outOfRange(m[1], m[2]) }),
	on(`^index (\d+) is out of bounds \(>= (\d+)\)$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("the array has length %s: write [...] and Go counts the elements", m[2])
	}),
	on(`^invalid argument: index (.+?) \(.*\) must be integer$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("an index must be a whole number: convert a number with int(%s); to look things up by text, use a map", m[1])
	}),
	on(`^invalid array length`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("the length of an array is constant: make a slice instead, make([]float64, n)")
	}),
	on(`^invalid operation: cannot call (non-function )?(\S+) `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is not a function: delete the parentheses, or rename the variable if it hides one", m[2])
	}),
	on(`^invalid operation: (\S+) \(variable of type \*(.+)\) cannot be indexed|^invalid operation: cannot (?:index|slice) (\S+) `, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("only slices, arrays, maps and text take [ ]; for a matrix, write m.At(i, j)")
	}),
	on(`^cannot range over (\S+)`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("range takes a slice, an array, a map, text, a channel or a whole number")
	}),
	on(`^use of package (\w+) (?:not in|without) selector$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is a package: name what you want from it, as in %[1]s.Name", m[1])
	}),
	on(`^(\w+) redeclared in this block|^(\w+) already declared`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s is declared twice: rename one, or if the other is in an earlier cell, remove it with %%rm %[1]s", first(m[1], m[2]))
	}),
	on(`^missing function body$`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("put the { at the end of the func line")
	}),
	on(`^(?:break|continue) is not in a loop|^(?:break|continue) statement not within`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("break and continue belong inside a for loop")
	}),
	on(`^label (?:try|except|finally) defined and not used$`, always(words.Advice.Message("Go has no exceptions: functions return an error; check it with if err != nil { … }"))),
	on(`^label (\w+) defined and not used$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("a name with a colon is a label, and %s is never used: delete it", m[1])
	}),
	on(`^expression in (go|defer) must be function call$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s needs a call, with parentheses at the end: %[1]s f(), or func() { … }() for a function without a name", m[1])
	}),
	on(`^too (?:many|few) values in struct literal of type (\S+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("name the fields you set, as in %s{Field: value}", m[1])
	}),
	on(`^invalid argument: .* for built-in len`, func(_ complaint, _ []string) string {
		return words.Advice.Sprintf("only slices, arrays, maps, channels and text have a len; for a matrix, call m.Dims()")
	}),
	on(`no required module provides|cannot find module providing|no matching versions|module lookup disabled|not in GOROOT|is not in std|^could not import|cannot query module|dial tcp|not a known dependency|from implicitly required module`, fetch),
}

func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}

// paths are those of all known packages.
func (c Cell) paths() (paths []string) {
	if c.Index != nil {
		for _, p := range c.Index.Packages {
			paths = append(paths, p.Path)
		}
	}
	return append(paths, "dlfs/dl", "dlfs/nb", "dlfs/plotting", "dlfs/datasets", "fmt", "math", "math/rand/v2", "os", "strconv", "strings", "slices", "time")
}

var importPath = regexp.MustCompile(`[A-Za-z][\w.-]*\.[a-z]+(?:/[\w.~-]+)+|(?:package|import) "?([\w/.-]+)`)

// fetch is of a package that is not there.
func fetch(x complaint, _ []string) string {
	m := importPath.FindStringSubmatch(x.text)
	if m == nil {
		return ""
	}
	path := first(m[1], m[0])
	domain, _, _ := strings.Cut(path, "/")
	near := nearest(path, x.paths())
	switch {
	case near != "" && distance(path, near) <= 2:
		return words.Advice.Sprintf("did you mean %q?", near)
	case !strings.Contains(domain, "."):
		return words.Advice.Sprintf("there is no package %q: check its path", path)
	}
	return words.Advice.Sprintf("the kernel works offline: fetch the package with !*go get %s in a cell of its own", path)
}

// undefinedMember is of pkg.Name.
func undefinedMember(x complaint, m []string) string {
	pkg, name := m[1], m[2]
	if code, ok := goFor[pkg+"."+name]; ok {
		return words.Advice.Sprintf("in Go, write %s", code)
	}
	near := first(m[3], nearest(name, x.members(pkg)))
	if near == "" && ast.IsExported(strings.ToUpper(name[:1])+name[1:]) && !ast.IsExported(name) && x.Index == nil {
		near = strings.ToUpper(name[:1]) + name[1:]
	}
	switch {
	case near != "" && strings.EqualFold(near, name):
		return words.Advice.Sprintf("capital letters matter in Go: write %s.%s", pkg, near)
	case near != "":
		return words.Advice.Sprintf("did you mean %s.%s?", pkg, near)
	}
	return words.Advice.Sprintf("package %s has no %s: press Tab after %[1]s. to see what it has", pkg, name)
}

var word = regexp.MustCompile(`^\w+`)

// undefined is of a name that stands alone, or before a dot.
func undefined(x complaint, m []string) string {
	name := m[1]
	line, _ := x.line(x.at)
	after := ""
	if x.at.Column > 0 && x.at.Column-1+len(name) <= len(line) {
		after = strings.TrimSpace(line[x.at.Column-1+len(name):])
	}
	near := nearest(name, x.known())
	local, gone := x.State.Locals[name]
	asPackage := strings.HasPrefix(after, ".")
	member := word.FindString(strings.TrimLeft(after, ". "))
	foreign := foreignName(name, after)
	switch {
	case x.declaredLater(name) > 0:
		return words.Advice.Sprintf("%s is declared only in line %d: move that line up", name, x.declaredLater(name))
	case gone && !slices.Contains(x.packages(), name):
		return words.Advice.Sprintf("%s was declared inside { … } in cell [%d] and exists only there: declare it before the {, so that later cells have it", name, local)
	case foreign != "":
		return foreign
	case asPackage && nearest(member, x.members(name)) != "" && !slices.Contains(x.members(name), member):
		return words.Advice.Sprintf("did you mean %s.%s?", name, nearest(member, x.members(name)))
	case asPackage && slices.Contains(x.packages(), name):
		return words.Advice.Sprintf("no known package %s has that: check the name after the dot, or import the package above %%%%", name)
	case asPackage && nearest(name, x.packages()) != "":
		return words.Advice.Sprintf("did you mean the package %s?", nearest(name, x.packages()))
	case slices.Contains(x.packages(), name):
		return words.Advice.Sprintf("%s is a package: name what you want from it, as in %[1]s.Name", name)
	case near != "":
		return words.Advice.Sprintf("did you mean %s?", near)
	case strings.HasPrefix(after, "=") && !strings.HasPrefix(after, "=="):
		return words.Advice.Sprintf("%s does not exist yet: declare it with %[1]s := …", name)
	case asPackage:
		return words.Advice.Sprintf("%s is neither a variable nor a known package: declare it, or import the package above %%%%", name)
	case strings.HasPrefix(after, "("):
		return words.Advice.Sprintf("there is no function %s: check its spelling, or first run the cell that declares it", name)
	}
	return words.Advice.Sprintf("%s is not declared here: check its spelling, first run the cell that declares it, or declare it before the { … } that sets it", name)
}

// declaredLater returns the line below the complaint in which the cell declares the name, or 0.
func (x complaint) declaredLater(name string) int {
	if x.at.Cell != x.Number {
		return 0
	}
	declares := regexp.MustCompile(`^\s*(?:var\s+(?:\w+\s*,\s*)*` + name + `\b|(?:\w+\s*,\s*)*` + name + `(?:\s*,\s*\w+)*\s*:=)`)
	for i, line := range strings.Split(x.Source, "\n") {
		if i >= x.at.Line && declares.MatchString(line) {
			return i + 1
		}
	}
	return 0
}

var whole = []string{"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "byte", "rune", "uintptr"}

func isWhole(t string) bool {
	return slices.Contains(whole, t) || t == "untyped int" || t == "untyped rune"
}
func isFloat(t string) bool  { return t == "float64" || t == "float32" || t == "untyped float" }
func isNumber(t string) bool { return isWhole(t) || isFloat(t) }
func isCharacter(t string) bool {
	return t == "byte" || t == "rune" || t == "uint8" || t == "int32" || t == "untyped rune"
}
func isText(t string) bool { return t == "string" || t == "untyped string" }

// mismatched is of an operation on two types.
func mismatched(_ complaint, m []string) string {
	expr, a, b := m[1], m[2], m[3]
	if typ := first(strings.TrimPrefix(a, "untyped nil"), b); (a == "untyped nil" || b == "untyped nil") && (isNumber(typ) || isText(typ)) {
		return words.Advice.Sprintf(`a value of type %s is never nil: compare it with 0 or ""`, typ)
	}
	x, op, y, ok := operands(expr)
	if !ok {
		return words.Advice.Sprintf("both sides must have the same type: convert one, as in float64(n) or fmt.Sprint(n)")
	}
	switch {
	case isText(a) && isText(b):
		return ""
	case op == "*" && isText(a) && isWhole(b):
		return words.Advice.Sprintf("write strings.Repeat(%s, %s)", x, y)
	case op == "+" && isText(a) && isCharacter(b):
		return words.Advice.Sprintf("text and characters cannot be added: write %s", x+" + string("+y+")")
	case op == "+" && isCharacter(a) && isText(b):
		return words.Advice.Sprintf("text and characters cannot be added: write %s", "string("+x+") + "+y)
	case op == "+" && isText(a) && isNumber(b):
		return words.Advice.Sprintf("text and numbers cannot be added: write %s + fmt.Sprint(%s)", x, y)
	case op == "+" && isNumber(a) && isText(b):
		return words.Advice.Sprintf("text and numbers cannot be added: write fmt.Sprint(%s) + %s", x, y)
	case isCharacter(a) && isText(b), isText(a) && isCharacter(b):
		return words.Advice.Sprintf("an element of a string is a number: compare it with a character in single quotes, as in 'a'")
	case isText(a) && isNumber(b), isNumber(a) && isText(b):
		return words.Advice.Sprintf("one side is text and the other a number: convert one, as in strconv.Itoa(n) or strconv.Atoi(s)")
	case isWhole(a) && isFloat(b) && b != "untyped float":
		return words.Advice.Sprintf("Go does not mix %s and %s: write %s", a, b, converted(b, x)+" "+op+" "+y)
	case isFloat(a) && isWhole(b) && a != "untyped float":
		return words.Advice.Sprintf("Go does not mix %s and %s: write %s", a, b, x+" "+op+" "+converted(a, y))
	case isNumber(a) && isNumber(b):
		return words.Advice.Sprintf("Go does not mix %s and %s: write %s", a, b, x+" "+op+" "+a+"("+y+")")
	case strings.HasPrefix(a, "[]") || strings.HasPrefix(b, "[]"):
		return words.Advice.Sprintf("Go has no arithmetic on whole slices: loop over the elements, as in for i := range xs { … }")
	case strings.HasSuffix(a, "bool") || strings.HasSuffix(b, "bool"):
		return words.Advice.Sprintf("true and false are not numbers: write 0 < x && x < 1 instead of 0 < x < 1, or choose a number with if")
	}
	return words.Advice.Sprintf("both sides must have the same type: convert one, as in float64(n) or fmt.Sprint(n)")
}

func halfSecond() string {
	return words.Advice.Sprintf("a time.Duration is a whole number of nanoseconds: write 500 * time.Millisecond for half a second")
}

// converted is an expression as a type. The operands of a division are converted one by one, as to convert its result would
// be too late for the fraction.
func converted(typ, expr string) string {
	inside := unwrapped(expr)
	x, op, y, ok := operands(inside)
	if !isFloat(typ) || !ok || op != "/" {
		return typ + "(" + expr + ")"
	}
	parts := [2]string{x, y}
	for i, part := range parts {
		if _, err := strconv.Atoi(part); err != nil {
			parts[i] = typ + "(" + unwrapped(part) + ")"
		}
	}
	division := parts[0] + " / " + parts[1]
	if inside != expr {
		return "(" + division + ")"
	}
	return division
}

// unwrapped is an expression without the parentheses around it.
func unwrapped(expr string) string {
	if tree, err := parser.ParseExpr(expr); err == nil {
		if paren, ok := tree.(*ast.ParenExpr); ok {
			return expr[paren.Lparen : paren.Rparen-1]
		}
	}
	return expr
}

// operands takes a binary operation apart.
func operands(expr string) (x, op, y string, ok bool) {
	tree, err := parser.ParseExpr(expr)
	if err != nil {
		return "", "", "", false
	}
	binary, ok := tree.(*ast.BinaryExpr)
	if !ok {
		return "", "", "", false
	}
	text := func(e ast.Expr) string { return expr[int(e.Pos())-1 : min(int(e.End())-1, len(expr))] }
	return text(binary.X), binary.Op.String(), text(binary.Y), true
}

// partner is what stands on the other side of an operator from a constant in the complaint's line.
func (x complaint) partner(constant string) string {
	line, _ := x.line(x.at)
	if x.at.Column < 1 || x.at.Column > len(line) || len(line) > longest {
		return "" // Each piece of a line is tried.
	}
	found := ""
	for start := range line[:x.at.Column] {
		for _, end := range []int{x.at.Column - 1 + len(constant), len(line)} {
			if end > len(line) || start >= end {
				continue
			}
			if a, _, b, ok := operands(strings.TrimRight(line[start:end], ") ")); ok && (a == constant || b == constant) && a != b {
				found = a
				if a == constant {
					found = b
				}
			}
		}
	}
	if strings.ContainsAny(found, "+-*/=") {
		return ""
	}
	return found
}

// cannotUse is of a value of one type where another is wanted.
func cannotUse(x complaint, m []string) string {
	value, what, want := m[1], m[2], m[3]
	have := what[strings.LastIndex(what, "type ")+len("type "):]
	if before, ok := strings.CutSuffix(what, " constant"); ok {
		have = before
	}
	have, _, _ = strings.Cut(have, " constant")
	if strings.Contains(value, "…") { // The compiler has shortened it.
		value = "x"
	}
	switch {
	case isText(have) && isCharacter(want) && len([]rune(strings.Trim(value, `"`))) == 1:
		return words.Advice.Sprintf("write one character in single quotes: '%s'", strings.Trim(value, `"`))
	case isCharacter(have) && isText(want):
		return words.Advice.Sprintf("convert it to text: string(%s)", value)
	case isText(have) && isNumber(want):
		return fromText(x, []string{"", value, want})
	case isNumber(have) && isText(want):
		return words.Advice.Sprintf("convert it to text: fmt.Sprint(%s)", value)
	case isNumber(have) && isNumber(want):
		return words.Advice.Sprintf("Go does not convert numbers automatically: write %s", converted(want, value))
	case "*"+have == want:
		return words.Advice.Sprintf("this needs a pointer: write &%s", value)
	case have == "*"+want:
		return words.Advice.Sprintf("this needs the value, not the pointer: write *%s", value)
	case strings.HasPrefix(have, "[") && !strings.HasPrefix(have, "[]") && "[]"+have[strings.Index(have, "]")+1:] == want:
		return words.Advice.Sprintf("this needs a slice: write %s[:]", value)
	case have == "[]"+want && strings.Contains(x.text, " in argument to "):
		return words.Advice.Sprintf("if it takes any number of values, write %s...; otherwise pass one element", value)
	case strings.HasPrefix(have, "[]") && strings.HasPrefix(want, "[]"):
		return words.Advice.Sprintf("slices cannot be converted: make a %s and fill it element by element", want)
	case "[]"+have == want:
		return words.Advice.Sprintf("this needs a slice: write %s{%s}", want, value)
	case want == "bool":
		return words.Advice.Sprintf("this must be true or false: write one of them, or a comparison such as n != 0")
	case strings.HasPrefix(want, "func("):
		return words.Advice.Sprintf("this needs a function of type %s", want)
	}
	return words.Advice.Sprintf("this needs a value of type %s: use one, or change the declared type", want)
}

// fromText is of text where a number is wanted.
func fromText(_ complaint, m []string) string {
	text, err := strconv.Unquote(m[1])
	if _, no := strconv.ParseFloat(text, 64); err == nil && no != nil {
		return words.Advice.Sprintf("this is text, and %s is a number: write a number, or change the type to string", m[2])
	}
	if isFloat(m[2]) {
		return words.Advice.Sprintf("convert the text: x, err := strconv.ParseFloat(%s, 64)", m[1])
	}
	return words.Advice.Sprintf("convert the text: n, err := strconv.Atoi(%s)", m[1])
}

// results is of a call whose results do not fit the variables.
func results(_ complaint, m []string) string {
	call := m[2]
	if i := strings.IndexByte(call, '('); i > 0 {
		call = call[:i]
	}
	switch {
	case m[1] == "1" && m[3] == "2":
		return words.Advice.Sprintf("assign both results, as in x, err := %s(…); write _ for one that you do not need", call)
	case m[3] == "1":
		return words.Advice.Sprintf("%s returns one value: assign it to one variable", call)
	}
	return words.Advice.Sprintf("%s returns %s values: write that many variables on the left", call, m[3])
}

// noMember is of x.name where the type of x has no such name.
func noMember(x complaint, m []string) string {
	of, typ, name, has := m[1], m[3], m[4], m[5]
	if d, word, ok := x.State.Declared(of); ok && slices.Contains(x.packages(), of) && word != "type" {
		return words.Advice.Sprintf("%s is declared in cell [%d] and hides the package: %%rm %[1]s brings the package back", of, d.At.Cell)
	}
	if slices.Contains(x.packages(), of) && slices.Contains(x.own(), of) {
		return words.Advice.Sprintf("this cell declares %s, which hides the package: choose another name", of)
	}
	if has != "" {
		return words.Advice.Sprintf("capital letters matter in Go: write %s.%s", of, has)
	}
	if said := foreignMember(of, typ, name); said != "" {
		return said
	}
	if near := nearest(name, x.membersOf(typ)); near != "" {
		return words.Advice.Sprintf("did you mean %s.%s?", of, near)
	}
	if near := nearest(name, knownMembers[strings.TrimPrefix(typ, "*")]); near != "" {
		return words.Advice.Sprintf("did you mean %s.%s?", of, near)
	}
	if slices.Contains(predeclared, typ) || strings.HasPrefix(typ, "[") || strings.HasPrefix(typ, "map[") {
		return words.Advice.Sprintf("%s has neither fields nor methods", typ)
	}
	return words.Advice.Sprintf("press Tab after %s. to see its fields and methods", of)
}

// operator is of an operator that a type does not have.
func operator(_ complaint, m []string) string {
	op, name, typ := m[1], m[2], m[3]
	switch {
	case strings.Contains(typ, "mat."):
		return words.Advice.Sprintf("matrices have methods instead: var c mat.Dense, then c.Mul(a, b), c.Add(a, b) or c.Scale(2, a)")
	case strings.HasPrefix(typ, "[]") && op == "+":
		return words.Advice.Sprintf("append(%s, other...) joins slices; to add the numbers, write a loop", name)
	case strings.HasPrefix(typ, "["):
		return words.Advice.Sprintf("Go has no arithmetic on whole slices: loop over the elements, as in for i := range xs { … }")
	case op == "%" && isFloat(typ):
		return words.Advice.Sprintf("%% is for whole numbers: write math.Mod(x, y)")
	case op == "!":
		return words.Advice.Sprintf("! is only for true and false: compare %s, as in n == 0, len(xs) == 0 or err == nil", name)
	}
	return words.Advice.Sprintf("%s has no operator %s", typ, op)
}

// outOfRange is of an index and a length.
func outOfRange(index, length string) string {
	n := number(length)
	if n == 0 {
		return words.Advice.Sprintf("it is empty, so there is no element %s: check the length first", index)
	}
	return words.Advice.Sprintf("indexes start at 0, so with length %d the last one is %d", n, n-1)
}

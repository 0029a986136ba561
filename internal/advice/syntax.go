package advice

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"

	"dlfs/internal/cells"
	"dlfs/internal/words"
)

// isSyntax says whether the complaint is a parser's.
func (x complaint) isSyntax() bool {
	_, err := cells.Parse(token.NewFileSet(), x.Source)
	var syntax *cells.SyntaxError
	return errors.As(err, &syntax) || strings.HasPrefix(x.text, "syntax error: ")
}

// syntax advises on an error of the syntax: first on what the line has of another language, then on the message.
func (x complaint) syntax() string {
	line, _ := x.line(x.at)
	code := unquoted(line)
	for _, r := range habits {
		if m := r.pattern().FindStringSubmatch(code); m != nil {
			if advice := r.say(x, m); advice != "" {
				return advice
			}
		}
	}
	for _, r := range syntaxMessages {
		if m := r.pattern().FindStringSubmatch(x.text); m != nil {
			if advice := r.say(x, m); advice != "" {
				return advice
			}
		}
	}
	return ""
}

var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|` + "`[^`]*(?:`|$)" + `|//.*|/\*.*?(?:\*/|$)|#.*`)

// unquoted is a line without its comments, and with … in place of each text between double quotes or backquotes. Of
// another language's comment, the # is left.
func unquoted(line string) string {
	return quoted.ReplaceAllStringFunc(line, func(found string) string {
		switch found[0] {
		case '"':
			return `"…"`
		case '`':
			return "`…`"
		case '#':
			return "#"
		case '/':
			return ""
		}
		return found
	})
}

// always is advice that does not depend on what is matched.
func always(m words.Message) func(complaint, []string) string {
	return func(complaint, []string) string { return m.String() }
}

// habits are what people write who know other languages.
var habits = []rule{
	on(`^\s*#`, always(words.Advice.Message("a comment starts with // in Go"))),
	on(`^\s*(?:async\s+)?def\s+(\w+)\s*\(`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("a function in Go: func %s(x float64) float64 { … }", m[1])
	}),
	on(`^\s*class\s+(\w+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("Go has no classes: write type %s struct { … } and give it methods", m[1])
	}),
	on(`^\s*from\s+\S+\s+import\b`, always(words.Advice.Message(`this is Python: in Go, import "math" takes a whole package`))),
	on(`^\s*import\s+(\w[\w.]*)(?:\s+as\s+(\w+))?\s*;?\s*$`, func(_ complaint, m []string) string { return python(strings.Split(m[1], ".")[0]) }),
	on(`\[.+\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\b`, always(words.Advice.Message("Go has no list comprehensions: append to a slice in a loop"))),
	on(`^\s*for\s+(\w+)\s+in\s+range\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)`, inRange),
	on(`^\s*for\s+(\w+)\s*,\s*(\w+)\s+in\b`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("a loop in Go: for %s, %s := range xs { … }, where the first is the index, or the key of a map", m[1], m[2])
	}),
	on(`^\s*for\s*\(\s*(\w+)\s+in\s+(.+?)\s*\)\s*\{?\s*$|^\s*for\s+(\w+)\s+in\s+(.+?)\s*[:{]?\s*$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("a loop in Go: for _, %s := range %s { … }", first(m[1], m[3]), first(m[2], m[4]))
	}),
	on(`^\s*while\s*\(?\s*(?:True|true|1)\s*\)?\s*[:{]?\s*$`, always(words.Advice.Message("Go has no while: write for { … }"))),
	on(`^\s*while\b\s*(.*?)\s*[:{]?\s*$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("Go has no while: write for %s { … }", unwrapped(m[1]))
	}),
	on(`^\s*do\s*\{?\s*$`, always(words.Advice.Message("Go has no do … while: write for { … } and leave it with break"))),
	on(`\b(?:elif|elsif|elseif)\b`, always(words.Advice.Message("write } else if … { in Go"))),
	on(`^\s*(?:async\s+)?with\b.*:`, always(words.Advice.Message("Go has no with: write f, err := os.Open(name), then defer f.Close()"))),
	on(`^\s*(?:try|except\b.*|finally)\s*:|^\s*try\s*\{|\bcatch\s*\(`, always(words.Advice.Message("Go has no exceptions: functions return an error; check it with if err != nil { … }"))),
	on(`^\s*raise\b|^\s*throw\b`, always(words.Advice.Message("Go has no exceptions: return an error, or call panic(…)"))),
	on(`\blambda\b`, always(words.Advice.Message("an anonymous function in Go: func(x float64) float64 { return x * x }"))),
	on(`=>|\)\s*->|\w\s*->`, always(words.Advice.Message("an anonymous function in Go: func(x float64) float64 { return x * x }"))),
	on(`\b[fFrRbBuU]+"…"`, always(words.Advice.Message(`Go has no f"…" or r"…": write fmt.Sprint("x is ", x), or raw text in backquotes`))),
	on(`\S\s+if\s+.+\s+else\s+\S`, always(words.Advice.Message("Go has no conditional expression: declare the variable and set it in an if"))),
	on(`\?.*:`, always(words.Advice.Message("Go has no conditional expression: declare the variable and set it in an if"))),
	on(`^\s*\??[\w.]+\?{1,2}\s*$|^\s*\?{1,2}[\w.]+\s*$`, always(words.Advice.Message("for help, put the cursor on a name and press Shift+Tab; after a dot, press Tab"))),
	on(`^\s*(?:if|else|switch|match|case)\b.*[^:]:\s*$`, func(x complaint, m []string) string {
		if strings.HasPrefix(strings.TrimSpace(m[0]), "case") {
			return ""
		}
		return words.Advice.Sprintf("Go puts the body in braces, without a colon: if x > 0 { … }")
	}),
	on(`\bnot\s+in\b|\bif\s+\S+\s+in\s+`, always(words.Advice.Message("Go has no in operator: use slices.Contains(xs, x), or _, ok := m[key] for a map"))),
	on(`[\w)\]]\s+and\s+\S|[\w)\]]\s+or\s+\S|(?:\bif|=|\()\s*not\s+\w`, always(words.Advice.Message("Go writes && for and, || for or, and ! for not"))),
	on(`\w\s+is\s+(?:not\s+)?\w`, always(words.Advice.Message("Go compares with == and !=, as in x == nil"))),
	on(`^\s*print\s+\S|^\s*print\(.*\b(?:end|sep)\s*=`, always(words.Advice.Message("print with fmt.Println(…), or with fmt.Print(…) to stay on the line"))),
	on(`[\w)\]]\s*\*\*\s*[\w(]`, always(words.Advice.Message("Go has no operator **: write x*x or math.Pow(x, y)"))),
	on(`(?:=|\(|,|return)\s*(?:\+\+|--)\w|(?:=|\(|,|return)\s*\w+\s*(?:\+\+|--)|^\s*(?:\+\+|--)\w`, always(words.Advice.Message("Go has x++ but not ++x, and only as a statement: write x++ on a line of its own"))),
	on(`\[[^\]]*:[^\]]*:[^\]]*\]|\[::`, always(words.Advice.Message("slicing has no step in Go: write a loop"))),
	on(`'''|"…"\s*"…"|""`, always(words.Advice.Message("put a + or a comma between two texts; put text over several lines in backquotes: `…`"))),
	on(`'[^'\\]{2,}'|''`, always(words.Advice.Message(`put text in double quotes, "…"; single quotes are for one character`))),
	on(`^\s*del\s*\(?\s*(\w+)\s*\)?\s*$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("here, %%rm %s forgets a variable", m[1])
	}),
	on(`^\s*(?:del|yield|await|async|assert|global|nonlocal|pass)\b`, always(words.Advice.Message("this is Python, and this kernel runs Go"))),
	on(`^\s*@\w`, always(words.Advice.Message("Go has no decorators: pass the function as an argument"))),
	on(`^\s*(?:let|auto|val)\s+(?:mut\s+)?(\w+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("declare a variable with %s := …", m[1])
	}),
	on(`^\s*(?:int|float|double|float64|string|String|bool|boolean|char|long)\s+(\w+)\s*(?:=|;|$)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("the type follows the name in Go, as in var %s float64 or var n int; or leave the type out: %[1]s := …", m[1])
	}),
	on(`^\s*(?:public|private|protected|static|function|fn|fun)\b`, always(words.Advice.Message("a function in Go: func f(x float64) float64 { … }"))),
	on(`=\s*\[[^\]]*\]\s*$|[(,]\s*\[[^\]]+\]\s*(?:[,)\]]|$)`, always(words.Advice.Message("write the type before the values of a slice: []float64{1, 2, 3}"))),
	on(`=\s*\{`, always(words.Advice.Message(`write the type before the { of a map or slice: map[string]int{"a": 1} or []int{1, 2}`))),
	on(`(\w+)\s*:\s*(?:int|float|str|list|dict|bool)\s*=`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("the type follows the name in Go, as in var %s float64 or var n int; or leave the type out: %[1]s := …", m[1])
	}),
	on(`[“”„«»‘’]`, always(words.Advice.Message(`these are typographic quotes: use straight ones, "…"`))),
	on(`[（），；：。「」【】！？＝＋－＊／｛｝［］＜＞　]`, always(words.Advice.Message("this is a full-width character: type it again with the input method off"))),
}

// inRange is of a loop over Python's range.
func inRange(_ complaint, m []string) string {
	variable, arguments := m[1], m[2]
	var args []string
	if tree, err := parser.ParseExpr("f(" + arguments + ")"); err == nil {
		for _, arg := range tree.(*ast.CallExpr).Args {
			args = append(args, arguments[arg.Pos()-3:arg.End()-3])
		}
	}
	if len(args) < 2 {
		return words.Advice.Sprintf("a loop in Go: for %s := range %s { … }", variable, first(arguments, "n"))
	}
	compare, step := "<", "++"
	if len(args) > 2 {
		step = " += " + args[2]
		if down, ok := strings.CutPrefix(args[2], "-"); ok {
			compare, step = ">", " -= "+down
		}
	}
	return words.Advice.Sprintf("a loop in Go: for %s { … }", variable+" := "+args[0]+"; "+variable+" "+compare+" "+args[1]+"; "+variable+step)
}

// syntaxMessages are the parser's.
var syntaxMessages = []rule{
	on(`^(?:expected (?:statement|operand), found 'import'|syntax error: unexpected (?:keyword )?import)|^imports must appear before`, always(words.Advice.Message("put imports above %%; most packages need no import line"))),
	on(`^(?:expected '\(', found|syntax error: unexpected name .* expected \()`, func(x complaint, _ []string) string {
		if line, _ := x.line(x.at); strings.HasPrefix(strings.TrimSpace(line), "func ") {
			return words.Advice.Sprintf("a named function cannot be declared inside other code: move it above %%%%, or write f := func() { … }")
		}
		return ""
	}),
	on(`^expected (?:declaration|';'), found '?package'?`, always(words.Advice.Message("a cell needs no package line: delete it"))),
	on(`^expected declaration, found (.*)$|^syntax error: non-declaration statement outside function body`,
		always(words.Advice.Message("this cell has a function main, so its statements belong there: move this one into it"))),
	on(`^unexpected '(.)', which closes nothing$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("delete this %s, or add the bracket that opens it", m[1])
	}),
	on(`^'(.)' of line (\d+) is never closed`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("close the %s of line %s with a %s", m[1], m[2], map[string]string{"(": ")", "[": "]", "{": "}"}[m[1]])
	}),
	on(`found 'else'|unexpected (?:keyword )?else|^else must`, always(words.Advice.Message("put else on the line of the closing brace: } else {"))),
	on(`^missing ',' before newline in (.+)|unexpected newline in (.+); possibly missing comma`, always(words.Advice.Message("put a comma or the closing bracket at the end of the line"))),
	on(`^(?:missing ',' in|missing ',') (.+)`, always(words.Advice.Message("put a comma, an operator or a closing bracket before this"))),
	on(`found (?:the end of the cell|%%)$`, always(words.Advice.Message("the line is unfinished: complete it"))),
	on(`^raw string literal not terminated`, always(words.Advice.Message("end the text with a backquote: `"))),
	on(`^(?:string|rune) literal not terminated|^newline in string`, always(words.Advice.Message("end the text with the same quote on the same line"))),
	on(`^comment not terminated`, always(words.Advice.Message("end the comment with */"))),
	on(`^(?:more than one character in rune literal|illegal rune literal|empty rune)`, always(words.Advice.Message(`put text in double quotes, "…"; single quotes are for one character`))),
	on(`^unknown escape`, always(words.Advice.Message("a backslash starts a special character: write two, or put the text in backquotes"))),
	on(`^illegal character U\+0023`, always(words.Advice.Message("a comment starts with // in Go"))),
	on(`^illegal character U\+003F`, always(words.Advice.Message("Go has no conditional expression: declare the variable and set it in an if"))),
	on(`^illegal character U\+(?:FF[0-9A-F]{2}|30[0-9A-F]{2})`, always(words.Advice.Message("this is a full-width character: type it again with the input method off"))),
	on(`^illegal character U\+20(?:1[89A-F]|0[0-9A-F]|2F)|^illegal character U\+00A0`, always(words.Advice.Message("this invisible or special character is not Go: type the line again"))),
	on(`^curly quotation mark`, always(words.Advice.Message(`these are typographic quotes: use straight ones, "…"`))),
	on(`^illegal character`, always(words.Advice.Message("this character has no meaning in Go: delete it"))),
	on(`^missing import path|^import path|invalid import path`, always(words.Advice.Message(`put the package path in quotes: import "fmt"`))),
	on(`^missing condition in if|^cannot use .* as value|expected boolean expression`, always(words.Advice.Message("compare with == in a condition, and put its { on the same line"))),
	on(`before '?\{'?|unexpected (?:semicolon or )?newline.*\{|^expected '?\{'?`, always(words.Advice.Message("put the { at the end of the same line, not on the next"))),
	on(`^expected 1 expression|^expected (?:';'|at most one)|at end of statement`, always(words.Advice.Message("write one statement per line: something is missing, or too much, before this"))),
	on(`^expected (?:operand|expression)|^syntax error: unexpected .* expected expression`, always(words.Advice.Message("a value is missing before this"))),
	on(`^expected 'IDENT'|^expected '?identifier`, always(words.Advice.Message("a name is missing here; Go keywords such as type, func or range cannot be names"))),
	on(`^expected statement`, always(words.Advice.Message("no statement starts like this: check what is before it"))),
	on(`^expected (?:'[)\]}]'|'\)')`, always(words.Advice.Message("close the bracket before this"))),
}

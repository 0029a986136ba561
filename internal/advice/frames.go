package advice

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"

	"dlfs/internal/cells"
	"dlfs/internal/words"
)

// calls is how many lines of the stack are shown.
const calls = 8

// A frame is one call on the stack: of a function, in a cell or in a package.
type frame struct {
	at   cells.Place // none outside of cells
	name string
}

func (f frame) String() string {
	switch {
	case f.at.Cell == 0:
		return f.name
	case f.name == "main":
		return fmt.Sprintf("Cell[%d]:%d", f.at.Cell, f.at.Line)
	}
	return fmt.Sprintf("Cell[%d]:%d in %s", f.at.Cell, f.at.Line, f.name)
}

// frames shows the calls of the goroutine that failed, the line of the first one in a cell with it.
func (c Cell) frames(said string) (lines []string) {
	all := stack(said)
	shown := all[:min(len(all), calls)]
	for i, f := range shown {
		if slices.Contains(shown[:i], f) {
			continue
		}
		lines = append(lines, f.String())
		if isCell := func(f frame) bool { return f.at.Cell > 0 }; isCell(f) && !slices.ContainsFunc(shown[:i], isCell) {
			lines = append(lines, c.quote(f.at)...)
		}
	}
	left := len(all) - len(shown)
	if m := elided.FindStringSubmatch(said); m != nil {
		left += number(m[1])
	}
	if left > 0 {
		lines = append(lines, words.Advice.Plural(left, "… and %d more call", "… and %d more calls", left))
	}
	return lines
}

var (
	goroutine = regexp.MustCompile(`^goroutine \d+ .*\[`)
	elided    = regexp.MustCompile(`(?m)^\.\.\.(\d+) frames elided\.\.\.$`)
	located   = regexp.MustCompile(`^\t(\S.*?):(\d+)(?: \+0x[0-9a-f]+.*)?$`)
	arguments = regexp.MustCompile(`\((?:0x|\{|\.\.\.|_|\)).*$|\(\)$`)
)

// stack reads the first goroutine.
func stack(said string) (all []frame) {
	inside, name := false, ""
	for line := range strings.Lines(said) {
		line = strings.TrimRight(line, "\r\n ")
		switch {
		case goroutine.MatchString(line):
			if inside {
				return all
			}
			inside = true
		case !inside:
		case line == "":
			if len(all) > 0 {
				return all
			}
		case strings.HasPrefix(line, "\t"):
			if m := located.FindStringSubmatch(line); m != nil && name != "" && !hidden(name) {
				f := frame{placeOf(m[1] + ":" + m[2]), short(name)}
				if f.at.Cell > 0 || exported(f.name) {
					all = append(all, f)
				}
			}
			name = ""
		default:
			name = strings.TrimPrefix(line, "created by ")
			name, _, _ = strings.Cut(name, " in goroutine ")
			name = arguments.ReplaceAllString(name, "")
		}
	}
	return all
}

// hidden are the calls that the runtime makes, of which a learner knows nothing.
func hidden(name string) bool {
	return name == "panic" || strings.HasPrefix(name, "runtime.") || strings.HasPrefix(name, "runtime/") ||
		strings.HasPrefix(name, "internal/") || strings.HasPrefix(name, "syscall/js.") || strings.Contains(name, ".runtime_")
}

// exported says whether cells can call a function of a package: the others are that package's own matter.
func exported(name string) bool { return ast.IsExported(name[strings.LastIndexByte(name, '.')+1:]) }

// short is the name of a function with that of its package, or without if it is a cell's.
func short(name string) string {
	name = strings.ReplaceAll(name, "[...]", "")
	head, rest := name, ""
	if i := strings.IndexAny(name, "[("); i >= 0 { // Type arguments may have paths, too.
		head, rest = name[:i], name[i:]
	}
	if i := strings.LastIndexByte(head, '/'); i >= 0 {
		last := head[i+1:]
		if version.MatchString(last) {
			_, last, _ = strings.Cut(last, ".")
			last = head[strings.LastIndexByte(head[:i], '/')+1:i] + "." + last
		}
		head = last
	}
	for strings.HasPrefix(head, "main.") {
		head = head[len("main."):]
	}
	return head + rest
}

var version = regexp.MustCompile(`^v\d+\.`)

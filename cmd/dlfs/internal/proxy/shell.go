package proxy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Shell commands print to our pipes as well, except in a cell with %capture: there GoNB must see the text.
var (
	shellLine   = regexp.MustCompile(`^((?://gonb:)?![ \t]*(?:\*[ \t]*)?)([^ \t*].*|\*+[^ \t*].*)$`)
	commandLine = regexp.MustCompile(`^(?://gonb:)?[!%].`)
	shellCell   = regexp.MustCompile(`^((?://gonb:)?%%(?:bash|sh)[ \t]*\n)`)
	foreign     = regexp.MustCompile(`^(?://gonb:)?%%[^ \t\n]`)
	captureLine = regexp.MustCompile(`(?m)^(?://gonb:)?%[ \t]*capture\b`)
)

// intoPipes is the prefix of each shell command of the cell. It ends the command if the cell is being stopped, because GoNB
// would go on to the next one.
func (r *run) intoPipes() string {
	return fmt.Sprintf(`[ -e "$%[1]s/%[2]s" ] && exit 130; exec >"$%[1]s/%[3]s" 2>"$%[1]s/%[4]s"; `, Variable, r.stoppedName(), OutName, ErrName) + keepNothing
}

// keepNothing is the prefix of commands that are not the cell's program.
const keepNothing = "unset " + ValuesVariable + "; "

// stoppedName names the file that exists beside the pipes while the cell is being stopped.
func (r *run) stoppedName() string { return fmt.Sprint("stopped-", r.serial) }

// forGoNB returns the request as GoNB gets it.
func (p *Proxy) forGoNB(r *run, m message) (message, error) {
	code := r.meant.Code
	switch {
	case shellCell.MatchString(code):
		head := shellCell.FindString(code)
		return withCode(m, head+r.intoPipes()+code[len(head):])
	case foreign.MatchString(code):
		return withCode(m, code) // a file to be written, or the input of another program
	case captureLine.MatchString(code):
		r.hidden = true
		if err := os.Rename(p.streams, p.streams+hiddenSuffix); err != nil {
			return m, err
		}
		return withCode(m, withPrefix(code, keepNothing))
	}
	return withCode(m, withPrefix(code, r.intoPipes()))
}

// withPrefix puts the prefix in front of each shell command, a line that begins with an exclamation mark. A command whose
// line ends with a backslash continues on the next line, whatever that begins with. An empty command is removed, because it
// would end GoNB.
func withPrefix(code, prefix string) string {
	lines := strings.Split(code, "\n")
	for i := 0; i < len(lines); i++ {
		if !commandLine.MatchString(lines[i]) {
			continue
		}
		first := i
		for strings.HasSuffix(lines[i], `\`) && i+1 < len(lines) {
			i++
		}
		if isBlank(lines[first : i+1]) {
			clear(lines[first : i+1])
			continue
		}
		lines[first] = shellLine.ReplaceAllString(lines[first], "${1}"+strings.ReplaceAll(prefix, "$", "$$")+"${2}")
	}
	return strings.Join(lines, "\n")
}

func isBlank(command []string) bool {
	text := strings.TrimPrefix(command[0], "//gonb:")[1:] + strings.Join(command[1:], "")
	return strings.Trim(text, " \t\\") == ""
}

const hiddenSuffix = ".hidden"

// unhide brings the pipes back after a cell with %capture.
func (p *Proxy) unhide(r *run) error {
	if !r.hidden {
		return nil
	}
	return os.Rename(p.streams+hiddenSuffix, p.streams)
}

// markStopped makes the cell's remaining shell commands end at once; unmarkStopped undoes that.
func (p *Proxy) markStopped(r *run) error {
	file, err := os.OpenFile(filepath.Join(p.streams, r.stoppedName()), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func (p *Proxy) unmarkStopped(r *run) error {
	if !r.interrupted.Load() {
		return nil
	}
	return os.RemoveAll(filepath.Join(p.streams, r.stoppedName()))
}

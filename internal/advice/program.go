package advice

import (
	"regexp"
	"strconv"
	"strings"

	"dlfs/internal/words"
)

// Program explains the end of a program that has failed: what it wrote to standard error from "panic: " or "fatal error: "
// on, nothing if it wrote no such thing, and its status, such as "exit status 2" or "signal: killed".
func Program(said, status string, c Cell) Failure {
	name, value := c.ended(said)
	if name == "" {
		return c.left(status)
	}
	if sentence, ok := untaken(value); ok {
		return failure("Refused", sentence)
	}
	lines := arrow(c.why(value, said))
	return failure(name, value, append(lines, c.frames(said)...)...)
}

var memory = regexp.MustCompile(`out of memory|cannot allocate memory|allocation size out of range|Invalid array buffer length`)

// ended is the kind and the sentence of a panic or a fatal error.
func (c Cell) ended(said string) (name, value string) {
	header, _, _ := strings.Cut(said, "\n\ngoroutine ")
	for i, line := range strings.Split(header, "\n") {
		text, isPanic := strings.CutPrefix(strings.TrimLeft(line, "\t"), "panic: ")
		fatal, isFatal := strings.CutPrefix(line, "fatal error: ")
		switch {
		case isPanic: // of several the last: it came while the others were on their way
			name, value = "Panic", text
		case isFatal && name == "":
			return fatalName(fatal), fatal
		case name == "Panic" && i > 0 && strings.HasPrefix(line, "\t"):
			value += "\n" + strings.TrimPrefix(line, "\t")
		}
	}
	value = c.panicked(value)
	if memory.MatchString(value) {
		name = "OutOfMemory"
	}
	return name, value
}

func fatalName(said string) string {
	if memory.MatchString(said) {
		return "OutOfMemory"
	}
	return "FatalError"
}

var (
	recovered = regexp.MustCompile(` \[recovered(?:, repanicked)?\]$`)
	addressed = regexp.MustCompile(`^\((\S+)\) (?:0x[0-9a-f]+|\{.*\})$`)
	basic     = regexp.MustCompile(`^main\.(\w+)\((.*)\)$`)
)

// panicked is what was panicked with, without what the runtime puts around it.
func (c Cell) panicked(value string) string {
	value = recovered.ReplaceAllString(strings.TrimSpace(value), "")
	if m := addressed.FindStringSubmatch(value); m != nil {
		return words.Advice.Sprintf("a value of type %s", strings.ReplaceAll(m[1], "main.", ""))
	}
	if m := basic.FindStringSubmatch(value); m != nil {
		if text, err := strconv.Unquote(m[2]); err == nil {
			return text
		}
		return m[2]
	}
	return c.scrub(value)
}

// left is the failure of a program that did not crash by itself.
func (c Cell) left(status string) Failure {
	switch code, isExit := strings.CutPrefix(status, "exit status "); {
	case code == "1": // A program that ends like this has said why: log.Fatal, package nb, a test.
		return failure("Exit", status)
	case isExit:
		return failure("Exit", status, arrow(words.Advice.Sprintf("the program ended itself with status %s, as os.Exit does", code))...)
	case status == "signal: interrupt":
		return Interrupted()
	case status == "signal: killed":
		return failure("Killed", status, arrow(words.Advice.Sprintf("the system killed the program, usually because memory ran out: use less data"))...)
	}
	return failure("Killed", first(status, "the program ended"))
}

// why is the advice on a panic or a fatal error.
func (c Cell) why(value, said string) string {
	x := complaint{Cell: c, text: said}
	for _, r := range crashes {
		if m := r.pattern().FindStringSubmatch(value); m != nil {
			if advice := r.say(x, m); advice != "" {
				return advice
			}
		}
	}
	return ""
}

// crashes are the runtime's messages and the panics of packages that cells use.
var crashes = []rule{
	on(`index out of range \[(-?\d+)\] with length (\d+)`, func(_ complaint, m []string) string { return outOfRange(m[1], m[2]) }),
	on(`index out of range \[-\d+\]`, always(words.Advice.Message("negative indexes do not count from the end in Go: write x[len(x)-1] for x[-1], and x[:len(x)-1] for x[:-1]"))),
	on(`slice bounds out of range \[:(\d+)\] with (?:capacity|length) (\d+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("x[a:b] needs b ≤ %s here", m[2])
	}),
	on(`slice bounds out of range \[(\d+):(\d+)\]`, always(words.Advice.Message("x[a:b] needs a ≤ b ≤ len(x)"))),
	on(`slice bounds out of range`, always(words.Advice.Message("x[a:b] needs 0 ≤ a ≤ b ≤ len(x)"))),
	on(`assignment to entry in nil map`, always(words.Advice.Message("make the map before you write to it: m := make(map[string]int)"))),
	on(`nil pointer dereference`, always(words.Advice.Message("a pointer, function or interface on this line is nil: set it before you use it, and check the err that came with it"))),
	on(`integer divide by zero`, always(words.Advice.Message("the divisor is 0: check it before you divide"))),
	on(`makeslice: (?:len|cap) out of range`, always(words.Advice.Message("the length passed to make is negative or too large: check how it is computed"))),
	on(`out of memory|cannot allocate memory|allocation size out of range`, always(words.Advice.Message("there is not enough memory: use less data, or keep less of it at a time"))),
	on(`all goroutines are asleep - deadlock`, deadlock),
	on(`stack overflow in a page`, always(words.Advice.Message("a page has room for only some ten thousand calls inside one another: if the function calls itself endlessly, give it a case that returns without another call; if not, use a loop, or run the notebook on a machine"))),
	on(`stack overflow`, always(words.Advice.Message("a function calls itself endlessly: give it a case that returns without another call"))),
	on(`concurrent map`, always(words.Advice.Message("several goroutines use a map at the same time: protect it with a sync.Mutex"))),
	on(`unlock of unlocked`, always(words.Advice.Message("call Lock before Unlock"))),
	on(`close of closed channel`, always(words.Advice.Message("close a channel only once, where its values are sent"))),
	on(`close of nil channel`, always(words.Advice.Message("make the channel first: ch := make(chan int)"))),
	on(`send on closed channel`, always(words.Advice.Message("close the channel after the last value is sent"))),
	on(`negative WaitGroup counter`, always(words.Advice.Message("Done was called too often: call it n times for Add(n), and not at all in wg.Go"))),
	on(`interface conversion: .* is nil, not`, always(words.Advice.Message("the interface value is nil: set it first, or test it with v, ok := x.(T)"))),
	on(`interface conversion: .* is (\S+), not (\S+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("the value is of type %s: use that type, or test it with v, ok := x.(%s)", m[1], m[2])
	}),
	on(`cannot convert slice with length (\d+) to array or pointer to array with length (\d+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("the slice has %s elements but the array has %s: make them equal", m[1], m[2])
	}),
	on(`^mat: (?:dimension mismatch|row length mismatch|col length mismatch|input slice length mismatch)`, func(x complaint, _ []string) string {
		if strings.Contains(x.text, "mat.NewDense") || strings.Contains(x.text, "mat.NewVecDense") {
			return words.Advice.Sprintf("the data must hold rows × columns numbers: count them, or pass nil for zeros")
		}
		if strings.Contains(x.text, ").Mul(") || strings.Contains(x.text, ").MulVec(") {
			return words.Advice.Sprintf("c.Mul(a, b) needs as many columns in a as rows in b, and c empty or of the result's shape: print the Dims() of each")
		}
		return words.Advice.Sprintf("the shapes must match: print a.Dims() and b.Dims(); for the result, use an empty matrix, var c mat.Dense")
	}),
	on(`^mat: (?:row|column|col|vector|index).* out of range`, always(words.Advice.Message("rows and columns start at 0: print m.Dims() to see how many there are"))),
	on(`^mat: zero length`, always(words.Advice.Message("a matrix needs at least one row and one column"))),
	on(`^mat: expect square matrix`, always(words.Advice.Message("this needs a square matrix: print m.Dims()"))),
	on(`^mat: matrix is singular`, always(words.Advice.Message("the matrix has no inverse, because its rows are linearly dependent: check the data"))),
	on(`^mat: reuse of non-empty matrix`, always(words.Advice.Message("this matrix already holds data: declare a new one, var c mat.Dense"))),
	on(`^mat: negative dimension`, always(words.Advice.Message("rows and columns must not be negative: check how they are computed"))),
	on(`^blas: |^lapack: `, always(words.Advice.Message("the sizes do not match: print the shapes of the arguments"))),
	on(`empty list$|^(?:floats|stat): zero length`, always(words.Advice.Message("the slice is empty: check its length first"))),
	on(`^(?:floats|stat): .*(?:length|do not match)`, always(words.Advice.Message("both slices must have the same length: print len(x) and len(y)"))),
	on(`^dl\.(\S+): (.+) has shape (.+), want (.+)$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s must have shape %s: check how it is made; T() transposes a matrix", m[2], m[4])
	}),
	on(`^dl\.(\S+): (.+) is (.+), want (.+)$`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("pass dl.%s a valid value for %s: %s", m[1], m[2], m[4])
	}),
	on(`^strings: negative Repeat count`, always(words.Advice.Message("the count must not be negative: check how it is computed"))),
	on(`^invalid argument to (\w+)`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s needs an argument greater than 0", m[1])
	}),
	on(`error parsing regexp`, always(words.Advice.Message("this is not a regular expression: check its brackets and backslashes"))),
	on(`no such file or directory|file does not exist`, always(words.Advice.Message("there is no such file: check its name; paths are relative to the notebook's folder"))),
	on(`permission denied`, always(words.Advice.Message("you do not have permission for this file: choose another file or folder"))),
	on(`strconv\.(\w+): parsing (.*): invalid syntax`, func(_ complaint, m []string) string {
		return words.Advice.Sprintf("%s cannot be converted: check err, trim spaces with strings.TrimSpace, and read decimals with strconv.ParseFloat", m[2])
	}),
	on(`your code here`, always(words.Advice.Message("replace this panic with your code"))),
}

var waiting = regexp.MustCompile(`(?m)^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]+)`)

// deadlock depends on what the first goroutine waits for.
func deadlock(x complaint, _ []string) string {
	m := waiting.FindStringSubmatch(x.text)
	if m == nil {
		m = []string{"", ""}
	}
	switch {
	case strings.HasPrefix(m[1], "chan receive"):
		return words.Advice.Sprintf("it waits for a value that nothing sends: send it from another goroutine, or close the channel")
	case strings.HasPrefix(m[1], "chan send"):
		return words.Advice.Sprintf("it sends a value that nothing receives: receive it in another goroutine, or add a buffer, make(chan int, 1)")
	case strings.Contains(m[1], "WaitGroup"), strings.Contains(m[1], "semacquire"):
		return words.Advice.Sprintf("Wait waits for a Done that never comes: each goroutine that Add counts must reach wg.Done(), and functions must take &wg")
	case strings.Contains(m[1], "Mutex"):
		return words.Advice.Sprintf("Lock waits for an Unlock that never comes: call Unlock after each Lock, and never Lock again before it")
	case strings.HasPrefix(m[1], "select"):
		return words.Advice.Sprintf("select waits for channels that nothing uses: send to one of them, or add a default")
	}
	return words.Advice.Sprintf("all goroutines wait for each other: check what each waits for")
}

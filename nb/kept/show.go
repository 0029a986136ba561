package kept

import (
	"os"
	"reflect"
	"strings"

	"dlfs/nb/internal/frames"
)

// Show shows what the last expression of a cell is, as its result: numbers, strings and structures in Go's terms, matrices as
// package dl prints them, figures as figures. Of several values those whose texts are short stand on one line. A last value that
// is an error goes to standard error instead, alone where the others are zero, as they mostly are then.
func Show(values ...any) {
	failure, failed := lastError(values)
	if failed {
		values = values[:len(values)-1]
		if allZeroValues(values) {
			values = nil
		}
	}
	var texts []string
	for _, v := range values {
		if b, ok := picture(v); ok {
			showTexts(texts)
			texts = nil
			showBundle(b)
		} else {
			texts = append(texts, textOf(v))
		}
	}
	showTexts(texts)
	if failed {
		os.Stderr.WriteString("error: " + failure + "\n")
	}
}

// lastError returns what the last value says if it is an error.
func lastError(values []any) (string, bool) {
	if len(values) == 0 {
		return "", false
	}
	last := values[len(values)-1]
	if _, ok := last.(error); !ok {
		return "", false
	}
	return textOf(last), true
}

func allZeroValues(values []any) bool {
	for _, v := range values {
		if v != nil && !isZero(reflect.ValueOf(v)) {
			return false
		}
	}
	return true
}

func isZero(v reflect.Value) bool {
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	return allZero(c.UnsafePointer(), v.Type().Size())
}

// widest is how long a line of several values may be, in bytes.
const widest = 100

func showTexts(texts []string) {
	if len(texts) == 0 {
		return
	}
	text := strings.Join(texts, " ")
	if len(texts) > 1 && (len(text) > widest || strings.Contains(text, "\n")) {
		text = strings.Join(texts, "\n")
	}
	showBundle(frames.Bundle{Text: text})
}

// showBundle shows a result. Where nobody takes it, it is printed.
func showBundle(b frames.Bundle) {
	b.Result = true
	var err error
	if frames.Connected() {
		err = frames.Show("", b)
	} else {
		_, err = os.Stdout.WriteString(b.Text + "\n")
	}
	if err != nil {
		os.Stderr.WriteString("the result is not shown: " + err.Error() + "\n")
	}
}

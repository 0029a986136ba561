// Package words puts what this module's programs say to a learner into the learner's language.
//
// A message is an English format string, and stands in the code where it is said:
//
//	return words.NB.Errorf("nothing is kept under this name yet: run the cell with nb.Keep(%q, …) first", name)
//
// Its translations are in notebooks/i18n, in the messages.po of each language, under the name of the Domain in lower case.
// `make i18n` finds the messages in the code, puts new ones there, and makes the tables of this package from what is
// translated. The order of words is free there: %[2]s is the second argument. A comment right above a call that begins
// with "Translators:" is handed to them.
//
// A text is translated when it is made, errors included, so an error keeps its language. There is no set-up: a table is
// data in the program, and is looked at only in a language that is not English.
//
// Not everything is translated. What the compiler, the Go runtime and the system say is English. So are the panics of
// package dl, which stand among theirs; what is drawn in a chart, whose labels are those of the sources, except for the boxes
// of a diagram; what is wrong inside of an IDX or NumPy file; and what dlfs writes to the log of what it builds.
package words

import (
	"fmt"
	"os"
)

// Language returns the learner's language, zh, ko or ja, as DLFS_LANG names it; everything else is en.
// The kernel sets the variable from the folder of the notebook.
func Language() string {
	switch lang := os.Getenv("DLFS_LANG"); lang {
	case "zh", "ko", "ja":
		return lang
	}
	return "en"
}

// A Domain is the messages of one package. A program holds only those of the packages that it is made of.
type Domain struct {
	zh, ko, ja *[]phrase
}

// The domains.
var (
	Cells     = Domain{&cellsZH, &cellsKO, &cellsJA} // what cells of the notebooks say, such as alt texts: see Text
	Datasets  = Domain{&datasetsZH, &datasetsKO, &datasetsJA}
	DLFS      = Domain{&dlfsZH, &dlfsKO, &dlfsJA}
	Exercises = Domain{&exercisesZH, &exercisesKO, &exercisesJA}
	NB        = Domain{&nbZH, &nbKO, &nbJA}
	Plotting  = Domain{&plottingZH, &plottingKO, &plottingJA}
)

// A phrase is a message and what it is in one of the languages.
type phrase struct{ english, translated string }

// Sprintf is fmt.Sprintf in the learner's language. A message without a translation stays English.
func (d *Domain) Sprintf(format string, args ...any) string {
	if translated, ok := d.translate(format); ok {
		return fmt.Sprintf(translated, args...)
	}
	return fmt.Sprintf(format, args...)
}

// Errorf is fmt.Errorf in the learner's language.
func (d *Domain) Errorf(format string, args ...any) error {
	if translated, ok := d.translate(format); ok {
		return fmt.Errorf(translated, args...)
	}
	return fmt.Errorf(format, args...)
}

// New is errors.New with a text that is put into the learner's language when it is read, not before. So it may be in a
// variable of a package. The message has no arguments.
func (d *Domain) New(message string) error { return &late{d, message} }

type late struct {
	domain  *Domain
	message string
}

func (e *late) Error() string {
	if translated, ok := e.domain.translate(e.message); ok {
		return translated
	}
	return e.message
}

// Text returns the text in the learner's language. It need not be a constant: a cell has handed it to the caller, and
// `make i18n` has found it in the notebook.
func (d *Domain) Text(text string) string {
	if translated, ok := d.translate(text); ok {
		return translated
	}
	return text
}

// Plural is Sprintf of one if n is 1, and else of many. Chinese, Korean and Japanese do not tell them apart: there, many is
// the message.
func (d *Domain) Plural(n int, one, many string, args ...any) string {
	if translated, ok := d.translate(many); ok {
		return fmt.Sprintf(translated, args...)
	}
	if n == 1 {
		return fmt.Sprintf(one, args...)
	}
	return fmt.Sprintf(many, args...)
}

// Join makes one text of the parts, from the left and by a format of two, such as "%s, %s".
func (d *Domain) Join(format string, parts ...string) string {
	text := ""
	for i, part := range parts {
		if text = d.Sprintf(format, text, part); i == 0 {
			text = part
		}
	}
	return text
}

func (d *Domain) translate(message string) (string, bool) {
	for _, p := range d.table(Language()) {
		if p.english == message {
			return p.translated, true
		}
	}
	return "", false
}

// table returns the phrases in a language; English has none.
func (d *Domain) table(language string) []phrase {
	switch language {
	case "zh":
		return *d.zh
	case "ko":
		return *d.ko
	case "ja":
		return *d.ja
	}
	return nil
}

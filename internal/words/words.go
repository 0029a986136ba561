// Package words puts what this module's programs say to a learner into the learner's language.
//
// A message is an English format string, written in the code where it is said:
//
//	return words.NB.Errorf("nothing is stored as %[1]q yet: first run the cell with nb.Keep(%[1]q, …)", name)
//
// Translators work on one file a language, notebooks/i18n/LANG/messages.po, where a message is under the name of its Domain
// in lower case. `make i18n` finds the messages in the code, puts new ones there, and copies what is translated to
// LANG/DOMAIN.txt in this folder, a file for each package, so that a cell's program carries only what it can say. The order
// of words is free: %[2]s is the second argument. A comment right above a call that begins with "Translators:" is handed to
// the translators.
//
// A text is translated when it is made, errors included, so an error keeps its language. There is no set-up: the program
// holds its files as they are, and reads one when it first says something in that language.
//
// Not everything is translated. What the compiler, the Go runtime and the system say is English. So are the panics of package
// dl, which appear among theirs; what is drawn in a chart, whose labels are those of the sources, except for the boxes of a
// diagram; what is wrong inside of an IDX or NumPy file; and what dlfs writes to the log of what it builds.
package words

import (
	"fmt"
	"os"
	"strings"
	"sync"
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
type Domain struct{ zh, ko, ja table }

// A table is the translations of a domain into one language.
type table struct {
	file   *string
	once   sync.Once
	byText map[string]string // from the English to its translation, read from the file when it is first needed
}

// The domains.
var (
	Advice    = Domain{table{file: &adviceZH}, table{file: &adviceKO}, table{file: &adviceJA}} // what both kernels say of a cell: packages advice and cells
	Cells     = Domain{table{file: &cellsZH}, table{file: &cellsKO}, table{file: &cellsJA}}    // what cells of the notebooks say, such as alt texts: see Text
	Datasets  = Domain{table{file: &datasetsZH}, table{file: &datasetsKO}, table{file: &datasetsJA}}
	DLFS      = Domain{table{file: &dlfsZH}, table{file: &dlfsKO}, table{file: &dlfsJA}}
	Exercises = Domain{table{file: &exercisesZH}, table{file: &exercisesKO}, table{file: &exercisesJA}}
	NB        = Domain{table{file: &nbZH}, table{file: &nbKO}, table{file: &nbJA}}
	Plotting  = Domain{table{file: &plottingZH}, table{file: &plottingKO}, table{file: &plottingJA}}
	Solutions = Domain{table{file: &solutionsZH}, table{file: &solutionsKO}, table{file: &solutionsJA}} // the comments of the exercises' solutions: see Text
)

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
func (d *Domain) New(message string) error { return &late{d.Message(message)} }

type late struct{ Message }

func (e *late) Error() string { return e.String() }

// Message is New of a text that is no error, for the tables of a package.
func (d *Domain) Message(text string) Message { return Message{d, text} }

// A Message is a text in the learner's language at the time when it is read. The zero Message is empty.
type Message struct {
	domain *Domain
	text   string
}

func (m Message) String() string {
	if m.domain == nil {
		return ""
	}
	return m.domain.Text(m.text)
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
	if _, ok := d.translate(many); !ok && n == 1 {
		return fmt.Sprintf(one, args...)
	}
	return d.Sprintf(many, args...)
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
	table := d.table(Language())
	if table == nil {
		return "", false
	}
	table.once.Do(func() { table.byText = parse(*table.file) })
	translated, ok := table.byText[message]
	return translated, ok
}

// table returns the translations into a language; English has none.
func (d *Domain) table(language string) *table {
	switch language {
	case "zh":
		return &d.zh
	case "ko":
		return &d.ko
	case "ja":
		return &d.ja
	}
	return nil
}

// parse reads a file of translations: a line of English, the line that it becomes, an empty line, and so on.
func parse(file string) map[string]string {
	byText := make(map[string]string)
	for file != "" {
		var english, translated string
		english, file = cutLine(file)
		translated, file = cutLine(file)
		byText[english] = translated
		file = strings.TrimPrefix(file, "\n")
	}
	return byText
}

// cutLine returns the first line of a text, with line breaks where it has \n, and what follows the line.
func cutLine(text string) (line, rest string) {
	end := strings.IndexByte(text, '\n')
	line, rest = text[:end], text[end+1:]
	for {
		i := strings.IndexByte(line, '\\')
		if i < 0 {
			return line, rest
		}
		line = line[:i] + "\n" + line[i+len(`\n`):]
	}
}

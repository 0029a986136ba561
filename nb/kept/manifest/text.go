package manifest

import (
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Name is the name of the manifest's file.
const Name = "manifest"

// version is the first line of a manifest.
const version = "kept 1"

// Read reads the manifest in a folder. Where there is none, nothing is kept.
func Read(dir string) (Manifest, error) {
	f, err := os.Open(dir + "/" + Name)
	if os.IsNotExist(err) {
		return Manifest{}, nil
	}
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(f) // ReadFile would link all about times into the programs of cells
	if err != nil {
		return Manifest{}, err
	}
	return Parse(text)
}

// Encode writes the manifest as text: a word and its arguments on each line. Equal manifests have equal texts.
func (m Manifest) Encode() []byte {
	b := []byte(version + "\n")
	line := func(word string, args ...string) {
		b = append(b, word...)
		for _, a := range args {
			b = strconv.AppendQuote(append(b, ' '), a)
		}
		b = append(b, '\n')
	}
	for _, g := range m.Groups {
		line("group", g.File, strconv.FormatInt(g.At, 10), strconv.FormatInt(g.Size, 10))
		for _, v := range g.Vars {
			line("var", v.Name, v.Type, v.Shown, v.Shape, strconv.FormatInt(v.Bytes, 10), flags(v))
		}
		for _, path := range slices.Sorted(maps.Keys(g.Imports)) {
			line("import", path, g.Imports[path])
		}
		for _, list := range g.lists() {
			for _, x := range *list.items {
				line(list.word, x)
			}
		}
	}
	for _, r := range m.Refused {
		line("refused", append([]string{r.Name, r.Shown, r.Reason}, r.Args...)...)
	}
	return b
}

type list struct {
	word  string
	items *[]string
}

func (g *Group) lists() [5]list {
	return [...]list{{"more", &g.More}, {"type", &g.Types}, {"func", &g.Funcs}, {"link", &g.Links}, {"made", &g.Made}}
}

func flags(v Var) (f string) {
	if v.Addressed {
		f += "a"
	}
	if v.Gone {
		f += "g"
	}
	return f
}

// Parse reads what Encode writes. Its error names the line that is wrong.
func Parse(text []byte) (m Manifest, err error) {
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line, ended := strings.CutSuffix(line, "\n")
		switch {
		case !ended:
			err = errors.New("the line is cut off")
		case number == 1:
			if line != version {
				err = errors.New("it was written by another version")
			}
		default:
			err = m.parseLine(line)
		}
		if err != nil {
			return Manifest{}, errors.New("manifest, line " + strconv.Itoa(number) + ": " + err.Error())
		}
	}
	if number == 0 {
		return Manifest{}, errors.New("manifest: it is empty")
	}
	return m, nil
}

func (m *Manifest) parseLine(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	args, err := unquote(rest)
	if err != nil {
		return err
	}
	switch word {
	case "group":
		return m.parseGroup(args)
	case "refused":
		if len(args) < 3 {
			return errArguments
		}
		m.Refused = append(m.Refused, Refused{args[0], args[1], args[2], args[3:]})
		return nil
	}
	if len(m.Groups) == 0 {
		return errors.New("no group comes before it")
	}
	g := &m.Groups[len(m.Groups)-1]
	switch word {
	case "var":
		return g.parseVar(args)
	case "import":
		if len(args) != 2 {
			return errArguments
		}
		g.Imports[args[0]] = args[1]
		return nil
	}
	for _, list := range g.lists() {
		if list.word == word {
			if len(args) != 1 {
				return errArguments
			}
			if word == "more" && !isFileName(args[0]) && !strings.Contains(args[0], "|") {
				return errors.New(strconv.Quote(args[0]) + " is no name of a data file")
			}
			*list.items = append(*list.items, args[0])
			return nil
		}
	}
	return errors.New("unknown word " + strconv.Quote(word))
}

var errArguments = errors.New("wrong number of arguments")

func (m *Manifest) parseGroup(args []string) error {
	if len(args) != 3 {
		return errArguments
	}
	at, err := natural(args[1])
	if err != nil {
		return err
	}
	size, err := natural(args[2])
	if err != nil {
		return err
	}
	if !isFileName(args[0]) {
		return errors.New(strconv.Quote(args[0]) + " is no name of a data file")
	}
	m.Groups = append(m.Groups, Group{File: args[0], At: at, Size: size, Imports: make(map[string]string)})
	return nil
}

// isFileName reports whether a name is one of a file in the manifest's folder.
func isFileName(name string) bool {
	return !strings.ContainsAny(name, `/\`) && strings.Trim(name, ".") != ""
}

func (g *Group) parseVar(args []string) error {
	if len(args) != 6 {
		return errArguments
	}
	bytes, err := natural(args[4])
	if err != nil {
		return err
	}
	v := Var{Name: args[0], Type: args[1], Shown: args[2], Shape: args[3], Bytes: bytes}
	for _, flag := range args[5] {
		switch flag {
		case 'a':
			v.Addressed = true
		case 'g':
			v.Gone = true
		default:
			return errors.New("unknown flag " + strconv.QuoteRune(flag))
		}
	}
	g.Vars = append(g.Vars, v)
	return nil
}

func natural(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, errors.New(strconv.Quote(s) + " is no size")
	}
	return n, nil
}

// unquote reads quoted strings with a blank before each but the first.
func unquote(rest string) (args []string, err error) {
	for rest != "" {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return nil, errors.New("an argument is not in quotes")
		}
		arg, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
		rest = rest[len(quoted):]
		if rest == "" {
			break
		}
		var ok bool
		if rest, ok = strings.CutPrefix(rest, " "); !ok || rest == "" {
			return nil, errors.New("no blank between arguments")
		}
	}
	return args, nil
}

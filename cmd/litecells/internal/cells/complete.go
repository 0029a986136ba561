package cells

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// A Completion is what can stand in the place of the bytes from Start to the cursor.
type Completion struct {
	Matches []string
	Start   int
}

// Complete completes the name before the cursor, a byte offset: a member of a package after its name and a dot, or else
// a name of the notebook, of the cell, of a package, or a keyword.
func Complete(s State, source string, cursor int, index *Index) Completion {
	at := nameAt(source, cursor)
	if at.dotted {
		return Completion{at.members(s, source, index), at.start}
	}
	return Completion{at.names(s, source, index), at.start}
}

// spot is the name at a cursor.
type spot struct {
	start, end int    // where it stands
	prefix     string // what of it stands before the cursor
	dotted     bool   // it follows a dot
	before     string // the name before the dot; "" if it is no name
}

// nameAt finds the name that the cursor is in or right behind.
func nameAt(source string, cursor int) spot {
	found := spot{start: cursor, end: cursor}
	var last [2]lexeme
	for lexeme := range lexemes(source) {
		if lexeme.start >= cursor {
			break
		}
		if lexeme.tok == token.IDENT && cursor <= lexeme.end {
			found.start, found.end, found.prefix = lexeme.start, lexeme.end, source[lexeme.start:cursor]
			break
		}
		last[0], last[1] = last[1], lexeme
	}
	found.dotted = last[1].tok == token.PERIOD && last[1].end <= found.start
	if found.dotted && last[0].tok == token.IDENT {
		found.before = source[last[0].start:last[0].end]
	}
	return found
}

type lexeme struct {
	tok        token.Token
	start, end int
}

// lexemes yields the tokens of the source, whatever errors it has.
func lexemes(source string) func(yield func(lexeme) bool) {
	return func(yield func(lexeme) bool) {
		fset := token.NewFileSet()
		var s scanner.Scanner
		s.Init(fset.AddFile("", 1, len(source)), []byte(source), nil, 0)
		for {
			pos, tok, literal := s.Scan()
			if tok == token.EOF {
				return
			}
			if tok == token.SEMICOLON && literal == "\n" {
				continue
			}
			length := len(literal)
			if length == 0 {
				length = len(tok.String())
			}
			if start := int(pos) - 1; !yield(lexeme{tok, start, start + length}) {
				return
			}
		}
	}
}

// packageOf returns the package that goes by this name in the cell, or nil.
func packageOf(s State, source, name string, wanted string, index *Index) *Package {
	if found, err := parse(0, upToMain(source)); err == nil {
		for _, i := range found.Imports {
			s.addImport(i)
		}
	}
	for _, i := range s.Imports {
		if i.Alias == name || i.Alias == "" && index.name(i.Path) == name {
			return index.get(i.Path)
		}
	}
	var members []string
	if wanted != "" {
		members = []string{wanted}
	}
	return index.get(index.find(name, members))
}

// upToMain is the part of a cell that must be whole while somebody writes in the part below %%.
func upToMain(source string) string {
	var lines []string
	for line := range strings.Lines(source) {
		if strings.HasPrefix(trim(line), "%%") || strings.HasPrefix(trim(line), "%main") {
			break
		}
		if !strings.HasPrefix(line, "%") && !strings.HasPrefix(line, "!") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func (at spot) members(s State, source string, index *Index) []string {
	if at.before == "" {
		return nil
	}
	p := packageOf(s, source, at.before, "", index)
	if p == nil {
		return nil
	}
	return at.matching(sortedKeys(p.Members))
}

func (at spot) names(s State, source string, index *Index) []string {
	var all []string
	for _, kind := range s.kinds() {
		for _, name := range names(*kind.decls) {
			if token.IsIdentifier(name) {
				all = append(all, name)
			}
		}
	}
	for lexeme := range lexemes(source) {
		if lexeme.tok == token.IDENT && lexeme.start != at.start {
			all = append(all, source[lexeme.start:lexeme.end])
		}
	}
	for _, p := range index.Packages {
		all = append(all, p.Name)
	}
	for tok := token.BREAK; tok <= token.VAR; tok++ {
		all = append(all, tok.String())
	}
	slices.Sort(all)
	return at.matching(slices.Compact(all))
}

func (at spot) matching(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, at.prefix) || name == at.prefix })
}

// Inspect says what the name at the cursor is. For a member of a package it returns its path and the name, whose
// documentation the caller has; for a name of the notebook, its declaration and comment as Markdown.
func Inspect(s State, source string, cursor int, index *Index) (path, name, text string) {
	at := nameAt(source, cursor)
	name = source[at.start:at.end]
	if at.dotted {
		if p := packageOf(s, source, at.before, name, index); at.before != "" && p != nil && p.Members[name] != "" {
			return p.Path, name, ""
		}
		return "", "", ""
	}
	for _, kind := range s.kinds() {
		for _, d := range *kind.decls {
			if slices.Contains(d.Names, name) {
				return "", name, d.markdown(kind.word)
			}
		}
	}
	if p := packageOf(s, source, name, "", index); name != "" && p != nil {
		return p.Path, "", ""
	}
	return "", "", ""
}

// markdown shows a declaration, a function without its body.
func (d Decl) markdown(word string) string {
	text := word + " " + d.Text
	if word == "func" {
		text = signature(d.Text)
	}
	return "```go\n" + text + "\n```\n\n" + d.Doc
}

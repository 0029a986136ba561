package cells

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

const beforeCell = "package main\n"

// A SyntaxError is what the parser says of a cell, the first thing only: what follows from it helps nobody.
type SyntaxError struct {
	At   Place
	What string
	end  bool // more lines might make the cell whole
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%v: %s", e.At, e.What) }

// Parse reads the Go of a cell as a file: special lines are left out, and what is below %%, or without it, is the function
// main. A cell that is no Go, such as one of %%bash, is an empty file. The error of a cell that cannot be read is a
// *SyntaxError where the parser is at fault with it; its place is in cell 0. Positions in files are not those of the cell.
func Parse(files *token.FileSet, source string) (*ast.File, error) {
	l, source := meaning(source)
	if l.mode == bare || l.tuple.to > 0 {
		file, _, err := l.read(files, State{}, 0, source)
		return file, err
	}
	c, code := onMachine(State{}, 0, source)
	if c.Err != "" {
		return nil, refusal(c.Err)
	}
	file, _, err := parseFile(files, 0, code, c.mainLine, 0)
	return file, err
}

// parseFile parses the code of a cell and returns the text that the positions of the file are in. open says that the code
// ends in the body of main.
func parseFile(files *token.FileSet, number int, code string, open bool, mode parser.Mode) (*ast.File, string, error) {
	source := beforeCell + code
	if open {
		source += "\n}"
	}
	file, err := parser.ParseFile(files, "", source, mode|parser.SkipObjectResolution)
	var all scanner.ErrorList
	if errors.As(err, &all) {
		return nil, "", misread(code, number, all[0].Pos.Offset-len(beforeCell), all[0].Msg)
	}
	return file, source, err
}

// misread is the error of the syntax at an offset. What is found to be missing where nobody wrote anything is missing at
// the end of what somebody wrote.
func misread(code string, number, offset int, what string) *SyntaxError {
	if above, _, hasMain := strings.Cut(code, beginMain); hasMain && offset >= len(above) {
		end, open, _ := brackets(above)
		switch {
		case open >= 0:
			return &SyntaxError{placeIn(code, number, end), neverClosed(code, open) + "%%", false}
		case offset < len(above)+len(beginMain):
			return &SyntaxError{placeIn(code, number, end), "unfinished declaration, found %%", false}
		}
	}
	end, open, extra := brackets(code)
	unended := strings.Contains(what, "not terminated") && (strings.Contains(what, "comment") || strings.Contains(what, "raw string"))
	e := &SyntaxError{placeIn(code, number, min(max(offset, 0), len(code))), what, unended}
	switch {
	case extra >= 0 && extra < len(code) && (offset >= end || strings.HasPrefix(what, "expected declaration, found '}'")):
		e.At = placeIn(code, number, extra)
		e.What = fmt.Sprintf("unexpected '%c', which closes nothing", code[extra])
	case offset >= end && !unended:
		e.At, e.end = placeIn(code, number, end), true
		e.What = foundEnd(what)
		if open >= 0 && (offset >= len(code) || strings.Contains(what, "EOF")) {
			e.What = neverClosed(code, open) + "the end of the cell"
		}
	}
	return e
}

func neverClosed(code string, open int) string {
	return fmt.Sprintf("'%c' of line %d is never closed: found ", code[open], 1+strings.Count(code[:open], "\n"))
}

// foundEnd says that the cell ends where the parser found what stands behind it.
func foundEnd(what string) string {
	wanted, _, found := strings.Cut(what, ", found ")
	if !found {
		return what
	}
	return wanted + ", found the end of the cell"
}

// brackets returns where the last token of the code ends, and the offsets of the innermost bracket that is never closed and
// of the first that closes nothing, or -1.
func brackets(code string) (end, open, extra int) {
	extra = -1
	var stack []lexeme
	for lexeme := range lexemes(strings.Replace(code, beginMain, strings.Repeat(" ", len(beginMain)), 1)) {
		if lexeme.tok == token.COMMENT {
			continue
		}
		end = min(lexeme.end, len(code))
		switch lexeme.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			stack = append(stack, lexeme)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if n := len(stack); n > 0 && closes[stack[n-1].tok] == lexeme.tok {
				stack = stack[:n-1]
			} else if extra < 0 {
				extra = lexeme.start
			}
		}
	}
	if len(stack) == 0 {
		return end, -1, extra
	}
	return end, stack[len(stack)-1].start, extra
}

var closes = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACK: token.RBRACK, token.LBRACE: token.RBRACE}

func placeIn(code string, number, offset int) Place {
	before := code[:offset]
	return Place{number, 1 + strings.Count(before, "\n"), offset - strings.LastIndexByte(before, '\n')}
}

// NamesIn returns the names that are declared anywhere in a tree: globals, parameters, fields and what is in bodies.
func NamesIn(tree ast.Node) (names []string) {
	add := func(x ast.Expr) {
		if ident, ok := x.(*ast.Ident); ok && ident != nil && ident.Name != "_" {
			names = append(names, ident.Name)
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, x := range n.Lhs {
					add(x)
				}
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				add(n.Key)
				add(n.Value)
			}
		case *ast.ValueSpec:
			for _, x := range n.Names {
				add(x)
			}
		case *ast.Field:
			for _, x := range n.Names {
				add(x)
			}
		case *ast.TypeSpec:
			add(n.Name)
		case *ast.FuncDecl:
			add(n.Name)
		}
		return true
	})
	return names
}

package cells

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

type lexeme struct {
	tok        token.Token
	start, end int
	literal    string
}

// lexemes yields the tokens of the source, whatever errors it has, without comments and the semicolons of line ends.
func lexemes(source string) func(yield func(lexeme) bool) {
	return func(yield func(lexeme) bool) {
		for lexeme := range scan(source, 0) {
			if !lexeme.lineEnd() && !yield(lexeme) {
				return
			}
		}
	}
}

// scan yields the tokens of the source, whatever errors it has. The semicolon of a line's end has no length.
func scan(source string, mode scanner.Mode) func(yield func(lexeme) bool) {
	return func(yield func(lexeme) bool) {
		fset := token.NewFileSet()
		var s scanner.Scanner
		s.Init(fset.AddFile("", 1, len(source)), []byte(source), nil, mode)
		for {
			pos, tok, literal := s.Scan()
			if tok == token.EOF {
				return
			}
			start := int(pos) - 1
			length := len(literal)
			switch {
			case tok == token.SEMICOLON && literal == "\n":
				length = 0
			case length == 0:
				length = len(tok.String())
			}
			// The scanner drops carriage returns from what it returns.
			if !yield(lexeme{tok, start, min(start+length, len(source)), literal}) {
				return
			}
		}
	}
}

func (l lexeme) lineEnd() bool { return l.tok == token.SEMICOLON && l.literal == "\n" }

// A draft is a cell that somebody is writing.
type draft struct {
	text string // with spaces in place of lines that are no Go
	main int    // where the lines below %% begin, or -1
}

// newDraft keeps every byte in its place.
func newDraft(source string) draft {
	d := draft{main: -1}
	var text strings.Builder
	inCommand := false
	for line := range strings.Lines(source) {
		content := strings.TrimSuffix(line, "\n")
		command := trim(content)
		special := inCommand || len(command) > 1 && (command[0] == '%' || command[0] == '!') || strings.HasPrefix(content, "package ")
		if special && !inCommand && d.main < 0 && beginsMain(command) {
			d.main = text.Len() + len(line)
		}
		inCommand = special && strings.HasSuffix(content, `\`)
		if special {
			content = strings.Repeat(" ", len(content))
		}
		text.WriteString(content)
		text.WriteString(line[len(content):])
	}
	d.text = text.String()
	return d
}

func beginsMain(command string) bool {
	if !strings.HasPrefix(command, "%") {
		return false
	}
	parts := split(strings.TrimLeft(command[1:], " \t"))
	return len(parts) > 0 && (parts[0] == "%" || parts[0] == "main")
}

// A chunk is a declaration or a statement that stands in no other.
type chunk struct {
	from, to int
	tok      token.Token // the keyword of a declaration, or ILLEGAL for a statement
}

// chunks divides the text. A declaration that begins a line begins a chunk even where a bracket is still open.
func chunks(text string) []chunk {
	var tokens []lexeme
	comments := make(map[int]int) // where those before a token begin
	for l := range scan(text, scanner.ScanComments) {
		n := len(tokens)
		if l.tok != token.COMMENT {
			tokens = append(tokens, l)
		} else if _, more := comments[n]; !more {
			comments[n] = l.start
		}
	}
	var all []chunk
	depth, open := 0, false
	for i, t := range tokens {
		tok := declaration(tokens[i:])
		if open && depth > 0 && tok != token.ILLEGAL && (t.start == 0 || text[t.start-1] == '\n') {
			all[len(all)-1].to = t.start
			depth, open = 0, false
		}
		if t.tok == token.SEMICOLON && depth <= 0 {
			if open {
				all[len(all)-1].to = t.start
			}
			open = false
			continue
		}
		if !open {
			from, commented := comments[i]
			if !commented {
				from = t.start
			}
			all = append(all, chunk{from, len(text), tok})
			depth, open = 0, true
		}
		depth += nesting(t.tok)
	}
	return all
}

func nesting(tok token.Token) int {
	switch tok {
	case token.LPAREN, token.LBRACK, token.LBRACE:
		return 1
	case token.RPAREN, token.RBRACK, token.RBRACE:
		return -1
	}
	return 0
}

// declaration returns the keyword of the declaration that begins with these tokens. A function without a name is a value.
func declaration(tokens []lexeme) token.Token {
	switch tok := tokens[0].tok; tok {
	case token.IMPORT, token.TYPE, token.CONST, token.VAR:
		return tok
	case token.FUNC:
		depth := 0
		for i, t := range tokens[1:] {
			if depth += nesting(t.tok); depth > 0 {
				continue
			}
			if i > 0 { // behind the receiver
				if i+2 >= len(tokens) || tokens[i+2].tok != token.IDENT || i+3 < len(tokens) && tokens[i+3].tok != token.LPAREN {
					return token.ILLEGAL
				}
				return tok
			}
			if t.tok == token.IDENT {
				return tok
			}
			return token.ILLEGAL
		}
	}
	return token.ILLEGAL
}

// sketch makes a Go file of the cell, and says where in it the name at the cursor begins. If cut, what follows the name in
// its chunk is left out, name stands in its place, and brackets that are open are closed.
func (d draft) sketch(at spot, name string, cut bool) (source string, offset int) {
	head, body, rest := d.text, "", ""
	inBody := d.main >= 0 && at.start >= d.main
	if d.main >= 0 {
		head, body = d.text[:d.main], d.text[d.main:]
	}
	switch {
	case inBody && cut:
		body = d.text[d.main:at.start] + name
		body += closers(body)
	case cut:
		head, body, rest = d.text[:at.start]+name, "", head[at.end:]
	}
	var file, main sheet
	all := chunks(head)
	bare := d.main < 0 && slices.ContainsFunc(all, func(c chunk) bool { return c.tok == token.ILLEGAL })
	for _, c := range all {
		part := head[c.from:c.to]
		here := !inBody && c.from <= at.start && at.start < c.to
		if here && cut {
			part += closers(part)
		}
		to := &file
		if c.tok == token.ILLEGAL || bare && c.tok == token.VAR {
			to = &main
		}
		to.add(part, here, at.start-c.from)
	}
	main.add(body, inBody, at.start-d.main)
	for _, c := range chunks(rest) {
		if c.tok != token.ILLEGAL && c.tok != token.VAR && rest[max(c.from, 1)-1] == '\n' {
			file.add(rest[c.from:c.to], false, 0)
		}
	}
	source = beforeCell + file.text.String() + beginMain + "\n"
	if file.found {
		return source + "}\n", len(beforeCell) + file.at
	}
	return source + main.text.String() + "}\n", len(source) + main.at
}

// sheet is text with the place of the cursor in it.
type sheet struct {
	text  strings.Builder
	found bool
	at    int
}

func (s *sheet) add(part string, here bool, at int) {
	if here {
		s.found, s.at = true, s.text.Len()+at
	}
	s.text.WriteString(part + "\n")
}

// bracket is one that is open, or the text itself.
type bracket struct {
	closer string
	header bool // an if, for or switch in it is without its block
}

// closers close what the text leaves open, from inside out. What go and defer begin with a function is made a call.
func closers(text string) string {
	open := []bracket{{}}
	var last lexeme
	deferred := -1 // how many brackets are open around go func or defer func
	for t := range scan(text, 0) {
		top := &open[len(open)-1]
		switch t.tok {
		case token.IF, token.FOR, token.SWITCH:
			top.header = true
		case token.SEMICOLON:
			top.header = top.header && (!t.lineEnd() || t.start == len(text))
		case token.FUNC:
			if last.tok == token.GO || last.tok == token.DEFER {
				deferred = len(open)
			}
		case token.LPAREN:
			open = append(open, bracket{closer: ")"})
		case token.LBRACK:
			open = append(open, bracket{closer: "]"})
		case token.LBRACE:
			top.header = false
			closer := "}"
			if deferred == len(open) {
				closer, deferred = "}()", -1
			}
			open = append(open, bracket{closer: closer})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			open = open[:max(len(open)-1, 1)]
		}
		last = t
	}
	var b strings.Builder
	for _, bracket := range slices.Backward(open) {
		if bracket.header {
			b.WriteString(" {}")
		}
		b.WriteString(bracket.closer)
	}
	return b.String()
}

// Package command is what the programs of this module have in common on the command line: a list of commands, their flags and
// help, and one sentence about a call that makes no sense.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"dlfs/internal/words"
)

// A Program is a list of commands. It has one more: help.
type Program struct {
	Name     string
	About    string // a sentence above the list
	Commands []Command
}

// A Command is one thing that a program does.
type Command struct {
	Name    string // one or two words
	Usage   string // what follows the name
	Summary string // a line for the list; a command without one is for the program itself
	Run     func(c *Call) error
}

// A Call is a command that somebody gave, with its arguments.
type Call struct {
	Command
	Program        *Program
	Args           []string
	Stdout, Stderr io.Writer
}

// A UsageError is a mistake in how a program was called.
type UsageError struct{ Err error }

func (e UsageError) Error() string { return e.Err.Error() }

// A Status ends a program with this exit status. Everything has been said.
type Status int

func (s Status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// Run does what the arguments say. It returns the exit status: 0, 1 for a failure, 2 for a call that makes no sense, or the
// command's own.
func (p *Program) Run(args []string, stdout, stderr io.Writer) int {
	c, err := p.find(args)
	if err == nil {
		c.Stdout, c.Stderr = stdout, stderr
		err = c.Run(c)
	}
	var status Status
	var usage UsageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &usage):
		// Translators: for instance "dlfs: there is no command "kernal"; see dlfs help"
		fmt.Fprintln(stderr, words.DLFS.Sprintf("%[1]s: %[2]v; see %[1]s help", p.Name, err))
		return 2
	}
	fmt.Fprintf(stderr, "%s: %v\n", p.Name, err)
	return 1
}

func (p *Program) commands() []Command {
	return append(p.Commands[:len(p.Commands):len(p.Commands)], Command{"help", "", words.DLFS.Sprintf("print this list"), help})
}

func (p *Program) find(args []string) (*Call, error) {
	if len(args) == 0 {
		return nil, UsageError{words.DLFS.Errorf("say what to do")}
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		args = []string{"help"}
	}
	group := false
	for _, c := range p.commands() {
		name := strings.Fields(c.Name)
		if len(args) >= len(name) && strings.Join(args[:len(name)], " ") == c.Name {
			return &Call{Command: c, Program: p, Args: args[len(name):]}, nil
		}
		group = group || len(name) > 1 && name[0] == args[0]
	}
	if !group {
		return nil, UsageError{words.DLFS.Errorf("there is no command %q", args[0])}
	}
	if len(args) == 1 {
		return nil, UsageError{words.DLFS.Errorf("%s: missing argument", args[0])}
	}
	return nil, UsageError{words.DLFS.Errorf("there is no command %q", args[0]+" "+args[1])}
}

// Parse reads the flags that define adds, and the named arguments behind them. After a call that asks for help, which it has
// given, it returns Status(0).
func (c *Call) Parse(define func(*flag.FlagSet), names ...string) ([]string, error) {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if define != nil {
		define(flags)
	}
	err := flags.Parse(c.Args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(c.Stdout, words.DLFS.Sprintf("usage: %s", c.Program.line(c.Command)))
		if c.Summary != "" {
			fmt.Fprintln(c.Stdout, c.Summary)
		}
		flags.SetOutput(c.Stdout)
		flags.PrintDefaults()
		return nil, Status(0)
	case err != nil:
		return nil, UsageError{fmt.Errorf("%s: %w", c.Name, err)}
	case flags.NArg() < len(names):
		return nil, UsageError{words.DLFS.Errorf("%s needs %s", c.Name, words.DLFS.Join("%s and %s", names[flags.NArg():]...))}
	case flags.NArg() > len(names):
		return nil, UsageError{words.DLFS.Errorf("%s: unknown argument %q", c.Name, flags.Arg(len(names)))}
	}
	return flags.Args(), nil
}

// line is how the program is called for a command.
func (p *Program) line(c Command) string {
	return strings.TrimSpace(p.Name + " " + c.Name + " " + c.Usage)
}

func help(c *Call) error {
	if _, err := c.Parse(nil); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "%s\n\n", c.Program.About)
	for _, other := range c.Program.commands() {
		if other.Summary != "" {
			fmt.Fprintf(c.Stdout, "  %s\n        %s\n", c.Program.line(other), other.Summary)
		}
	}
	return nil
}

// Command author does what only the authors of the course need: it checks the mirrors against their sources, writes the
// cells of the exercises, and trains the nets whose numbers are committed. Start it in the project's folder:
//
//	go run ./tools/author help
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// A command is one thing that author does.
type command struct {
	name    string
	usage   string // what follows the name
	summary string // a line for the list
	run     func(c *call) error
}

// A call is a command with its arguments.
type call struct {
	*command
	args           []string
	stdout, stderr io.Writer
}

func commands() []*command {
	return []*command{
		{"coverage", "[--check]", "check the mirrors against the sources, and write notebooks/COVERAGE.md", runCoverage},
		{"exercises", "[--check]", "write the exercises' cells into the notebooks", renewExercises},
		{"answers", "LANGUAGE", "print the exercises' answers as JSON, in en, zh, ko or ja", printAnswers},
		{"results", "", "train both nets with ten seeds and write docs/results.md (some minutes)", writeResults},
		{"train-sample", "[--to FILE]", "train the sample net of section 3.6 and write datasets/sample_weight.npz", trainSample},
		{"help", "", "print this list", help},
	}
}

// usageError is a mistake in how the command was called.
type usageError struct{ error }

// errReported ends the program with status 1; what is wrong has been printed.
var errReported = errors.New("problems were found")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit status: 0, 1 for a failure, 2 for a call that author does not understand.
func run(args []string, stdout, stderr io.Writer) int {
	err := start(args, stdout, stderr)
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errReported):
		return 1
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "author: %v; see author help\n", err)
		return 2
	}
	fmt.Fprintf(stderr, "author: %v\n", err)
	return 1
}

func start(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return usageError{errors.New("say what to do")}
	}
	name := args[0]
	if name == "-h" || name == "-help" || name == "--help" {
		name = "help"
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(&call{c, args[1:], stdout, stderr})
		}
	}
	return usageError{fmt.Errorf("there is no command %q", name)}
}

// parse reads the flags that define adds, and the named arguments after them. It returns flag.ErrHelp after a call that asks
// for help, which it has given.
func (c *call) parse(define func(*flag.FlagSet), names ...string) ([]string, error) {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if define != nil {
		define(flags)
	}
	err := flags.Parse(c.args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(c.stdout, "usage: author %s\n%s\n", strings.TrimSpace(c.name+" "+c.usage), c.summary)
		flags.SetOutput(c.stdout)
		flags.PrintDefaults()
		return nil, err
	case err != nil:
		return nil, usageError{fmt.Errorf("%s: %w", c.name, err)}
	case flags.NArg() < len(names):
		return nil, usageError{fmt.Errorf("%s: missing %s", c.name, strings.Join(names[flags.NArg():], " and "))}
	case flags.NArg() > len(names):
		return nil, usageError{fmt.Errorf("%s: unknown argument %q", c.name, flags.Arg(len(names)))}
	}
	return flags.Args(), nil
}

// requireProject returns an error where the current folder is not the project's.
func requireProject() error {
	if info, err := os.Stat("notebooks"); err != nil || !info.IsDir() {
		return errors.New("there is no folder notebooks here: change into the project's folder")
	}
	return nil
}

func help(c *call) error {
	if _, err := c.parse(nil); err != nil {
		return err
	}
	fmt.Fprint(c.stdout, "author does what only the authors of this course need.\n\n")
	for _, other := range commands() {
		fmt.Fprintf(c.stdout, "  author %s\n        %s\n", strings.TrimSpace(other.name+" "+other.usage), other.summary)
	}
	return nil
}

// Command dlfs is the project's one command: it makes the notebook kernel known to Jupyter and runs it, prepares the data,
// and says what a machine lacks. "dlfs help" lists what it can do.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dlfs/cmd/dlfs/internal/cell"
	"dlfs/internal/words"
)

// A command is one thing that dlfs does.
type command struct {
	name    string // one or two words
	usage   string // what follows the name
	summary string // one line for the list; a command without one is for the program itself
	run     func(c *call) error
}

// A call is a command that somebody gave, with its arguments.
type call struct {
	*command
	args           []string
	stdout, stderr io.Writer
}

func commands() []*command {
	return []*command{
		{"kernel install", "[--data-dir DIR]", words.DLFS.Sprintf("make the notebook kernel known to Jupyter"), installKernel},
		{"kernel run", "CONNECTION_FILE", words.DLFS.Sprintf("run the notebook kernel (Jupyter does this)"), runKernel},
		{"kernel guard", "FOLDER", "", guardKernel},
		{"kernel exec", "COMMAND [ARGUMENT…]", "", execInKernel},
		{"data", "", words.DLFS.Sprintf("prepare the MNIST images, from the module cache or a mirror"), prepareData},
		{"doctor", "",
			words.DLFS.Sprintf("look at what the notebooks need, and say what to do where something is missing"), runDoctor},
		{"help", "", words.DLFS.Sprintf("print this list"), help},
	}
}

// usageError is a mistake in how the command was called.
type usageError struct{ error }

// exitStatus ends the program with a status of its own, after everything has been said.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func main() {
	if filepath.Base(os.Args[0]) == cell.Name {
		os.Exit(runGo(os.Args[1:], os.Stderr))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// runGo is what this program does as the go command of a kernel (see kernel run). It does not return where the real go
// command takes over.
func runGo(args []string, stderr io.Writer) int {
	if err := cell.Go(args); err != nil {
		fmt.Fprintf(stderr, "dlfs: %v\n", err)
		return 1
	}
	return 0
}

// run returns the exit status: 0, 1 for a failure, 2 for a call that dlfs does not understand.
func run(args []string, stdout, stderr io.Writer) int {
	c, err := find(args)
	if err == nil {
		c.stdout, c.stderr = stdout, stderr
		err = c.run(c)
	}
	var status exitStatus
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, words.DLFS.Sprintf("dlfs: %v; see dlfs help", err))
		return 2
	}
	fmt.Fprintf(stderr, "dlfs: %v\n", err)
	return 1
}

func find(args []string) (*call, error) {
	if len(args) == 0 {
		return nil, usageError{words.DLFS.Errorf("say what to do")}
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		args = []string{"help"}
	}
	group := false
	for _, c := range commands() {
		name := strings.Fields(c.name)
		if len(args) >= len(name) && strings.Join(args[:len(name)], " ") == c.name {
			return &call{command: c, args: args[len(name):]}, nil
		}
		group = group || len(name) > 1 && name[0] == args[0]
	}
	if !group {
		return nil, usageError{words.DLFS.Errorf("there is no command %q", args[0])}
	}
	if len(args) == 1 {
		return nil, usageError{words.DLFS.Errorf("%s needs one more word", args[0])}
	}
	return nil, usageError{words.DLFS.Errorf("there is no command %q", args[0]+" "+args[1])}
}

// parse reads the flags that define adds, and the named arguments behind them.
func (c *call) parse(define func(*flag.FlagSet), names ...string) ([]string, error) {
	flags := flag.NewFlagSet("dlfs "+c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if define != nil {
		define(flags)
	}
	err := flags.Parse(c.args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(c.stdout, words.DLFS.Sprintf("usage: dlfs %s", strings.TrimSpace(c.name+" "+c.usage)))
		flags.SetOutput(c.stdout)
		flags.PrintDefaults()
		return nil, exitStatus(0)
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", c.name, err)}
	}
	if flags.NArg() < len(names) {
		return nil, usageError{words.DLFS.Errorf("%s needs %s", c.name, words.DLFS.Join("%s and %s", names[flags.NArg():]...))}
	}
	if flags.NArg() > len(names) {
		return nil, usageError{words.DLFS.Errorf("%s does not know what to do with %q", c.name, flags.Arg(len(names)))}
	}
	return flags.Args(), nil
}

func help(c *call) error {
	if _, err := c.parse(nil); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, words.DLFS.Sprintf("dlfs serves the notebooks of this project."))
	fmt.Fprintln(c.stdout)
	for _, other := range commands() {
		if other.summary != "" {
			fmt.Fprintf(c.stdout, "  dlfs %s\n        %s\n", strings.TrimSpace(other.name+" "+other.usage), other.summary)
		}
	}
	return nil
}

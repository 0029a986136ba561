package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"dlfs/cmd/dlfs/internal/ipynb"
	"dlfs/internal/atomicfile"
	"dlfs/internal/cells"
	"dlfs/internal/command"
	"dlfs/internal/words"
)

// writeForGoNB writes a notebook for people whose GoNB has nothing before it: what GoNB refuses is written out, with nb.Keep
// and nb.Kept for the variables that later cells use. What cannot be written is told, and the rest is written all the same.
func writeForGoNB(c *command.Call) error {
	var out string
	if len(c.Args) > 1 && !strings.HasPrefix(c.Args[0], "-") { // dlfs gonb NOTEBOOK -o FILE reads as well.
		c.Args = append(c.Args[1:len(c.Args):len(c.Args)], c.Args[0])
	}
	args, err := c.Parse(func(f *flag.FlagSet) {
		f.StringVar(&out, "o", "", words.DLFS.Sprintf("the `file` to write (default: beside the notebook, with -gonb in its name)"))
	}, "NOTEBOOK")
	if err != nil {
		return err
	}
	path, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	if out == "" {
		out = strings.TrimSuffix(path, ".ipynb") + "-gonb.ipynb"
	}
	if sameFile(path, out) {
		return words.DLFS.Errorf("%s would overwrite itself: name another file with -o", path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	notebook, err := ipynb.Parse(content)
	if err != nil {
		return words.DLFS.Errorf("cannot read %s: %w", path, err)
	}
	written, err := writePlain(notebook, filepath.Dir(path))
	if err != nil {
		return err
	}
	if content, err = notebook.Bytes(); err == nil {
		err = atomicfile.Write(out, content)
	}
	if err != nil {
		return err
	}
	status := command.Status(0)
	for _, cell := range written {
		for _, what := range slices.Concat(cell.Lost, cell.Notes) {
			fmt.Fprintf(c.Stderr, "dlfs: %s\n", what)
		}
		if cell.Lost != nil {
			status = 1
		}
	}
	fmt.Fprintln(c.Stdout, words.DLFS.Sprintf("Wrote %s", out))
	return status
}

// writePlain changes the code of a notebook in dir.
func writePlain(notebook *ipynb.Notebook, dir string) ([]cells.Plain, error) {
	place, err := prepareEnvironment(dir)
	if err != nil {
		return nil, err
	}
	modules, laid, err := place.Workspace()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "dlfs-gonb-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	known, err := openLibrary(place, modules, laid, folder)
	if err != nil {
		return nil, err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	written := known.WritePlain(ctx, notebook.Sources())
	if written == nil || ctx.Err() != nil {
		return nil, words.DLFS.Errorf("the packages that the cells import cannot be read")
	}
	notebook.SetSources(codeOf(written))
	notebook.SetKernel("gonb", "Go (gonb)", "go")
	return written, nil
}

func codeOf(written []cells.Plain) []string {
	var sources []string
	for _, cell := range written {
		sources = append(sources, cell.Code)
	}
	return sources
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	second, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(first, second)
}

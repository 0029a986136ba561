package cell

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/atomicfile"
)

// useModules does what GoNB asks for when it makes the workspace of its cells, if the user's own go.work puts something in the
// place of other modules: GoNB knows of the modules that a go.work uses, and of nothing else in it.
func useModules(real string, args []string) (code int, done bool, err error) {
	dir, inFolder := gonbFolder()
	work := os.Getenv(kernel.WorkVariable)
	if work == "" || !inFolder || len(args) < 3 || !slices.Equal(args[:2], []string{"work", "use"}) {
		return 0, false, nil
	}
	cmd := exec.Command(real, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), true, nil
	}
	if err != nil {
		return 1, true, err
	}
	if err := addReplacements(filepath.Join(dir, "go.work"), work); err != nil {
		return 1, true, err
	}
	return 0, true, nil
}

// tellLibrary lets the kernel know of the module of the cells, in which the modules are that a cell is about to fetch.
func tellLibrary(args []string) error {
	dir, inFolder := gonbFolder()
	path := os.Getenv(kernel.LibraryVariable)
	if path == "" || !inFolder || !fetches(args) {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.work"))
	if err != nil {
		return err
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "go %s\n\n", work.Go.Version)
	for _, use := range work.Use {
		folder := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(dir, folder)
		}
		fmt.Fprintf(&b, "use %s\n", modfile.AutoQuote(filepath.ToSlash(folder)))
	}
	if !slices.ContainsFunc(work.Use, func(u *modfile.Use) bool { return filepath.Clean(u.Path) == "." }) {
		fmt.Fprintf(&b, "use %s\n", modfile.AutoQuote(filepath.ToSlash(dir)))
	}
	if err := atomicfile.Write(path, b.Bytes()); err != nil {
		return err
	}
	return addReplacements(path, os.Getenv(kernel.WorkVariable))
}

// addReplacements makes the go.work at path replace the modules that the user's does.
func addReplacements(path, users string) error {
	replaced, err := kernel.Place{Work: users}.Replacements()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := modfile.ParseWork(path, data, nil)
	if err != nil {
		return err
	}
	for _, r := range replaced {
		if err := file.AddReplace(r.Old.Path, r.Old.Version, r.New.Path, r.New.Version); err != nil {
			return err
		}
	}
	file.Cleanup()
	return atomicfile.Write(path, modfile.Format(file.Syntax))
}

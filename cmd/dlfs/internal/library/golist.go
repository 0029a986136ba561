package library

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/apidoc"
)

// listed is what go list says of a package.
type listed struct {
	apidoc.Source
	CgoFiles []string
	Export   string // the archive
}

// listedFields are those that take the go command no work.
const listedFields = "-json=ImportPath,Name,Dir,GoFiles,CgoFiles"

// goList runs go list -e, which leaves out the fields of what it does not find.
func goList(dir string, args ...string) ([]listed, error) {
	out, err := goCommand(dir, slices.Concat([]string{"list", "-e"}, args)...)
	if err != nil {
		return nil, err
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		p.GoFiles = append(p.GoFiles, p.CgoFiles...)
		all = append(all, p)
	}
}

func goCommand(dir string, args ...string) ([]byte, error) {
	command := exec.Command("go", args...)
	command.Dir = dir
	command.Env = append(command.Environ(), kernel.AsideMark)
	if work := workFile(); work != "" {
		command.Env = append(command.Env, "GOWORK="+work)
	}
	out, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("go %s: %s", args[0], bytes.TrimSpace(exit.Stderr))
	}
	return out, err
}

// workFile returns the go.work of what cells can import, or "" if that is one module.
func workFile() string {
	path := os.Getenv(kernel.LibraryVariable)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// importable reports whether a cell could import the package.
func (p *listed) importable() bool {
	if p.ImportPath == kernel.ModulePath { // It serves the kernel.
		return false
	}
	return p.Name != "" && p.Name != "main" && p.ImportPath != "builtin" && !hasElement(p.ImportPath, "internal") && !hasElement(p.ImportPath, "vendor")
}

func hasElement(path, element string) bool { return slices.Contains(strings.Split(path, "/"), element) }

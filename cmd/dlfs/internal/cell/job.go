package cell

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"hash"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"dlfs/cmd/dlfs/internal/kernel"
)

// A job is the build of one cell in GoNB's folder.
type job struct {
	goPath    string // the real go
	dir, name string // GoNB's folder and the module in it, which has the folder's name
	source    []byte // of main.go
	imports   []string
	kept      string // the folder of the recipes for everything that does not depend on main.go
	given     string // the same folder among the recipes that were made beforehand, or empty
}

var (
	errNotCell  = errors.New("not the build of a cell")
	errOrdinary = errors.New("not an ordinary cell")
)

// program is what GoNB lets go build write.
func (j *job) program() string { return filepath.Join(j.dir, j.name) }

var folderName = regexp.MustCompile(`^gonb_[0-9a-f]{8}$`)

// gonbFolder returns the folder in which we are, if that is where GoNB builds.
func gonbFolder() (dir string, ok bool) {
	dir, err := os.Getwd()
	return dir, err == nil && os.Getenv("GONB_TMP_DIR") == dir && folderName.MatchString(filepath.Base(dir))
}

// recognise returns the job that GoNB asks for, or an error if the call is something else or the cell needs more of the
// go command than to compile one file and to link.
func recognise(goPath string, args []string) (*job, error) {
	dir, ok := gonbFolder()
	j := &job{goPath: goPath, dir: dir, name: filepath.Base(dir)}
	if !ok || !slices.Equal(args, []string{"get"}) && !slices.Equal(args, []string{"build", "-o", j.program()}) {
		return nil, errNotCell
	}
	if err := checkFlags(); err != nil {
		return nil, err
	}
	if err := j.checkFolder(); err != nil {
		return nil, err
	}
	if err := j.readSource(); err != nil {
		return nil, err
	}
	var err error
	if j.kept, err = j.recipes(); err != nil {
		return nil, err
	}
	if dir := os.Getenv(GivenVariable); dir != "" {
		j.given = filepath.Join(dir, filepath.Base(j.kept))
	}
	return j, nil
}

// checkFlags makes sure that compiler and linker get the kernel's own flags and no others.
func checkFlags() error {
	flags, err := kernel.SplitFlags(os.Getenv("GOFLAGS"))
	if err != nil {
		return fmt.Errorf("%w: %w", errOrdinary, err)
	}
	flags = slices.DeleteFunc(flags, func(flag string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		return name == "tags" || name == "buildvcs" // They choose packages' files, and what a program knows of its build.
	})
	if !slices.Equal(flags, kernel.OwnFlags(runtime.GOARCH)) {
		return fmt.Errorf("%w: GOFLAGS is %q", errOrdinary, flags)
	}
	return nil
}

// buildable lists the endings of the files that go build looks at.
var buildable = []string{".go", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90",
	".s", ".S", ".sx", ".swig", ".swigcxx", ".syso"}

func isBuildable(name string) bool { return slices.Contains(buildable, filepath.Ext(name)) }

// checkFolder makes sure that main.go is all there is to build, in a module and a workspace that are the folder's own.
func (j *job) checkFolder() error {
	entries, err := os.ReadDir(j.dir)
	if err != nil {
		return err
	}
	var needed int
	for _, entry := range entries {
		switch name := entry.Name(); {
		case name == "main.go" || name == "go.mod" || name == "go.work":
			if !entry.Type().IsRegular() {
				return fmt.Errorf("%w: %s is not a file", errOrdinary, name)
			}
			needed++
		case isBuildable(name) || name == "default.pgo" || name == "vendor":
			return fmt.Errorf("%w: there is a file %s", errOrdinary, name)
		}
	}
	if needed != 3 {
		return fmt.Errorf("%w: main.go, go.mod or go.work is missing", errOrdinary)
	}
	return nil
}

// directives are the comments by which a file asks for more than to be compiled.
var directives = []string{"//go:build", "// +build", "//+build", "//go:embed", "//go:debug", "//go:cgo", "//go:linkname"}

// readSource reads main.go and its imports.
func (j *job) readSource() (err error) {
	if j.source, err = os.ReadFile(filepath.Join(j.dir, "main.go")); err != nil {
		return err
	}
	for _, directive := range directives {
		if bytes.Contains(j.source, []byte(directive)) {
			return fmt.Errorf("%w: it has a comment %s", errOrdinary, directive)
		}
	}
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", j.source, parser.ImportsOnly)
	if err != nil {
		return fmt.Errorf("%w: %w", errOrdinary, err)
	}
	if file.Name.Name != "main" {
		return fmt.Errorf("%w: it is of the package %s", errOrdinary, file.Name.Name)
	}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return fmt.Errorf("%w: import %s: %w", errOrdinary, spec.Path.Value, err)
		}
		if path == "C" || isRestricted(path) {
			return fmt.Errorf("%w: it imports %q", errOrdinary, path)
		}
		if path != "unsafe" {
			j.imports = append(j.imports, path)
		}
	}
	slices.Sort(j.imports)
	j.imports = slices.Compact(j.imports)
	return nil
}

// isRestricted reports whether the go command, not the compiler, decides who may import the path.
func isRestricted(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(element string) bool {
		return element == "internal" || element == "vendor"
	})
}

// GivenVariable names the environment variable with a folder of recipes that were made beforehand, as an image brings them
// for all its users. It is only read; what is learned goes to the user's cache.
const GivenVariable = "DLFS_CELLS"

// format is part of every key. It changes with the meaning of what is kept.
const format = "2"

// recipes returns the folder for recipes that hold under the present circumstances: environment, go command, and the
// module and workspace in the folder.
func (j *job) recipes() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	circumstances, general := sha256.New(), strings.NewReplacer(j.dir, "dir", j.name, "name")
	fmt.Fprintln(circumstances, format)
	if err := addStat(circumstances, j.goPath); err != nil {
		return "", err
	}
	environ := slices.DeleteFunc(os.Environ(), func(entry string) bool { return !isForGo(entry) })
	slices.Sort(environ)
	fmt.Fprintf(circumstances, "%q\n", environ)
	for _, path := range []string{settingsFile(), j.file("go.mod"), j.file("go.sum"), j.file("go.work"), j.file("go.work.sum")} {
		content, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		fmt.Fprintf(circumstances, "%t %q\n", err == nil, general.Replace(string(content)))
	}
	return filepath.Join(cache, "dlfs", "cells", hex.EncodeToString(circumstances.Sum(nil)[:12])), nil
}

func (j *job) file(name string) string { return filepath.Join(j.dir, name) }

// isForGo reports whether the go command may look at the variable.
func isForGo(entry string) bool {
	name, _, _ := strings.Cut(entry, "=")
	switch name {
	case "AR", "CC", "CXX", "FC", "PKG_CONFIG":
		return true
	case "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME":
		return !ignoresHome()
	}
	return strings.HasPrefix(name, "CGO_") || strings.HasPrefix(name, "GO") && !strings.HasPrefix(name, "GONB_")
}

// ignoresHome reports whether all that the go command would look for in the user's folders is named by variables of its own.
// Recipes then hold for all users.
func ignoresHome() bool {
	return os.Getenv("GOCACHE") != "" && os.Getenv("GOENV") != "" && os.Getenv("GOPATH") != ""
}

// settingsFile is what go env -w writes.
func settingsFile() string {
	if path := os.Getenv("GOENV"); path != "" {
		return path
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return "" // Then the go command has none either.
	}
	return filepath.Join(config, "go", "env")
}

// addStat adds what changes when somebody replaces the file.
func addStat(h hash.Hash, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(h, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
	return err
}

package cell

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// learn lets the real go build the cell and keeps what it used as a recipe. It returns the exit status of the real go;
// unknown is why there was no recipe before.
func (j *job) learn(unknown error) (code int, done bool, why error) {
	args, err := withStreams([]string{"build", "-o", j.program()})
	if err != nil {
		return 0, false, err
	}
	cmd := exec.Command(j.goPath, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), true, unknown
	}
	if err != nil {
		return 0, false, err
	}
	return 0, true, errors.Join(unknown, j.keepFromGo())
}

// settings are what the real go says of itself.
type settings struct{ GOTOOLDIR, GOROOT, GOMODCACHE, GOWORK string }

// keepFromGo asks the real go what it has used for the program, and keeps that.
func (j *job) keepFromGo() error {
	info, err := buildinfo.ReadFile(j.program())
	if err != nil {
		return err
	}
	var s settings
	out, err := j.ask("env", "-json", "GOTOOLDIR", "GOROOT", "GOMODCACHE", "GOWORK")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, &s); err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	before, err := j.list()
	if err != nil {
		return err
	}
	r := &recipe{Info: info, Packages: archives{}, Inputs: inputs{Tools: s.GOTOOLDIR}}
	standard, err := r.addPackages(j, before, s.GOMODCACHE)
	if err != nil {
		return err
	}
	if err := r.Inputs.addModules(j); err != nil {
		return err
	}
	if r.State, err = r.Inputs.state(); err != nil {
		return err
	}
	// If a source has changed since we started to ask, nobody knows which the archives were made from.
	if after, err := j.list(); err != nil || !bytes.Equal(before, after) {
		return errors.Join(errors.New("sources have changed meanwhile"), err)
	}
	r.check(j, s)
	return j.keep(r, standard)
}

// check refuses what a recipe, though right now, could miss a change of.
func (r *recipe) check(j *job, s settings) {
	switch {
	case s.GOWORK != j.file("go.work"):
		r.Refused = "its workspace is " + s.GOWORK
	case !sameFile(j.goPath, filepath.Join(s.GOROOT, "bin", "go")):
		r.Refused = j.goPath + " starts another go"
	case slices.ContainsFunc(r.Info.Settings, func(b debug.BuildSetting) bool { return strings.HasPrefix(b.Key, "vcs") }):
		r.Refused = "it holds the state of a version control system"
	}
}

type goPackage struct {
	ImportPath, Export, Dir string
	Standard                bool
	EmbedPatterns, CgoFiles []string
	Module                  *struct{ Dir, GoVersion string }
}

// list has the real go describe the packages of the cell, whose archives it makes where it does not have them yet.
func (j *job) list() ([]byte, error) {
	return j.ask("list", "-deps", "-export", "-json=ImportPath,Export,Dir,Standard,EmbedPatterns,CgoFiles,Module")
}

func (j *job) ask(args ...string) ([]byte, error) {
	out, err := exec.Command(j.goPath, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return out, nil
}

// addPackages puts the packages of a list into the recipe, and returns those of the standard library.
func (r *recipe) addPackages(j *job, list []byte, moduleCache string) (standard archives, err error) {
	standard = archives{}
	for packages := json.NewDecoder(bytes.NewReader(list)); ; {
		var p goPackage
		err := packages.Decode(&p)
		switch {
		case errors.Is(err, io.EOF):
			return standard, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		case p.ImportPath == "unsafe": // It has no archive.
		case p.Standard:
			standard[p.ImportPath] = p.Export
		case p.Module == nil:
			return nil, fmt.Errorf("go list knows no module of %s", p.ImportPath)
		case p.Dir == j.dir:
			r.GoVersion = p.Module.GoVersion
		default:
			r.Packages[p.ImportPath] = p.Export
			if len(p.CgoFiles) > 0 {
				r.Refused = p.ImportPath + " uses cgo"
			}
			if !within(p.Dir, moduleCache) {
				r.Inputs.addPackage(p)
			}
		}
	}
}

// addPackage adds what the real go would look at for a package outside the module cache.
func (in *inputs) addPackage(p goPackage) {
	in.Dirs = append(in.Dirs, p.Dir)
	if len(p.EmbedPatterns) > 0 {
		in.Trees = append(in.Trees, p.Dir)
	}
	// A go.mod between the module's and the package would make the package another module's.
	for dir := p.Dir; within(dir, p.Module.Dir); dir = filepath.Dir(dir) {
		in.addFile(filepath.Join(dir, "go.mod"))
	}
}

// addModules adds what the versions of all modules follow from: what the modules of the workspace ask for.
func (in *inputs) addModules(j *job) error {
	goMods, err := j.ask("list", "-m", "-f", "{{.GoMod}}")
	for goMod := range strings.Lines(string(goMods)) {
		goMod = strings.TrimSuffix(goMod, "\n")
		if dir := filepath.Dir(goMod); dir != j.dir {
			in.addFile(goMod)
			in.addFile(filepath.Join(dir, "go.sum"))
		}
	}
	return err
}

func (in *inputs) addFile(path string) {
	if !slices.Contains(in.Files, path) {
		in.Files = append(in.Files, path)
	}
}

func within(dir, root string) bool {
	return dir == root || root != "" && strings.HasPrefix(dir, root+string(filepath.Separator))
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	second, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(first, second)
}

package kernel

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"dlfs/internal/words"
)

// A Tool is a program that the kernel uses.
type Tool struct {
	Name    string
	Module  string // the module it is built from
	Package string // the package in it
	Version string // of the module, which the kernel is tested with
}

// Tools lists the programs that GoNB consists of and calls. Cells cannot run without them. The versions are those in
// tools/gonb/go.mod, which a test sees to.
var Tools = []Tool{
	{Name: "gonb", Module: "github.com/janpfeifer/gonb", Package: "github.com/janpfeifer/gonb", Version: "v0.11.4"},
	{Name: "goimports", Module: "golang.org/x/tools", Package: "golang.org/x/tools/cmd/goimports", Version: "v0.52.0"},
}

// Find returns where the PATH has the tool and the module version that it was built from. It does not ask the program
// itself, because GoNB v0.11.4 calls itself v0.11.1.
func (t Tool) Find() (path, found string, err error) {
	path, err = exec.LookPath(t.Name)
	if err != nil {
		return "", "", words.DLFS.Errorf("%s is not on the PATH", t.Name)
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return path, "", words.DLFS.Errorf("cannot find out the version of %s at %s: %w", t.Name, path, err)
	}
	if info.Main.Path != t.Module {
		return path, "", words.DLFS.Errorf("%s at %s is built from %s, not from %s", t.Name, path, info.Main.Path, t.Module)
	}
	return path, info.Main.Version, nil
}

// Check says in one sentence what is wrong with the tool, or returns where it is. A version newer than the one that the
// kernel is tested with is fine, an older one is not. advice is what brings the right one.
func (t Tool) Check(advice string) (path string, err error) {
	path, found, err := t.Find()
	if err != nil {
		return "", words.DLFS.Errorf("%w; cells need %s %s or newer: %s", err, t.Name, t.Version, advice)
	}
	if semver.Compare(found, t.Version) < 0 { // "(devel)" is before all versions
		return "", words.DLFS.Errorf("%s at %s is %s, cells need %s or newer: %s", t.Name, path, found, t.Version, advice)
	}
	return path, nil
}

// GoSettings is what the kernel has to know about the go command.
type GoSettings struct {
	GOVERSION, GOFLAGS, GOCACHE, GOPROXY, GOSUMDB string
}

// CheckGo returns the settings of the go command, or says in one sentence that it is missing, or too old for the kernel or
// for a module of the place, or cannot read what the place consists of.
func CheckGo(p Place) (GoSettings, error) {
	needed, err := ownGo()
	if err != nil {
		return GoSettings{}, err
	}
	settings, err := readGo()
	if err != nil {
		return settings, words.DLFS.Errorf("%w; cells need Go %s or newer: get it from https://go.dev/dl/", err, needed)
	}
	if !recent(settings.GOVERSION, needed) {
		return settings, words.DLFS.Errorf("go is version %s, cells need %s or newer: get it from https://go.dev/dl/",
			strings.TrimPrefix(settings.GOVERSION, "go"), needed)
	}
	for _, dir := range p.Modules() {
		if err := checkModule(dir, settings.GOVERSION); err != nil {
			return settings, err
		}
	}
	return settings, nil
}

// checkModule looks whether this go command can read the go.mod in dir, which need not be the project's.
func checkModule(dir, present string) error {
	path := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := modfile.ParseLax(path, data, nil)
	if err == nil && file.Go != nil && !recent(present, file.Go.Version) {
		return words.DLFS.Errorf("go is version %s, and %s asks for %s: get it from https://go.dev/dl/",
			strings.TrimPrefix(present, "go"), path, file.Go.Version)
	}
	if err == nil {
		_, err = modfile.Parse(path, data, nil)
	}
	if err == nil && file.Module == nil {
		return words.DLFS.Errorf("%s does not name the module: begin it with a line such as module example.com/shop", path)
	}
	if err != nil && !goReads(dir) { // A newer Go than this program's may have more to say there.
		first, _, _ := strings.Cut(err.Error(), "\n")
		return words.DLFS.Errorf("the go command does not understand %s", first)
	}
	return nil
}

// goReads reports whether the go command understands the go.mod in dir.
func goReads(dir string) bool {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local", "GOWORK=off")
	return cmd.Run() == nil
}

// recent also accepts a Go built from its sources, which calls itself "devel …". What follows a space are experiments.
func recent(found, needed string) bool {
	first, _, _ := strings.Cut(found, " ")
	return first == "devel" || version.Compare(first, "go"+needed) >= 0
}

func readGo() (GoSettings, error) {
	var settings GoSettings
	if _, err := exec.LookPath("go"); err != nil {
		return settings, errNoGo
	}
	cmd := exec.Command("go", "env", "-json", "GOVERSION", "GOFLAGS", "GOCACHE", "GOPROXY", "GOSUMDB")
	// No stray go.mod or go.work above the notebook has a say.
	cmd.Dir = filepath.VolumeName(os.TempDir()) + string(filepath.Separator)
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return settings, words.DLFS.Errorf("go env failed: %s", strings.TrimSpace(string(exit.Stderr)))
		}
		return settings, words.DLFS.Errorf("go env failed: %w", err)
	}
	if err := json.Unmarshal(out, &settings); err != nil {
		return settings, words.DLFS.Errorf("go env printed no JSON: %w", err)
	}
	return settings, nil
}

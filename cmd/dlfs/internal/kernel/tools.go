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

// A Tool is a program that the kernel uses, pinned by a go.mod of its own.
type Tool struct {
	Name     string
	Module   string // the module it is built from
	Pins     string // the go.mod, below the root, that pins the module's version
	Required bool   // whether cells cannot run without it
}

// Tools lists the programs that GoNB consists of and calls.
var Tools = []Tool{
	{Name: "gonb", Module: "github.com/janpfeifer/gonb", Pins: "tools/gonb/go.mod", Required: true},
	{Name: "goimports", Module: "golang.org/x/tools", Pins: "tools/gonb/go.mod", Required: true},
	{Name: "gopls", Module: "golang.org/x/tools/gopls", Pins: "tools/gopls/go.mod"},
}

// Pinned returns the version that root pins the tool to, such as v0.11.4.
func (t Tool) Pinned(root string) (string, error) {
	pins, err := readGoMod(filepath.Join(root, filepath.FromSlash(t.Pins)))
	if err != nil {
		return "", err
	}
	for _, r := range pins.Require {
		if r.Mod.Path == t.Module {
			return r.Mod.Version, nil
		}
	}
	return "", words.DLFS.Errorf("%s does not name a version of %s", t.Pins, t.Module)
}

// Find returns where the PATH has the tool and the module version that it was built from. The program's own word is not
// asked for: GoNB v0.11.4 calls itself v0.11.1.
func (t Tool) Find() (path, found string, err error) {
	path, err = exec.LookPath(t.Name)
	if err != nil {
		return "", "", words.DLFS.Errorf("%s is not on the PATH", t.Name)
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return path, "", words.DLFS.Errorf("%s at %s does not tell its version: %w", t.Name, path, err)
	}
	if info.Main.Path != t.Module {
		return path, "", words.DLFS.Errorf("%s at %s is built from %s, not from %s", t.Name, path, info.Main.Path, t.Module)
	}
	return path, info.Main.Version, nil
}

// Check says in one sentence what is wrong with the tool, or returns where it is. A version newer than the pinned one is
// fine, an older one is not.
func (t Tool) Check(root string) (path string, err error) {
	needed, err := t.Pinned(root)
	if err != nil {
		return "", err
	}
	path, found, err := t.Find()
	if err != nil {
		return "", words.DLFS.Errorf("%w; cells need %s %s or newer: run make lab in %s", err, t.Name, needed, root)
	}
	if semver.Compare(found, needed) < 0 { // "(devel)" is before all versions
		return "", words.DLFS.Errorf("%s at %s is %s, cells need %s or newer: run make lab in %s", t.Name, path, found, needed, root)
	}
	return path, nil
}

// GoSettings is what the kernel has to know about the go command.
type GoSettings struct {
	GOVERSION, GOFLAGS, GOCACHE string
}

// CheckGo returns the settings of the go command, or says in one sentence that it is missing or too old for root's go.mod.
func CheckGo(root string) (GoSettings, error) {
	var settings GoSettings
	needed, err := neededGo(root)
	if err != nil {
		return settings, err
	}
	settings, err = readGo(root)
	if err != nil {
		return settings, words.DLFS.Errorf("%w; cells need Go %s or newer: get it from https://go.dev/dl/", err, strings.TrimPrefix(needed, "go"))
	}
	if !recent(settings.GOVERSION, needed) {
		return settings, words.DLFS.Errorf("go is version %s, cells need %s or newer: get it from https://go.dev/dl/",
			strings.TrimPrefix(settings.GOVERSION, "go"), strings.TrimPrefix(needed, "go"))
	}
	return settings, nil
}

// recent also accepts a Go built from its sources, which calls itself "devel …". What follows a space are experiments.
func recent(found, needed string) bool {
	first, _, _ := strings.Cut(found, " ")
	return first == "devel" || version.Compare(first, needed) >= 0
}

func neededGo(root string) (string, error) {
	path := filepath.Join(root, "go.mod")
	file, err := readGoMod(path)
	if err != nil {
		return "", err
	}
	if file.Go == nil {
		return "", words.DLFS.Errorf("%s has no go line", path)
	}
	return "go" + file.Go.Version, nil
}

// readGoMod reads what is asked for here: the go line and the required versions. A newer Go may have more to say.
func readGoMod(path string) (*modfile.File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return modfile.ParseLax(path, data, nil)
}

func readGo(root string) (GoSettings, error) {
	var settings GoSettings
	if _, err := exec.LookPath("go"); err != nil {
		return settings, errNoGo
	}
	cmd := exec.Command("go", "env", "-json", "GOVERSION", "GOFLAGS", "GOCACHE")
	// In the root folder no stray go.mod or go.work above the notebook has a say.
	cmd.Dir = root
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

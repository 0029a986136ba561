package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/mod/semver"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// toolFolder returns the folder in the user's cache for the tools that BuildTools makes, whose versions are in its name.
func toolFolder() (string, error) {
	parent, err := cellsFolder()
	if err != nil {
		return "", err
	}
	name := "tools"
	for _, tool := range Tools {
		name += "-" + tool.Name + "-" + tool.Version
	}
	return filepath.Join(parent, name), nil
}

// Path returns the PATH of cells: before the present one come the project's own tools and those that BuildTools has made. Of
// another module no program is run before its cells are.
func (p Place) Path() string {
	var dirs []string
	if p.Project {
		dirs = append(dirs, filepath.Join(p.Root, ".bin"))
	}
	if made, err := toolFolder(); err == nil && exists(made) && own(made) == nil {
		dirs = append(dirs, made)
	}
	if present := os.Getenv("PATH"); present != "" {
		dirs = append(dirs, present)
	}
	return strings.Join(dirs, string(os.PathListSeparator))
}

// MissingTools returns the tools that are not on the PATH, or are too old.
func MissingTools() (missing []Tool) {
	for _, tool := range Tools {
		if _, found, err := tool.Find(); err != nil || semver.Compare(found, tool.Version) < 0 {
			missing = append(missing, tool)
		}
	}
	return missing
}

// BuildTools makes the tools from their sources, which the go command fetches where the user's settings say, unless it has
// them. They are put where Path has them. say is told what is being made.
func BuildTools(tools []Tool, user GoSettings, say func(string)) error {
	flags, err := cellFlags(user.GOFLAGS, runtime.GOARCH) // The standard library is compiled with them for cells anyway.
	if err != nil {
		return err
	}
	dir, err := toolFolder()
	if err != nil {
		return err
	}
	if err := own(dir); err != nil {
		return err
	}
	// A module of its own, rather than go install PATH@VERSION for each: so all are built with the same versions of what they
	// share, as in the project's tests.
	module, err := os.MkdirTemp("", "dlfs-tools-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(module)
	goMod, err := toolsGoMod()
	if err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(module, "go.mod"), goMod); err != nil {
		return err
	}
	for _, tool := range tools {
		say(words.DLFS.Sprintf("Building %s %s …", tool.Name, tool.Version))
		if err := buildTool(module, dir, flags, tool); err != nil {
			return words.DLFS.Errorf("cannot build %s %s, which needs a network connection the first time: %w", tool.Name, tool.Version, err)
		}
	}
	return nil
}

func toolsGoMod() ([]byte, error) {
	version, err := ownGo()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "module tools\n\ngo %s\n", version)
	for _, tool := range Tools {
		fmt.Fprintf(&b, "require %s %s\n", tool.Module, tool.Version)
	}
	return b.Bytes(), nil
}

func buildTool(module, dir, flags string, tool Tool) error {
	cmd := exec.Command("go", "install", "-mod=mod", tool.Package)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOWORK=off", "GOTOOLCHAIN=local", "GO111MODULE=on", "GOFLAGS="+flags, "GOAMD64=v1", "GOOS=", "GOARCH=")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &said
	if err := cmd.Run(); err != nil {
		if told := lastLine(said.String()); told != "" {
			return errors.New(told)
		}
		return err
	}
	return nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// Warm compiles what the first cell of a notebook outside the project needs.
func Warm(user GoSettings, say func(string)) error {
	dir, err := Lay()
	if err != nil {
		return err
	}
	flags, err := cellFlags(user.GOFLAGS, runtime.GOARCH)
	if err != nil {
		return err
	}
	say(words.DLFS.Sprintf("Compiling what cells need …"))
	cmd := exec.Command("go", "build", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS="+flags, "GOAMD64=v1", "GOWORK=off", "GOTOOLCHAIN=local", "GO111MODULE=on", "GOPROXY=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return words.DLFS.Errorf("cannot compile what cells need: %s", lastLine(string(out)))
	}
	return nil
}

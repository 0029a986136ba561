package kernel

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// Name is the folder of the kernel among Jupyter's, and DisplayName what its menus show.
const (
	Name        = "dlfs"
	DisplayName = "Go (dlfs)"
)

//go:embed logo.svg
var logo []byte

// A Spec is Jupyter's kernel.json.
type Spec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// Install makes the kernel known to the Jupyter whose data folder is dataDir: Jupyter will start the program at self,
// and notebooks outside any module use this project at root, unless that is "". It returns the folder written.
func Install(dataDir, self, root string) (string, error) {
	if err := CheckInstalled(self); err != nil {
		return "", err
	}
	env := map[string]string{}
	if root != "" {
		env[RootVariable] = root
	}
	spec, err := json.MarshalIndent(Spec{
		Argv:          []string{self, "kernel", "run", "{connection_file}"},
		DisplayName:   DisplayName,
		Language:      "go",
		InterruptMode: "message", // GoNB answers interrupt requests; a signal would also hit what the cell started.
		Env:           env,
	}, "", "  ")
	if err != nil {
		return "", err
	}
	dir := SpecDir(dataDir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := atomicfile.Write(filepath.Join(dir, "logo-svg.svg"), logo); err != nil {
		return "", err
	}
	return dir, atomicfile.Write(filepath.Join(dir, "kernel.json"), append(spec, '\n'))
}

// CheckInstalled reports what is wrong with the program at self as one that Jupyter starts again and again.
func CheckInstalled(self string) error {
	if strings.Contains(filepath.ToSlash(self), "/go-build") {
		return words.DLFS.Errorf("%s vanishes when go run ends: build the command first (go build -o .bin/dlfs ./cmd/dlfs) and run .bin/dlfs kernel install", self)
	}
	return nil
}

// SpecDir returns the folder of the kernel in a Jupyter data folder.
func SpecDir(dataDir string) string { return filepath.Join(dataDir, "kernels", Name) }

// ReadSpec reads the kernel that is installed in dataDir.
func ReadSpec(dataDir string) (Spec, error) {
	var spec Spec
	data, err := os.ReadFile(filepath.Join(SpecDir(dataDir), "kernel.json"))
	if err != nil {
		return spec, err
	}
	if err := json.Unmarshal(data, &spec); err != nil {
		return spec, fmt.Errorf("%s: %w", filepath.Join(SpecDir(dataDir), "kernel.json"), err)
	}
	return spec, nil
}

// DataDir returns Jupyter's data folder: $JUPYTER_DATA_DIR, or the one of the user on this system.
func DataDir() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", words.DLFS.Errorf("no Jupyter data folder: %w; name one with --data-dir", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

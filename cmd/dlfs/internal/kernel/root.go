package kernel

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"dlfs/internal/words"
)

// ModulePath is the module that cells import from, as go.mod declares it.
const ModulePath = "dlfs"

// RootVariable names the environment variable that holds the module root for notebooks outside the module.
const RootVariable = "DLFS_ROOT"

// FindRoot returns the absolute path of the nearest folder at or above dir whose go.mod declares the module dlfs.
// Where there is none it takes the folder that DLFS_ROOT names.
func FindRoot(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for d := start; ; d = filepath.Dir(d) {
		if isRoot(d) {
			return d, nil
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	named := os.Getenv(RootVariable)
	if named == "" {
		return "", words.DLFS.Errorf("no go.mod of the module %s in %s or above it: change into the project's folder, or set %s to it",
			ModulePath, start, RootVariable)
	}
	if !filepath.IsAbs(named) || !isRoot(named) {
		return "", words.DLFS.Errorf("%s is %q, which is not the absolute path of a folder with the go.mod of the module %s",
			RootVariable, named, ModulePath)
	}
	return named, nil
}

func isRoot(dir string) bool {
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return false // Unreadable is as good as absent: the search goes on above.
	}
	return modfile.ModulePath(data) == ModulePath
}

var languages = []string{"en", "zh", "ko", "ja"}

// Language returns the language of the notebooks in dir: the last of en, zh, ko and ja among the folders below one that
// is called notebooks. Elsewhere it returns fallback if that is a language, and else en.
func Language(dir, fallback string) string {
	elements := strings.Split(filepath.ToSlash(dir), "/")
	for i, element := range slices.Backward(elements) {
		if element == "notebooks" {
			break
		}
		if slices.Contains(languages, element) && slices.Contains(elements[:i], "notebooks") {
			return element
		}
	}
	if slices.Contains(languages, fallback) {
		return fallback
	}
	return "en"
}

var errNoGo = words.DLFS.New("the go command is not on the PATH")

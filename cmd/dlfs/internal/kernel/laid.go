package kernel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	project "dlfs"
)

// Lay makes sure that the user's cache has the packages of this project that cells need, as a module that requires no
// other, and returns its folder. The folder's name follows from what is in it: what is compiled from there is the same for
// all kernels.
func Lay() (dir string, err error) {
	files, err := laidFiles()
	if err != nil {
		return "", err
	}
	parent, err := cellsFolder()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(parent, "nb-"+sumOf(files))
	if holds(dir, files) {
		return dir, nil
	}
	return dir, replaceFolder(dir, files)
}

// cellsFolder returns the folder for what serves all kernels. As in InstallShim, the module's name must not be in it.
func cellsFolder() (string, error) {
	places := []string{filepath.Join(os.TempDir(), fmt.Sprintf("gocells-%d", os.Getuid()))}
	if cache, err := os.UserCacheDir(); err == nil {
		places = slices.Insert(places, 0, filepath.Join(cache, "gocells"))
	}
	return firstOwn(places...)
}

// laidFiles returns what is laid, by names with slashes. Tests stay out, and so does what would ask for another module.
func laidFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(project.Sources, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || name == "nb/internal/front/pipes"):
			return fs.SkipDir
		case entry.IsDir() || strings.HasSuffix(name, "_test.go") || name == "nb/gonb.go":
			return nil
		}
		files[name], err = project.Sources.ReadFile(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	language, err := ownGo()
	files["go.mod"] = fmt.Appendf(nil, "module %s\n\ngo %s\n", ModulePath, language)
	return files, err
}

// ownGo returns the version of the language that this project is written in, such as 1.26.
func ownGo() (string, error) {
	data, err := project.Sources.ReadFile("go.mod")
	if err != nil {
		return "", err
	}
	file, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		return "", err
	}
	return file.Go.Version, nil
}

func sumOf(files map[string][]byte) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", files)) // fmt sorts maps by their keys.
	return hex.EncodeToString(sum[:12])
}

// holds reports whether there are these files in dir, with this content, and no others.
func holds(dir string, files map[string][]byte) bool {
	found := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		want, ok := files[filepath.ToSlash(name)]
		got, err := os.ReadFile(path)
		if err == nil && (!ok || !entry.Type().IsRegular() || !bytes.Equal(got, want)) {
			err = fs.ErrInvalid
		}
		found++
		return err
	})
	return err == nil && found == len(files)
}

// replaceFolder creates dir again, beside its place.
func replaceFolder(dir string, files map[string][]byte) error {
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".new-")
	if err != nil {
		return err
	}
	for name, content := range files {
		file := filepath.Join(fresh, filepath.FromSlash(path.Clean(name)))
		err = errors.Join(err, os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, content, 0o600))
	}
	if err == nil {
		err = os.Rename(fresh, dir)
	}
	if err != nil && holds(dir, files) {
		err = nil // another kernel was quicker
	} else if err != nil && exists(dir) {
		old := fresh + ".old" // somebody has changed what was there, or removed a part of it
		if err = os.Rename(dir, old); err == nil {
			err = errors.Join(os.Rename(fresh, dir), os.RemoveAll(old))
		}
	}
	return errors.Join(err, os.RemoveAll(fresh))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

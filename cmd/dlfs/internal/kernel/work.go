package kernel

import (
	"bytes"
	"fmt"
	"go/version"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"dlfs/internal/atomicfile"
)

// LibraryVariable names the environment variable with the go.work of what cells can import, for those who ask the go command
// about that. There is no such file as long as it is one module.
const LibraryVariable = "DLFS_LIBRARY_WORK"

// WriteWork writes a go.work of these modules to path, with what the user's own go.work puts in place of others.
func (p Place) WriteWork(path string, modules []string) error {
	language, err := ownGo()
	if err != nil {
		return err
	}
	for _, dir := range modules {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			return err
		}
		file, err := modfile.ParseLax(path, data, nil)
		if err != nil {
			return err
		}
		if file.Go != nil && version.Compare("go"+file.Go.Version, "go"+language) > 0 {
			language = file.Go.Version
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "go %s\n\n", language)
	for _, dir := range modules {
		fmt.Fprintf(&b, "use %s\n", modfile.AutoQuote(filepath.ToSlash(dir)))
	}
	replaced, err := p.Replacements()
	if err != nil {
		return err
	}
	for _, r := range replaced {
		fmt.Fprintf(&b, "replace %s => %s\n", quoted(r.Old.Path, r.Old.Version), quoted(r.New.Path, r.New.Version))
	}
	return atomicfile.Write(path, b.Bytes())
}

func quoted(path, version string) string {
	if version == "" {
		return modfile.AutoQuote(path)
	}
	return modfile.AutoQuote(path) + " " + version
}

// Replacements returns what the user's go.work puts in place of other modules, folders in full.
func (p Place) Replacements() ([]*modfile.Replace, error) {
	if p.Work == "" {
		return nil, nil
	}
	file, err := readWork(p.Work)
	if err != nil {
		return nil, err
	}
	for _, r := range file.Replace {
		if r.New.Version == "" && !filepath.IsAbs(r.New.Path) {
			r.New.Path = filepath.Join(filepath.Dir(p.Work), filepath.FromSlash(r.New.Path))
		}
	}
	return file.Replace, nil
}

package library

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"

	"dlfs/internal/apidoc"
	"dlfs/internal/atomicfile"
	"dlfs/internal/cells"
)

// catalog is what is known of all packages. It does not change.
type catalog struct {
	entries []entry
	index   *cells.Index
	own     []string // the module's packages that cells can import
	sources sources
	stamp   string // of the sources
	whole   bool   // it has the packages' members
}

// entry is a package.
type entry struct {
	apidoc.Source
	Members map[string]string `json:",omitempty"` // of packages that cells can import
}

// readCatalog reads what the module in root consists of, and takes the rest from the user's cache if it can. If not,
// first is given a catalog without members beforehand. There may be a catalog and an error: the rest could not be kept.
func readCatalog(root, dir string, first func(*catalog)) (*catalog, error) {
	own, err := readOwn(root, dir)
	if err != nil {
		return nil, err
	}
	s := sources{files: moduleFiles(root, dir)}
	for _, p := range own {
		s.dirs = append(s.dirs, p.Dir)
	}
	stamp := s.stamp()
	others, err := readOthers(root, dir, func(others []listed) { first(newCatalog(named(slices.Concat(own, others)), s, stamp)) })
	if others == nil {
		return nil, err
	}
	c := newCatalog(append(entriesOf(own), others...), s, stamp)
	c.whole = true
	for _, p := range own {
		if p.importable() {
			c.own = append(c.own, p.ImportPath)
		}
	}
	return c, err
}

// readOwn returns the packages of the module in root, if there is one, and of the others that the workspace uses.
func readOwn(root, dir string) (own []listed, err error) {
	var patterns []string
	for _, folder := range moduleFolders(root) {
		patterns = append(patterns, filepath.Join(folder, "..."))
	}
	if len(patterns) == 0 {
		return nil, nil
	}
	return goList(dir, append([]string{"-find", listedFields, "--"}, patterns...)...)
}

func newCatalog(entries []entry, s sources, stamp string) *catalog {
	c := &catalog{entries: entries, sources: s, stamp: stamp, index: new(cells.Index)}
	for _, e := range c.entries {
		if e.Members != nil {
			c.index.Packages = append(c.index.Packages, cells.Package{Path: e.ImportPath, Name: e.Name, Members: e.Members})
		}
	}
	slices.SortFunc(c.index.Packages, func(a, b cells.Package) int { return cmp.Compare(a.Path, b.Path) })
	return c
}

// named returns the packages with no members, not even for those that have some.
func named(all []listed) (entries []entry) {
	for _, p := range all {
		e := entry{Source: p.Source}
		if p.importable() {
			e.Members = map[string]string{}
		}
		entries = append(entries, e)
	}
	return entries
}

// entriesOf reads the packages' sources, and leaves half of the processors to requests that wait for an answer.
func entriesOf(all []listed) []entry {
	entries := make([]entry, len(all))
	next := make(chan int)
	var wg sync.WaitGroup
	for range (runtime.GOMAXPROCS(0) + 1) / 2 {
		wg.Go(func() {
			for i := range next {
				entries[i] = all[i].entry()
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	return entries
}

func (p *listed) entry() entry {
	e := entry{Source: p.Source}
	if p.importable() {
		// A package without a file for this system has no members, and one that is being written has some of them.
		if members, err := p.Members(); err == nil && len(members) > 0 {
			e.Members = members
		}
	}
	return e
}

// kept is what the user's cache has of the packages outside a module.
type kept struct {
	Key     string // of what it depends on
	Entries []entry
}

// readOthers returns the packages of the standard library and of the modules that the module requires itself. Unless they
// are in the cache, first is given their names, since reading their sources takes a second or two.
func readOthers(root, dir string, first func([]listed)) ([]entry, error) {
	key, err := keyOf(root, dir)
	if err != nil {
		return nil, err
	}
	folder, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	folder = filepath.Join(folder, "dlfs", "library")
	file := filepath.Join(folder, hash(root)[:24]+".json")
	if data, err := os.ReadFile(file); err == nil {
		var k kept
		if json.Unmarshal(data, &k) == nil && k.Key == key {
			return k.Entries, nil
		}
	}
	patterns, err := required(moduleFiles(root, dir))
	if err != nil {
		return nil, err
	}
	all, err := goList(dir, append([]string{"-find", listedFields, "--", "std", "builtin"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	first(all)
	k := kept{key, entriesOf(all)}
	data, err := json.Marshal(k)
	if slices.ContainsFunc(moduleFolders(root), isCells) {
		return k.Entries, err // No other kernel has the same.
	}
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err == nil {
		err = atomicfile.Write(file, data)
	}
	return k.Entries, err
}

// format is part of every key. It changes with the meaning of what is kept.
const format = "1"

// keyOf is another for another toolchain, other flags and other modules.
func keyOf(root, dir string) (string, error) {
	settings, err := goCommand(dir, "env", "GOVERSION", "GOROOT", "GOMODCACHE", "GOFLAGS", "GOOS", "GOARCH", "GOEXPERIMENT")
	if err != nil {
		return "", err
	}
	parts := []string{format, root, dir, string(settings)}
	for _, file := range moduleFiles(root, dir) {
		content, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		parts = append(parts, fmt.Sprint(err == nil), string(content))
	}
	return hash(parts...), nil
}

func hash(parts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return hex.EncodeToString(sum[:])
}

// moduleFolders are root, unless there is no module, and the folders of the other modules that cells can import from.
func moduleFolders(root string) (folders []string) {
	if root != "" {
		folders = []string{root}
	}
	path := workFile()
	content, err := os.ReadFile(path)
	if err != nil {
		return folders // The go command will say what is wrong with it.
	}
	work, err := modfile.ParseWork(path, content, nil)
	if err != nil {
		return folders
	}
	for _, use := range work.Use {
		if folder := filepath.FromSlash(use.Path); filepath.IsAbs(folder) && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return folders
}

// isCells reports whether a module is that of the cells, which ends with the kernel.
func isCells(folder string) bool { return filepath.Dir(folder) == filepath.Dir(workFile()) }

// moduleFiles are those that say which modules there are.
func moduleFiles(root, dir string) (files []string) {
	folders := moduleFolders(root)
	if !slices.Contains(folders, dir) {
		folders = append(folders, dir)
	}
	for _, folder := range folders {
		for _, name := range []string{"go.mod", "go.sum", "go.work"} {
			files = append(files, filepath.Join(folder, name))
		}
	}
	return files
}

// required returns patterns of all packages of the modules that go.mod files require for their own sake.
func required(files []string) (patterns []string, err error) {
	for _, file := range files {
		if filepath.Base(file) != "go.mod" {
			continue
		}
		content, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		parsed, err := modfile.ParseLax(file, content, nil)
		if err != nil {
			return nil, err
		}
		for _, r := range parsed.Require {
			if !r.Indirect || isCells(filepath.Dir(file)) { // There the go command calls all of them indirect.
				patterns = append(patterns, r.Mod.Path+"/...")
			}
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns), nil
}

// sources are what may change while the kernel runs.
type sources struct{ dirs, files []string }

// stamp is another one after a change to the sources, as far as sizes and times tell.
func (s sources) stamp() string {
	var b strings.Builder
	for _, file := range s.files {
		if info, err := os.Stat(file); err == nil {
			fmt.Fprintln(&b, file, info.Size(), info.ModTime().UnixNano())
		}
	}
	for _, dir := range s.dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // It is gone.
		}
		for _, entry := range entries {
			if entry.IsDir() || filepath.Ext(entry.Name()) != ".go" {
				continue
			}
			if info, err := entry.Info(); err == nil {
				fmt.Fprintln(&b, dir, entry.Name(), info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return hash(b.String())
}

package library

import (
	"context"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"slices"
	"sync"

	"golang.org/x/mod/module"
)

// exports imports packages from what the compiler has left in the build cache.
type exports struct {
	dir   string
	warn  func(error)
	gc    types.Importer
	ctx   context.Context // of the present answer
	mu    sync.Mutex
	known map[string]*archive
}

// archive is where a package's export data is: once found is closed, in file, or nowhere if that is "".
type archive struct {
	found chan struct{}
	file  string
}

func newExports(dir string, warn func(error)) *exports {
	e := &exports{dir: dir, warn: warn, known: make(map[string]*archive)}
	e.gc = importer.ForCompiler(token.NewFileSet(), "gc", e.open)
	return e
}

// Prepare finds several packages at once, as a run of the go command takes its time.
func (e *exports) Prepare(paths []string) {
	for _, a := range e.request(paths) {
		select {
		case <-a.found:
		case <-e.ctx.Done():
			return
		}
	}
}

// request has the packages found that were not looked for before.
func (e *exports) request(paths []string) (all []*archive) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var missing []string
	for _, path := range paths {
		if !single(path) {
			continue
		}
		a := e.known[path]
		if a == nil {
			a = &archive{found: make(chan struct{})}
			e.known[path] = a
			missing = append(missing, path)
		}
		all = append(all, a)
	}
	if len(missing) > 0 {
		go e.find(missing)
	}
	return all
}

// single reports whether the go command takes the path for that of one package, which has an archive.
func single(path string) bool {
	switch path {
	case "all", "std", "cmd", "work", "tool", "C", "unsafe":
		return false
	}
	return module.CheckImportPath(path) == nil
}

// find compiles the packages unless that was done before. What they are made of is found by the way.
func (e *exports) find(paths []string) {
	all, err := goList(e.dir, append([]string{"-export", "-deps", "-json=ImportPath,Export", "--"}, paths...)...)
	if err != nil {
		e.warn(err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range all {
		switch a := e.known[p.ImportPath]; {
		case a == nil:
			a = &archive{found: make(chan struct{}), file: p.Export}
			close(a.found)
			e.known[p.ImportPath] = a
		case slices.Contains(paths, p.ImportPath): // Others are being looked for elsewhere, or were found.
			a.file = p.Export
		}
	}
	for _, path := range paths {
		close(e.known[path].found)
	}
}

// Import implements types.Importer.
func (e *exports) Import(path string) (*types.Package, error) {
	e.Prepare([]string{path})
	return e.gc.Import(path)
}

func (e *exports) open(path string) (io.ReadCloser, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	a := e.known[path]
	if a == nil {
		return nil, fmt.Errorf("%q is no package that can be compiled", path)
	}
	select {
	case <-a.found:
	default:
		return nil, fmt.Errorf("%s is still being compiled", path)
	}
	if a.file == "" {
		return nil, fmt.Errorf("%s cannot be compiled", path)
	}
	file, err := os.Open(a.file)
	if err != nil {
		delete(e.known, path) // The build cache has been cleared.
	}
	return file, err
}

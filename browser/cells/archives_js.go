package main

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"syscall/js"
)

// archives imports packages from the export data that the page has. It asks for it by goArchive, which returns an
// Uint8Array, or null for what the page does not have.
type archives struct {
	gc      types.Importer
	missing []string
}

func newArchives() *archives {
	a := new(archives)
	a.gc = importer.ForCompiler(token.NewFileSet(), "gc", a.open)
	return a
}

func (a *archives) Import(path string) (*types.Package, error) { return a.gc.Import(path) }

func (a *archives) open(path string) (io.ReadCloser, error) {
	archive := js.Global().Call("goArchive", path)
	if archive.IsNull() {
		a.missing = append(a.missing, path)
		return nil, fmt.Errorf("the page does not have %s", path)
	}
	data := make([]byte, archive.Length())
	js.CopyBytesToGo(data, archive)
	return io.NopCloser(bytes.NewReader(data)), nil
}

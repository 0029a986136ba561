// Index writes what the kernel in a browser knows of the packages that cells can import.
//
//	go list -json=ImportPath,Name,Dir,GoFiles … | index INDEX DOCS
//
// INDEX gets the names of each package's exported members, for completion and automatic imports; DOCS their
// documentation as Markdown, by path and then by name, with that of the package itself under "".
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"

	"dlfs/internal/apidoc"
	"dlfs/internal/atomicfile"
)

// entry is a package in the index.
type entry struct {
	Path, Name string
	Members    map[string]string
}

func main() {
	if err := run(os.Stdin, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "index:", err)
		os.Exit(1)
	}
}

func run(list io.Reader, files []string) error {
	if len(files) != 2 {
		return fmt.Errorf("%d arguments, want the files INDEX and DOCS", len(files))
	}
	var index []entry
	docs := make(map[string]map[string]string)
	decoder := json.NewDecoder(list)
	for {
		var p apidoc.Source
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		read, err := p.Read()
		if err != nil {
			return fmt.Errorf("%s: %w", p.ImportPath, err)
		}
		index = append(index, entry{p.ImportPath, p.Name, read.Members})
		// Of methods and fields the page shows the types: what is said of them would make DOCS a third larger.
		maps.DeleteFunc(read.Docs, func(name, _ string) bool { return strings.Contains(name, ".") })
		docs[p.ImportPath] = read.Docs
	}
	return errors.Join(write(files[0], index), write(files[1], docs))
}

func write(file string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return atomicfile.Write(file, data)
}

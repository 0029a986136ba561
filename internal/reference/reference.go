// Package reference knows data that every program finds by itself, such as the images of MNIST. What keeps a value that holds
// some of them writes down which they are, and not the data.
package reference

import (
	"errors"
	"sync"
	"unsafe"
)

// A Name says which data it is, in words of the package that finds them.
type Name struct {
	Package string // its import path
	Data    string // without a bar
}

var (
	mu      sync.Mutex
	finders = make(map[string]func(data string) ([]byte, error))
	all     []named
)

// named is data that are in the program.
type named struct {
	name Name
	data []byte
}

// Register has Open call find for data of this package. find may be called from several goroutines.
func Register(pkg string, find func(data string) ([]byte, error)) {
	mu.Lock()
	defer mu.Unlock()
	finders[pkg] = find
}

// Remember says what data are that the program has found. They must not change, and stay in memory.
func Remember(name Name, data []byte) {
	mu.Lock()
	defer mu.Unlock()
	for _, n := range all {
		if n.name == name && unsafe.SliceData(n.data) == unsafe.SliceData(data) {
			return
		}
	}
	all = append(all, named{name, data})
}

// Of returns the name of the data that the bytes are a part of, and where they begin in them.
func Of(part []byte) (name Name, offset int, ok bool) {
	mu.Lock()
	defer mu.Unlock()
	p := uintptr(unsafe.Pointer(unsafe.SliceData(part)))
	for _, n := range all {
		first := uintptr(unsafe.Pointer(unsafe.SliceData(n.data)))
		if p >= first && p-first <= uintptr(len(n.data)) && uintptr(len(part)) <= uintptr(len(n.data))-(p-first) {
			return n.name, int(p - first), true
		}
	}
	return Name{}, 0, false
}

// ErrUnknown says that the program lacks the package that finds the data.
var ErrUnknown = errors.New("the program cannot find these data")

// Open returns data by their name: what the program has found before, or else what it finds now.
func Open(name Name) ([]byte, error) {
	mu.Lock()
	for _, n := range all {
		if n.name == name {
			mu.Unlock()
			return n.data, nil
		}
	}
	find := finders[name.Package]
	mu.Unlock()
	if find == nil {
		return nil, ErrUnknown
	}
	data, err := find(name.Data)
	if err == nil {
		Remember(name, data)
	}
	return data, err
}

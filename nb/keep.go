package nb

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// Keep stores a copy of v for later cells, which fetch it with Kept under the same name and with the same type. It replaces
// the value stored under that name before. Changing v afterwards does not change the copy.
//
// The copy is made by encoding/gob, so v can be anything that gob stores completely: numbers, strings, slices, maps and
// structs of them, gonum's matrices, the nets of package dl, the images of package datasets. Keep fails the cell rather than
// lose a part of v silently: a field that is not exported (unless its struct has GobEncode or MarshalBinary), a function, a
// channel, an interface, a nil pointer outside of a struct, a pointer to a zero value in a struct, or values that point to
// each other in a cycle. It also fails the cell if the name is empty or longer than a file name can be, or if the copy
// cannot be written.
func Keep[T any](name string, v T) {
	if err := keep(name, &v); err != nil {
		fail(fmt.Sprintf("nb.Keep(%q, …)", name), err)
	}
}

// Kept returns a copy of the value that the last Keep stored under this name; each call returns a new one. It fails the cell
// if nothing is stored under the name, if the value has another type, or if the type has been redefined since.
func Kept[T any](name string) T {
	var v T
	if err := kept(name, &v); err != nil {
		fail(fmt.Sprintf("nb.Kept[%v](%q)", reflect.TypeFor[T](), name), err)
	}
	return v
}

// header precedes each kept value.
type header struct {
	Type  string // as one writes it
	Shape string // the whole type, by which a type that was redefined since is known
}

func headerOf(t reflect.Type) header { return header{t.String(), shapeOf(t)} }

// keep stores what the pointer points to.
func keep(name string, pointer any) error {
	if err := checkName(name); err != nil {
		return err
	}
	v := reflect.ValueOf(pointer).Elem()
	if err := checkType(v.Type()); err != nil {
		return err
	}
	if err := checkValue(v, words.NB.Sprintf("the value"), nil); err != nil {
		return err
	}
	var data []byte
	err := safely(func() (err error) { data, err = encode(v); return err })
	if err != nil {
		return words.NB.Errorf("cannot keep a %v: %w", v.Type(), err)
	}
	// A type may write itself and not be able to read itself again. Better to know now than in a later cell.
	if err := safely(func() error { return decode(data, reflect.New(v.Type())) }); err != nil {
		return words.NB.Errorf("cannot keep a %v, because it could not be restored: %w", v.Type(), err)
	}
	return write(name, data)
}

// kept fills what the pointer points to.
func kept(name string, pointer any) error {
	if err := checkName(name); err != nil {
		return err
	}
	data, err := read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return words.NB.Errorf("nothing is stored as %[1]q yet: first run the cell with nb.Keep(%[1]q, …)", name)
	}
	if err != nil {
		return err
	}
	return safely(func() error { return decode(data, reflect.ValueOf(pointer)) })
}

// safely turns a panic into an error: gob calls the methods of the type, and what goes wrong there would otherwise be told
// by a trace of the stack.
func safely(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = words.NB.Errorf("one of its methods panicked: %v", r)
		}
	}()
	return f()
}

func encode(v reflect.Value) ([]byte, error) {
	var b bytes.Buffer
	encoder := gob.NewEncoder(&b)
	if err := errors.Join(encoder.Encode(headerOf(v.Type())), encoder.EncodeValue(v)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func decode(data []byte, pointer reflect.Value) error {
	decoder := gob.NewDecoder(bytes.NewReader(data))
	var found header
	if err := decoder.Decode(&found); err != nil {
		return words.NB.Errorf("cannot read the stored value, so run the cell with nb.Keep again: %w", err)
	}
	wanted := headerOf(pointer.Type().Elem())
	if found.Type != wanted.Type {
		return words.NB.Errorf("this name holds a %s, not a %s: change the type in the square brackets", found.Type, wanted.Type)
	}
	if found.Shape != wanted.Shape {
		return words.NB.Errorf("%s has changed since it was kept, from %s to %s: run the cell with nb.Keep again",
			wanted.Type, found.Shape, wanted.Shape)
	}
	return decoder.DecodeValue(pointer)
}

// longestFile is what file systems allow in a file's name, in bytes.
const longestFile = 255

func checkName(name string) error {
	if name == "" {
		return words.NB.Errorf("the name is empty: say what is kept, for instance %q", "net")
	}
	if len(fileName(name)) > longestFile {
		return words.NB.Errorf("the name is too long (%d bytes): a word or two will do", len(name))
	}
	return nil
}

// fileName spells any name as a file name that is safe everywhere, and different for each name even where the file system
// does not tell A from a.
func fileName(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	return b.String() + ".gob"
}

// memory holds what is kept outside a notebook, where one process is all there is.
var memory sync.Map

// folder is where the kernel has what is kept, or empty outside a notebook. GoNB removes its folder when it ends.
func folder() string {
	dir := os.Getenv("GONB_TMP_DIR")
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "kept")
}

// write leaves the old value or the new one where a cell is interrupted.
func write(name string, data []byte) error {
	dir := folder()
	if dir == "" {
		memory.Store(name, data)
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, fileName(name)), data)
}

func read(name string) ([]byte, error) {
	dir := folder()
	if dir != "" {
		return os.ReadFile(filepath.Join(dir, fileName(name)))
	}
	data, ok := memory.Load(name)
	if !ok {
		return nil, fs.ErrNotExist
	}
	return data.([]byte), nil
}

package kept

import (
	"errors"
	"strconv"
	"strings"

	"dlfs/internal/reference"
)

// referenceTo writes down what memory is that every program finds by itself, and the package that finds it; or "".
func referenceTo(memory []byte) (text, pkg string) {
	name, offset, ok := reference.Of(memory)
	if !ok {
		return "", ""
	}
	return name.Package + "|" + name.Data + "|" + strconv.Itoa(offset), name.Package
}

// findData returns memory by what referenceTo wrote.
func findData(text string, size int) ([]byte, error) {
	pkg, rest, _ := strings.Cut(text, "|")
	data, place, _ := strings.Cut(rest, "|")
	offset, err := strconv.Atoi(place)
	if err != nil {
		return nil, errDamaged
	}
	all, err := reference.Open(reference.Name{Package: pkg, Data: data})
	if err != nil {
		return nil, err
	}
	if offset < 0 || offset > len(all) || size > len(all)-offset {
		return nil, errors.New("the data " + data + " are not what they were")
	}
	return all[offset : offset+size : offset+size], nil
}

package reference

import (
	"errors"
	"io/fs"
	"testing"
)

func TestReference(t *testing.T) {
	name := Name{"example.org/data", "digits"}
	if _, err := Open(name); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	data := make([]byte, 100)
	calls := 0
	Register(name.Package, func(which string) ([]byte, error) {
		calls++
		if which != "digits" {
			return nil, fs.ErrNotExist
		}
		return data, nil
	})
	for range 2 {
		if got, err := Open(name); err != nil || &got[0] != &data[0] {
			t.Error(err)
		}
	}
	if _, err := Open(Name{name.Package, "letters"}); !errors.Is(err, fs.ErrNotExist) || calls != 2 {
		t.Errorf("%v, %d calls", err, calls)
	}
	Remember(name, data)
	for _, c := range []struct {
		part   []byte
		offset int
		ok     bool
	}{
		{data, 0, true},
		{data[10:20], 10, true},
		{data[99:], 99, true},
		{make([]byte, 10), 0, false},
		{append(data, 1)[50:], 0, false},
	} {
		if got, offset, ok := Of(c.part); ok != c.ok || offset != c.offset || ok && got != name {
			t.Errorf("%v, %d, %t, want %+v", got, offset, ok, c)
		}
	}
	if len(all) != 1 {
		t.Error(all)
	}
}

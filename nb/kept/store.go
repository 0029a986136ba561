package kept

import (
	"io"
	"os"
	"strconv"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

// A store is the folder, as this program knows it. In a page a call of the system takes as long as a hundred elsewhere, so it is
// asked for nothing twice.
type store struct {
	dir   string
	kept  manifest.Manifest // that was read or written last
	small map[string][]byte // small files, as they are
	used  map[string]bool   // names of files that are not free
}

// Data files have names values-1, values-2 and so on: the first that the manifest before does not have.
const dataPrefix = "values-"

// beside is the name of a manifest that is not whole yet.
const beside = "new"

// opened is the folder that this program uses.
var opened *store

// openStore reads the manifest of a folder, if that was not done.
func openStore(dir string) (*store, error) {
	if opened != nil && opened.dir == dir {
		return opened, nil
	}
	m, err := manifest.Read(dir)
	if err != nil {
		return nil, err
	}
	opened = newStore(dir, m)
	return opened, nil
}

func newStore(dir string, m manifest.Manifest) *store {
	s := &store{dir: dir, kept: m, small: make(map[string][]byte)}
	s.setUsed()
	return s
}

func (s *store) setUsed() {
	s.used = make(map[string]bool)
	for _, name := range s.kept.Files() {
		s.used[name] = true
	}
}

func (s *store) path(name string) string { return s.dir + "/" + name }

// write writes a data file of some pieces, and returns its name. Until a manifest names it, it is nothing.
func (s *store) write(pieces [][]byte) (name string, err error) {
	for n := 1; name == "" || s.used[name]; n++ {
		name = dataPrefix + strconv.Itoa(n)
	}
	s.used[name] = true
	delete(s.small, name)
	return name, s.create(name, pieces)
}

// setManifest replaces the manifest in one step.
func (s *store) setManifest(m manifest.Manifest) error {
	err := s.create(beside, [][]byte{m.Encode()})
	if err == nil {
		err = rename(s.path(beside), s.path(manifest.Name))
	}
	if err == nil {
		s.kept = m
		s.setUsed()
	}
	return err
}

// create writes a file, and makes the folder where there is none.
func (s *store) create(name string, pieces [][]byte) error {
	open := func() (*os.File, error) { return os.OpenFile(s.path(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) }
	f, err := open()
	if os.IsNotExist(err) && os.Mkdir(s.dir, 0o700) == nil {
		f, err = open()
	}
	if err != nil {
		return err
	}
	err = writePieces(f, pieces)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(s.path(name))
	}
	return err
}

// writePieces writes small pieces together, and large ones as they are.
func writePieces(f *os.File, pieces [][]byte) error {
	var buf []byte
	flush := func() error {
		if len(buf) == 0 {
			return nil
		}
		_, err := f.Write(buf)
		buf = buf[:0]
		return err
	}
	for _, p := range pieces {
		if len(buf)+len(p) > pieceBuffer {
			if err := flush(); err != nil {
				return err
			}
		}
		if len(p) < pieceBuffer {
			buf = append(buf, p...)
		} else if _, err := f.Write(p); err != nil {
			return err
		}
	}
	return flush()
}

// clean removes data files that nobody names: of the manifest before, and from there on what was left by a program that ended
// before it wrote a manifest, and what the user has removed. Free numbers are taken first, so there are no wide gaps. (To read
// the folder would link much.)
func (s *store) clean(before map[string]bool) {
	for name := range before {
		if !s.used[name] {
			os.Remove(s.path(name))
		}
	}
	for n, named := 1, 0; ; n++ {
		name := dataPrefix + strconv.Itoa(n)
		switch {
		case s.used[name]:
			named++
		case before[name]:
		case os.Remove(s.path(name)) != nil && named == len(s.used):
			return
		}
	}
}

// read returns the data of a group, which are not to be changed. A large group is mapped where that can be, and is the
// program's own.
func (s *store) read(g manifest.Group) (data []byte, own bool, err error) {
	if g.Size < headerSize || g.At > 1<<48 || g.Size > 1<<48 {
		return nil, false, errDamaged
	}
	if g.At == 0 && g.Size >= largeGroup {
		data, err = s.mapFile(g.File, int(g.Size))
		return data, true, err
	}
	file, ok := s.small[g.File]
	if !ok {
		// All small groups of the file come with this one, unless they are many.
		end := g.At + g.Size
		for _, other := range s.kept.Groups {
			if other.File == g.File {
				end = max(end, other.At+other.Size)
			}
		}
		if end > largeGroup {
			data, err = s.readPart(g.File, g.At, int(g.Size))
			return data, true, err
		}
		if file, err = s.readPart(g.File, 0, int(end)); err != nil {
			return nil, false, err
		}
		s.small[g.File] = file
	}
	if g.At+g.Size > int64(len(file)) {
		return nil, false, errDamaged
	}
	return file[g.At : g.At+g.Size : g.At+g.Size], false, nil
}

func (s *store) readPart(name string, at int64, size int) ([]byte, error) {
	f, err := os.Open(s.path(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, size)
	if n, err := f.ReadAt(data, at); n < size {
		if err == io.EOF {
			err = errDamaged
		}
		return nil, err
	}
	return data, nil
}

func readAll(f *os.File, size int) ([]byte, error) {
	data := make([]byte, size)
	n, err := f.ReadAt(data, 0)
	if n == size {
		err = nil
	}
	return data, err
}

// mapFile returns the first bytes of a file.
func (s *store) mapFile(name string, size int) ([]byte, error) {
	f, err := os.Open(s.path(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if length, err := f.Seek(0, io.SeekEnd); err != nil { // Stat would link all about times
		return nil, err
	} else if length < int64(size) {
		return nil, errDamaged // to look at what is mapped and not there would end the program
	}
	return mapped(f, size)
}

// files are the names of those whose memory is in the program, by its address.
var files = make(map[unsafe.Pointer]string)

// readLarge returns memory that has a file of its own.
func (s *store) readLarge(name string, size int) ([]byte, error) {
	data, err := s.mapFile(name, size)
	if err == nil {
		files[unsafe.Pointer(unsafe.SliceData(data))] = name
	}
	return data, err
}

// holds reports whether there are just these pieces, of so many bytes, at a place in a file.
func (s *store) holds(name string, at int64, pieces [][]byte, size int) bool {
	if file, ok := s.small[name]; ok && at+int64(size) <= int64(len(file)) {
		file = file[at:]
		for _, p := range pieces {
			if string(file[:len(p)]) != string(p) {
				return false
			}
			file = file[len(p):]
		}
		return true
	}
	f, err := os.Open(s.path(name))
	if err != nil {
		return false
	}
	defer f.Close()
	return equal(io.NewSectionReader(f, at, int64(size)), pieces, size)
}

// equal compares what is read.
func equal(r io.Reader, pieces [][]byte, size int) bool {
	buf := make([]byte, min(pieceBuffer, size))
	var unread []byte
	for _, p := range pieces {
		for len(p) > 0 {
			if len(unread) == 0 {
				n, err := r.Read(buf)
				if n == 0 && err != nil {
					return false
				}
				unread = buf[:n]
			}
			n := min(len(p), len(unread))
			if string(p[:n]) != string(unread[:n]) {
				return false
			}
			p, unread = p[n:], unread[n:]
		}
	}
	return true
}

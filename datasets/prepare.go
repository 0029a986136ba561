package datasets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// A Report says where a set comes from. Of a set that [LoadIDX] or [ReadIDX] read, it has only the Source.
type Report struct {
	// Cache is the path of the cache, or "" if the system names no folder for it.
	Cache string

	// Problem says why the cache was not used: fs.ErrNotExist, a *FormatError or
	// another error. It is nil if the cache was used, or if the set does not come
	// from the cache (LoadIDX, ReadIDX).
	Problem error

	// Source is the folder of the files that were decoded instead, or that LoadIDX
	// or ReadIDX read. It is "" if the cache was used.
	Source string

	// NotKept says why the decoded images could not be written to the cache. It is
	// nil if they were, or if there was nothing to write.
	NotKept error
}

// Rebuilt reports whether there was a cache file that could not be used, so that
// MNIST was decoded again.
func (r Report) Rebuilt() bool {
	_, damaged := errors.AsType[*FormatError](r.Problem)
	return damaged
}

// String returns the report as one line, in the reader's language.
func (r Report) String() string {
	switch {
	case r.Problem == nil && r.Cache == "":
		return words.Datasets.Sprintf("The images were read from %s", r.Source)
	case r.Problem == nil:
		return words.Datasets.Sprintf("MNIST is ready in %s", r.Cache)
	}
	text := words.Datasets.Sprintf("MNIST was decoded from %s and is kept in %s", r.Source, r.Cache)
	if r.NotKept != nil {
		text = words.Datasets.Sprintf("MNIST was decoded from %s into memory and could not be kept: %v", r.Source, r.NotKept)
	}
	if r.Rebuilt() {
		return words.Datasets.Sprintf("%s (in place of a damaged file: %v)", text, r.Problem)
	}
	return text
}

// load returns the content of the cache, making it first if it is missing or
// damaged. It fails only if the original files are not to be had.
func (l layout) load() (content []byte, report Report, err error) {
	path, noFolder := l.cacheFile()
	if noFolder != nil {
		report.Problem = noFolder
	} else {
		report.Cache = path
		content, report.Problem = l.openCache(path)
	}
	if report.Problem == nil {
		return content, report, nil
	}
	content, report.Source, err = l.decode(sources())
	if err != nil {
		return nil, report, err
	}
	report.NotKept = noFolder
	if noFolder == nil {
		report.NotKept = keep(path, content)
	}
	return content, report, nil
}

// keep writes the cache. It need not wait for the disk: openCache checks what it reads.
func keep(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return atomicfile.Write(path, content)
}

// decode makes the content of the cache from the first of the folders whose
// files are whole.
func (l layout) decode(dirs []string) (content []byte, from string, err error) {
	content = make([]byte, l.size())
	trainPixels, trainLabels, testPixels, testLabels := l.split(content)
	from, err = firstGood(dirs, func(dir string) error {
		return errors.Join(
			l.train.images.decode(trainPixels, dir, l.train.n, l.height, l.width),
			l.train.labels.decode(trainLabels, dir, l.train.n),
			l.test.images.decode(testPixels, dir, l.test.n, l.height, l.width),
			l.test.labels.decode(testLabels, dir, l.test.n))
	})
	if err != nil {
		return nil, "", err
	}
	l.writeHeader(content)
	return content, from, nil
}

// Prepare decodes MNIST into the cache unless it is there, so that the next
// [LoadMNIST] is quick, and reports what it found and did. It uses the original
// files on this machine; if there are none, the error wraps [ErrNoSource] and
// says where Prepare looked.
func Prepare() (Report, error) {
	_, report, err := mnist.load()
	return report, err
}

// A State says what this machine has of MNIST.
type State struct {
	Cache   string   // path of the cache; "" if the system names no folder for it
	Problem error    // why the cache cannot be used: fs.ErrNotExist, a *FormatError …; nil if it can
	Sources []Source // the folders that may hold the original files, in the order in which they are tried
}

// Status looks at the cache and at the original files, reads and checks them all
// (about 20 ms) and changes nothing.
func Status() State {
	var s State
	path, err := mnist.cacheFile()
	if err == nil {
		s.Cache = path
		_, err = mnist.openCache(path)
	}
	s.Problem = err
	for _, dir := range sources() {
		var errs []error
		for _, f := range SourceFiles() {
			_, err := f.read(dir)
			errs = append(errs, err)
		}
		if err := errors.Join(errs...); err != nil {
			s.Sources = append(s.Sources, Source{dir, sourceError(dir, err)})
		} else {
			s.Sources = append(s.Sources, Source{Dir: dir})
		}
	}
	return s
}

// OK reports whether [LoadMNIST] will succeed.
func (s State) OK() bool {
	ok := s.Problem == nil
	for _, source := range s.Sources {
		ok = ok || source.Err == nil
	}
	return ok
}

// String has a line for the cache and one for each source.
func (s State) String() string {
	var b strings.Builder
	// Translators: what comes before the folder takes 8 columns, here and in "source".
	fmt.Fprintln(&b, words.Datasets.Sprintf("cache   %s: %s", s.Cache, describe(s.Problem)))
	for _, source := range s.Sources {
		fmt.Fprintln(&b, words.Datasets.Sprintf("source  %s: %s", source.Dir, describe(source.Err)))
	}
	return b.String()
}

func describe(err error) string {
	switch {
	case err == nil:
		return words.Datasets.Sprintf("good")
	case errors.Is(err, fs.ErrNotExist):
		return words.Datasets.Sprintf("not there")
	}
	return err.Error()
}

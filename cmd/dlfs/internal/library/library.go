// Package library knows the packages that cells can import, what they have, and what their documentation says. It answers
// what Jupyter asks while the user writes a cell, from the compiler's export data and the sources, without a language
// server.
//
// It loads only what is needed: a package's types when a cell names it, its documentation when the user looks it up.
// The names of all packages are kept in the user's cache.
package library

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"dlfs/internal/apidoc"
	"dlfs/internal/cells"
	"dlfs/nb/kept/manifest"
)

// patience is how long an answer waits for the go command. Then it says what is known, and the go command works on.
const patience = 2500 * time.Millisecond

// A Library may be used by several goroutines at once.
type Library struct {
	Warn func(error) // is told what goes wrong in the background; nil: nobody is

	root, dir string
	patience  time.Duration
	start     sync.Once
	started   chan struct{} // closed when the first catalog is there, or cannot be
	ready     func()        // closes started
	read      chan struct{} // closed when there is a whole one, or cannot be
	loading   atomic.Bool
	catalog   atomic.Pointer[catalog]

	mu      sync.Mutex // One answer is worked out at a time.
	stamp   string     // of the sources that exports and docs are of
	exports *exports
	docs    map[string]map[string]string // of packages that were looked up, by path
}

// New returns the library of the module in root. The go command runs in dir with this process's environment, which has to be
// the kernel's: with other flags it would find nothing compiled.
func New(root, dir string) *Library {
	started := make(chan struct{})
	return &Library{root: root, dir: dir, patience: patience, started: started, ready: sync.OnceFunc(func() { close(started) }), read: make(chan struct{})}
}

// Start begins to read in the background. A request that comes earlier starts it too.
func (l *Library) Start() {
	l.start.Do(func() {
		l.loading.Store(true)
		go func() {
			defer close(l.read)
			defer l.ready()
			l.load()
		}()
	})
}

// load reads the catalog.
func (l *Library) load() {
	defer l.loading.Store(false)
	c, err := readCatalog(l.root, l.dir, func(names *catalog) {
		if l.catalog.CompareAndSwap(nil, names) {
			l.ready()
		}
	})
	if err != nil {
		l.warn(err)
	}
	if c != nil {
		l.catalog.Store(c)
	}
}

func (l *Library) warn(err error) {
	if l.Warn != nil {
		l.Warn(err)
	}
}

// Index returns the packages that cells can import, or nil while they are not known.
func (l *Library) Index() *cells.Index {
	if c := l.catalog.Load(); c != nil && c.whole {
		return c.index
	}
	return nil
}

// Complete returns what can replace the text between the characters start and end, code points from the beginning of the
// code, when the cursor is behind the character of that number.
func (l *Library) Complete(state cells.State, code string, cursorRunes int) (matches []string, startRunes, endRunes int) {
	cursor := offset(code, cursorRunes)
	l.ask(func(c *catalog, e *exports) {
		completion := cells.Complete(state, code, cursor, c.index, e)
		matches, startRunes = completion.Matches, runes(code[:completion.Start])
	})
	return matches, startRunes, runes(code[:cursor])
}

// Inspect returns as Markdown what the name at the cursor is, or what is called around it.
func (l *Library) Inspect(state cells.State, code string, cursorRunes int) (markdown string, found bool) {
	l.ask(func(c *catalog, e *exports) {
		path, name, text := cells.Inspect(state, code, offset(code, cursorRunes), c.index, e)
		markdown = text
		if path == "" {
			return
		}
		if doc, err := l.doc(c, path, name); err != nil {
			l.warn(err)
		} else if doc != "" {
			markdown = doc
		}
	})
	return markdown, markdown != ""
}

// Rewrite gives a cell the meaning that cells.Rewrite does. It waits for all that it has to know until ctx ends: a cell whose
// types are not known would mean something else, and its build waits for the same packages.
func (l *Library) Rewrite(ctx context.Context, state cells.State, number int, code string, kept manifest.Manifest) cells.Rewritten {
	meant := cells.Rewritten{Code: code, Kept: kept}
	l.answer(ctx, l.read, func(c *catalog, e *exports) {
		meant = cells.Rewrite(state, number, code, kept, c.index, e)
	})
	return meant
}

// ask has a question answered from what is known by then.
func (l *Library) ask(answer func(*catalog, *exports)) {
	ctx, cancel := context.WithTimeout(context.Background(), l.patience)
	defer cancel()
	l.answer(ctx, l.started, answer)
}

// answer answers once known is closed or ctx has ended.
func (l *Library) answer(ctx context.Context, known <-chan struct{}, answer func(*catalog, *exports)) {
	l.Start()
	select {
	case <-known:
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() {
		if r := recover(); r != nil { // A fault that half a cell finds in go/types is no reason for the kernel to end.
			l.warn(fmt.Errorf("a cell's types: %v", r))
		}
	}()
	c := l.catalog.Load()
	if c == nil {
		c = &catalog{index: &cells.Index{}}
	}
	l.refresh(c)
	l.exports.ctx = ctx
	answer(c, l.exports)
	if len(c.own) <= few { // The next question will probably be about one of them.
		l.exports.request(c.own)
	}
}

// few packages are compiled, if they were not, before somebody names them.
const few = 30

// refresh forgets what was made of sources that have changed, and has their names read again.
func (l *Library) refresh(c *catalog) {
	now := c.sources.stamp()
	if now != l.stamp || l.exports == nil {
		l.stamp, l.exports, l.docs = now, newExports(l.dir, l.warn), make(map[string]map[string]string)
	}
	if now != c.stamp && l.loading.CompareAndSwap(false, true) {
		go l.load()
	}
}

// offset returns where in the code the character of that number begins, within the code in any case.
func offset(code string, characters int) int {
	if characters < 0 {
		return 0
	}
	for i := range code {
		if characters == 0 {
			return i
		}
		characters--
	}
	return len(code)
}

// runes counts as offset does: a byte that belongs to no character is one.
func runes(code string) (n int) {
	for range code {
		n++
	}
	return n
}

// doc returns the documentation of a member of a package, "" if there is none.
func (l *Library) doc(c *catalog, path, name string) (string, error) {
	if docs, ok := l.docs[path]; ok {
		return docs[name], nil
	}
	source, ok := c.find(path)
	if !ok {
		return "", nil
	}
	p, err := source.Read()
	if err != nil {
		return "", err
	}
	if len(l.docs) >= mostDocs {
		clear(l.docs)
	}
	l.docs[path] = p.Docs
	return p.Docs[name], nil
}

// mostDocs bounds the memory: the documentation of a large package is half a megabyte.
const mostDocs = 10

func (c *catalog) find(path string) (apidoc.Source, bool) {
	for _, e := range c.entries {
		if e.ImportPath == path {
			return e.Source, true
		}
	}
	return apidoc.Source{}, false
}

package proxy

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// A history holds the cells that were run in this session and in earlier ones.
type history struct {
	mu      sync.Mutex
	file    string // "" if the history is not saved
	session int
	entries []entry
}

// An entry is a line of the history's file.
type entry struct {
	Session, Line int
	Code          string
}

// mostEntries is how many entries the file keeps. Older ones are removed when a kernel starts.
const mostEntries = 10000

// HeadlessVariable names the environment variable that is set when nobody watches the run. Such runs leave no history.
const HeadlessVariable = "DLFS_HEADLESS"

// openHistory reads the user's history. If it returns an error, the history covers this session alone and is not saved.
func openHistory() (*history, error) {
	h := &history{session: 1}
	if os.Getenv(HeadlessVariable) != "" {
		return h, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return h, words.DLFS.Errorf("the history is not kept: %w", err)
	}
	file := filepath.Join(cache, "dlfs", "history.jsonl")
	if err := h.load(file); err != nil {
		return h, words.DLFS.Errorf("the history is not kept: %w", err)
	}
	h.file = file
	return h, nil
}

func (h *history) load(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e entry
		if json.Unmarshal(lines.Bytes(), &e) == nil { // A crash may have cut a line short: it is skipped.
			h.entries = append(h.entries, e)
			h.session = max(h.session, e.Session+1)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if len(h.entries) > mostEntries {
		h.entries = h.entries[len(h.entries)-mostEntries:]
		var kept []byte
		for _, e := range h.entries {
			kept = append(append(kept, encode(e)...), '\n')
		}
		return atomicfile.Write(file, kept)
	}
	return nil
}

// add notes a cell.
func (h *history) add(line int, code string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	e := entry{h.session, line, code}
	h.entries = append(h.entries, e)
	if h.file == "" {
		return nil
	}
	f, err := os.OpenFile(h.file, os.O_APPEND|os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) { // The user has removed it and wants no history.
		h.file = ""
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(append(encode(e), '\n')) // in one piece, as other kernels write here, too
	return errors.Join(err, f.Close())
}

// A historyRequest asks for the last n entries (tail), those of a session from Start to before Stop (range), or those that
// match a pattern (search).
type historyRequest struct {
	Output  bool   `json:"output"`
	Access  string `json:"hist_access_type"`
	Session int    `json:"session"` // 0 is this session, -1 the one before
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"`
	N       *int   `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

func (h *history) answer(content json.RawMessage) any {
	var request historyRequest
	if err := json.Unmarshal(content, &request); err != nil {
		return map[string]any{"status": "error", "ename": "BadRequest", "evalue": err.Error(), "traceback": []string{}, "history": []any{}}
	}
	rows := make([]any, 0)
	for _, e := range h.find(request) {
		if request.Output { // which is not kept
			rows = append(rows, []any{e.Session, e.Line, []any{e.Code, nil}})
		} else {
			rows = append(rows, []any{e.Session, e.Line, e.Code})
		}
	}
	return map[string]any{"status": "ok", "history": rows}
}

func (h *history) find(r historyRequest) []entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []entry
	for _, e := range h.entries {
		if h.matches(r, e) {
			found = append(found, e)
		}
	}
	if r.Unique {
		found = lastOfEach(found)
	}
	if r.N != nil && r.Access != "range" {
		found = found[max(len(found)-max(*r.N, 0), 0):]
	}
	return found
}

func (h *history) matches(r historyRequest, e entry) bool {
	switch r.Access {
	case "range":
		session := r.Session
		if session <= 0 {
			session += h.session
		}
		return e.Session == session && e.Line >= r.Start && (r.Stop == nil || e.Line < *r.Stop)
	case "search":
		return glob(r.Pattern, e.Code)
	}
	return true
}

// glob matches a whole text against a pattern in which * is anything, ? any character and […] one of several.
func glob(pattern, text string) bool {
	if pattern == "" {
		return true
	}
	// In path.Match * stops at a slash. Here a slash is an ordinary character.
	swap := func(s string) string {
		runes := []rune(s)
		for i, r := range runes {
			if r == '/' {
				runes[i] = '\uE000'
			}
		}
		return string(runes)
	}
	matched, err := path.Match(swap(pattern), swap(text))
	return err == nil && matched
}

// lastOfEach keeps only the last of several equal cells.
func lastOfEach(entries []entry) []entry {
	seen := make(map[string]bool)
	var kept []entry
	for _, e := range slices.Backward(entries) {
		if !seen[e.Code] {
			seen[e.Code] = true
			kept = append(kept, e)
		}
	}
	slices.Reverse(kept)
	return kept
}

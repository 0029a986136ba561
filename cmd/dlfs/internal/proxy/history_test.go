package proxy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ask returns what the history answers, as session:line:code.
func (h *history) ask(t *testing.T, request string) string {
	t.Helper()
	var answer struct {
		Status  string
		History [][]any
	}
	if err := json.Unmarshal(encode(h.answer(json.RawMessage(request))), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Status != "ok" {
		return answer.Status
	}
	var rows []string
	for _, row := range answer.History {
		text, _ := json.Marshal(row)
		rows = append(rows, string(text))
	}
	return strings.Join(rows, " ")
}

func TestHistory(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv(HeadlessVariable, "")
	for _, session := range [][]string{{"a := 1", "b"}, {"a/b", "b", "日本"}} {
		h, err := openHistory()
		if err != nil {
			t.Fatal(err)
		}
		for i, code := range session {
			if err := h.add(i+1, code); err != nil {
				t.Fatal(err)
			}
		}
	}
	h, err := openHistory()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.add(1, "now"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ request, want string }{
		{`{"hist_access_type": "tail", "n": 2}`, `[2,3,"日本"] [3,1,"now"]`},
		{`{"hist_access_type": "tail", "n": 0}`, ``},
		{`{"hist_access_type": "tail", "n": 99, "output": true, "raw": true}`,
			`[1,1,["a := 1",null]] [1,2,["b",null]] [2,1,["a/b",null]] [2,2,["b",null]] [2,3,["日本",null]] [3,1,["now",null]]`},
		{`{"hist_access_type": "range", "session": 0, "start": 0, "stop": null}`, `[3,1,"now"]`},
		{`{"hist_access_type": "range", "session": 0, "start": 1, "stop": 2}`, `[3,1,"now"]`},
		{`{"hist_access_type": "range", "session": -1, "start": 2, "stop": 4}`, `[2,2,"b"] [2,3,"日本"]`},
		{`{"hist_access_type": "range", "session": 1, "start": 1, "stop": 2}`, `[1,1,"a := 1"]`},
		{`{"hist_access_type": "search", "pattern": "a*"}`, `[1,1,"a := 1"] [2,1,"a/b"]`},
		{`{"hist_access_type": "search", "pattern": "*?", "n": 1}`, `[3,1,"now"]`},
		{`{"hist_access_type": "search", "pattern": "b", "unique": true}`, `[2,2,"b"]`},
		{`{"hist_access_type": "search", "pattern": "["}`, ``},
		{`[]`, "error"},
	} {
		if got := h.ask(t, test.request); got != test.want {
			t.Errorf("%s: %s, want %s", test.request, got, test.want)
		}
	}
}

func TestHistoryThatWasCut(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	t.Setenv(HeadlessVariable, "")
	user, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(user, "dlfs", "history.jsonl")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	line := `{"Session":4,"Line":1,"Code":"x"}` + "\n"
	if err := os.WriteFile(file, []byte(strings.Repeat(line, mostEntries+5)+`{"Session":5,"Li`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := openHistory()
	if err != nil || h.session != 5 || len(h.entries) != mostEntries {
		t.Errorf("session %d with %d entries, %v", h.session, len(h.entries), err)
	}
	data, err := os.ReadFile(file)
	if err != nil || string(data) != strings.Repeat(line, mostEntries) {
		t.Errorf("%d bytes are kept, %v", len(data), err)
	}
}

func TestHeadlessHistoryLeavesNoTrace(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	t.Setenv(HeadlessVariable, "1")
	h, err := openHistory()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.add(1, "x"); err != nil {
		t.Fatal(err)
	}
	if got := h.ask(t, `{"hist_access_type": "tail", "n": 5}`); got != `[1,1,"x"]` {
		t.Error(got)
	}
	if entries, err := os.ReadDir(cache); err != nil || len(entries) > 0 {
		t.Errorf("%v, %v", entries, err)
	}
}

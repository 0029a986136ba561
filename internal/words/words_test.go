package words

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"dlfs/internal/words/ids"
)

var domains = map[string]*Domain{
	"advice": &Advice, "datasets": &Datasets, "dlfs": &DLFS, "exercises": &Exercises, "nb": &NB, "plotting": &Plotting,
}

// elsewhere are the domains whose texts are in no call.
var elsewhere = map[string]*Domain{"cells": &Cells, "solutions": &Solutions}

var languages = []string{"zh", "ko", "ja"}

// messages returns what is in the sources of the module.
func messages(t *testing.T) []ids.Message {
	t.Helper()
	all, err := ids.Below("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 200 {
		t.Fatalf("only %d messages are found", len(all))
	}
	return all
}

func TestLanguage(t *testing.T) {
	for set, want := range map[string]string{
		"": "en", "en": "en", "zh": "zh", "ko": "ko", "ja": "ja", "de": "en", "KO": "en", "ko_KR.UTF-8": "en", "zh-TW": "en",
	} {
		t.Setenv("DLFS_LANG", set)
		if got := Language(); got != want {
			t.Errorf("DLFS_LANG=%q: %s, want %s", set, got, want)
		}
	}
}

// Every message is translated into every language, with the same verbs, and nothing else is.
func TestFilesHoldTheMessages(t *testing.T) {
	needed := make(map[string][]string)
	for _, m := range messages(t) {
		if domains[m.Domain] == nil {
			t.Errorf("there is no domain %s", m.Domain)
		}
		needed[m.Domain] = append(needed[m.Domain], m.ID)
	}
	for name, d := range domains {
		for _, lang := range languages {
			byText := parse(*d.table(lang).file)
			for english, translated := range byText {
				if !slices.Contains(needed[name], english) {
					t.Errorf("%s, %s: no program says %q any more: run make i18n", lang, name, english)
				}
				want, err := ids.Verbs(english)
				if err != nil {
					t.Error(err)
				}
				if got, err := ids.Verbs(translated); err != nil || !slices.Equal(got, want) {
					t.Errorf("%s, %s: %q has the verbs %q, %v; %q has %q", lang, name, english, want, err, translated, got)
				}
			}
			for _, id := range needed[name] {
				if byText[id] == "" {
					t.Errorf("%s, %s: %q is not translated: run make i18n and translate it", lang, name, id)
				}
			}
		}
	}
}

// A file is pairs of lines with an empty line between them, and each pair comes once. Each is the file of its domain.
func TestFilesAreWellFormed(t *testing.T) {
	for _, lang := range languages {
		paths, err := filepath.Glob(filepath.Join(lang, "*"))
		if want := len(domains) + len(elsewhere); err != nil || len(paths) != want {
			t.Errorf("%d files for %s, %v, want %d", len(paths), lang, err, want)
		}
		for _, path := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".txt")
			d := domains[name]
			if d == nil {
				d = elsewhere[name]
			}
			content, err := os.ReadFile(path)
			if err != nil || d == nil || *d.table(lang).file != string(content) {
				t.Errorf("%s, %v: the domain %s does not hold it", path, err, name)
				continue
			}
			pairs := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n\n")
			for _, pair := range pairs {
				if english, translated, _ := strings.Cut(pair, "\n"); english == "" || translated == "" || strings.Contains(translated, "\n") {
					t.Errorf("%s: %q is not a pair of lines", path, pair)
				}
			}
			if got := len(parse(string(content))); got != len(pairs) {
				t.Errorf("%s: %d pairs for %d texts", path, len(pairs), got)
			}
		}
	}
}

func TestParse(t *testing.T) {
	got := parse("%d steps\n%d단계\n\ntwo\\nlines\\n\n줄\\n둘\n")
	if want := map[string]string{"%d steps": "%d단계", "two\nlines\n": "줄\n둘"}; !maps.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := parse(""); len(got) != 0 {
		t.Errorf("an empty file has %q", got)
	}
}

// sample returns a value that goes with a verb.
func sample(verb string) any {
	switch verb[len(verb)-1] {
	case 's', 'q', 'v':
		return "字"
	case 'd', 'o', 'x':
		return 7
	case 'c', 'U':
		return '字'
	case 'w':
		return fs.ErrNotExist
	}
	return 1.5 // for %f and %g
}

// No message leaves a trace of a verb that went wrong, in any language.
func TestMessagesCanBeFormatted(t *testing.T) {
	for _, lang := range []string{"en", "zh", "ko", "ja"} {
		t.Setenv("DLFS_LANG", lang)
		for _, m := range messages(t) {
			verbs, err := ids.Verbs(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			wraps := false
			var args []any
			for _, verb := range verbs {
				args = append(args, sample(verb))
				wraps = wraps || verb == "%w"
			}
			d := domains[m.Domain]
			told := d.Errorf(m.ID, args...)
			if wraps != errors.Is(told, fs.ErrNotExist) {
				t.Errorf("%s: %q wraps %v", lang, m.ID, wraps)
			}
			text := told.Error()
			if !wraps {
				text = d.Sprintf(m.ID, args...)
			}
			if strings.Contains(text, "%!") || lang != "en" && text == m.ID && len(m.ID) > 12 {
				t.Errorf("%s: %q becomes %q", lang, m.ID, text)
			}
		}
	}
}

// few is the file of a domain that no program has, so that the tests below depend on nothing else.
var few = "%s of %s\n%[2]s 가운데 %[1]s\n\n%d steps\n%d단계\n\n%s, %s\n%s、%s\n\ngone\n없음\n\nno %w\n%w 없음\n"

func ours() *Domain { return &Domain{table{file: &few}, table{file: &few}, table{file: &few}} }

func TestDomain(t *testing.T) {
	d := ours()
	for _, c := range []struct {
		say    func() string
		en, ko string
	}{
		{func() string { return d.Sprintf("%s of %s", "a", "b") }, "a of b", "b 가운데 a"},
		{func() string { return d.Sprintf("unheard of: %d", 3) }, "unheard of: 3", "unheard of: 3"},
		{func() string { return d.Plural(1, "%d step", "%d steps", 1) }, "1 step", "1단계"},
		{func() string { return d.Plural(0, "%d step", "%d steps", 0) }, "0 steps", "0단계"},
		{func() string { return d.Join("%s, %s", "a", "b", "c") }, "a, b, c", "a、b、c"},
		{func() string { return d.Join("%s, %s", "a") }, "a", "a"},
		{func() string { return d.Join("%s, %s") }, "", ""},
		{func() string { return d.New("gone").Error() }, "gone", "없음"},
		{func() string { return d.New("unheard of").Error() }, "unheard of", "unheard of"},
		{func() string { return d.Message("gone").String() }, "gone", "없음"},
		{func() string { return Message{}.String() }, "", ""},
		{func() string { return d.Errorf("no %w", fs.ErrExist).Error() }, "no file already exists", "file already exists 없음"},
	} {
		for lang, want := range map[string]string{"en": c.en, "xx": c.en, "ko": c.ko} {
			t.Setenv("DLFS_LANG", lang)
			if got := c.say(); got != want {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
	}
}

// An error of a package variable is itself whatever the language, and is put into the one of its reader.
func TestNewIsReadLate(t *testing.T) {
	err := ours().New("gone")
	wrapped := ours().Errorf("no %w", err)
	t.Setenv("DLFS_LANG", "ja")
	if err.Error() != "없음" || !errors.Is(wrapped, err) || errors.Is(err, ours().New("gone")) {
		t.Errorf("%v, %v", err, wrapped)
	}
}

// Cells may speak from many goroutines.
func TestManySpeakAtOnce(t *testing.T) {
	t.Setenv("DLFS_LANG", "zh")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				if got := Plotting.Sprintf("staying at %s", "5"); got != "保持在 5" {
					t.Error(got)
				}
			}
		})
	}
	all.Wait()
}

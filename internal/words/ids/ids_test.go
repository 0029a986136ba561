package ids

import (
	"slices"
	"strings"
	"testing"
)

const imports = "package p\nimport \"dlfs/internal/words\"\n"

func TestMessagesAreFound(t *testing.T) {
	src := imports + `
	func f(n int, parts []string, args []any) {
		// Translators: a title
		words.NB.Sprintf("%s of %d", "a", n)
		words.Plotting.Errorf("one " +
			"sentence")
		words.NB.Plural(n, "%d step", "%d steps", n)
		words.NB.Join("%s, %s", parts...)
		words.NB.Sprintf("%d and %d", args...)
		_ = words.NB.Message("late")
		// Translators: inside
		_ = func() string { return words.Other.Sprintf("x") }
		println(words.Language(), words.Message{}.String())
	}`
	got, err := inFile("p.go", []byte(src))
	want := []Message{
		{"nb", "%s of %d", "a title"}, {"plotting", "one sentence", ""}, {"nb", "%d steps", ""}, {"nb", "%s, %s", ""},
		{"nb", "%d and %d", ""}, {"nb", "late", ""}, {"other", "x", "inside"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v\nwant %q", got, err, want)
	}
	if got, err := inFile("p.go", []byte("package p\nfunc f() { words.NB.Sprintf(x) }")); len(got) != 0 || err != nil {
		t.Errorf("where words is something else: %q, %v", got, err)
	}
	renamed := "package p\nimport w \"example.org/x/internal/words\"\nvar _ = w.NB.Sprintf(\"x\")"
	if got, err := inFile("p.go", []byte(renamed)); len(got) != 1 || err != nil {
		t.Errorf("under another name: %q, %v", got, err)
	}
}

func TestWhatCannotBeTranslated(t *testing.T) {
	for code, want := range map[string]string{
		`words.NB.Sprintf(x)`:                        "write the message out",
		`words.NB.Sprintf("a" + x)`:                  "write the message out",
		`words.NB.Sprintf(" ")`:                      "write the message out",
		`words.NB.Sprintf("%s")`:                     "takes 1 arguments and gets 0",
		`words.NB.Message("%s")`:                     "takes 1 arguments and gets 0",
		`words.NB.Errorf("%s", 1, 2)`:                "takes 1 arguments and gets 2",
		`words.NB.Sprintf("%*d", 1, 2)`:              "is no verb",
		`words.NB.Plural(2, "%d step", "steps", 2)`:  "both must take the same arguments",
		`words.NB.Plural(2, x, "%d steps", 2)`:       "write the message out",
		`words.NB.Plural(2, "%d a", "%d b")`:         "takes 1 arguments and gets 0",
		`words.NB.Join("%s", "a", "b")`:              "takes 1 arguments and gets 2",
		`words.NB.Print("a")`:                        "package ids does not know it",
		`(func(...any) {})(words.NB)`:                "call a method of it here",
		`(func(...any) {})(words.NB.Sprintf)`:        "call a method of it here",
		`words.NB.Sprintf("%[1]s %[1]d", 1)`:         "both %s and %d",
		`words.NB.Sprintf("%[2]s", 1, 2)`:            "argument 1 is left out",
		`words.NB.Plural(2, "%d step", "%s steps ")`: "both must take the same arguments",
	} {
		_, err := inFile("p.go", []byte(imports+"func f() { "+code+" }"))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "p.go:3:") {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
}

func TestVerbs(t *testing.T) {
	for format, want := range map[string][]string{
		"":                          {},
		"100%%":                     {},
		"%s of %d, %.1f%%":          {"%s", "%d", "%.1f"},
		"%.1[3]f%% %[1]s (%[2]d)":   {"%s", "%d", "%.1f"},
		"%[2]q, %[1]v and %[1]v":    {"%v", "%q"},
		"%q (%U) ±%g: %w":           {"%q", "%U", "%g", "%w"},
		"%+d %05.2f %x":             {"%+d", "%05.2f", "%x"},
		"%[1]s ist %[2]s":           {"%s", "%s"},
		"从 %[1]s 到 %[2]s，共 %[3]s 个": {"%s", "%s", "%s"},
	} {
		if got, err := Verbs(format); err != nil || !slices.Equal(got, want) {
			t.Errorf("Verbs(%q) = %q, %v, want %q", format, got, err, want)
		}
	}
	for _, format := range []string{"50%", "50% ", "%[1].1f", "%，", "%[2]s", "%[1]s %[1]d", "%*d", "%[3]s %s %s"} {
		if got, err := Verbs(format); err == nil {
			t.Errorf("Verbs(%q) = %q, want an error", format, got)
		}
	}
}

func TestEqualMessagesAreOne(t *testing.T) {
	got := merged([]Message{{"nb", "a", "x"}, {"dlfs", "a", ""}, {"nb", "b", ""}, {"nb", "a", ""}, {"nb", "a", "y"}})
	want := []Message{{"dlfs", "a", ""}, {"nb", "a", "x\ny"}, {"nb", "b", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

//go:build unix

package nb

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

const headlessRun = "DLFS_HEADLESS=1"

// wantFigure checks that a message is the figure with this description.
func wantFigure(t *testing.T, m protocol.DisplayData, alt, escaped, base64 string) {
	t.Helper()
	html := fmt.Sprintf(`<img alt="%s" width="576" height="384" src="data:image/png;base64,%s">`, escaped, base64)
	if got := m.Data[protocol.MIMETextHTML]; got != html {
		t.Errorf("HTML %s\nwant %s", got, html)
	}
	if got, ok := m.Data[protocol.MIMEImagePNG].([]byte); !ok || !bytes.Equal(got, []byte("PNG of "+alt)) {
		t.Errorf("PNG %q", got)
	}
	if got := m.Data[protocol.MIMETextPlain]; got != alt {
		t.Errorf("text %q, want %q", got, alt)
	}
	if len(m.Data) != 3 {
		t.Errorf("%d forms, want 3", len(m.Data))
	}
}

func TestShow(t *testing.T) {
	dir := t.TempDir()
	r := runCell(t, dir, "show")
	displays := r.displays(t)
	if len(displays) != 1 || r.code != 0 || r.stdout+r.stderr != "" {
		t.Fatalf("%+v", r)
	}
	wantFigure(t, displays[0], `a "loss" <curve> & 图`, `a &#34;loss&#34; &lt;curve&gt; &amp; 图`,
		"UE5HIG9mIGEgImxvc3MiIDxjdXJ2ZT4gJiDlm74=")
	if displays[0].DisplayID != "" {
		t.Errorf("display id %q", displays[0].DisplayID)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("files %v, %v", entries, err)
	}
}

func TestShowFails(t *testing.T) {
	for name, r := range map[string]result{
		"in a notebook": runCell(t, t.TempDir(), "broken"), "outside": runAlone(t, t.TempDir(), "broken"),
	} {
		if want := "nb.Show: series \"loss\" has a NaN at 3\n"; r.code != 1 || r.stderr != want || r.stdout != "" || len(r.messages) != 0 {
			t.Errorf("%s: %+v, want %q and status 1", name, r, want)
		}
	}
}

func TestShowOfNothing(t *testing.T) {
	for cell, what := range map[string]string{"nothing": "nb.Show", "a nil": "nb.Show", "live, nil": "nb.Live"} {
		r := runAlone(t, t.TempDir(), cell)
		if want := what + ": the figure is nil: give one that a function of package plotting returns\n"; r.code != 1 || r.stderr != want {
			t.Errorf("%s: %+v, want %q and status 1", cell, r, want)
		}
	}
}

// The file has the mode that any new file gets.
func TestModeOfASavedFigure(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	dir := t.TempDir()
	if r := runAlone(t, dir, "show"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if info, err := os.Stat(filepath.Join(dir, "figure-1.png")); err != nil || info.Mode() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestShowOutsideANotebook(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "figure-2.png")
	if err := os.WriteFile(mine, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := runAlone(t, dir, "twice")
	if want := "figure-1.png: first\nfigure-3.png: second\n"; r.stdout != want || r.stderr != "" || r.code != 0 {
		t.Errorf("%+v, want %q", r, want)
	}
	for name, want := range map[string]string{"figure-1.png": "PNG of first", "figure-2.png": "mine", "figure-3.png": "PNG of second"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestShowInAFolderWithoutRights(t *testing.T) {
	dir := "/proc" // takes no new file, not even from root
	if _, err := os.Stat(dir); err != nil {
		dir = t.TempDir()
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	if r := runAlone(t, dir, "show"); r.code != 1 || !strings.HasPrefix(r.stderr, "nb.Show: cannot save the figure: ") {
		t.Errorf("%+v", r)
	}
}

func TestShowWithoutAKernel(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	r := runAlone(t, t.TempDir(), "show", protocol.GONB_PIPE_ENV+"="+gone, protocol.GONB_PIPE_BACK_ENV+"="+gone)
	if r.code != 1 || !strings.HasPrefix(r.stderr, "nb.Show: cannot connect to the notebook's kernel: ") || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("%+v", r)
	}
}

func TestLive(t *testing.T) {
	r := runCell(t, t.TempDir(), "live")
	displays := r.displays(t)
	if r.code != 0 || r.stdout+r.stderr != "" || len(displays) < 2 || len(displays) > 100 {
		t.Fatalf("%d displays of 1001 states: %+v", len(displays), r)
	}
	for i, d := range displays {
		if d.DisplayID == "" || d.DisplayID != displays[0].DisplayID {
			t.Errorf("display id %d is %q, want one for all", i, d.DisplayID)
		}
	}
	wantFigure(t, displays[0], "state 0", "state 0", "UE5HIG9mIHN0YXRlIDA=")
	wantFigure(t, displays[len(displays)-1], "state 1000", "state 1000", "UE5HIG9mIHN0YXRlIDEwMDA=")
}

func TestLiveUnwatched(t *testing.T) {
	displays := runCell(t, t.TempDir(), "live", headlessRun).displays(t)
	if len(displays) != 1 || displays[0].DisplayID != "" {
		t.Fatalf("%+v, want one output like Show's", displays)
	}
	wantFigure(t, displays[0], "state 1000", "state 1000", "UE5HIG9mIHN0YXRlIDEwMDA=")
	if r := runAlone(t, t.TempDir(), "live"); r.stdout != "figure-1.png: state 1000\n" || r.code != 0 {
		t.Errorf("outside: %+v", r)
	}
	if r := runAlone(t, t.TempDir(), "live without a state"); r.stdout+r.stderr != "" || r.code != 0 {
		t.Errorf("no state: %+v", r)
	}
	if r := runAlone(t, t.TempDir(), "live broken"); r.stderr != "nb.Live: no data\n" || r.code != 1 {
		t.Errorf("broken: %+v", r)
	}
}

func TestProgress(t *testing.T) {
	displays := runCell(t, t.TempDir(), "progress", "DLFS_LANG=ja").displays(t)
	if len(displays) < 2 || len(displays) > 100 {
		t.Fatalf("%d displays of 1000 rounds", len(displays))
	}
	last := displays[len(displays)-1]
	want := regexp.MustCompile(`^a < b：1,000/1,000  loss 0\.125  [0-9,.]+/s  0:0\d$`)
	if got, _ := last.Data[protocol.MIMETextPlain].(string); !want.MatchString(got) {
		t.Errorf("the line ends as %q", got)
	}
	if got, _ := last.Data[protocol.MIMETextHTML].(string); !strings.HasPrefix(got, "<pre>a &lt; b：1,000/1,000 ") {
		t.Errorf("the HTML ends as %q", got)
	}
	for _, d := range displays {
		if d.DisplayID == "" || d.DisplayID != displays[0].DisplayID {
			t.Errorf("display id %q, want one for all", d.DisplayID)
		}
	}
}

func TestProgressUnwatched(t *testing.T) {
	const line = "a < b: 1,000/1,000  loss 0.125"
	for range 2 {
		displays := runCell(t, t.TempDir(), "progress", headlessRun).displays(t)
		if len(displays) != 1 || displays[0].DisplayID != "" || displays[0].Data[protocol.MIMETextPlain] != line {
			t.Errorf("%+v, want %q alone", displays, line)
		}
	}
	if r := runAlone(t, t.TempDir(), "progress"); r.stderr != line+"\n" || r.stdout != "" {
		t.Errorf("in a log: %+v", r)
	}
	if r := runAlone(t, t.TempDir(), "endless"); r.stderr != "rows: 1,234,567\n" {
		t.Errorf("without a total: %+v", r)
	}
}

func TestProgressText(t *testing.T) {
	tests := []struct {
		lang         string
		count, total int
		elapsed      time.Duration
		done         bool
		want         string
	}{
		{"en", 0, 100, time.Second, false, "x: 0/100"},
		{"en", 25, 100, 10 * time.Second, false, "x: 25/100  2.5/s  0:30 left"},
		{"zh", 25, 100, 10 * time.Second, false, "x：25/100  2.5/s  剩余 0:30"},
		{"ko", 25, 100, 10 * time.Second, false, "x: 25/100  2.5/s  0:30 남음"},
		{"ja", 25, 100, 10 * time.Second, false, "x：25/100  2.5/s  残り 0:30"},
		{"en", 1, 10000, 2 * time.Second, false, "x: 1/10,000  0.5/s  5:33:18 left"},
		{"en", 100, 100, 50 * time.Millisecond, true, "x: 100/100  2,000/s  0:00"},
		{"en", 50, 100, 100 * time.Second, true, "x: 50/100  0.5/s  1:40"},
		{"en", 120, 100, time.Second, false, "x: 120/100  120/s"},
		{"en", 7, 0, time.Second, false, "x: 7  7.0/s"},
		{"en", -1, 5, time.Second, false, "x: -1/5"},
	}
	for _, test := range tests {
		t.Setenv("DLFS_LANG", test.lang)
		b := &Bar{what: "x", count: test.count, total: test.total}
		if got := b.watchedText(test.elapsed, test.done); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567", -1000: "-1,000", -999: "-999"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %q", n, got)
		}
	}
}

func TestKeepBetweenCells(t *testing.T) {
	tmp := protocol.GONB_TMP_DIR_ENV + "=" + t.TempDir()
	steps := []struct {
		cell, stdout, stderr string
		code                 int
	}{
		{"take", "", "nb.Kept[[]float64](\"w\"): nothing is stored as \"w\" yet: first run the cell with nb.Keep(\"w\", …)\n", 1},
		{"keep", "", "", 0},
		{"take", "[1 2]\n", "", 0},
		{"take other", "", "nb.Kept[[]int](\"w\"): this name holds a []float64, not a []int: change the type in the square brackets\n", 1},
		{"keep bad", "", "nb.Keep(\"f\", …): func() is a function, which cannot be stored\n", 1},
	}
	for _, s := range steps {
		if r := runCell(t, t.TempDir(), s.cell, tmp); r.stdout != s.stdout || r.stderr != s.stderr || r.code != s.code {
			t.Errorf("%s: %+v\nwant %+v", s.cell, r, s)
		}
	}
	if r := runAlone(t, t.TempDir(), "take"); r.code != 1 {
		t.Errorf("outside a notebook another process's value was there: %+v", r)
	}
	dir := t.TempDir()
	if r := runAlone(t, dir, "keep and take"); r.stdout != "[1 2]\n" {
		t.Errorf("outside a notebook: %+v", r)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("files %v, %v", entries, err)
	}
}

func TestResult(t *testing.T) {
	dir := t.TempDir()
	r := runAlone(t, dir, "result")
	if r.code != 0 || r.stdout != "42\nfigure-1.png: a figure\n" || r.stderr != "" {
		t.Errorf("outside a notebook: %+v", r)
	}
	r = runCell(t, dir, "result")
	displays := r.displays(t)
	if len(displays) != 2 || displays[0].Data[protocol.MIMETextPlain] != "42" {
		t.Fatalf("to GoNB: %+v", r)
	}
	wantFigure(t, displays[1], "a figure", "a figure", "UE5HIG9mIGEgZmlndXJl")
	if want := "nb.Clear: this kernel cannot clear what a cell has shown\n"; r.code != 1 || r.stderr != want {
		t.Errorf("to GoNB: status %d, %q", r.code, r.stderr)
	}
}

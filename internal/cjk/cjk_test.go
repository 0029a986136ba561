package cjk

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestOrder(t *testing.T) {
	tests := []struct {
		text, language string
		first          Region
	}{
		{"损失", "", SimplifiedChinese},
		{"损失", "en", SimplifiedChinese},
		{"损失", "zh", SimplifiedChinese},
		{"損失", "ja", Japanese},
		{"損失", "ko", Korean},
		{"損失の値", "zh", Japanese},
		{"ロス", "ko", Japanese},
		{"ﾛｽ", "", Japanese},
		{"손실", "ja", Korean},
		{"손실 損失", "zh", Korean},
		{"\u1109\u1169\u11ab", "zh", Korean}, // 손 in parts
		{"ㄅ", "zh", TraditionalChinese},
		{"loss：0.1", "ja", Japanese},
		{"", "", SimplifiedChinese},
	}
	for _, test := range tests {
		order := Order(test.text, test.language)
		if order[0] != test.first {
			t.Errorf("Order(%q, %q) begins with %s, want %s", test.text, test.language, order[0], test.first)
		}
		slices.Sort(order)
		if all := slices.Sorted(slices.Values(Regions)); !slices.Equal(order, all) {
			t.Errorf("Order(%q, %q) has the regions %v, want each once", test.text, test.language, order)
		}
	}
}

func TestMayDraw(t *testing.T) {
	for r, want := range map[rune]bool{
		'学': true, '𠮷': true, 'カ': true, 'の': true, 'ー': true, '한': true, 'ㄅ': true, '，': true, '①': true,
		'😀': false, 'ب': false, 'ก': false, '\u200d': false, '\ufe0f': false,
	} {
		if MayDraw(r) != want {
			t.Errorf("MayDraw(%q) = %v", r, !want)
		}
	}
}

func TestIsFont(t *testing.T) {
	for name, want := range map[string]bool{
		"NotoSansCJK-Regular.ttc":         true,
		"NotoSansCJK.ttc":                 true,
		"NotoSansCJKsc-Regular.otf":       true,
		"NotoSansKR-Regular.otf":          true,
		"NotoSansJP-Regular.TTF":          true,
		"NotoSansCJK-Bold.ttc":            false,
		"NotoSansMonoCJKsc-Regular.otf":   false,
		"NotoSerifCJK-Regular.ttc":        false,
		"NotoSans-Regular.ttf":            false,
		"NotoSansCJK-Regular.ttc.partial": false,
		"NotoSansCJK-Regular":             false,
		"":                                false,
	} {
		if isFont(name) != want {
			t.Errorf("isFont(%q) = %v", name, !want)
		}
	}
}

func TestStandardFolders(t *testing.T) {
	tests := []struct {
		system, home string
		env          map[string]string
		want         string
	}{
		{"linux", "/home/li", nil, "/home/li/.fonts /home/li/.local/share/fonts /usr/local/share/fonts /usr/share/fonts"},
		{"linux", "", nil, "/usr/local/share/fonts /usr/share/fonts"},
		{"linux", "/home/li", map[string]string{"XDG_DATA_HOME": "/data", "XDG_DATA_DIRS": "/usr/share/:relative::/opt/share"},
			"/home/li/.fonts /data/fonts /usr/share/fonts /opt/share/fonts /usr/local/share/fonts"},
		{"darwin", "/Users/li", nil, "/Users/li/Library/Fonts /Library/Fonts /System/Library/Fonts"},
	}
	for _, test := range tests {
		got := strings.Join(standardFolders(test.system, test.home, func(name string) string { return test.env[name] }), " ")
		if got != test.want {
			t.Errorf("on %s with home %q and %v:\n got %s\nwant %s", test.system, test.home, test.env, got, test.want)
		}
	}
}

// write makes a file of some text, which is no font.
func write(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("This is sixteen bytes of text and some more."), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	data, env := filepath.Join(home, ".local", "share"), "XDG_DATA_HOME"
	if runtime.GOOS == "darwin" {
		data, env = home, "HOME"
	}
	t.Setenv("HOME", home)
	t.Setenv(env, data)
	own := filepath.Join(standardFolders(runtime.GOOS, home, os.Getenv)[0], "noto", "NotoSansSC-Regular.otf")
	write(t, own)
	write(t, filepath.Join(filepath.Dir(own), "OFL.txt"))
	if got := find(""); len(got) == 0 || got[0] != own {
		t.Errorf("the user's own font is %q, found %q", own, got)
	}

	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Dir(own), link); err != nil {
		t.Fatal(err)
	}
	list := strings.Join([]string{filepath.Join(home, "nowhere"), link}, string(os.PathListSeparator))
	if got := find(list); len(got) != 1 || got[0] != own {
		t.Errorf("through a link to its folder: found %q, want %q", got, own)
	}
}

func TestOpen(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(Variable, folder)
	if f, err := Open(Japanese); f != nil || err != nil {
		t.Errorf("in an empty folder: font %v, error %v", f, err)
	}
	// A font that comes later is another folder's: a process does not look twice.
	folder = t.TempDir()
	broken := filepath.Join(folder, "NotoSansCJK-Regular.ttc")
	write(t, broken)
	t.Setenv(Variable, folder)
	if f, err := Open(Japanese); f != nil || err == nil || !strings.Contains(err.Error(), broken) {
		t.Errorf("a broken file: font %v, error %v: want one that names %s", f, err, broken)
	}
}

// A part of the font is in the module. It draws a text of its characters and no other.
func TestDrawn(t *testing.T) {
	for _, c := range []struct {
		region Region
		text   string
		want   bool
	}{
		{SimplifiedChinese, "神经网络", true},
		{Japanese, "ニューラルネットワーク", true},
		{Korean, "신경망", true},
		{Korean, "신경망: −0.5", true},
		{SimplifiedChinese, "神经网络é", false},
		{Japanese, "신경망", false},
		{TraditionalChinese, "图像", false},
	} {
		f := Drawn(c.region, c.text)
		if (f != nil) != c.want {
			t.Errorf("%s for %s: %v", c.region, c.text, f)
		}
		if f != nil && f.Family != "Noto Sans CJK "+string(c.region) {
			t.Errorf("%s for %s", f.Family, c.text)
		}
	}
}

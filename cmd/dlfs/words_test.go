package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDoctorSpeaksTheLanguage(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"Problem: Go\n     → the go command is not on the PATH; cells need Go 1.26 or newer", "ok   no leftover kernels\n", " problems found.\n"},
		"xx": {"Problem: Go\n     → the go command is not on the PATH; cells need Go 1.26 or newer", "ok   no leftover kernels\n", " problems found.\n"},
		"zh": {"问题：Go\n     → PATH 中没有 go 命令；单元格需要 Go 1.26 或更新的版本", "正常 没有残留的内核\n", " 个问题。\n"},
		"ko": {"문제: Go\n     → PATH에 go 명령이 없습니다; 셀에는 Go 1.26 이상이 필요합니다", "정상 남아 있는 커널 없음\n", "개를 찾았습니다.\n"},
		"ja": {"問題: Go\n     → PATHにgoコマンドがありません。セルにはGo 1.26以降が必要です", "正常 残っているカーネルはありません\n", "件見つかりました。\n"},
	} {
		t.Run(lang, func(t *testing.T) {
			project(t)
			t.Setenv("PATH", t.TempDir())
			t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
			t.Setenv("DLFS_LANG", lang)
			status, stdout, stderr := callHere("doctor")
			if status != 1 || stderr != "" {
				t.Errorf("status %d, stderr %q", status, stderr)
			}
			for _, w := range want {
				if !strings.Contains(stdout, w) {
					t.Errorf("lacks %q:\n%s", w, stdout)
				}
			}
		})
	}
}

func TestHelpAndMistakesInTheLanguage(t *testing.T) {
	for _, c := range []struct {
		lang   string
		args   []string
		status int
		want   string
	}{
		{"zh", []string{"help"}, 0, "  dlfs help\n        显示这份列表\n"},
		{"ko", []string{"help"}, 0, "  dlfs help\n        이 목록을 보여 줍니다\n"},
		{"ja", []string{"help"}, 0, "  dlfs help\n        この一覧を表示します\n"},
		{"ko", []string{"kernel", "install", "-h"}, 0, "사용법: dlfs kernel install [--data-dir DIR]\n노트북의 커널을 Jupyter에 등록합니다\n  -data-dir folder\n"},
		{"zh", nil, 2, "dlfs: 请说明要做什么；参见 dlfs help\n"},
		{"ko", []string{"kernal"}, 2, "dlfs: 그런 명령은 없습니다: \"kernal\"; dlfs help 참고\n"},
		{"ja", []string{"kernel", "run"}, 2, "dlfs: kernel runにはCONNECTION_FILEが必要です。dlfs help を見てください\n"},
	} {
		t.Setenv("DLFS_LANG", c.lang)
		status, stdout, stderr := callOutside(t, c.args...)
		if status != c.status || !strings.Contains(stdout+stderr, c.want) {
			t.Errorf("%s %q: status %d\n%s%s\nwant %s", c.lang, c.args, status, stdout, stderr, c.want)
		}
	}
}

// A kernel that does not start says so in the language of the notebook's folder, whatever the rest of the system speaks.
func TestKernelRunSpeaksTheFoldersLanguage(t *testing.T) {
	root := project(t)
	t.Setenv("DLFS_LANG", "en")
	t.Setenv("PATH", t.TempDir())
	dir := filepath.Join(root, "notebooks", "ko")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.WriteFile("connection.json", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := callHere("kernel", "run", "connection.json")
	if want := "dlfs: PATH에 go 명령이 없습니다; 셀에는 Go 1.26 이상이 필요합니다"; status != 1 || !strings.HasPrefix(stderr, want) {
		t.Errorf("status %d, %s", status, stderr)
	}
}

package datasets

import (
	"errors"
	"testing"
)

func TestReportInEachLanguage(t *testing.T) {
	report := Report{Cache: "/c", Source: "/s", Problem: &FormatError{File: "/c", Err: ErrChecksum}}
	for lang, want := range map[string]string{
		"":   "MNIST was decoded from /s and is kept in /c (in place of a damaged file: /c: content damaged)",
		"zh": "MNIST 已从 /s 解码，保存在 /c（替换了损坏的文件：/c: 内容已损坏）",
		"ko": "MNIST를 해독했습니다(원본 /s, 보관한 곳 /c), 손상된 파일을 대신함: /c: 내용이 손상되었습니다",
		"ja": "MNISTを /s から展開し、/c に保存しました（壊れたファイルの代わり: /c: 内容が壊れています）",
	} {
		t.Setenv("DLFS_LANG", lang)
		if got := report.String(); got != want || !errors.Is(report.Problem, ErrChecksum) {
			t.Errorf("%q: %s\nwant %s", lang, got, want)
		}
	}
}

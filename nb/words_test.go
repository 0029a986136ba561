package nb

import (
	"errors"
	"io/fs"
	"testing"
)

// What Keep and Kept refuse, as a learner reads it. Composed sentences are in here, whose parts stand in another order in
// each language.
func TestSentencesInEachLanguage(t *testing.T) {
	deep := map[string][]func(){}
	for _, c := range []struct {
		say  func() error
		want map[string]string
	}{
		{func() error { return keep("v", &deep) }, map[string]string{
			"":   "an element of a value of map[string][]func() is a function, which cannot be stored",
			"zh": "map[string][]func()的值的元素是函数，无法存储",
			"ko": "map[string][]func()의 값의 원소에는 저장할 수 없는 것이 있습니다: 함수",
			"ja": "map[string][]func()の値の要素は関数なので、保存できません",
		}},
		{func() error { return keep("v", new(hidden)) }, map[string]string{
			"": "the field weights of nb.hidden is not exported and would be lost: begin it with a capital letter, " +
				"or give nb.hidden the methods GobEncode and GobDecode",
			"zh": "nb.hidden 中名为 weights 的字段没有导出，保存时会丢失：请把它的首字母改成大写，或者给 nb.hidden 加上方法 GobEncode 和 GobDecode",
			"ko": "nb.hidden의 필드 weights: 공개되지 않아서 저장하면 사라집니다. 이름을 대문자로 시작하거나 nb.hidden에 메서드 GobEncode와 GobDecode를 만드세요",
			"ja": "nb.hiddenのフィールドweightsはエクスポートされていないので、保存すると失われます。" +
				"名前を大文字で始めるか、nb.hiddenにメソッドGobEncodeとGobDecodeを定義してください",
		}},
		{func() error { return keep("v", &[]*point{nil}) }, map[string]string{
			"":   "element 0 of the value is nil: there is nothing to keep",
			"zh": "这个值中下标为 0 的元素是 nil：没有东西可以保存",
			"ko": "이 값에서 인덱스 0의 원소: nil이어서 보관할 것이 없습니다",
			"ja": "この値の添字0の要素はnilです。保存するものがありません",
		}},
		{func() error { return kept("", new(int)) }, map[string]string{
			"":   `the name is empty: say what is kept, for instance "net"`,
			"zh": `名字是空的：请写明保存的是什么，例如 "net"`,
			"ko": `이름이 비어 있습니다. 무엇을 보관하는지 적으세요. 예: "net"`,
			"ja": `名前が空です。何を保存するのかを書いてください。例: "net"`,
		}},
	} {
		c.want["de"] = c.want[""] // A language that the course does not have.
		for lang, want := range c.want {
			t.Setenv("DLFS_LANG", lang)
			if err := c.say(); err == nil || err.Error() != want {
				t.Errorf("%q: %v\nwant %s", lang, err, want)
			}
		}
	}
}

// The system's own word stays within the sentence, for errors.Is and for a reader who looks it up.
func TestSentencesWrap(t *testing.T) {
	inNotebook(t)
	for _, lang := range []string{"en", "zh", "ko", "ja"} {
		t.Setenv("DLFS_LANG", lang)
		if err := keep("v", &oneWay{}); err == nil || errors.Unwrap(err) == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", lang, err)
		}
	}
}

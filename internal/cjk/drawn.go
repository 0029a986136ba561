package cjk

import (
	_ "embed"
	"fmt"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// The characters of the words that figures of this module draw in each language, and of numbers beside them, from Noto Sans
// CJK: `make glyphs` makes these files. They are under the licence in OFL.txt.
var (
	//go:embed sc.otf
	sc []byte
	//go:embed jp.otf
	jp []byte
	//go:embed kr.otf
	kr []byte
)

var drawn = map[Region]func() *Font{
	SimplifiedChinese: open(SimplifiedChinese, sc),
	Japanese:          open(Japanese, jp),
	Korean:            open(Korean, kr),
}

func open(r Region, file []byte) func() *Font {
	return sync.OnceValue(func() *Font {
		f, err := sfnt.Parse(file)
		if err != nil {
			panic(fmt.Sprintf("cjk: the font for %s: %v", r, err)) // made wrongly
		}
		return &Font{f, r.Families()[0], ""}
	})
}

// Drawn returns the font for a text in a region that is a part of this module, or nil if it has not all of its characters.
func Drawn(r Region, text string) *Font {
	f, ok := drawn[r]
	if !ok {
		return nil
	}
	for _, c := range text {
		if !f().Has(c) {
			return nil
		}
	}
	return f()
}

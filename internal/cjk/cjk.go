// Package cjk finds the font that draws Chinese, Japanese and Korean: Noto Sans CJK, in its regular weight.
//
// It is no part of this module, for its size. It is looked for in the folders in which systems and users keep their fonts;
// DLFS_FONTS, a list of folders as in PATH, takes their place where it is set. Nothing is looked for or read before it is
// asked for, and of a file of 20 MB only the parts that are used.
package cjk

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// Variable is the environment variable that says where to look for the font.
const Variable = "DLFS_FONTS"

// Command returns a command that installs the font on this system, or "" where nothing can be installed, in a browser.
func Command() string {
	switch runtime.GOOS {
	case "js":
		return ""
	case "darwin":
		return `"brew install font-noto-sans-cjk"`
	}
	return `"apt install fonts-noto-cjk"`
}

// A Region is one of the shapes that many of these characters have, as in the names of the font's faces.
type Region string

// The regions of the font.
const (
	SimplifiedChinese  Region = "SC"
	TraditionalChinese Region = "TC"
	HongKong           Region = "HK"
	Japanese           Region = "JP"
	Korean             Region = "KR"
)

// Regions are all regions, the commonest readers' first.
var Regions = []Region{SimplifiedChinese, Japanese, Korean, TraditionalChinese, HongKong}

// Families returns the names that a region's font goes by: a face of the common file, and a file of its own.
func (r Region) Families() [2]string {
	return [2]string{"Noto Sans CJK " + string(r), "Noto Sans " + string(r)}
}

// IsFamily reports whether a font of this name is the font.
func IsFamily(name string) bool {
	for _, r := range Regions {
		if families := r.Families(); slices.Contains(families[:], name) {
			return true
		}
	}
	return false
}

// Order returns all regions, that of a text first. Kana are Japanese, hangul is Korean and bopomofo is Taiwan's, whoever
// reads it; Chinese characters alone, which all of them use, are written as the reader's language writes them: zh, ja or
// ko, and zh for any other.
func Order(text, language string) []Region {
	first := map[string]Region{"ja": Japanese, "ko": Korean}[language]
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			first = Japanese
		case unicode.Is(unicode.Hangul, r):
			first = Korean
		case unicode.Is(unicode.Bopomofo, r):
			first = TraditionalChinese
		default:
			continue
		}
		break
	}
	order := slices.Clone(Regions)
	if i := slices.Index(order, first); i > 0 {
		copy(order[1:], order[:i])
		order[0] = first
	}
	return order
}

// MayDraw reports whether r is a character of the kind that the font is for: those of Chinese, Japanese and Korean, and
// signs of no script in particular, such as ① and ☆, but not the block of emoji.
func MayDraw(r rune) bool {
	if 0x1F000 <= r && r < 0x20000 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Common)
}

// A Font is one face of the font, of one region.
type Font struct {
	*sfnt.Font
	Family string // such as Noto Sans CJK SC
	File   string // where it was found
}

// Has reports whether the font has a glyph for r.
func (f *Font) Has(r rune) bool {
	i, err := f.GlyphIndex(nil, r)
	return err == nil && i != 0
}

// Open returns the font of a region, or nil if there is none. The error says which file could not be read.
// A font stays open as long as the process; asking again costs nothing.
func Open(region Region) (*Font, error) {
	cached.Lock()
	defer cached.Unlock()
	if folders := os.Getenv(Variable); cached.current == nil || cached.current.folders != folders {
		cached.current = &fontFiles{folders: folders, fonts: make(map[Region]*Font)}
		cached.current.fill(folders)
	}
	return cached.current.open(region)
}

// cached holds the files for what DLFS_FONTS was when somebody last asked.
var cached struct {
	sync.Mutex
	current *fontFiles
}

// fontFiles are the files of the font in some folders, and the fonts that were found in them.
type fontFiles struct {
	folders string // the value of DLFS_FONTS
	files   []file
	fonts   map[Region]*Font // nil for one that is not there
	err     error            // the first file that could not be read
}

type file struct {
	path string
	*sfnt.Collection
}

// fill opens the files. It reads hardly more than their headers.
func (s *fontFiles) fill(folders string) {
	for _, path := range find(folders) {
		f, err := os.Open(path)
		if err != nil {
			s.fail(err)
			continue
		}
		c, err := sfnt.ParseCollectionReaderAt(f)
		if err != nil {
			s.fail(fmt.Errorf("%s: %w", path, err))
			f.Close() // It was only read.
			continue
		}
		s.files = append(s.files, file{path, c})
	}
}

func (s *fontFiles) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *fontFiles) open(region Region) (*Font, error) {
	font, known := s.fonts[region]
	if !known {
		font = s.search(region)
		s.fonts[region] = font
	}
	if font == nil {
		return nil, s.err
	}
	return font, nil
}

func (s *fontFiles) search(region Region) *Font {
	for _, family := range region.Families() {
		for _, f := range s.files {
			for i := range f.NumFonts() {
				font, err := f.Font(i)
				if err != nil {
					s.fail(fmt.Errorf("%s: %w", f.path, err))
					continue
				}
				if isRegular(font, family) {
					return &Font{font, family, f.path}
				}
			}
		}
	}
	return nil
}

// isRegular reports whether a face is the regular weight of a family. A face without names is of none.
func isRegular(f *sfnt.Font, family string) bool {
	name, err := f.Name(nil, sfnt.NameIDFamily)
	weight, weightErr := f.Name(nil, sfnt.NameIDSubfamily)
	return err == nil && weightErr == nil && name == family && strings.EqualFold(weight, "Regular")
}

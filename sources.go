// Package dlfs carries a part of this module's own sources: the command dlfs lays them beside a notebook that lies in another
// module, so that its cells can keep values and show things.
package dlfs

import "embed"

// Sources are package nb and all that it imports of this module, and go.mod. They need nothing but the standard library.
//
//go:embed go.mod nb internal/atomicfile internal/matrixtext internal/reference internal/words/*.go internal/words/ja internal/words/ko internal/words/zh
var Sources embed.FS

//go:build go1.26 && !go1.27

package kept

import "unsafe"

// Package reflect finds types by what it writes for them. This hangs on its insides, so other releases of Go have to be
// tried first: see search_other.go. (A function without a body needs a file of assembler in its package, if an empty one.)
//
//go:linkname typesByString reflect.typesByString
func typesByString(s string) []unsafe.Pointer

// canSearch says whether typesByString works.
const canSearch = true

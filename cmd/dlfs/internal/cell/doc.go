// Package cell builds the program of a notebook's cell as the go command would, only sooner.
//
// GoNB builds each cell with "go get" and "go build" in a folder of its own. Most of that time the go command spends on
// finding out what it knew a moment ago. So the kernel puts this package before the real go, under the name go, on the
// PATH of GoNB. The first build of a cell with a new set of imports is the real one, watched: what it does is kept as a
// recipe, provided that following the recipe gives the same program, byte for byte but for its build ID. Later cells with
// these imports are compiled and linked by the recipe.
//
// The real go does everything else: each call that is not GoNB's build of a cell, each cell that is out of the ordinary
// (several files, build constraints, embedded files, cgo, packages that are not known yet), and each cell that does not
// compile, so that every message is its own. A recipe counts only as long as nothing has changed that the real go would
// look at: environment, toolchain, go.mod and go.work, and the sources of each package outside the module cache, which are
// read anew for every cell.
package cell

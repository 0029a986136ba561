// Package cell builds the program of a notebook's cell as the go command would, only sooner.
//
// GoNB builds each cell with "go get" and "go build" in a folder of its own. Most of that time the go command spends on
// finding out what it knew a moment ago. So the kernel puts this package before the real go, under the name go, on the
// PATH of GoNB. The real go builds the first cell with a new set of imports, and is then asked what it used: the archives of
// the packages (go list -export -deps), and what it wrote into the program about the build. That is kept as a recipe. Later
// cells with these imports are compiled and linked from the archives, by two fixed command lines.
//
// The real go does everything else: each call that is not GoNB's build of a cell, and each cell that is out of the ordinary
// (several files, build constraints, embedded files, cgo, packages that are not known yet, flags that are not the
// kernel's). A recipe counts only as long as nothing has changed that the real go would look at: environment, toolchain,
// go.mod and go.work, and the sources of each package outside the module cache, which are read again for every cell.
package cell

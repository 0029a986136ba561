// Package kept keeps the variables of a cell for later cells, with the memory that they share: pointers, slices of one array,
// circles, maps, fields that are not exported, types of the notebook and values behind interfaces.
//
// A cell is a program of its own. The kernel rewrites it so that it says which variables it takes up and which it has: names
// begin with kept_ in the rewritten cell, and nobody calls this package by hand.
//
//	func main() {
//		defer kept_.Done()
//		kept_.Slot[int]("x")
//		kept_.Load("x")
//		x := kept_.Get[int]("x")
//		x++; kept_.Val("x", x)
//	}
//
// # What is kept
//
// A variable is its memory, and all that can be reached from it. It is read as bytes, by its type, and written down together
// with the variables that share some of it. Such a group is read as a whole, and not written again if nothing in it changed.
// Large data are mapped into the program that reads them, where the system can do that, and cost nothing until they are used.
//
// What belongs to the process cannot be kept: function literals, channels, files, timers, locks that are in use. A variable
// that holds some is refused, with one of the reasons of package manifest, and the others are kept. A time loses its
// monotonic clock, which counts from the start of the process. What has the methods
//
//	KeptByReference()
//	MarshalBinary() ([]byte, error)
//	UnmarshalBinary([]byte) error
//
// is kept by what they write instead of its memory: a set of images writes down which images of which files it is.
//
// # Where
//
// The environment variable DLFS_VALUES names a folder. It has a file "manifest", see package manifest, and data files. New
// data are written to new files, then the manifest is replaced in one step: whatever happens, it names what is whole.
//
// This package uses nothing but Go's standard library and what of this module says how to show something. It is a part of
// every program that keeps something, and so takes care of its size: it never asks a type for a method by a name that is not
// constant, which would have the linker keep all methods of all types.
package kept

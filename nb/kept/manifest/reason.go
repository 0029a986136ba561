package manifest

// Why a variable is not kept. Where nothing else is said, Args are two: what was found in it, and in which field of a struct,
// as "worker.jobs", or "" if it is not in a field.
const (
	// It holds a channel; Args[0] is its type.
	Chan = "chan"

	// It holds a function that is neither one of a package or of the notebook nor a method expression; Args[0] is the type of
	// the function, Args[2] its name: main.main.func1 of a function literal, time.Time.Unix-fm of a method of a value,
	// main.Sum[...] of a generic function. What a package has made has that package in its name, maybe only the last part
	// of its path.
	Func = "func"

	// It holds an open file; Args[0] is its type.
	File = "file"

	// It holds a part of the process that ends with the cell, such as a timer or a reflect.Value; Args[0] is its type.
	Process = "process"

	// It holds a lock that is in use, or what counts those who wait; Args[0] is its type.
	Lock = "lock"

	// It holds something that cannot be copied once it is used, such as a sync.Map; Args[0] is its type.
	Copy = "copy"

	// It holds an unsafe.Pointer; Args[0] is its type.
	Pointer = "pointer"

	// It holds more than the limit; Args[0] is the limit in MiB, Args[1] is "".
	Size = "size"

	// Its type, or the type of what an interface in it holds, has no name that another cell can write: it is from an internal
	// package, or a struct with unexported fields that has no name; Args[0] is the type.
	Type = "type"

	// Its type is declared inside a function; Args[0] is the type.
	Local = "local"

	// An interface in it holds a type that is not exported, which this release of Go is not known to find again; Args[0] is
	// the type, Args[2] the release.
	Release = "release"

	// It could not write itself; Args[0] is its type, Args[2] the error of its method MarshalBinary.
	Error = "error"

	// A method of it panicked while it was kept; Args[0] is the type, Args[2] what it panicked with.
	Panic = "panic"

	// The same memory is used as values of two types; Args are the types.
	Memory = "memory"

	// Something changed it while it was kept: another goroutine, or the cell when it was interrupted; Args[0] is its type.
	Changing = "changing"
)

// Package kernel installs, starts and watches over the notebook kernel "Go (dlfs)".
//
// The kernel itself is GoNB, with a proxy in front of it (package proxy). What this package adds is the surroundings in which
// a cell can import every package of the module without a set-up cell and without a network (Environment), and an orderly
// end: whatever ends the kernel, no process and no temporary file of it stays (Supervise).
//
// Every process below GoNB carries DLFS_KERNEL=<id> in its environment. A guard, a second process in a session of its
// own, waits on a pipe that only the supervisor holds open; when the supervisor ends, by whatever signal, the pipe closes
// and the guard ends every process with that mark, then removes the kernel's folder. A process without the mark is never
// touched. The folder's lock file is held by supervisor and guard, so a folder whose lock is free belongs to nobody any
// more (the machine went down, or both were killed), and the next kernel to start sweeps it.
package kernel

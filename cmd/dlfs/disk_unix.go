//go:build linux || darwin || freebsd

package main

import "syscall"

// freeSpace returns how many bytes there is room for on the disk of a folder.
func freeSpace(dir string) (uint64, error) {
	var disk syscall.Statfs_t
	err := syscall.Statfs(dir, &disk)
	return uint64(disk.Bavail) * uint64(disk.Bsize), err
}

// Package atomicfile writes files in one step: readers see the old content or the new one, never half of it.
//
// google/renameio has no Windows, natefinch/atomic makes new files private, and both replace symbolic links.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Write gives the file at path a new content. The content goes into a file beside it, which then takes its name. A new file
// gets the mode that any new file gets, under the user's umask; an old one keeps its mode, but not its other names (hard
// links). A symbolic link stays, and the file it leads to is written. Of two writers at once the later wins.
//
// Write fails if the folder is missing or path is something else than a file, a folder say; the error is an *fs.PathError
// with path. Then nothing has changed, and nothing is left beside it.
//
// Write does not wait for the disk: after a power failure the file may be empty. Use it for what can be made again.
func Write(path string, content []byte) error {
	return write(path, content, func(*os.File) error { return nil })
}

// WriteSync is Write for what cannot be made again: even after a power failure there is the old content or the new one.
func WriteSync(path string, content []byte) error { return write(path, content, (*os.File).Sync) }

func write(path string, content []byte, sync func(*os.File) error) error {
	err := replace(path, content, sync)
	if err == nil {
		return nil
	}
	// The name of the file beside it would tell nobody anything.
	var inPath *fs.PathError
	var inRename *os.LinkError
	switch {
	case errors.As(err, &inPath):
		err = inPath.Err
	case errors.As(err, &inRename):
		err = inRename.Err
	}
	return &fs.PathError{Op: "save", Path: path, Err: err}
}

func replace(path string, content []byte, sync func(*os.File) error) error {
	path, err := follow(path)
	if err != nil {
		return err
	}
	old, err := stat(path)
	if err != nil {
		return err
	}
	dir, _ := filepath.Split(path)
	temp, err := create(dir, old)
	if err != nil {
		return err
	}
	if old != nil {
		err = setMode(temp, old.Mode().Perm())
	}
	if err == nil {
		_, err = temp.Write(content)
	}
	if err == nil {
		err = sync(temp)
	}
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(temp.Name()))
	}
	return err
}

// follow returns where path leads through symbolic links. The target of the last may be missing. No path is cleaned, since
// a/.. is not always the folder that a is in.
func follow(path string) (string, error) {
	const most = 40 // as Linux does
	for range most {
		target, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link, or nothing yet
		}
		if !filepath.IsAbs(target) {
			dir, _ := filepath.Split(path)
			target = dir + target
		}
		path = target
	}
	return "", errors.New("too many symbolic links")
}

// stat describes the file at path; nil says that there is none. What is no file is an error.
func stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a folder")
	case !info.Mode().IsRegular():
		return nil, errors.New("is not an ordinary file")
	}
	return info, nil
}

// create makes a file of a new name in the folder. Not even for a moment may it be read by more people than the old one.
func create(dir string, old fs.FileInfo) (*os.File, error) {
	var mode fs.FileMode = 0o666 // less the umask
	if old != nil {
		mode = old.Mode().Perm()
	}
	for {
		name := fmt.Sprintf("%s.new-%016x", dir, rand.Uint64())
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// setMode gives back what the umask took.
func setMode(file *os.File, mode fs.FileMode) error {
	info, err := file.Stat()
	if err != nil || info.Mode().Perm() == mode {
		return err
	}
	return file.Chmod(mode)
}

package kernel

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dlfs/internal/words"
)

// firstOwn returns the first of the folders that is, or becomes, this user's alone. The error tells of each what is wrong.
func firstOwn(dirs ...string) (string, error) {
	var refused error
	for _, dir := range dirs {
		err := own(dir)
		switch {
		case err == nil:
			return dir, nil
		case refused == nil:
			refused = err
		default:
			refused = fmt.Errorf("%w; %w", refused, err)
		}
	}
	return "", refused
}

// own makes sure that dir is a folder of this user alone, and makes it if it is missing: what lies in it is run, or is a
// kernel's. Anybody can make a folder of any name below the system's temporary folder, or a link to one.
func own(dir string) error {
	if !filepath.IsAbs(dir) {
		return words.DLFS.Errorf("%s is not an absolute path", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(dir) // a link belongs to the user who made it, and may lead anywhere
	if err != nil {
		return err
	}
	owned, err := isOurs(info)
	switch {
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return words.DLFS.Errorf("%s is a link: remove it", dir)
	case !owned:
		return words.DLFS.Errorf("%s belongs to another user", dir)
	case info.Mode().Perm() != 0o700:
		return words.DLFS.Errorf("%s is not private (mode %04o): remove it, or make it so with chmod 700", dir, info.Mode().Perm())
	}
	return nil
}

package kernel

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dlfs/internal/words"
)

// PlainVariable names the environment variable that, if it is not empty, leaves the building of cells to the real go
// command alone.
const PlainVariable = "DLFS_PLAIN_GO"

// ThroughVariable names the environment variable that, if it is not empty, leaves GoNB to Jupyter without anything between
// them: what a cell means, shows and says is then GoNB's own.
const ThroughVariable = "DLFS_PLAIN_KERNEL"

// InstallShim puts the program into a folder of the user's cache, or else of the temporary folder, under the name go, and
// returns the folder. The folder is always the same, since GoNB names its go command where that fails.
//
// Such a message reaches the learner with a hint about each module of the workspace whose name is in it. The path must not
// bring that about, so it is an error if it has the name of ours in it.
func InstallShim(program string) (dir string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(program))
	dir = filepath.Join(cache, "gocells", fmt.Sprintf("%x", sum[:4]))
	if strings.Contains(dir, ModulePath) {
		return "", words.DLFS.Errorf("the cache folder %s has %q in its name: set XDG_CACHE_HOME to another", cache, ModulePath)
	}
	// What lies in the folder goes before all other commands.
	if dir, err = firstOwn(dir, filepath.Join(os.TempDir(), fmt.Sprintf("gocells-%d-%x", os.Getuid(), sum[:4]))); err != nil {
		return "", err
	}
	// GoNB would start the user's own gopls with every kernel, for hundreds of megabytes, and never ask it anything. It finds
	// this one first, which cannot be started.
	if err := os.WriteFile(filepath.Join(dir, "gopls"), nil, 0o700); err != nil {
		return "", err
	}
	link := filepath.Join(dir, "go")
	if target, err := os.Readlink(link); err == nil && target == program {
		return dir, nil
	}
	// Made beside and renamed: another kernel of this program may be starting.
	fresh := fmt.Sprintf("%s.%d", link, os.Getpid())
	if err := os.Symlink(program, fresh); err != nil {
		return "", err
	}
	if err := os.Rename(fresh, link); err != nil {
		return "", errors.Join(err, os.Remove(fresh))
	}
	return dir, nil
}

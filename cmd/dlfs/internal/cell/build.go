package cell

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// build builds the cell by a recipe, or else lets the real go build it and learns from that. It reports whether the
// program is there, and if no recipe made it, why.
func (j *job) build() (done bool, why error) {
	r, _, standard, err := j.recall()
	if errors.Is(err, errUnknown) {
		return j.learn(err)
	}
	if err != nil {
		return false, err
	}
	if r.Refused != "" {
		return false, errors.New(r.Refused)
	}
	if err := checkTarget(j.program()); err != nil {
		return false, err
	}
	work, err := j.workFolder()
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(work)
	made, err := j.follow(r, standard, work, j.buildID())
	if err != nil {
		return false, err
	}
	if err := os.Rename(made, j.program()); err != nil {
		return false, err
	}
	return true, nil
}

// get reports whether go get has nothing to do. Where that is not known yet it asks the real one.
func (j *job) get() (done bool, why error) {
	r, file, _, err := j.recall()
	if err != nil {
		return false, err
	}
	if r.GetIsIdle {
		return true, nil
	}
	out, err := exec.Command(j.goPath, "get").CombinedOutput()
	if err != nil || len(out) > 0 {
		return false, errors.New("go get has something to say")
	}
	if kept, err := j.recipes(); err != nil || kept != j.kept {
		return true, errors.New("go get had something to do")
	}
	r.GetIsIdle = true
	if err := errors.Join(os.MkdirAll(j.kept, 0o700), save(file, r)); err != nil {
		return true, err
	}
	return true, errors.New("it was not known whether go get has anything to do")
}

// workFolder makes the folder of a build, on the same disk as the program.
func (j *job) workFolder() (string, error) {
	work, err := os.MkdirTemp(filepath.Dir(j.dir), "cell-")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Join(work, "b001", "exe"), 0o700); err != nil {
		return "", errors.Join(err, os.RemoveAll(work))
	}
	return work, nil
}

// buildID returns an ID of the form that the go command gives, which none of its own IDs equals: it must never take our
// program for one that is up to date.
func (j *job) buildID() string {
	sum := sha256.Sum256(append([]byte("dlfs "), j.source...))
	part := base64.RawURLEncoding.EncodeToString(sum[:15])
	return strings.Join([]string{part, part, part, part}, "/")
}

// follow compiles and links in the work folder, and returns where the program is.
func (j *job) follow(r *recipe, standard archives, work, id string) (string, error) {
	special := j.special(work, id)
	var config strings.Builder
	for _, known := range []archives{r.Packages, standard} {
		for path, archive := range known {
			fmt.Fprintf(&config, "packagefile %s=%s\n", path, archive)
		}
	}
	dir := filepath.Join(work, "b001")
	if err := os.WriteFile(filepath.Join(dir, "importcfg"), []byte(config.String()), 0o600); err != nil {
		return "", err
	}
	fmt.Fprintf(&config, "packagefile %s=%s\n%s\n", j.name, filepath.Join(dir, "_pkg_.a"), special.Replace(r.ModInfo))
	if err := os.WriteFile(filepath.Join(dir, "importcfg.link"), []byte(config.String()), 0o600); err != nil {
		return "", err
	}
	for _, c := range []command{r.Compile, r.Link} {
		if err := j.run(c, special); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "exe", "a.out"), nil
}

// run runs one of the toolchain's commands. What it says is dropped: where it fails, the real go says it again.
func (j *job) run(c command, special *strings.Replacer) error {
	var args []string
	for _, arg := range c.Args {
		args = append(args, special.Replace(arg))
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = j.dir
	// The collector would take a tenth of the time, in processes that end before memory is short.
	cmd.Env = slices.Concat(os.Environ(), c.Env, []string{"GOGC=off"})
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(args[0]), err)
	}
	return nil
}

// programs are how a file starts that go build overwrites without asking.
var programs = [][]byte{[]byte("\x7fELF"), []byte("\xcf\xfa\xed\xfe"), []byte("\xce\xfa\xed\xfe")}

func checkTarget(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	var start [4]byte
	if _, err := f.Read(start[:]); err != nil || !slices.ContainsFunc(programs, func(p []byte) bool { return bytes.Equal(p, start[:]) }) {
		return fmt.Errorf("%s is there and no program", path)
	}
	return nil
}

package cell

import (
	"bytes"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"dlfs/cmd/dlfs/internal/kernel"
)

// build builds the cell by a recipe, or else lets the real go build it and learns from that. It reports whether the cell was
// built or is known not to compile, with the exit status, and if no recipe served, why not.
func (j *job) build() (code int, done bool, why error) {
	r, standard, err := j.recall()
	if errors.Is(err, errUnknown) {
		return j.learn(err)
	}
	if err != nil {
		return 0, false, err
	}
	if r.Refused != "" {
		return 0, false, errors.New(r.Refused)
	}
	if err := checkTarget(j.program()); err != nil {
		return 0, false, err
	}
	messages, err := j.follow(r, standard)
	if err != nil {
		return 0, false, err
	}
	if messages != "" {
		fmt.Fprintf(os.Stderr, "# %s\n%s", j.name, messages)
		return 1, true, nil
	}
	return 0, true, nil
}

// buildFolder makes the folder for what a build needs beside the cell. The go command does not look into it.
func buildFolder(dir string) (string, error) {
	work := filepath.Join(dir, ".build")
	return work, os.MkdirAll(work, 0o700)
}

// buildID has the form, and the length, that the go command gives to an ID, and equals none of its own: it must never take
// our program for one that is up to date.
var buildID = strings.Repeat("/dlfs-dlfs-dlfs-dlfs-", 4)[1:]

// follow compiles and links the cell's program, or returns what the compiler has against it.
func (j *job) follow(r *recipe, standard archives) (messages string, err error) {
	work, err := buildFolder(j.dir)
	if err != nil {
		return "", err
	}
	archive, config, made := filepath.Join(work, "main.a"), filepath.Join(work, "importcfg"), filepath.Join(work, "program")
	streams, err := streamsOf(j.dir)
	if err != nil {
		return "", err
	}
	own := archives{}
	if streams != "" {
		own[streamsPackage] = streamsArchive(work, streams, r, standard)
	}
	if err := j.writeConfigs(config, archive, r, r.Packages, standard, own); err != nil {
		return "", err
	}
	options := slices.Concat([]string{"-lang=" + version.Lang("go"+r.GoVersion), "-goversion", r.Info.GoVersion,
		"-complete", "-pack", "-nolocalimports", "-trimpath", j.dir + "=>" + j.name, "-importcfg", config,
		fmt.Sprintf("-c=%d", min(4, runtime.GOMAXPROCS(0)))}, kernel.CompilerFlags(runtime.GOARCH))
	compile := slices.Concat([]string{"-o", archive, "-p", "main"}, options)
	if streams != "" {
		file, err := j.withStreamsPackage(work, streams, own[streamsPackage], r, options)
		if err != nil {
			return "", err
		}
		compile = append(compile, file)
	}
	compile = append(compile, "./main.go")
	link := slices.Concat([]string{"-o", made, "-importcfg", config + ".link", "-buildmode=exe", "-buildid=" + buildID}, kernel.LinkerFlags)
	for _, setting := range r.Info.Settings {
		if setting.Key == "DefaultGODEBUG" {
			link = append(link, "-X=runtime.godebugDefault="+setting.Value)
		}
	}
	if messages, err = j.run(r, "compile", compile); messages != "" || err != nil {
		return messages, err
	}
	if messages, err = j.run(r, "link", append(link, archive)); messages != "" || err != nil {
		return "", errors.Join(errors.New("the program does not link"), err)
	}
	return "", os.Rename(made, j.program())
}

// What goes around the build information, so that debug/buildinfo finds it in a program.
const infoStart, infoEnd = "0w\xaf\x0c\x92t\x08\x02A\xe1\xc1\x07\xe6\xd6\x18\xe6", "\xf92C1\x86\x18 r\x00\x82B\x10A\x16\xd8\xf2"

// writeConfigs tells compiler and linker where the archives are, and the linker what the program knows about its build.
func (j *job) writeConfigs(path, archive string, r *recipe, known ...archives) error {
	var config strings.Builder
	for _, some := range known {
		for path, archive := range some {
			fmt.Fprintf(&config, "packagefile %s=%s\n", path, archive)
		}
	}
	if err := os.WriteFile(path, []byte(config.String()), 0o600); err != nil {
		return err
	}
	info := debug.BuildInfo{Path: j.name, Main: r.Info.Main, Deps: r.Info.Deps, Settings: r.Info.Settings}
	info.Main.Path = j.name
	fmt.Fprintf(&config, "packagefile %s=%s\nmodinfo %q\n", j.name, archive, infoStart+info.String()+infoEnd)
	return os.WriteFile(path+".link", []byte(config.String()), 0o600)
}

// run runs one of the toolchain's commands, and returns what it has against the cell. An error means that the real go will
// know what is wrong, or how it would name a place that is not in the cell.
func (j *job) run(r *recipe, tool string, args []string) (messages string, err error) {
	cmd := exec.Command(filepath.Join(r.Inputs.Tools, tool), args...)
	cmd.Dir = j.dir
	// The go command hands on what it found out about the platform. The collector would take a tenth of the time, in
	// processes that end before memory is short.
	cmd.Env = append(os.Environ(), "GOROOT=", "GOGC=off")
	for _, setting := range r.Info.Settings {
		if strings.HasPrefix(setting.Key, "GO") {
			cmd.Env = append(cmd.Env, setting.Key+"="+setting.Value)
		}
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil && len(out) > 0, bytes.Contains(out, []byte(j.dir)), errors.As(err, &exit) && (exit.ExitCode() < 0 || len(out) == 0):
		return "", fmt.Errorf("%s says %q: %v", tool, out, cmd.ProcessState)
	case errors.As(err, &exit):
		return string(out), nil
	}
	return "", err
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

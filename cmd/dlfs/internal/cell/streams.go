package cell

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"dlfs/cmd/dlfs/internal/proxy"
	"dlfs/internal/cells"
)

// streamsSource is compiled into the programs of cells and runs before the initialisers of main.go. It replaces GoNB's pipes
// with the proxy's; where there are none, GoNB's stay. It then empties the variables, so that child processes have the streams
// that the program gives them, and keep nothing in the cell's name.
//
// Opening the pipe for reading blocks until the proxy opens its end, which is how the proxy learns of a program that reads.
//
// GoNB's pipes stay open until the program ends: once they are closed, GoNB no longer waits for what the program shows
// through gonbui.
const streamsSource = `package main

import dlfsSyscall "syscall"

var _ = func() bool {
	dir, _ := dlfsSyscall.Getenv("` + proxy.Variable + `")
	if dir == "" {
		return false
	}
	take := func(name string, mode, fd int) bool {
		pipe, err := dlfsSyscall.Open(dir+"/"+name, mode, 0)
		if err != nil {
			return false
		}
		if kept, err := dlfsSyscall.Dup(fd); err == nil {
			dlfsSyscall.CloseOnExec(kept)
		}
		err = DUP
		dlfsSyscall.Close(pipe)
		return err == nil
	}
	if take("` + proxy.OutName + `", dlfsSyscall.O_WRONLY, 1) {
		mark, _ := dlfsSyscall.Getenv("DLFS_KERNEL")
		process := ""
		for n := dlfsSyscall.Getpid(); n > 0; n /= 10 {
			process = string(rune('0'+n%10)) + process
		}
		dlfsSyscall.Setenv("` + proxy.FramesVariable + `", mark+" "+process)
	}
	take("` + proxy.ErrName + `", dlfsSyscall.O_WRONLY, 2)
	INPUT
	VALUES
	return dlfsSyscall.Setenv("` + proxy.Variable + `", "") == nil
}()
`

// streamsOf returns the source for the cell in GoNB's folder, or nothing if there are no pipes.
func streamsOf(dir string) (string, error) {
	if os.Getenv(proxy.Variable) == "" {
		return "", nil
	}
	source, err := os.ReadFile(filepath.Join(dir, "main.go"))
	if err != nil {
		return "", err
	}
	duplicate, input := "dlfsSyscall.Dup2(pipe, fd)", ""
	if runtime.GOOS == "linux" { // where not every processor has dup2
		duplicate = "dlfsSyscall.Dup3(pipe, fd, 0)"
	}
	if cells.ReadsInput(string(source)) {
		input = `take("` + proxy.InName + `", dlfsSyscall.O_RDONLY, 0)`
	}
	values := ""
	if !bytes.Contains(source, []byte(strconv.Quote(keptPackage))) { // That empties it itself, once it has read it.
		values = `dlfsSyscall.Setenv("` + proxy.ValuesVariable + `", "")`
	}
	return strings.NewReplacer("DUP", duplicate, "INPUT", input, "VALUES", values).Replace(streamsSource), nil
}

// keptPackage keeps the variables of cells.
const keptPackage = "dlfs/nb/kept"

// streamsPackage is the name under which the source is compiled once for many cells, because compiling it takes as long as
// compiling a short cell. Its archive lies in the build folder.
const streamsPackage = "dlfs_streams"

// streamsArchive returns the path of the source's archive under this recipe, whether it exists yet or not.
func streamsArchive(work, source string, r *recipe, standard archives) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{source, r.State, standard["syscall"]}, "\n")))
	return filepath.Join(work, hex.EncodeToString(sum[:12])+".a")
}

// withStreamsPackage writes the file by which a cell imports the package, and compiles it if its archive is not there yet.
// options are those of the compiler.
func (j *job) withStreamsPackage(work, source, archive string, r *recipe, options []string) (file string, err error) {
	file = filepath.Join(work, "import.go")
	if err := os.WriteFile(file, []byte("package main\n\nimport _ \""+streamsPackage+"\"\n"), 0o600); err != nil {
		return "", err
	}
	if _, err := os.Stat(archive); !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	path, made := filepath.Join(work, "streams.go"), archive+".new"
	if err := os.WriteFile(path, []byte(strings.Replace(source, "package main", "package streams", 1)), 0o600); err != nil {
		return "", err
	}
	messages, err := j.run(r, "compile", slices.Concat([]string{"-o", made, "-p", streamsPackage}, options, []string{path}))
	if messages != "" || err != nil {
		return "", errors.Join(errors.New("the pipes' package does not compile"), err)
	}
	return file, os.Rename(made, archive)
}

// withStreams returns the arguments of the real go's build with the file among the cell's own, of which it is the first.
// Coverage is measured in files that are there, so with it GoNB's pipes stay.
func withStreams(args []string) ([]string, error) {
	dir, ok := gonbFolder()
	if !ok || len(args) < 3 || args[0] != "build" || args[2] != filepath.Join(dir, filepath.Base(dir)) {
		return args, nil
	}
	if slices.ContainsFunc(args, covers) {
		return args, nil
	}
	source, err := streamsOf(dir)
	if err != nil || source == "" {
		return args, err
	}
	work, err := buildFolder(dir)
	if err != nil {
		return nil, err
	}
	streams, path := filepath.Join(work, "streams.go"), filepath.Join(work, "overlay.json")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(dir, "dlfs_streams.go"): streams}})
	if err != nil {
		return nil, err
	}
	err = errors.Join(os.WriteFile(streams, []byte(source), 0o600), os.WriteFile(path, overlay, 0o600))
	return append(args, "-overlay="+path), err
}

func covers(arg string) bool {
	return strings.HasPrefix(arg, "-") && strings.HasPrefix(strings.TrimLeft(arg, "-"), "cover")
}

//go:build unix

package cell

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dlfs/cmd/dlfs/internal/proxy"
)

// However a cell is built, it reads what comes through the FIFO, and its lines keep their numbers.
func TestInputComesThroughThePipe(t *testing.T) {
	w := newWorkshop(t)
	streams := filepath.Join(filepath.Dir(w.dir), "streams")
	fifo := filepath.Join(streams, proxy.InName)
	if err := os.Mkdir(streams, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	w.environ = append(w.environ, proxy.Variable+"="+streams)
	ask := main("\"bufio\"\n\"os\"\n", "line, err := in.ReadString('\\n')\nfmt.Print(line, err, \"\\n\")\npanic(1)\n}\n\nvar in = bufio.NewReader(os.Stdin)\n\nfunc f() {")
	scan := main("\"bufio\"\n\"os\"\n", "var name string\nn, err := fmt.Scanln(&name)\nfmt.Println(name, n, err)\n_ = bufio.ErrTooLong\nos.Exit(3)")
	for _, test := range []struct{ source, log, printed string }{
		{ask, "build: by go: no recipe", "Ada\n<nil>\npanic: 1\n"},
		{ask + "\n", "build: by recipe", "Ada\n<nil>\npanic: 1\n"},
		{scan, "build: by recipe", "Ada 1 <nil>\nexit status 3"},
		{scan + "// +build linux darwin\n", "build: by go: not an ordinary cell", "Ada 1 <nil>\nexit status 3"},
	} {
		w.write(w.dir, map[string]string{"main.go": test.source})
		if said := w.run(w.shim, "build", "-o", w.program()); said != "exit status 0" {
			t.Fatal(said)
		}
		if log := w.log(); !strings.HasPrefix(log, test.log) {
			t.Errorf("the log says %q, want %q", log, test.log)
		}
		typed := make(chan error, 1)
		go func() { typed <- os.WriteFile(fifo, []byte("Ada\n"), 0) }()
		printed := w.run(w.program())
		if err := <-typed; err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(printed, test.printed) || strings.Contains(printed, "panic") && !strings.Contains(printed, "/main.go:13 ") {
			t.Errorf("printed %q", printed)
		}
	}

	// Where the FIFO is gone, the program has the input that it is started with.
	w.remove(fifo)
	if printed := w.run(w.program()); printed != " 0 EOF\nexit status 3" {
		t.Errorf("without the FIFO: %q", printed)
	}
	// Where there are no pipes, a program is what the real go makes of it.
	w.environ = append(w.environ, proxy.Variable+"=")
	w.write(w.dir, map[string]string{"main.go": strings.Replace(ask, "in.ReadString('\\n')", `"", error(nil)`, 1)})
	ours := w.build(w.shim)
	if log := w.log(); log != "build: by recipe" {
		t.Errorf("the log says %q", log)
	}
	compare(t, ours, w.build(w.real))
}

// What a program prints goes into the pipes, a panic too. What it starts has what it gives it.
func TestOutputGoesIntoThePipes(t *testing.T) {
	w := newWorkshop(t)
	streams := filepath.Join(filepath.Dir(w.dir), "streams")
	if err := os.Mkdir(streams, 0o700); err != nil {
		t.Fatal(err)
	}
	var pipes []*os.File
	for _, name := range []string{proxy.OutName, proxy.ErrName} {
		path := filepath.Join(streams, name)
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
		pipe, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer pipe.Close()
		pipes = append(pipes, pipe)
	}
	w.environ = append(w.environ, proxy.Variable+"="+streams, "DLFS_KERNEL=0123456789")
	source := main("\"os\"\n\"os/exec\"\n", `if len(os.Args) > 1 {
	fmt.Print("child ", os.Getenv("`+proxy.Variable+`"))
	return
}
mark, pid := "", 0
_, err := fmt.Sscan(os.Getenv("`+proxy.FramesVariable+`"), &mark, &pid)
fmt.Println(mark, pid == os.Getpid(), err)
out, err := exec.Command(os.Args[0], "child").Output()
fmt.Printf("%q %v\n", out, err)
panic("on purpose")`)
	for _, comment := range []string{"", "// +build linux darwin\n"} { // by a recipe, and by the real go
		w.write(w.dir, map[string]string{"main.go": source + comment})
		if said := w.run(w.shim, "build", "-o", w.program()); said != "exit status 0" {
			t.Fatal(said)
		}
		if printed := w.run(w.program()); printed != "exit status 2" {
			t.Errorf("GoNB gets %q", printed)
		}
		for i, want := range []string{"0123456789 true <nil>\n\"child \" <nil>\n", "panic: on purpose\n"} {
			said := make([]byte, 1<<16)
			n, err := pipes[i].Read(said)
			if err != nil || !strings.HasPrefix(string(said[:n]), want) {
				t.Errorf("pipe %d: %q, %v", i, said[:n], err)
			}
		}
	}
}

//go:build unix

package kept

import (
	"bufio"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"dlfs/dl"

	"gonum.org/v1/gonum/mat"
)

// The tests run cells as programs of their own. The program is this one; the variable names the cell.
const cellVariable = "DLFS_TEST_CELL"

func TestMain(m *testing.M) {
	if c, ok := programs[os.Getenv(cellVariable)]; ok {
		c()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// examples are two classes that a line parts.
func examples() (x *mat.Dense, t dl.Labels) {
	r := rand.New(rand.NewPCG(1, 2))
	x = mat.NewDense(100, 4, nil)
	for i := range 100 {
		t = append(t, i%2)
		for j := range 4 {
			x.Set(i, j, r.NormFloat64()+float64(2*(i%2)))
		}
	}
	return x, t
}

func newNet() *dl.TwoLayerNet { return dl.NewTwoLayerNet(4, 8, 2, nil, rand.NewPCG(3, 4)) }

var programs = map[string]func(){
	"panic": func() {
		defer Done()
		Val("x", 4)
		xs := []int{1}
		Val("xs", xs)
		xs[0] = 2
		panic("wrong")
	},
	"exit": func() {
		defer Done()
		Val("x", 5)
		os.Exit(3)
	},
	"train": func() {
		defer Done()
		Watch()
		net, steps := newNet(), 0
		Val("net", net)
		Val("steps", steps)
		x, t := examples()
		optimizer := &dl.SGD{LearningRate: 0.1}
		for {
			net.Gradient(x, t)
			optimizer.Update(net.Params())
			if steps++; steps == 500 {
				os.Stdout.WriteString("ready\n")
			}
		}
	},
	"map": func() { // what it keeps changes while it is kept
		defer Done()
		m := map[int]int{}
		Val("m", m)
		Val("x", 6)
		for range 2 {
			go func() {
				for i := 0; ; i++ {
					m[i%100000] = i
				}
			}()
		}
		for len(m) < 1000 {
			time.Sleep(time.Millisecond)
		}
	},
	"handles": func() { // looks out for interrupts itself
		defer Done()
		Watch()
		Val("x", 7)
		c := make(chan os.Signal, 2)
		signal.Notify(c, os.Interrupt)
		os.Stdout.WriteString("ready\n")
		<-c
		<-c
		Val("x", 8)
	},
	"load": func() {
		defer Done()
		Slot[int]("x")
		Load("x")
		os.Stdout.WriteString("not reached\n")
	},
	"changed": func() {
		defer Done()
		Slot[float64]("x")
		Load("x")
	},
}

// program starts a cell. After it has printed a line, it is interrupted.
func program(t *testing.T, dir, name string, interrupt bool) (state *os.ProcessState, stderr string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), cellVariable+"="+name, "DLFS_VALUES="+dir)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lost := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer lost.Stop()
	if interrupt {
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Errorf("%q, %v", line, err)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
	} else if text, _ := io.ReadAll(out); len(text) > 0 {
		t.Errorf("it prints %q", text)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState, said.String()
}

// before returns a folder in which x is kept.
func before(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	cell(t, dir, func() { Val("x", 3) })
	return dir
}

func loadInt(t *testing.T, dir, name string) int {
	t.Helper()
	x := 0
	cell(t, dir, func() {
		Slot[int](name)
		taken(t, name)
		x = Get[int](name)
	})
	return x
}

func TestPanic(t *testing.T) {
	dir := before(t)
	state, said := program(t, dir, "panic", false)
	if state.ExitCode() != 2 || !strings.Contains(said, "panic: wrong") {
		t.Errorf("%v\n%s", state, said)
	}
	cell(t, dir, func() {
		Slot[int]("x")
		Slot[[]int]("xs")
		taken(t, "x", "xs")
		if Get[int]("x") != 4 || Get[[]int]("xs")[0] != 2 {
			t.Error(Get[int]("x"), Get[[]int]("xs"))
		}
	})
}

func TestExit(t *testing.T) {
	dir := before(t)
	if state, _ := program(t, dir, "exit", false); state.ExitCode() != 3 {
		t.Error(state)
	}
	if x := loadInt(t, dir, "x"); x != 3 {
		t.Error(x)
	}
}

func TestInterrupt(t *testing.T) {
	needsSearch(t)
	dir := before(t)
	state, said := program(t, dir, "train", true)
	if status := state.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT || said != "" {
		t.Errorf("%v\n%s", state, said)
	}
	x, labels := examples()
	cell(t, dir, func() {
		Slot[*dl.TwoLayerNet]("net")
		Slot[int]("steps")
		taken(t, "net", "steps")
		net := Get[*dl.TwoLayerNet]("net")
		if loss, new := net.Loss(x, labels), newNet().Loss(x, labels); loss > new/2 {
			t.Errorf("the loss is %v, and was %v", loss, new)
		}
		if Get[int]("steps") != 0 {
			t.Error("a number that is kept by its value is not what it was at the last statement")
		}
	})
	if x := loadInt(t, dir, "x"); x != 3 {
		t.Error(x)
	}
}

func TestInterruptThatTheCellHandles(t *testing.T) {
	dir := before(t)
	if state, said := program(t, dir, "handles", true); !state.Success() {
		t.Errorf("%v\n%s", state, said)
	}
	if x := loadInt(t, dir, "x"); x != 8 {
		t.Error(x)
	}
}

// A goroutine that goes on may have the runtime end the program, but what was kept before is there.
func TestConcurrentChange(t *testing.T) {
	dir := before(t)
	killed := 0
	for range 3 {
		state, said := program(t, dir, "map", false)
		if state.ExitCode() != 0 {
			killed++
			if !strings.Contains(said, "fatal error: concurrent map") {
				t.Errorf("%v\n%s", state, said)
			}
		}
	}
	t.Logf("%d of 3 programs were ended", killed)
	if x := loadInt(t, dir, "x"); x != 3 && x != 6 {
		t.Error(x)
	}
}

func TestLoadFails(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, want string
		prepare    func()
	}{
		{"load", "x is not kept any more: run the cell that makes x again\n", func() {}},
		{"changed", "x is kept as an int, and this type has changed since: run the cell that makes x again\n", func() { Val("x", 3) }},
		{"load", "what is kept of x is gone: run the cell that makes x again\n", func() { os.Remove(dir + "/values-1") }},
	} {
		slots = make(map[string]*slot)
		given = dir
		c.prepare()
		Done()
		slots = make(map[string]*slot)
		if state, said := program(t, dir, c.name, false); state.ExitCode() != 2 || said != "panic: kept: "+c.want {
			t.Errorf("%v, %q, want %q", state, said, c.want)
		}
	}
	if state, said := program(t, "", "load", false); state.ExitCode() != 2 || said != "panic: kept: x is not there: this kernel keeps no variables\n" {
		t.Errorf("%v, %q", state, said)
	}
}

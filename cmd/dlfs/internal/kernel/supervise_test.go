package kernel

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patienceOfTests is long: it is reached only where a test fails.
const patienceOfTests = 2 * time.Minute

// A theatre is a supervised kernel with its players.
type theatre struct {
	t          *testing.T
	base       string
	supervisor *exec.Cmd
	lines      chan string // what the players say; closed when the last of them has ended
	stderr     *os.File    // a file, not a pipe: to wait for the supervisor is not to wait for all that hold its stderr
}

// start starts a supervisor whose GoNB plays role, in a process group of its own as Jupyter does it.
func start(t *testing.T, role string) *theatre {
	t.Helper()
	return startAs(t, "supervisor", role)
}

// startAs starts the supervisor, or the server that starts it.
func startAs(t *testing.T, first, role string) *theatre {
	t.Helper()
	th := &theatre{t: t, base: t.TempDir(), lines: make(chan string, 16)}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	th.supervisor = exec.Command(os.Args[0])
	th.supervisor.Env = append(os.Environ(), roleVariable+"="+first, "DLFS_TEST_GONB="+role, "DLFS_TEST_BASE="+th.base)
	th.supervisor.ExtraFiles = []*os.File{w}
	if th.stderr, err = os.CreateTemp(t.TempDir(), "stderr"); err != nil {
		t.Fatal(err)
	}
	th.supervisor.Stderr = th.stderr
	th.supervisor.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := th.supervisor.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	go th.listen(r)
	t.Cleanup(th.endRest)
	return th
}

func (th *theatre) listen(r io.ReadCloser) {
	defer r.Close()
	defer close(th.lines)
	for s := bufio.NewScanner(r); s.Scan(); {
		th.lines <- s.Text()
	}
}

// expect waits until each of the players, in any order, has said its name, and returns their process numbers.
func (th *theatre) expect(players ...string) []int {
	th.t.Helper()
	late := time.After(patienceOfTests)
	var pids []int
	for len(players) > 0 {
		select {
		case line, ok := <-th.lines:
			var name string
			var pid int
			if n, _ := fmt.Sscan(line, &name, &pid); !ok || n != 2 {
				th.t.Fatalf("the players ended, or said %q, before %v appeared: %s", line, players, th.said())
			}
			i := slices.Index(players, name)
			if i < 0 {
				th.t.Fatalf("%q appeared, expected one of %v", line, players)
			}
			players = slices.Delete(players, i, i+1)
			pids = append(pids, pid)
		case <-late:
			th.t.Fatalf("%v did not appear: %s", players, th.said())
		}
	}
	return pids
}

// said returns what the supervisor and the players have written to standard error.
func (th *theatre) said() string {
	data, err := os.ReadFile(th.stderr.Name())
	if err != nil {
		th.t.Error(err)
	}
	return string(data)
}

// expectEnd waits until every player, and the folder of the kernel, is gone.
func (th *theatre) expectEnd() {
	th.t.Helper()
	select {
	case line, ok := <-th.lines:
		if ok {
			th.t.Fatalf("a player said %q, expected all to end", line)
		}
	case <-time.After(patienceOfTests):
		th.t.Fatal("players are still there")
	}
	for deadline := time.Now().Add(patienceOfTests); ; time.Sleep(10 * time.Millisecond) {
		entries, err := os.ReadDir(th.base)
		if err != nil {
			th.t.Fatal(err)
		}
		if len(entries) == 0 {
			return
		}
		if time.Now().After(deadline) {
			th.t.Fatalf("the kernel's folder is still there: %v", entries)
		}
	}
}

// endRest ends what a failed test leaves: the supervisor, and by its mark everything below it.
func (th *theatre) endRest() {
	th.supervisor.Process.Kill() // It is no error that it has ended already.
	th.supervisor.Wait()
	th.stderr.Close()
	entries, _ := os.ReadDir(th.base)
	for _, entry := range entries {
		if err := clean(filepath.Join(th.base, entry.Name())); err != nil {
			th.t.Error(err)
		}
	}
}

func (th *theatre) signal(s syscall.Signal) {
	th.t.Helper()
	if err := th.supervisor.Process.Signal(s); err != nil {
		th.t.Fatal(err)
	}
}

// bystander starts a process that is none of the kernel's, and checks at the end of the test that it is still there.
func bystander(t *testing.T) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"=child", "DLFS_KERNELS=1", "OTHER=DLFS_KERNEL=0123456789")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if _, err := bufio.NewReader(r).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		select {
		case err := <-ended:
			t.Errorf("a process without the mark has ended: %v", err)
		default:
			cmd.Process.Kill()
			<-ended
		}
	})
}

func TestNothingStays(t *testing.T) {
	killed := 128 + int(syscall.SIGKILL)
	tests := []struct {
		name    string
		gonb    string
		players []string
		signal  syscall.Signal
		group   bool // whether the whole process group gets the signal
		code    int
	}{
		{"GoNB ends", "seven", []string{"seven", "cell", "child"}, syscall.SIGINT, false, 7},
		{"terminated", "gonb", []string{"gonb", "cell", "child"}, syscall.SIGTERM, false, 128 + int(syscall.SIGTERM)},
		{"terminal closed", "gonb", []string{"gonb", "cell", "child"}, syscall.SIGHUP, false, 128 + int(syscall.SIGTERM)},
		{"interrupted", "gonb", []string{"gonb", "cell", "child"}, syscall.SIGINT, false, 128 + int(syscall.SIGINT)},
		{"terminated, GoNB stubborn", "stubborn", []string{"stubborn", "cell", "child"}, syscall.SIGTERM, false, killed},
		{"killed", "gonb", []string{"gonb", "cell", "child"}, syscall.SIGKILL, false, killed},
		{"killed, GoNB stubborn", "stubborn", []string{"stubborn", "cell", "child"}, syscall.SIGKILL, false, killed},
		{"group killed", "gonb", []string{"gonb", "cell", "child"}, syscall.SIGKILL, true, killed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			bystander(t)
			th := start(t, test.gonb)
			th.expect(test.players...)
			pid := th.supervisor.Process.Pid
			if test.group {
				pid = -pid
			}
			if err := syscall.Kill(pid, test.signal); err != nil {
				t.Fatal(err)
			}
			th.supervisor.Wait()
			if got := exitCode(th.supervisor.ProcessState); got != test.code {
				t.Errorf("exit code %d, want %d: %s", got, test.code, th.said())
			}
			th.expectEnd()
		})
	}
}

// A server that is killed cannot end its kernels.
func TestServerKilled(t *testing.T) {
	th := startAs(t, "server", "gonb")
	th.expect("gonb", "cell", "child")
	th.signal(syscall.SIGKILL)
	if err := th.supervisor.Wait(); err == nil {
		t.Error("the server ended well, expected it to be killed")
	}
	th.expectEnd()
}

func TestInterruptReachesGoNB(t *testing.T) {
	t.Parallel()
	th := start(t, "interruptible")
	pids := th.expect("interruptible")
	th.signal(syscall.SIGINT)
	if again := th.expect("interrupted"); again[0] != pids[0] {
		t.Errorf("process %d was interrupted, want %d", again[0], pids[0])
	}
	th.signal(syscall.SIGTERM)
	th.expectEnd()
}

// Should the guard be the first to die, the supervisor cleans up.
func TestGuardKilled(t *testing.T) {
	t.Parallel()
	th := start(t, "stubborn")
	th.expect("stubborn", "cell", "child")
	p, err := os.FindProcess(guardOf(t, th.base))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	th.signal(syscall.SIGTERM)
	th.supervisor.Wait()
	th.expectEnd()
	if said := th.said(); !strings.Contains(said, "guard failed") {
		t.Errorf("the supervisor said %q, nothing about its guard", said)
	}
}

// guardOf finds the guard of the only kernel below base by its arguments.
func guardOf(t *testing.T, base string) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the guard is found in /proc, which only Linux has")
	}
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(files) == 0 {
		t.Fatalf("no processes in /proc: %v", err)
	}
	for _, file := range files {
		args, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(args), "\x00guard\x00"+base) {
			var pid int
			if _, err := fmt.Sscanf(file, "/proc/%d/cmdline", &pid); err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	t.Fatal("no guard")
	return 0
}

// A folder whose owners are dead is swept, with what still runs there, by the next kernel to start; no other folder is.
func TestSweep(t *testing.T) {
	bystander(t)
	base := t.TempDir()
	old := makeFolder(t, base)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	left := exec.Command(os.Args[0])
	left.Env = append(os.Environ(), roleVariable+"=child", mark(old.id()))
	left.ExtraFiles = []*os.File{w}
	if err := left.Start(); err != nil {
		t.Fatal(err)
	}
	defer left.Process.Kill()
	w.Close()
	lines := bufio.NewReader(r)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	// A kernel has a name of its own, and a lock: what lacks one of these is somebody else's.
	otherName, noLock, link := filepath.Join(base, "not-a-kernel"), filepath.Join(base, "0123456789"), filepath.Join(base, "9876543210")
	elsewhere := t.TempDir()
	for path, file := range map[string]string{otherName: lockName, noLock: "letter.txt", elsewhere: lockName} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Fatal(err)
	}

	living := makeFolder(t, base) // sweeps nothing: old is locked
	if left, err := Leftovers(base); err != nil || len(left) != 0 {
		t.Errorf("leftovers %v, %v, want none", left, err)
	}
	old.lock.Close()
	if left, err := Leftovers(base); err != nil || !slices.Equal(left, []string{old.path}) {
		t.Errorf("leftovers %v, %v, want %s", left, err, old.path)
	}
	next := makeFolder(t, base)
	if err := left.Wait(); err == nil || left.ProcessState.Success() {
		t.Errorf("the process that was left ended with %v, want it killed", err)
	}
	for path, want := range map[string]bool{
		old.path: false, living.path: true, next.path: true, filepath.Join(otherName, lockName): true,
		filepath.Join(noLock, "letter.txt"): true, filepath.Join(elsewhere, lockName): true, link: true,
	} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v, want it to be there: %t", path, err, want)
		}
	}
}

func makeFolder(t *testing.T, base string) *folder {
	t.Helper()
	f, sweepErr, err := newFolder(base)
	if sweepErr != nil || err != nil {
		t.Fatal(sweepErr, err)
	}
	t.Cleanup(func() { f.lock.Close() })
	return f
}

func TestNewFoldersAtOnce(t *testing.T) {
	base := t.TempDir()
	var wg sync.WaitGroup
	folders := make([]*folder, 20)
	for i := range folders {
		wg.Go(func() {
			f, sweepErr, err := newFolder(base)
			if sweepErr != nil || err != nil {
				t.Error(sweepErr, err)
				return
			}
			folders[i] = f
		})
	}
	wg.Wait()
	for _, f := range folders {
		if f == nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(f.path, lockName)); err != nil {
			t.Error(err)
		}
		defer f.lock.Close()
	}
	if left, err := Leftovers(base); err != nil || len(left) != 0 {
		t.Errorf("leftovers: %v, %v", left, err)
	}
}

func TestGuardRefusesStrangers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "0123456789")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, lockName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Dir(dir), "0123456789", "/"} {
		if out, err := exec.Command(os.Args[0], "kernel", "guard", path).CombinedOutput(); err == nil {
			t.Errorf("the guard ran for %s: %s", path, out)
		}
	}
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("the guard touched the folder: %v", err)
	}
}

func TestSuperviseMissingProgram(t *testing.T) {
	base := t.TempDir()
	missing := func(string) (*exec.Cmd, error) { return exec.Command(filepath.Join(base, "no-such-program")), nil }
	_, err := Supervise(base, os.Args[0], missing, func(err error) { t.Error(err) })
	if err == nil {
		t.Fatal("no error")
	}
	entries, err := os.ReadDir(base)
	if err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

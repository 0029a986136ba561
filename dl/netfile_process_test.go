//go:build unix

// Tests of Save that need another process, because what happens to it would end this one.

package dl_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dlfs/dl"
)

func init() {
	children["save for ever"] = saveForEver
	children["save to a full disk"] = saveToFullDisk
}

// start runs this program as a child that works on the file path.
func start(t *testing.T, what, path string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "DLFS_TEST_CHILD="+what, "DLFS_TEST_FILE="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewReader(out)
}

func bigNet(seed uint64) *dl.TwoLayerNet {
	return dl.NewTwoLayerNet(784, 50, 10, nil, rand.NewPCG(seed, 0))
}

// saveForEver replaces the file by one net and another until it is killed.
func saveForEver() int {
	for i := 0; ; i++ {
		if err := dl.Save(os.Getenv("DLFS_TEST_FILE"), bigNet(uint64(i%2))); err != nil {
			fmt.Println(err)
			return 1
		}
		if i == 0 {
			fmt.Println("saved")
		}
	}
}

// However a process ends in the middle of Save, the file holds one net or the other.
func TestKilledWhileSaving(t *testing.T) {
	for range 8 {
		path := filepath.Join(t.TempDir(), "a.net")
		cmd, out := start(t, "save for ever", path)
		if line, err := out.ReadString('\n'); line != "saved\n" {
			t.Fatalf("the child says %q: %v", line, err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Error("the child ended well although it was killed")
		}
		var got dl.TwoLayerNet
		if err := dl.Load(path, &got); err != nil {
			t.Fatal(err)
		}
		if got, zero, one := checksum(got.Params()), checksum(bigNet(0).Params()), checksum(bigNet(1).Params()); got != zero && got != one {
			t.Error("the file holds neither of the two nets")
		}
	}
}

// saveToFullDisk saves when no file may become longer than 10,000 bytes, and prints the error.
func saveToFullDisk() int {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 10000, Max: 10000}); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(dl.Save(os.Getenv("DLFS_TEST_FILE"), bigNet(1)))
	return 0
}

// When the disk is full, Save says so, the old net stays, and nothing is left beside it.
func TestSaveToFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.net")
	if err := dl.Save(path, bigNet(0)); err != nil {
		t.Fatal(err)
	}
	cmd, out := start(t, "save to a full disk", path)
	line, _ := out.ReadString('\n') // what matters is the line
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	if !strings.HasPrefix(line, "dl: save "+path+": ") || !strings.Contains(line, syscall.EFBIG.Error()) {
		t.Errorf("the error is %q", line)
	}
	onlyFile(t, path)
	var got dl.TwoLayerNet
	if err := dl.Load(path, &got); err != nil {
		t.Fatal(err)
	}
	sameBits(t, "the old net", got.Params(), bigNet(0).Params())
}

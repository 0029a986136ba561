package kernel

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// The tests start this program again to play the processes around a kernel. The variable says which, and what it does.
const roleVariable = "DLFS_TEST_ROLE"

// Players hold the write end of a pipe that the test reads as this file: the pipe ends when the last of them has ended.
const stage = 3

func TestMain(m *testing.M) {
	switch role := os.Getenv(roleVariable); {
	case len(os.Args) == 4 && os.Args[1] == "kernel" && os.Args[2] == "guard":
		exitOn(Guard(os.Args[3]))
	case role == "":
		os.Exit(m.Run())
	case role == "supervisor":
		os.Exit(playSupervisor())
	case role == "server":
		exitOn(play("supervisor", nil).Run())
	default:
		os.Exit(playGoNB(role))
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// playSupervisor does what dlfs kernel run does, with this program as GoNB.
func playSupervisor() int {
	command := func(string) (*exec.Cmd, error) { return play(os.Getenv("DLFS_TEST_GONB"), nil), nil }
	code, err := Supervise(os.Getenv("DLFS_TEST_BASE"), os.Args[0], command, func(err error) { fmt.Fprintln(os.Stderr, err) })
	exitOnError(err)
	return code
}

func exitOnError(err error) {
	if err != nil {
		exitOn(err)
	}
}

// play prepares a player. It says its name and number on the stage once it is there.
func play(role string, attr *syscall.SysProcAttr) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	cmd.Stderr = os.Stderr
	cmd.ExtraFiles = []*os.File{os.NewFile(stage, "stage")}
	cmd.SysProcAttr = attr
	return cmd
}

// playGoNB is GoNB with a cell in a process group of its own, whose child is in a session of its own.
func playGoNB(role string) int {
	out := os.NewFile(stage, "stage")
	signals := make(chan os.Signal, 8)
	switch role {
	case "gonb", "stubborn", "seven":
		exitOnError(play("cell", &syscall.SysProcAttr{Setpgid: true}).Start())
	case "cell":
		exitOnError(play("child", &syscall.SysProcAttr{Setsid: true}).Start())
	}
	switch role {
	case "stubborn", "child", "cell":
		signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	case "interruptible", "seven":
		signal.Notify(signals, syscall.SIGINT)
	}
	fmt.Fprintln(out, role, os.Getpid())
	switch role {
	case "seven":
		<-signals
		return 7
	case "interruptible":
		<-signals
		fmt.Fprintln(out, "interrupted", os.Getpid())
	}
	time.Sleep(time.Hour)
	return 0
}

package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/internal/command"
	"dlfs/internal/words"
)

func installKernel(c *command.Call) error {
	var dataDir string
	_, err := c.Parse(func(f *flag.FlagSet) {
		f.StringVar(&dataDir, "data-dir", "", words.DLFS.Sprintf("Jupyter's data `folder` (default: $JUPYTER_DATA_DIR, or the user's)"))
	})
	if err != nil {
		return err
	}
	if dataDir == "" {
		dataDir, err = kernel.DataDir()
	} else {
		dataDir, err = filepath.Abs(dataDir)
	}
	if err != nil {
		return err
	}
	root, err := kernel.FindRoot(".")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := kernel.Install(dataDir, self, root)
	if err != nil {
		return words.DLFS.Errorf("cannot install the kernel: %w", err)
	}
	fmt.Fprintln(c.Stdout, words.DLFS.Sprintf("Installed the kernel %q in %s", kernel.DisplayName, dir))
	return nil
}

func runKernel(c *command.Call) error {
	args, err := c.Parse(nil, "CONNECTION_FILE")
	if err != nil {
		return err
	}
	file, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); err != nil {
		return words.DLFS.Errorf("no connection file %s: Jupyter writes it before it starts the kernel", file)
	}
	root, err := prepareEnvironment()
	if err != nil {
		return err
	}
	gonb, err := checkTools(root)
	if err != nil {
		return err
	}
	base, err := kernel.Base()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := useShim(self); err != nil {
		fmt.Fprintln(c.Stderr, words.DLFS.Sprintf("dlfs: cells take longer than they need: %v", err))
	}
	running := exec.Command(gonb, "--kernel", file, "-logtostderr=true", "-go_work="+root)
	running.Stdin, running.Stdout, running.Stderr = os.Stdin, os.Stdout, os.Stderr
	code, err := kernel.Supervise(base, self, running, func(err error) { fmt.Fprintf(c.Stderr, "dlfs: %v\n", err) })
	if err != nil {
		return words.DLFS.Errorf("the kernel failed: %w", err)
	}
	return command.Status(code)
}

// useShim makes this program the go command of GoNB and its cells (see package cell).
func useShim(self string) error {
	if os.Getenv(kernel.PlainVariable) != "" {
		return nil
	}
	dir, err := kernel.InstallShim(self)
	if err != nil {
		return err
	}
	return os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// prepareEnvironment puts the kernel's variables into our own environment, which GoNB inherits, and returns the root.
func prepareEnvironment() (root string, err error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	// First of all the language, so that what goes wrong is told in it.
	if err := os.Setenv("DLFS_LANG", kernel.Language(dir, os.Getenv("DLFS_LANG"))); err != nil {
		return "", err
	}
	root, err = kernel.FindRoot(dir)
	if err != nil {
		return "", err
	}
	settings, err := kernel.CheckGo(root)
	if err != nil {
		return "", err
	}
	variables, err := kernel.Environment(root, dir, settings.GOFLAGS)
	if err != nil {
		return "", err
	}
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		if err := os.Setenv(name, value); err != nil {
			return "", words.DLFS.Errorf("cannot set %s: %w", name, err)
		}
	}
	return root, nil
}

// checkTools returns where GoNB is, provided that everything it cannot do without is there too.
func checkTools(root string) (gonb string, err error) {
	for _, tool := range kernel.Tools {
		path, err := tool.Check(root)
		if err != nil && tool.Required {
			return "", err
		}
		if tool.Name == "gonb" {
			gonb = path
		}
	}
	return gonb, nil
}

func guardKernel(c *command.Call) error {
	args, err := c.Parse(nil, "FOLDER")
	if err != nil {
		return err
	}
	if err := kernel.Guard(args[0]); err != nil {
		return fmt.Errorf("kernel guard: %w", err)
	}
	return nil
}

// execInKernel becomes a command in the surroundings that cells have. So the image fills its build cache.
func execInKernel(c *command.Call) error {
	if len(c.Args) == 0 {
		return command.UsageError{Err: words.DLFS.Errorf("%s needs %s", c.Name, "COMMAND")}
	}
	if _, err := prepareEnvironment(); err != nil {
		return err
	}
	path, err := exec.LookPath(c.Args[0])
	if err != nil {
		return err
	}
	return syscall.Exec(path, c.Args, os.Environ())
}

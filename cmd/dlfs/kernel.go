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
	"dlfs/internal/words"
)

func installKernel(c *call) error {
	var dataDir string
	_, err := c.parse(func(f *flag.FlagSet) {
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
	fmt.Fprintln(c.stdout, words.DLFS.Sprintf("Installed the kernel %q in %s", kernel.DisplayName, dir))
	return nil
}

func runKernel(c *call) error {
	args, err := c.parse(nil, "CONNECTION_FILE")
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
		fmt.Fprintln(c.stderr, words.DLFS.Sprintf("dlfs: cells take longer than they need: %v", err))
	}
	command := exec.Command(gonb, "--kernel", file, "-logtostderr=true", "-go_work="+root)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	code, err := kernel.Supervise(base, self, command, func(err error) { fmt.Fprintf(c.stderr, "dlfs: %v\n", err) })
	if err != nil {
		return words.DLFS.Errorf("the kernel failed: %w", err)
	}
	return exitStatus(code)
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

func guardKernel(c *call) error {
	args, err := c.parse(nil, "FOLDER")
	if err != nil {
		return err
	}
	if err := kernel.Guard(args[0]); err != nil {
		return fmt.Errorf("kernel guard: %w", err)
	}
	return nil
}

// execInKernel becomes a command in the surroundings that cells have. So the image fills its build cache.
func execInKernel(c *call) error {
	if len(c.args) == 0 {
		return usageError{words.DLFS.Errorf("%s needs %s", c.name, "COMMAND")}
	}
	if _, err := prepareEnvironment(); err != nil {
		return err
	}
	path, err := exec.LookPath(c.args[0])
	if err != nil {
		return err
	}
	return syscall.Exec(path, c.args, os.Environ())
}

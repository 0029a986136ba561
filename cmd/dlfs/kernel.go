package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/cmd/dlfs/internal/library"
	"dlfs/cmd/dlfs/internal/proxy"
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
	place, err := kernel.FindPlace(".")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var root string
	if place.Project { // Notebooks that lie in no module are the project's then.
		root = place.Root
	}
	// First what can be wrong with the command, then what takes a minute.
	if err := kernel.CheckInstalled(self); err != nil {
		return words.DLFS.Errorf("cannot install the kernel: %w", err)
	}
	if err := prepareTools(place, c.Stdout); err != nil {
		return err
	}
	dir, err := kernel.Install(dataDir, self, root)
	if err != nil {
		return words.DLFS.Errorf("cannot install the kernel: %w", err)
	}
	fmt.Fprintln(c.Stdout, words.DLFS.Sprintf("Installed the kernel %q in %s", kernel.DisplayName, dir))
	return nil
}

// prepareTools builds what is missing of GoNB, and what the first cell of a notebook in any module needs: with a network now,
// so that the kernel does without one.
func prepareTools(place kernel.Place, stdout io.Writer) error {
	settings, err := kernel.CheckGo(kernel.Place{})
	if err != nil {
		return err
	}
	if err := os.Setenv("PATH", place.Path()); err != nil {
		return err
	}
	say := func(step string) { fmt.Fprintln(stdout, step) }
	if missing := kernel.MissingTools(); len(missing) > 0 {
		err := kernel.BuildTools(missing, settings, say)
		if err == nil {
			err = os.Setenv("PATH", place.Path()) // Now the folder of what was built is there.
		}
		if err == nil {
			_, err = checkTools(place)
		}
		if err != nil {
			return err
		}
	}
	if place.Project {
		return nil
	}
	return kernel.Warm(settings, say)
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
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	place, err := prepareEnvironment(dir)
	if err != nil {
		return err
	}
	gonb, err := checkTools(place)
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
		fmt.Fprintln(c.Stderr, words.DLFS.Sprintf("dlfs: cells run slower than they could: %v", err))
	}
	warn := func(err error) { fmt.Fprintf(c.Stderr, "dlfs: %v\n", err) }
	start := func(folder string) (*exec.Cmd, error) { return startGoNB(gonb, file, place, folder, warn) }
	code, err := kernel.Supervise(base, self, start, warn)
	if err != nil {
		return words.DLFS.Errorf("the kernel failed: %w", err)
	}
	return command.Status(code)
}

// startGoNB prepares GoNB, and puts the proxy in front of it.
func startGoNB(gonb, file string, place kernel.Place, folder string, warn func(error)) (*exec.Cmd, error) {
	modules, laid, err := place.Workspace()
	if err != nil {
		return nil, err
	}
	args := []string{"--kernel", file, "-logtostderr=true", "-go_work=" + strings.Join(modules, ",")}
	var environ []string
	if os.Getenv(kernel.ThroughVariable) == "" {
		if err := kernel.MarkSelf(filepath.Base(folder)); err != nil {
			return nil, err
		}
		known, err := openLibrary(place, modules, laid, folder)
		if err != nil {
			return nil, err
		}
		known.Warn = warn
		known.Start()
		front, gonbFile, err := proxy.New(file, folder, known, warn)
		if err != nil {
			return nil, err
		}
		args[1] = gonbFile
		args = append(args, "-raw_error")
		environ = front.Environment()
		go front.Serve()
	}
	running := exec.Command(gonb, args...)
	running.Env = append(os.Environ(), environ...)
	running.Stdin, running.Stdout, running.Stderr = os.Stdin, os.Stdout, os.Stderr
	return running, nil
}

// openLibrary returns what is known of the packages that cells can import. Where they are of one module, it is asked in the
// module's folder; else in a workspace like the one that GoNB will make for the cells.
func openLibrary(place kernel.Place, modules []string, laid, folder string) (*library.Library, error) {
	work := filepath.Join(folder, "library.work")
	if len(modules) > 1 || laid != "" {
		if err := place.WriteWork(work, modules); err != nil {
			return nil, err
		}
	}
	// What a cell fetches is added there by the kernel's go command.
	if err := os.Setenv(kernel.LibraryVariable, work); err != nil {
		return nil, err
	}
	return library.New(place.Root, modules[0]), nil
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

// prepareEnvironment puts the kernel's variables into our own environment, which GoNB inherits, and returns the place of a
// notebook in dir.
func prepareEnvironment(dir string) (place kernel.Place, err error) {
	// First of all the language, so that what goes wrong is told in it.
	if err := os.Setenv("DLFS_LANG", kernel.Language(dir, os.Getenv("DLFS_LANG"))); err != nil {
		return place, err
	}
	place, err = kernel.FindPlace(dir)
	if err != nil {
		return place, err
	}
	settings, err := kernel.CheckGo(place)
	if err != nil {
		return place, err
	}
	variables, err := kernel.Environment(place, dir, settings)
	if err != nil {
		return place, err
	}
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		if err := os.Setenv(name, value); err != nil {
			return place, words.DLFS.Errorf("cannot set %s: %w", name, err)
		}
	}
	return place, nil
}

// checkTools returns where GoNB is, provided that everything it needs is there too.
func checkTools(place kernel.Place) (gonb string, err error) {
	for _, tool := range kernel.Tools {
		path, err := tool.Check(makeTools(place))
		if err != nil {
			return "", err
		}
		if tool.Name == "gonb" {
			gonb = path
		}
	}
	return gonb, nil
}

// makeTools says what brings the tools of a place.
func makeTools(place kernel.Place) string {
	if place.Project {
		return makeLab(place.Root)
	}
	return words.DLFS.Sprintf("run dlfs kernel install")
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
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	if _, err := prepareEnvironment(dir); err != nil {
		return err
	}
	path, err := exec.LookPath(c.Args[0])
	if err != nil {
		return err
	}
	return syscall.Exec(path, c.Args, os.Environ())
}

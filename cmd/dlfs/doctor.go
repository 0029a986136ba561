package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"dlfs/cmd/dlfs/internal/kernel"
	"dlfs/datasets"
	"dlfs/internal/cjk"
	"dlfs/internal/command"
	"dlfs/internal/words"
)

// A finding is one thing that doctor looked at. Where fix is not empty, something is wrong, and fix says what to do.
type finding struct {
	what string
	fix  string
}

// runDoctor looks at everything that the notebooks need and says how it is. It changes nothing.
func runDoctor(c *command.Call) error {
	if _, err := c.Parse(nil); err != nil {
		return err
	}
	place, err := prepareDoctor()
	if err != nil {
		return err
	}
	looks := []func(kernel.Place) []finding{lookAtGo, lookAtTools, lookAtModules, lookAtJupyter, lookAtSpec}
	if place.Project {
		looks = append(looks, lookAtMNIST, lookAtFont)
	}
	wrong := 0
	for _, look := range append(looks, lookAtCache, lookAtLeftovers) {
		for _, f := range look(place) {
			if f.fix == "" {
				// Translators: "ok" takes 5 columns with its blanks, as many as there are before the arrow below a problem.
				fmt.Fprintln(c.Stdout, words.DLFS.Sprintf("ok   %s", f.what))
				continue
			}
			wrong++
			fmt.Fprintln(c.Stdout, words.DLFS.Sprintf("Problem: %s\n     → %s", f.what, f.fix))
		}
	}
	if wrong > 0 {
		fmt.Fprintf(c.Stdout, "\n%s\n", words.DLFS.Plural(wrong, "%d problem found.", "%d problems found.", wrong))
		return command.Status(1)
	}
	fmt.Fprintf(c.Stdout, "\n%s\n", words.DLFS.Sprintf("All is well."))
	return nil
}

// prepareDoctor finds the place and puts its tools on the PATH, as the kernel does; a missing Go is a finding, not an end.
func prepareDoctor() (place kernel.Place, err error) {
	if place, err = kernel.FindPlace("."); err != nil {
		return place, err
	}
	return place, os.Setenv("PATH", place.Path())
}

func makeLab(root string) string { return words.DLFS.Sprintf("run make lab in %s", root) }

func lookAtGo(place kernel.Place) []finding {
	settings, err := kernel.CheckGo(place)
	if err != nil {
		return []finding{{"Go", err.Error()}}
	}
	findings := []finding{{what: "Go " + strings.TrimPrefix(settings.GOVERSION, "go")}}
	if err := writable(settings.GOCACHE); err != nil {
		return append(findings, finding{
			words.DLFS.Sprintf("Go's build cache"), words.DLFS.Sprintf("make it writable or set GOCACHE to another folder: %v", err)})
	}
	return findings
}

func lookAtTools(place kernel.Place) []finding {
	var findings []finding
	for _, tool := range kernel.Tools {
		_, err := tool.Check(makeTools(place))
		_, found, _ := tool.Find() // Check has told what Find can complain of.
		switch {
		case err != nil:
			findings = append(findings, finding{tool.Name, err.Error()})
		case found != tool.Version:
			findings = append(findings, finding{what: words.DLFS.Sprintf("%s %s (tested with %s)", tool.Name, found, tool.Version)})
		default:
			findings = append(findings, finding{what: words.DLFS.Sprintf("%s %s, as pinned", tool.Name, found)})
		}
	}
	return findings
}

// lookAtModules asks for every package that cells can import, as the kernel will: without a network.
func lookAtModules(place kernel.Place) []finding {
	modules := place.Modules()
	if len(modules) == 0 {
		return []finding{{what: words.DLFS.Sprintf("no Go module here, so cells get a module of their own")}}
	}
	for _, dir := range modules {
		cmd := exec.Command("go", "list", "-deps", "./...")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOPROXY=off", "GOSUMDB=off", "GOTOOLCHAIN=local", "GOFLAGS=-mod=readonly")
		if place.Work == "" {
			cmd.Env = append(cmd.Env, "GOWORK=off")
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
			return []finding{{
				words.DLFS.Sprintf("the Go modules that cells import: %s", first), words.DLFS.Sprintf("run go mod download in %s", dir)}}
		}
	}
	return []finding{{what: words.DLFS.Sprintf("the Go modules that cells import")}}
}

var pythonVersion = regexp.MustCompile(`^Python (\S+)`)

// lookAtJupyter looks for the project's own Python and JupyterLab, and elsewhere for any Jupyter.
func lookAtJupyter(place kernel.Place) []finding {
	if place.Project {
		return lookAtPython(place.Root)
	}
	path, err := exec.LookPath("jupyter")
	if err != nil {
		return []finding{{words.DLFS.Sprintf("no Jupyter on the PATH"), words.DLFS.Sprintf("install one, for instance with pip install jupyterlab")}}
	}
	return []finding{{what: words.DLFS.Sprintf("Jupyter at %s", path)}}
}

func lookAtPython(root string) []finding {
	for _, name := range []string{filepath.Join(root, ".venv", "bin", "python"), "python3"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		out, err := exec.Command(path, "--version").Output()
		m := pythonVersion.FindSubmatch(out)
		if err != nil || m == nil {
			return []finding{{words.DLFS.Sprintf("Python at %s does not start", path), makeLab(root)}}
		}
		found := finding{what: words.DLFS.Sprintf("Python %s at %s", m[1], path)}
		if name == "python3" {
			return []finding{found, {words.DLFS.Sprintf("no virtual environment %s", filepath.Join(root, ".venv")), makeLab(root)}}
		}
		return []finding{found, lookAtLab(root, path)}
	}
	return []finding{{
		words.DLFS.Sprintf("no Python"), words.DLFS.Sprintf("install Python 3 with its venv module, then run make lab in %s", root)}}
}

func lookAtLab(root, python string) finding {
	out, err := exec.Command(python, "-c", "import importlib.metadata as m; print(m.version('jupyterlab'))").Output()
	if err != nil {
		return finding{words.DLFS.Sprintf("JupyterLab is not in %s", filepath.Join(root, ".venv")), makeLab(root)}
	}
	return finding{what: "JupyterLab " + strings.TrimSpace(string(out))}
}

// lookAtSpec looks where the clone's own Jupyter looks for kernels, and then where the user's does.
func lookAtSpec(place kernel.Place) []finding {
	var dirs []string
	if place.Project {
		dirs = append(dirs, filepath.Join(place.Root, ".jupyter", "data"))
	}
	if dir, err := kernel.DataDir(); err == nil {
		dirs = append(dirs, dir)
	}
	for _, dir := range dirs {
		spec, err := kernel.ReadSpec(dir)
		if os.IsNotExist(err) {
			continue
		}
		where := kernel.SpecDir(dir)
		if err != nil || len(spec.Argv) == 0 {
			return []finding{{words.DLFS.Sprintf("the kernel in %s cannot be read", where), words.DLFS.Sprintf("run dlfs kernel install")}}
		}
		if _, err := exec.LookPath(spec.Argv[0]); err != nil {
			return []finding{{words.DLFS.Sprintf("the kernel in %s starts %s, which does not exist", where, spec.Argv[0]), makeTools(place)}}
		}
		return []finding{{what: words.DLFS.Sprintf("the kernel in %s", where)}}
	}
	return []finding{{words.DLFS.Sprintf("the kernel is not installed"), makeTools(place)}}
}

// lookAtMNIST asks the package that loads the images whether it will find them.
func lookAtMNIST(kernel.Place) []finding {
	state := datasets.Status()
	switch {
	case !state.OK():
		indented := strings.ReplaceAll(strings.TrimSpace(state.String()), "\n", "\n     ")
		return []finding{{words.DLFS.Sprintf("the MNIST images") + "\n     " + indented, words.DLFS.Sprintf("run dlfs data")}}
	case state.Problem != nil:
		return []finding{{what: words.DLFS.Sprintf("the MNIST images, which are decoded at their first use")}}
	}
	return []finding{{what: words.DLFS.Sprintf("the MNIST images, decoded in %s", state.Cache)}}
}

// lookAtFont asks the package that draws labels whether it will find the font. The notebooks do without it.
func lookAtFont(kernel.Place) []finding {
	for _, region := range cjk.Regions {
		f, err := cjk.Open(region)
		if f != nil {
			return []finding{{what: words.DLFS.Sprintf("Chinese, Japanese and Korean labels in charts, with %s", f.File)}}
		}
		if err != nil {
			return []finding{{words.DLFS.Sprintf("the font for Chinese, Japanese and Korean labels in charts: %v", err),
				words.DLFS.Sprintf("install Noto Sans CJK again, for instance with %s", cjk.Command())}}
		}
	}
	return []finding{{what: words.DLFS.Sprintf("no Chinese, Japanese or Korean labels in charts: to get them, install the font Noto Sans CJK, for instance with %s, or set %s to a folder that has it", cjk.Command(), cjk.Variable)}}
}

// leastSpace is what the build cache, the decoded images and a few kernels need.
const leastSpace = 1 << 30

func lookAtCache(kernel.Place) []finding {
	base, err := kernel.Base()
	if err == nil {
		err = writable(base)
	}
	if err != nil {
		return []finding{{words.DLFS.Sprintf("the folder for temporary files"), words.DLFS.Sprintf("make it writable: %v", err)}}
	}
	findings := []finding{{what: words.DLFS.Sprintf("temporary files in %s", base)}}
	free, err := freeSpace(base)
	if err != nil {
		return append(findings, finding{words.DLFS.Sprintf("the disk of %s", base), err.Error()})
	}
	space := words.DLFS.Sprintf("%.1f GB free in %s", float64(free)/1e9, base)
	if free < leastSpace {
		return append(findings, finding{space, words.DLFS.Sprintf("free some space: the notebooks need about 1 GB")})
	}
	return append(findings, finding{what: space})
}

func lookAtLeftovers(kernel.Place) []finding {
	base, err := kernel.Base()
	if err != nil {
		return nil // lookAtCache has told.
	}
	left, err := kernel.Leftovers(base)
	switch {
	case err != nil:
		return []finding{{words.DLFS.Sprintf("leftover kernels"), err.Error()}}
	case len(left) > 0:
		return []finding{{what: words.DLFS.Sprintf("%d leftover kernels, which the next kernel to start will remove: %s", len(left), strings.Join(left, ", "))}}
	}
	return []finding{{what: words.DLFS.Sprintf("no leftover kernels")}}
}

// writable reports why no file can be made in dir.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Remove(f.Name())
}

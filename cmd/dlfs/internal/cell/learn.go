package cell

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"

	"dlfs/cmd/dlfs/internal/kernel"
)

// learn lets the real go build the cell and keeps what it did as a recipe. It reports whether the program is there; unknown
// is why there was no recipe before.
func (j *job) learn(unknown error) (done bool, why error) {
	g, err := j.askGo()
	if err != nil {
		return false, errors.Join(unknown, err)
	}
	said, err := exec.Command(j.goPath, "build", "-x", "-o", j.program()).CombinedOutput()
	if err != nil {
		return false, unknown // The real go says again, without what -x says, why it does not build.
	}
	if err := j.keepFrom(string(said), g); err != nil {
		return true, errors.Join(unknown, err)
	}
	return true, unknown
}

// errRefused means that no recipe gives the program of the real go as long as nothing changes.
var errRefused = errors.New("the program cannot be built by a recipe")

// keepFrom makes a recipe of what go build -x said, follows it for a try, and keeps it.
func (j *job) keepFrom(said string, g *knowledge) error {
	r, standard, err := j.recipeFrom(said, g)
	if errors.Is(err, errRefused) {
		r = &recipe{Inputs: g.inputs, State: g.state, Refused: err.Error()}
	} else if err != nil {
		return err
	}
	outside := slices.DeleteFunc(slices.Clone(j.imports), func(path string) bool { return g.standard[path] })
	return errors.Join(err, j.keep(r, outside, standard))
}

func (j *job) recipeFrom(said string, g *knowledge) (r *recipe, standard archives, err error) {
	r = &recipe{Packages: archives{}, Inputs: g.inputs, State: g.state}
	if standard, err = j.archives(r, g); err != nil {
		return nil, nil, err
	}
	t, err := parseTranscript(said)
	if err != nil {
		return nil, nil, err
	}
	if err := g.check(j, t); err != nil {
		return nil, standard, err
	}
	general := j.general("$WORK")
	for line := range strings.Lines(t.linkConfig) {
		if strings.HasPrefix(line, "modinfo ") {
			r.ModInfo = general.Replace(strings.TrimSuffix(line, "\n"))
		}
	}
	r.Compile, r.Link = t.compile, t.link
	for _, c := range []*command{&r.Compile, &r.Link} {
		for i, arg := range c.Args {
			c.Args[i] = general.Replace(arg)
		}
	}
	id, err := takeID(&r.Link)
	if err != nil {
		return nil, standard, err
	}
	return r, standard, j.verify(r, standard, id)
}

// archives puts the packages into the recipe and returns those of the standard library. It fails if a source has changed
// since we started to ask: then nobody knows which the archives were made from.
func (j *job) archives(r *recipe, g *knowledge) (standard archives, err error) {
	out, err := j.ask("list", "-deps", "-export", "-f", "{{.ImportPath}}={{.Export}}")
	if err != nil {
		return nil, err
	}
	if state, err := g.inputs.state(); err != nil || state != g.state {
		return nil, errors.New("sources have changed meanwhile")
	}
	standard = archives{}
	for line := range strings.Lines(string(out)) {
		path, archive, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		switch {
		case path == j.name || archive == "": // the cell itself, and unsafe
		case g.standard[path]:
			standard[path] = archive
		default:
			r.Packages[path] = archive
		}
	}
	return standard, nil
}

// takeID replaces the build ID by its placeholder.
func takeID(link *command) (id string, err error) {
	for i, arg := range link.Args {
		if id, ok := strings.CutPrefix(arg, "-buildid="); ok && strings.Count(id, "/") == 3 {
			link.Args[i] = "-buildid=" + thisID
			return id, nil
		}
	}
	return "", fmt.Errorf("%w: the linker gets no build ID", errRefused)
}

// verify follows the recipe for the program that the real go has just built, and compares.
func (j *job) verify(r *recipe, standard archives, id string) error {
	work, err := j.workFolder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	made, err := j.follow(r, standard, work, id)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	ours, err := os.ReadFile(made)
	if err != nil {
		return err
	}
	theirs, err := os.ReadFile(j.program())
	if err != nil {
		return err
	}
	if !bytes.Equal(blankID(ours, id), blankID(theirs, id)) {
		return fmt.Errorf("%w: it would differ", errRefused)
	}
	return nil
}

// blankID blanks the last part of the build ID: the go command puts the content's hash there after linking.
func blankID(program []byte, id string) []byte {
	end := strings.LastIndexByte(id, '/') + 1
	start := []byte(id[:end])
	for rest := program; ; {
		i := bytes.Index(rest, start)
		if i < 0 || len(rest) < i+len(id) {
			return program
		}
		clear(rest[i+end : i+len(id)])
		rest = rest[i+len(id):]
	}
}

// A transcript is what go build -x says of compiling and linking a program.
type transcript struct {
	work          string // the build's folder, $WORK in the commands
	compile, link command
	linkConfig    string
}

// parseTranscript fails if the program was not compiled and linked in this build, or if anything was done that is not known.
func parseTranscript(said string) (*transcript, error) {
	t := new(transcript)
	lines := strings.Split(said, "\n")
	for len(lines) > 0 {
		line := lines[0]
		lines = lines[1:]
		if work, ok := strings.CutPrefix(line, "WORK="); ok {
			t.work = work
		}
		if name, ok := strings.CutPrefix(line, "cat >"); ok {
			end := slices.Index(lines, "EOF")
			if end < 0 {
				return nil, fmt.Errorf("%w: go build does not end a file", errRefused)
			}
			if strings.HasPrefix(name, t.work+"/b001/importcfg.link ") {
				t.linkConfig = strings.Join(lines[:end], "\n")
			}
			lines = lines[end+1:]
			continue
		}
		c, err := parseCommand(line)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(c.Args, "$WORK/b001/_pkg_.a") {
			continue // not about the program, or not one of the toolchain's commands
		}
		switch strings.TrimSuffix(filepath.Base(c.Args[0]), ".exe") {
		case "compile":
			t.compile = c
		case "link":
			t.link = c
		}
	}
	if t.work == "" || t.linkConfig == "" || t.compile.Args == nil || t.link.Args == nil {
		return nil, errors.New("the program was not compiled and linked in this build")
	}
	return t, nil
}

var assignment = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)='([^']*)' `)

// parseCommand splits a line as the go command joins it: arguments are bare or quoted as Go strings, behind assignments.
func parseCommand(line string) (c command, err error) {
	for m := assignment.FindStringSubmatch(line); m != nil; m = assignment.FindStringSubmatch(line) {
		c.Env = append(c.Env, m[1]+"="+m[2])
		line = line[len(m[0]):]
	}
	for line = strings.TrimLeft(line, " "); line != ""; line = strings.TrimLeft(line, " ") {
		if line[0] != '"' {
			arg, rest, _ := strings.Cut(line, " ")
			c.Args, line = append(c.Args, arg), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return c, fmt.Errorf("%w: go build says %s", errRefused, line)
		}
		arg, err := strconv.Unquote(quoted)
		if err != nil {
			return c, fmt.Errorf("%w: go build says %s", errRefused, line)
		}
		c.Args, line = append(c.Args, arg), line[len(quoted):]
	}
	return c, nil
}

// knowledge is what the real go knows about the packages of a cell.
type knowledge struct {
	settings map[string]string // go env
	standard map[string]bool   // whether a package of the program is the standard library's
	cgo      string            // a package outside the standard library that uses cgo, if there is one
	inputs   inputs
	state    string
}

type goPackage struct {
	ImportPath, Dir string
	Standard        bool
	EmbedPatterns   []string
	CgoFiles        []string
	Module          *struct{ Dir, GoMod string }
}

// askGo asks the real go about the cell in the folder.
func (j *job) askGo() (*knowledge, error) {
	g := &knowledge{standard: map[string]bool{}}
	out, err := j.ask("env", "-json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(out, &g.settings); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if out, err = j.ask("list", "-deps", "-json=ImportPath,Dir,Standard,EmbedPatterns,CgoFiles,Module"); err != nil {
		return nil, err
	}
	for packages := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := packages.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		g.add(j, p)
	}
	if out, err = j.ask("list", "-m", "-f", "{{.GoMod}}"); err != nil {
		return nil, err
	}
	goMods := strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' }) // a path may hold blanks
	if err := g.addModules(j, goMods); err != nil {
		return nil, err
	}
	for _, tool := range []string{"compile", "link"} {
		g.inputs.Tools = append(g.inputs.Tools, filepath.Join(g.settings["GOTOOLDIR"], tool))
	}
	g.inputs.tidy()
	g.state, err = g.inputs.state()
	return g, err
}

func (j *job) ask(args ...string) ([]byte, error) {
	out, err := exec.Command(j.goPath, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return out, nil
}

func (g *knowledge) add(j *job, p goPackage) {
	g.standard[p.ImportPath] = p.Standard
	if p.Standard || p.Dir == j.dir || p.Module == nil {
		return
	}
	if len(p.CgoFiles) > 0 {
		g.cgo = p.ImportPath
	}
	if within(p.Dir, g.settings["GOMODCACHE"]) {
		g.inputs.Modules = append(g.inputs.Modules, p.Module.Dir)
		return
	}
	g.inputs.Dirs = append(g.inputs.Dirs, p.Dir)
	if len(p.EmbedPatterns) > 0 {
		g.inputs.Trees = append(g.inputs.Trees, p.Dir)
	}
	// A go.mod between the module's and the package would make the package another module's.
	for dir := p.Dir; within(dir, p.Module.Dir); dir = filepath.Dir(dir) {
		g.inputs.Files = append(g.inputs.Files, filepath.Join(dir, "go.mod"))
	}
}

func within(dir, root string) bool {
	return dir == root || root != "" && strings.HasPrefix(dir, root+string(filepath.Separator))
}

// addModules adds what the versions of all modules follow from.
func (g *knowledge) addModules(j *job, goMods []string) error {
	for _, goMod := range append(goMods, j.file("go.work")) {
		replaced, err := replacedIn(goMod)
		if err != nil {
			return err
		}
		dir := filepath.Dir(goMod)
		if dir != j.dir {
			g.inputs.Files = append(g.inputs.Files, goMod, filepath.Join(dir, "go.sum"))
		}
		for _, r := range replaced {
			other := r.New.Path
			if r.New.Version != "" {
				continue // another module, not a folder
			}
			if !filepath.IsAbs(other) {
				other = filepath.Join(dir, other)
			}
			g.inputs.Files = append(g.inputs.Files, filepath.Join(other, "go.mod"))
		}
	}
	return nil
}

// replacedIn returns what a go.mod or go.work puts in the place of modules.
func replacedIn(path string) ([]*modfile.Replace, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if filepath.Base(path) == "go.work" {
		work, err := modfile.ParseWork(path, content, nil)
		if err != nil {
			return nil, err
		}
		return work.Replace, nil
	}
	mod, err := modfile.Parse(path, content, nil)
	if err != nil {
		return nil, err
	}
	return mod.Replace, nil
}

func (in *inputs) tidy() {
	for _, list := range []*[]string{&in.Dirs, &in.Trees, &in.Files, &in.Modules} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}

// followed are the flags in GOFLAGS that come out again as arguments of compiler and linker, and nothing else. Others may
// name files that change.
var followed = []string{"trimpath", "ldflags", "gcflags", "tags", "buildvcs"}

// check refuses what a recipe, though right now, could miss a change of.
func (g *knowledge) check(j *job, t *transcript) error {
	goPath, err := filepath.EvalSymlinks(j.goPath)
	if err != nil {
		return err
	}
	own, err := filepath.EvalSymlinks(filepath.Join(g.settings["GOROOT"], "bin", "go"))
	switch {
	case err != nil || goPath != own:
		return fmt.Errorf("%w: %s starts another go", errRefused, j.goPath)
	case !slices.Contains(g.inputs.Tools, t.compile.Args[0]) || !slices.Contains(g.inputs.Tools, t.link.Args[0]):
		return fmt.Errorf("%w: its compiler is %s", errRefused, t.compile.Args[0])
	case g.settings["GOWORK"] != j.file("go.work") || g.settings["GOMOD"] != j.file("go.mod"):
		return fmt.Errorf("%w: its workspace is %s", errRefused, g.settings["GOWORK"])
	case g.cgo != "":
		return fmt.Errorf("%w: %s uses cgo", errRefused, g.cgo)
	case strings.Contains(t.linkConfig, `\tvcs.`):
		return fmt.Errorf("%w: it holds the state of a version control system", errRefused)
	}
	flags, err := kernel.SplitFlags(g.settings["GOFLAGS"])
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	for _, flag := range flags {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		if !slices.Contains(followed, name) {
			return fmt.Errorf("%w: GOFLAGS has %s", errRefused, flag)
		}
	}
	return nil
}

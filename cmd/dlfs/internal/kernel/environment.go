package kernel

import (
	"os"
	"runtime"
	"slices"
	"strings"

	"dlfs/internal/words"
)

// Environment returns the variables, as KEY=VALUE, that GoNB and its cells need on top of the present ones: no network,
// no other toolchain, the project's own tools first on the PATH, and the language of the notebooks in dir.
// The user's GOFLAGS stay in force unless they would break the workspace that GoNB makes.
func Environment(p Place, dir string, user GoSettings) ([]string, error) {
	flags, err := cellFlags(user.GOFLAGS, runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	return []string{
		"GOPROXY=off", // Without it GoNB asks the network about every dependency, for every cell.
		"GOSUMDB=off", // A module of the cache that no go.sum knows would be asked about there.
		ProxyVariable + "=" + user.GOPROXY,
		SumVariable + "=" + user.GOSUMDB,
		"GOTOOLCHAIN=local",
		"GOFLAGS=" + flags,
		"GOAMD64=v1", // Higher levels multiply and add with one rounding; see OwnFlags.
		WorkVariable + "=" + p.Work,
		"GOWORK=", // GoNB writes a go.work of its own; one that is set here would hide it.
		"GO111MODULE=on",
		"PATH=" + p.Path(),
		"DLFS_LANG=" + Language(dir, os.Getenv("DLFS_LANG")),
	}, nil
}

// ProxyVariable and SumVariable name the environment variables with the user's own GOPROXY and GOSUMDB, for a cell that asks
// for a module.
const (
	ProxyVariable = "DLFS_GOPROXY"
	SumVariable   = "DLFS_GOSUMDB"
)

// LinkerFlags leave out the symbol table and DWARF: linking is most of what a cell waits for.
var LinkerFlags = []string{"-s", "-w"}

// CompilerFlags returns what keeps the compiler from making one instruction, with one rounding, of x*y + z. Only amd64 does
// without. The switch is there to find out where that matters: n means nowhere, and q without a word.
func CompilerFlags(processor string) []string {
	if processor == "amd64" {
		return nil
	}
	return []string{"-d=fmahash=qn"}
}

// OwnFlags returns the fields of GOFLAGS that make cells link fast and give the same bits on every processor.
func OwnFlags(processor string) []string {
	flags := []string{
		"-ldflags=" + strings.Join(LinkerFlags, " "),
		"-trimpath", // No paths of this machine in panics, and a build cache that serves every clone.
	}
	if compiler := CompilerFlags(processor); compiler != nil {
		flags = append([]string{"-gcflags=all=" + strings.Join(compiler, " ")}, flags...)
	}
	return flags
}

// cellFlags returns the user's GOFLAGS without what a workspace refuses, and with our own.
func cellFlags(user, processor string) (string, error) {
	fields, err := SplitFlags(user)
	if err != nil {
		return "", err
	}
	var kept []string
	own := OwnFlags(processor)
	for _, field := range fields {
		name := flagName(field)
		if name == "mod" || name == "modfile" {
			continue
		}
		own = slices.DeleteFunc(own, func(flag string) bool { return flagName(flag) == name }) // The user's own word counts.
		kept = append(kept, quoteFlag(field))
	}
	for _, flag := range own {
		kept = append(kept, quoteFlag(flag))
	}
	return strings.Join(kept, " "), nil
}

func flagName(flag string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
	return name
}

// space is what separates flags for the go command.
const space = " \t\r\n"

// SplitFlags splits as the go command does: at white space, except between quotes that enclose a whole field.
func SplitFlags(s string) ([]string, error) {
	var fields []string
	for s = strings.Trim(s, space); s != ""; s = strings.Trim(s, space) {
		if quote := s[0]; quote == '\'' || quote == '"' {
			field, rest, ok := strings.Cut(s[1:], string(quote))
			if !ok {
				return nil, words.DLFS.Errorf("GOFLAGS has a %c without its partner: %s", quote, s)
			}
			fields, s = append(fields, field), rest
			continue
		}
		end := strings.IndexAny(s, space)
		if end < 0 {
			end = len(s)
		}
		fields, s = append(fields, s[:end]), s[end:]
	}
	return fields, nil
}

// quoteFlag encloses a flag in quotes where it needs them. A flag came from quotes of one kind, so it lacks that kind.
func quoteFlag(flag string) string {
	if !strings.ContainsAny(flag, space+`'"`) {
		return flag
	}
	if strings.Contains(flag, "'") {
		return `"` + flag + `"`
	}
	return "'" + flag + "'"
}

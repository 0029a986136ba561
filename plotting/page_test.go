//go:build js

package plotting_test

// install is what is said of text that only a font which is missing could draw: in a page nothing can be installed.
const install = "write it with other characters"

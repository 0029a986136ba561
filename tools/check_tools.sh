#!/bin/sh
# Says in one sentence which tool is missing or too old, and does nothing else.
# usage: check_tools.sh [go command] [python command]
go=${1:-go} python=${2:-python3}

fail() {
	echo "$*" >&2
	exit 1
}

# at_least FOUND NEEDED: compares the first two numbers of a version.
at_least() {
	[ "${1%%.*}" -gt "${2%%.*}" ] && return
	minor=${1#*.}
	[ "${1%%.*}" -eq "${2%%.*}" ] && [ "${minor%%.*}" -ge "${2#*.}" ]
}

go_needed=1.26 python_needed=3.10

command -v "$go" >/dev/null ||
	fail "Go $go_needed or newer is needed and \"$go\" was not found: install it from https://go.dev/dl/."
# GOTOOLCHAIN=local: the Go that is here, not one that it would fetch.
found=$(GOTOOLCHAIN=local "$go" env GOVERSION 2>/dev/null) || found="unknown"
found=${found#go}
case $found in
[0-9]*.[0-9]*) at_least "$(printf %s "$found" | sed 's/[^0-9.].*//')" $go_needed ;;
devel*) ;;
*) false ;;
esac || fail "Go $go_needed or newer is needed and \"$go\" is version $found: install a newer one from https://go.dev/dl/."

command -v "$python" >/dev/null ||
	fail "Python $python_needed or newer is needed and \"$python\" was not found: install it from https://www.python.org/."
found=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || found="unknown"
case $found in
[0-9]*.[0-9]*) at_least "$found" $python_needed ;;
*) false ;;
esac || fail "Python $python_needed or newer is needed and \"$python\" is version $found: install a newer one, or name it with make PYTHON=…"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
	fail "Python's venv module is needed and \"$python\" ($found) has none: on Debian or Ubuntu, apt install python3-venv."

#!/bin/sh
# Runs every fuzz target of the module beyond its seeds: all together for a minute, to which comes what it takes to build them.
set -eu
cd "$(dirname "$0")/.."

targets=$(git grep --untracked -o -E "^func Fuzz\w+" -- "*_test.go")
count=$(echo "$targets" | wc -l)
seconds=$(((60 + count - 1) / count))
echo "$targets" | while IFS=: read -r file found; do
	go test -run='^$' -fuzz="^${found#func }\$" -fuzztime="${seconds}s" "./$(dirname "$file")" || exit
done

#!/bin/sh
# Runs every fuzz target of the module beyond its seeds: all together for a minute, to which comes what it takes to build them.
set -eu
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# fuzz NAME LIMIT FOLDER
fuzz() {
	go test -run='^$' -fuzz="^$1\$" -fuzztime="$2" "$3" >"$log" 2>&1 && status=0 || status=$?
	cat "$log"
	return "$status"
}

# The go command sometimes takes the end of the time itself for a failure, without an input that fails.
only_late() {
	grep -q '^ *context deadline exceeded$' "$log" && ! grep -q 'Failing input' "$log"
}

targets=$(git grep --untracked -o -E "^func Fuzz\w+" -- "*_test.go")
count=$(echo "$targets" | wc -l)
seconds=$(((60 + count - 1) / count))
echo "$targets" | while IFS=: read -r file found; do
	name=${found#func } folder=./$(dirname "$file")
	fuzz "$name" "${seconds}s" "$folder" || { only_late && fuzz "$name" 1000x "$folder"; } || exit
done

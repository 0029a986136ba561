#!/bin/sh
# Runs two commands side by side, to their ends, and fails if one of them fails. The first runs at a lower priority, and what it
# prints comes last, in one piece.
# usage: side_by_side.sh COMMAND COMMAND
log=$(mktemp)
nice -n 10 sh -c "$1" >"$log" 2>&1 &
first=$!
trap 'kill $first 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 130' INT TERM

sh -c "$2"
second_status=$?
wait "$first"
first_status=$?
cat "$log"
[ "$first_status" -eq 0 ] && [ "$second_status" -eq 0 ] && exit
echo "Of two commands side by side, the first ended with $first_status and the second with $second_status:" >&2
printf '%s\n' "$@" >&2
exit 1

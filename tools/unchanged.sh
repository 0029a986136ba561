#!/bin/sh
# Runs a command and fails if it fails or if the work tree is not as it was before.
# usage: unchanged.sh COMMAND [ARGUMENT…]
state() {
	git status --porcelain --untracked-files=all
	git diff HEAD | git hash-object --stdin
}

before=$(state) || exit
"$@" || exit
after=$(state) || exit
[ "$before" = "$after" ] && exit
echo "The tests changed the work tree. Before and after, as git sees it:" >&2
printf '%s\n--\n%s\n' "$before" "$after" >&2
exit 1

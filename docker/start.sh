#!/bin/sh
# Makes the home folder ready for the notebooks, then becomes the command.
set -eu
if ! [ -w "$HOME" ]; then
	echo "The user $(id -u) cannot write to $HOME: give the folder that is mounted there to this user," \
		"or start the container as its owner (docker run --user)." >&2
	exit 1
fi
if ! [ -w /tmp ]; then
	export TMPDIR="$HOME/.cache/tmp"
	mkdir -p "$TMPDIR"
fi
# What is there already is the learner's and stays as it is.
mkdir -p "$HOME/notebooks"
for folder in mirrors en zh ko ja; do
	cp -R --no-clobber "/opt/dlfs/notebooks/$folder" "$HOME/notebooks"
done
# JupyterLab lets in all that is in the outputs of the image's notebooks, and so of their copies as long as nobody changes
# them. Who signs once has signed for good.
signed="$HOME/.local/share/jupyter/dlfs-signed"
if ! [ "$signed" -nt /opt/dlfs/notebooks ]; then
	mkdir -p "${signed%/*}"
	python /opt/dlfs/tools/notebooks.py trust /opt/dlfs/notebooks && touch "$signed"
fi
exec "$@"

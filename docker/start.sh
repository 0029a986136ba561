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
# What the learner has changed stays as it is. What is brought is signed, so that JupyterLab lets in all of its outputs.
python /opt/dlfs/tools/bring.py "$HOME" /opt/dlfs/notebooks ${DLFS_CORRECTIONS:+"$DLFS_CORRECTIONS"}
exec "$@"

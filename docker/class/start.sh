#!/bin/sh
# Makes the class ready, then becomes the hub.
set -eu
here=/etc/jupyterhub
language=${DLFS_CLASS_LANG:-en}
case $language in
en | zh | ko | ja) ;;
*)
	echo "DLFS_CLASS_LANG is \"$language\": it is one of en, zh, ko and ja." >&2
	exit 1
	;;
esac
state=${DLFS_CLASS_STATE:-/srv/class}
python "$here/users.py"
chmod 700 "$state"
# Students write to their homes and nowhere else, where no limit of theirs would count.
chmod 755 /dev/shm

# What the class shares lies on the disk of the homes, so that a quota there counts here too. Whose group is the teachers'
# stays theirs.
folder() {
	mkdir -p "$2"
	chown root:teachers "$2"
	chmod "$1" "$2"
}
shared=/home/class
folder 755 $shared
folder 2770 $shared/course        # theirs alone: it has the solutions
folder 2775 $shared/notebooks     # corrected notebooks, which everybody gets,
folder 2775 "$shared/notebooks/$language"
folder 755 $shared/exchange       # nbgrader's, with assignments to fetch,
folder 755 $shared/exchange/dlfs
folder 2775 $shared/exchange/dlfs/outbound
folder 3773 $shared/exchange/dlfs/inbound # a place to hand in, where students see and remove nothing of others,
folder 2771 $shared/exchange/dlfs/feedback # and feedback, which one finds by a secret of the submission
(
	umask 002
	# SQLite would make it for its user alone.
	[ -e $shared/course/gradebook.db ] || : >$shared/course/gradebook.db
	GOFLAGS=-trimpath python /opt/dlfs/tools/course.py --language "$language" --out $shared/course \
		--exchange $shared/exchange
)
chgrp -R teachers $shared/course

if [ -n "${DLFS_CLASS_CGROUP:-}" ] && ! [ -w "$DLFS_CLASS_CGROUP/cgroup.procs" ] &&
	! [ -w "$DLFS_CLASS_CGROUP/memory/cgroup.procs" ]; then
	echo "DLFS_CLASS_CGROUP is \"$DLFS_CLASS_CGROUP\", which is no cgroup that can be written to:" \
		"limits hold for each process instead of each student." >&2
	DLFS_CLASS_CGROUP=
fi
cd "$state"
# A hub that falls comes back, and finds the students' servers as they were.
trap 'exit 0' TERM INT
until jupyterhub --config "$here/jupyterhub_config.py"; do
	echo "The hub has fallen and starts again." >&2
	sleep 1
done

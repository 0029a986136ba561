#!/bin/sh
# Makes the system users of the class, then becomes the hub. Each line of students.txt is NAME:HASH, where the hash is what
# "openssl passwd -6" prints.
set -eu
state=${DLFS_CLASS_STATE:-/srv/class}
if ! [ -r "$state/students.txt" ]; then
	echo "There is no $state/students.txt: mount a folder at $state with a file of lines NAME:HASH," \
		"where HASH is what openssl passwd -6 prints." >&2
	exit 1
fi
chmod 700 "$state"
# Students write to their homes and nowhere else, where no limit of theirs would count.
chmod 755 /dev/shm
while IFS=: read -r name _; do
	case $name in
	'' | \#*) continue ;;
	*[!a-z0-9-]* | -*)
		echo "$state/students.txt: \"$name\" is no name for a user: use small letters, digits and hyphens." >&2
		exit 1
		;;
	esac
	if ! known=$(id -u "$name" 2>/dev/null); then
		# A home from before keeps its owner; one that was made for the student, with a quota say, is root's.
		uid=
		if [ -d "/home/$name" ]; then uid=$(stat --format=%u "/home/$name"); fi
		[ "$uid" != 0 ] || uid=
		useradd --no-log-init --shell /bin/bash --create-home --groups students ${uid:+--uid "$uid"} "$name"
		chown "$name:" "/home/$name"
		chmod 700 "/home/$name"
	elif [ "$known" -lt 1000 ]; then
		echo "$state/students.txt: \"$name\" is a user of the system: take another name." >&2
		exit 1
	fi
done <"$state/students.txt"
# Not before all are there: it locks out useradd.
sed '/^#/d; /^$/d' "$state/students.txt" | chpasswd --encrypted
cd "$state"
# A hub that falls comes back, and finds the students' servers as they were.
trap 'exit 0' TERM INT
until jupyterhub --config /etc/jupyterhub/jupyterhub_config.py; do
	echo "The hub has fallen and starts again." >&2
	sleep 1
done

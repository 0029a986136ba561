"""The members of a class: the file that lists them, and the system users that their servers run as.

users.py makes the system users, or says what is wrong with the file. users.py watch does so
whenever the file changes, and ends the servers of those who are no longer in it.
"""

import grp
import json
import os
import pwd
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

STATE = Path(os.environ.get("DLFS_CLASS_STATE", "/srv/class"))
HOMES = Path("/home")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
# What belongs to all; see start.sh.
SHARED = "class"
ROLES = ("student", "teacher")
EVERY_SECONDS = 2


class BadFile(Exception):
    """What is wrong with the file, in sentences."""


@dataclass(frozen=True)
class Member:
    name: str
    password: str  # as openssl passwd -6 prints it
    role: str
    locked: bool

    @property
    def group(self) -> str:
        return f"{self.role}s"


def file() -> Path:
    """users.txt; a class from before there were roles has students.txt."""
    old = STATE / "students.txt"
    return old if old.exists() and not (STATE / "users.txt").exists() else STATE / "users.txt"


def read(path: Path) -> dict[str, Member]:
    """The members by their names. Raises BadFile."""
    try:
        # With the mark that Windows' editors put first.
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except ValueError as error:
        raise BadFile(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    except OSError as error:
        raise BadFile(
            f"{path} cannot be read: mount a folder at {path.parent} with a file of lines"
            " NAME:HASH:ROLE, where HASH is what openssl passwd -6 prints."
        ) from error
    found, problems = {}, []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, password, role, *more = [*(part.strip() for part in line.split(":")), "", ""][:4]
        role = role or "student"
        if problem := wrong(name, password, role, more) or (name in found and "is there twice"):
            problems.append(f'{path}, line {number}: "{name}" {problem}.')
        else:
            locked = password.startswith("!")
            found[name] = Member(name, password.lstrip("!"), role, locked)
    if problems:
        raise BadFile("\n".join(problems))
    if not found:
        raise BadFile(f"{path} has no members: give each a line NAME:HASH:ROLE.")
    return found


def wrong(name: str, password: str, role: str, more: list[str]) -> str:
    if not NAME.fullmatch(name) or name == SHARED:
        return "is no name for a user: use small letters, digits and hyphens"
    if what := of_the_system(name):
        return f"is a {what} of the system: take another name"
    if not password.lstrip("!").startswith("$"):
        return "has no password: put what openssl passwd -6 prints after the name and a colon"
    if role not in ROLES or any(more):
        return f'has the role "{":".join([role, *filter(None, more)])}": it is student or teacher'
    return ""


def of_the_system(name: str) -> str:
    """What of the system has this name, if something has it."""
    try:
        return "" if 1000 <= pwd.getpwnam(name).pw_uid < 60000 else "user"
    except KeyError:
        # A member comes with a group of the same name.
        return "group" if name in {each.gr_name for each in grp.getgrall()} else ""


def make(member: Member) -> None:
    """Makes the system user with a home that nobody else can read, or changes the role."""
    home = HOMES / member.name
    try:
        pwd.getpwnam(member.name)
    except KeyError:
        line = ["useradd", "--no-log-init", "--shell", "/bin/bash", "--create-home"]
        run(*line, "--uid", str(uid_for(home)), member.name)
        run("chown", f"{member.name}:", home)
        home.chmod(0o700)
    if {each.gr_name for each in grp.getgrall() if member.name in each.gr_mem} != {member.group}:
        run("usermod", "--groups", member.group, member.name)


def uid_for(home: Path) -> int:
    """A home from before keeps its owner, unless it was made by root, with a quota say."""
    if home.exists() and (uid := home.stat().st_uid) != 0:
        return uid
    # Of all homes, so that nobody new owns what somebody has left.
    taken = [each.lstat().st_uid for each in HOMES.iterdir()] + [u.pw_uid for u in pwd.getpwall()]
    return max([999, *(uid for uid in taken if uid < 60000)]) + 1


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def make_all(members: dict[str, Member]) -> None:
    # Whose home is there first, since it decides the number.
    for member in sorted(members.values(), key=lambda m: not (HOMES / m.name).exists()):
        make(member)


def watch() -> None:
    seen = before = None
    while True:
        try:
            content = file().read_bytes()
            # One that has just changed may be half written, and ends the servers of the rest.
            settled, before = content == before, content
            if settled and content != seen:
                seen = content
                members = read(file())
                make_all(members)
                end_servers(members)
                print(f"{file()}: {len(members)} members.", file=sys.stderr, flush=True)
        except BadFile as bad:
            print(f"{bad}\nUntil then, the members are those from before.", file=sys.stderr)
        except Exception as error:  # the next round may go better
            seen = None
            print(f"{file()} has not been followed: {error}", file=sys.stderr, flush=True)
        time.sleep(EVERY_SECONDS)


def end_servers(members: dict[str, Member]) -> None:
    """Ends the servers of those who may no longer come in."""
    for user in json.loads(ask("GET", "users?state=active")):
        member = members.get(user["name"])
        if member is None or member.locked:
            ask("DELETE", f"users/{user['name']}/server")


def ask(method: str, path: str) -> bytes:
    headers = {"Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}"}
    address = f"{os.environ['JUPYTERHUB_API_URL']}/{path}"
    request = urllib.request.Request(address, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def main(arguments: list[str]) -> int:
    if arguments == ["watch"]:
        watch()
    try:
        make_all(read(file()))
    except BadFile as bad:
        print(bad, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

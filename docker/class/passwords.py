"""Who is let in: the members of the class, with passwords that they change themselves.

NativeAuthenticator keeps the passwords in the hub's database, and has the pages to change them. The
file's password is the first one. If a teacher puts another one into the file, or sets one on the
hub's page, that one counts.
"""

import asyncio
import ctypes
import hmac
import json
import secrets

import bcrypt
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo

import users

# Which password of the file each member's own one has followed upon.
FOLLOWED = users.STATE / "passwords.json"


class Members(NativeAuthenticator):
    """Logs in the members that the file has at that moment."""

    known: tuple[bytes, dict[str, users.Member]] = (b"", {})

    def members(self) -> dict[str, users.Member]:
        """Those of the file; where it is wrong, those from before."""
        try:
            content = users.file().read_bytes()
            if content != self.known[0]:
                self.known = content, users.read(users.file())
        except (OSError, users.BadFile):
            pass  # the watch says so
        return self.known[1]

    def member(self, name: str) -> users.Member | None:
        found = self.members().get(name)
        return None if found is None or found.locked else found

    def get_user(self, username: str) -> UserInfo | None:
        """What is known of the password; nothing yet is known of a new member."""
        found = super().get_user(username)
        if found is None and username in self.members():
            nobodys = bcrypt.hashpw(secrets.token_bytes(32), bcrypt.gensalt(4))
            found = UserInfo(username=username, password=nobodys, is_authorized=True)
            self.db.add(found)
            self.db.commit()
            # Also of one whom a teacher has deleted on the hub's pages: the file's counts again.
            note(followed() | {username: ""})
        return found

    async def authenticate(self, handler, data):
        name = self.normalize_username(data["username"])
        member = self.member(name)
        if member is None or self.is_blocked(name):
            return None
        if not self.follows(member):
            if not fits(data["password"], member.password):
                self.add_login_attempt(name)
                return None
            self.set_password(name, data["password"])
            self.successful_login(name)
        elif await super().authenticate(handler, data) is None:
            return None
        await asyncio.to_thread(users.make, member)
        return {"name": name, "admin": member.role == "teacher"}

    async def refresh_user(self, user, handler=None):
        member = self.member(user.name)
        if member is None:
            return False
        return {"name": user.name, "admin": member.role == "teacher"}

    def change_password(self, username: str, new_password: str) -> bool | None:
        done = super().change_password(username, new_password)
        if done:
            self.follow(username)
        return done

    def set_password(self, name: str, password: str) -> None:
        """Without looking at how good it is: the teacher has chosen it."""
        self.get_user(name).password = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
        self.db.commit()
        self.follow(name)

    def follows(self, member: users.Member) -> bool:
        self.get_user(member.name)
        return followed().get(member.name) == member.password

    def follow(self, name: str) -> None:
        if member := self.members().get(name):
            note(followed() | {name: member.password})


def followed() -> dict[str, str]:
    return json.loads(FOLLOWED.read_text()) if FOLLOWED.exists() else {}


def note(passwords: dict[str, str]) -> None:
    fresh = FOLLOWED.with_suffix(".new")
    fresh.write_text(json.dumps(passwords))
    fresh.chmod(0o600)
    fresh.replace(FOLLOWED)


def fits(password: str, hashed: str) -> bool:
    """Whether it is the password of which openssl passwd has made the hash."""
    if not password or "\0" in password:
        return False
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    made = crypt(password.encode(), hashed.encode())
    return made is not None and hmac.compare_digest(made, hashed.encode())

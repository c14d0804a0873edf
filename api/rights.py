"""Tokens and what each may do: kept as hashes in a file that people make with `fyrnet token`.

A token is 32 random bytes, so a plain SHA-256 is enough: nobody can try that many, and a slow hash, which guards the
passwords that people choose, would only make every request slow. Whoever reads the file cannot use what it says.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ontology.errors import InvalidParameter, NotFound

__all__ = ["Entry", "Role", "TokenFile", "hash_of", "made", "same"]

_log: Final = logging.getLogger(__name__)
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST_NOTE: Final = 200


class Role(IntEnum):
    """What a token allows; each role has the rights of those before it.

    Who may write can write down somewhere else what it reads, so that contacts are not kept from it.
    """

    READ = 1
    READ_CONTACTS = 2
    WRITE = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """The role as people write it."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def named(cls, label: str) -> Role:
        """The role of this name.

        Raises
        ------
        InvalidParameter
            There is none.
        """
        for role in cls:
            if role.label == label:
                return role
        raise InvalidParameter(f"{label!r:.40} is no role: there are {', '.join(role.label for role in cls)}")


@dataclass(frozen=True)
class Entry:
    """One token as the file has it; times are in ISO 8601, UTC."""

    id: str
    role: str
    hash: str
    created: str
    note: str = ""
    expires: str | None = None

    def valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires is None or datetime.fromisoformat(self.expires) > now


class TokenFile:
    """The tokens of a file; it is read again whenever it has changed.

    A file that cannot be read lets nobody in, rather than those whom it let in before.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._entries: tuple[Entry, ...] = ()

    def read(self) -> tuple[Entry, ...]:
        """The tokens; none where there is no file yet.

        Raises
        ------
        InvalidParameter
            The file is not one of tokens, or cannot be read.
        """
        try:
            raw = json.loads(self._path.read_text(encoding="utf-8"))
            entries = tuple(_entry(each) for each in raw["tokens"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError, InvalidParameter) as error:
            raise InvalidParameter(
                f"{self._path}: this is no file of tokens ({error}): make one with `fyrnet token make`"
            ) from error
        return entries

    def role_of(self, token: str) -> Role | None:
        """The role of a token; None where it is unknown, revoked or expired."""
        given, now = hash_of(token), datetime.now(UTC)
        found = None
        # All are compared, so that the time says nothing of which it was.
        for entry in self._current():
            if hmac.compare_digest(entry.hash, given) and entry.valid(now):
                found = Role.named(entry.role)
        return found

    def add(self, role: Role, *, note: str = "", expires: datetime | None = None) -> tuple[Entry, str]:
        """Make a token; its entry, and the token itself, which is nowhere else."""
        entry, token = made(role, note=note, expires=expires)
        self._write((*self.read(), entry))
        return entry, token

    def revoke(self, id_: str) -> Entry:
        """Take a token back.

        Raises
        ------
        NotFound
            There is no token with this id.
        """
        entries = self.read()
        found = [entry for entry in entries if entry.id == id_]
        if not found:
            raise NotFound(f"there is no token {id_!r:.40} in {self._path}: `fyrnet token list` shows those there are")
        self._write(entry for entry in entries if entry.id != id_)
        return found[0]

    def _current(self) -> tuple[Entry, ...]:
        try:
            found = self._path.stat()
            seen: tuple[int, ...] | None = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            seen = None
        if seen is None or seen != self._seen:
            try:
                self._entries = self.read()
            except InvalidParameter as error:
                _log.error("no token of the file is accepted: %s", error)
                self._entries = ()
            self._seen = seen
        return self._entries

    def _write(self, entries: Iterable[Entry]) -> None:
        text = json.dumps({"tokens": [asdict(entry) for entry in entries]}, ensure_ascii=False, indent=2) + "\n"
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except OSError as error:
            raise InvalidParameter(f"{self._path}: cannot be written: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)


def made(role: Role, *, note: str = "", expires: datetime | None = None) -> tuple[Entry, str]:
    """A new token and its entry.

    Raises
    ------
    InvalidParameter
        The note is too long, or not in one line.
    """
    if len(note) > _LONGEST_NOTE or not note.isprintable():
        raise InvalidParameter(f"--note is one line of at most {_LONGEST_NOTE} characters")
    id_, token = secrets.token_hex(4), f"fyr_{secrets.token_urlsafe(32)}"
    until = expires.astimezone(UTC).isoformat(timespec="seconds") if expires else None
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Entry(id_, role.label, hash_of(token), now, note, until), token


def hash_of(token: str) -> str:
    """SHA-256 of a token, in hexadecimal."""
    # A header comes as Latin-1, whatever its bytes were meant to be.
    return sha256(token.encode("latin-1", "replace")).hexdigest()


def same(given: str, known: str) -> bool:
    """Compare in a time that says nothing of either, not even of its length."""
    digests = (sha256(text).digest() for text in (given.encode("latin-1"), known.encode()))
    return hmac.compare_digest(*digests)


def _entry(raw: Any) -> Entry:
    entry = Entry(**raw)
    texts = (entry.id, entry.role, entry.hash, entry.created, entry.note)
    if not all(isinstance(text, str) for text in texts) or not _HASH.fullmatch(entry.hash):
        raise ValueError(f"the entry {raw.get('id')!r:.40} has no hash of 64 hexadecimal digits")
    Role.named(entry.role)
    if entry.expires is None:
        return entry
    until = datetime.fromisoformat(entry.expires)
    return replace(entry, expires=(until if until.tzinfo else until.replace(tzinfo=UTC)).isoformat())

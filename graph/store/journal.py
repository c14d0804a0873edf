"""Which revision the data have, known without looking at them, and still known after a process was killed.

Every graph has a token: the hash of its content where `replace()` wrote it whole, something random after any other
write. The revision is a hash over the sum of the tokens' hashes, so that a write costs what it touches. A store whose
tokens are not known begins from a random number, and no data are read.

On disk the tokens lie beside the data, in lines: what a write is going to make of its graphs, then the data, then that
it was done. A killed process leaves at most one write in doubt; its graphs get random tokens. After a power cut nobody
knows which of the lines and the data reached the disk, so the name of the boot is kept, and another boot begins anew
unless the store was closed. Oxigraph begins a new manifest whenever it opens a folder to write: a manifest that is not
the one that was noted means that somebody else wrote meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["Journal", "random_token"]

_NAME = "revision.jsonl"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LONGEST = 8 << 20
"""Bytes of lines after which they are put together."""


def random_token() -> str:
    """A token that was never used before."""
    return f"~{secrets.token_hex(12)}"


class Journal:
    """The tokens of a store's graphs, by the names of the graphs; None and absent graphs have no token.

    Parameters
    ----------
    folder : Path, optional
        Where the lines are kept; without it they are in memory alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._file: int | None = None
        self._written = self._number = 0
        self.base = ""
        self._tokens: dict[str, str] = {}
        self._sum = 0
        self.revision = self._worked_out()

    def read(self, *, fresh: bool) -> None:
        """Take in what was noted, before the folder is opened; `fresh` is a store that does not exist yet."""
        assert self._folder
        if fresh:
            return
        found = _noted(self._folder)
        self.base, self._tokens = found or (random_token(), {})
        self._sum = sum(_hash(name, token) for name, token in self._tokens.items())
        self.revision = self._worked_out()

    def begin(self) -> None:
        """Note that the folder is open; a folder that takes no notes has a store that begins anew the next time."""
        if self._folder:
            self._rewrite(clean=False)

    def close(self) -> None:
        """Note that everything was done."""
        if self._folder:
            self._rewrite(clean=True)
            self.end()

    def token(self, graph: str) -> str | None:
        """The token of a graph: random ones begin with ``~``."""
        return self._tokens.get(graph)

    @property
    def complete(self) -> bool:
        """Whether a graph without a token is one that is not there."""
        return not self.base

    def intend(self, changed: Mapping[str, str | None]) -> Mapping[str, str | None]:
        """Note what a write is about to make of its graphs; None is a graph that will be gone."""
        gone = {graph for graph, token in changed.items() if token is None and not self.complete}
        intended = {graph: random_token() if graph in gone else token for graph, token in changed.items()}
        self._number += 1
        self._append({"n": self._number, "set": intended})
        return intended

    def done(self, intended: Mapping[str, str | None]) -> None:
        """Note that the write which intended this was made."""
        self._apply(intended)
        self._append({"n": self._number})

    def abandon(self) -> None:
        """Note that the write which was intended last was not made."""
        self._append({"n": self._number, "undone": True})

    def doubt(self, graphs: Iterable[str]) -> None:
        """Note that nobody knows whether a write of these graphs was made."""
        self.done(self.intend({graph: random_token() for graph in graphs}))

    def forget(self) -> None:
        """Begin anew: the whole content is another."""
        self.base, self._tokens, self._sum = random_token(), {}, 0
        self.revision = self._worked_out()
        if self._folder:
            self._rewrite(clean=False)

    def copy_to(self, folder: Path) -> None:
        """Note the same revision for a copy of the data in another folder."""
        (folder / _NAME).write_text(self._head(folder, clean=True), encoding="utf-8")

    def moved_to(self, folder: Path | None, changed: Iterable[str] | None) -> Journal:
        """The journal of a copy in which these graphs are others; None: nobody knows which."""
        moved = Journal(folder)
        if changed is None:
            moved.base = random_token()
        else:
            moved.base, moved._tokens, moved._sum = self.base, self.tokens(), self._sum
            moved._apply({graph: random_token() for graph in changed})
        moved.revision = moved._worked_out()
        moved.begin()
        return moved

    def tokens(self) -> dict[str, str]:
        """Every token that is known, by graph."""
        return dict(self._tokens)

    def _apply(self, changed: Mapping[str, str | None]) -> None:
        for graph, token in changed.items():
            before = self._tokens.pop(graph, None)
            self._sum -= _hash(graph, before) if before else 0
            if token:
                self._tokens[graph] = token
                self._sum += _hash(graph, token)
        self.revision = self._worked_out()

    def _worked_out(self) -> str:
        return hashlib.sha256(f"{self.base} {self._sum:x}".encode()).hexdigest()[:16]

    def _head(self, folder: Path, *, clean: bool) -> str:
        head = {"boot": _boot(), "manifest": _manifest(folder), "clean": clean, "base": self.base}
        return json.dumps({**head, "tokens": self._tokens}) + "\n"

    def _rewrite(self, *, clean: bool) -> None:
        assert self._folder
        self.end()
        self._written = 0
        path, draft = self._folder / _NAME, self._folder / f"{_NAME}.new"
        try:
            draft.write_text(self._head(self._folder, clean=clean), encoding="utf-8")
            draft.replace(path)
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        except OSError:
            # Without notes the next opening begins from a new revision, which is right, if not the cheapest.
            for each in (draft, path):
                with suppress(OSError):
                    each.unlink(missing_ok=True)

    def _append(self, line: Mapping[str, Any]) -> None:
        if self._file is None:
            return
        text = json.dumps(line).encode() + b"\n"
        try:
            whole = os.write(self._file, text) == len(text)
        except OSError:
            whole = False
        self._written += len(text)
        if not whole or (self._written > _LONGEST and "set" not in line):
            self._rewrite(clean=False)

    def end(self) -> None:
        """Write no more notes."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _noted(folder: Path) -> tuple[str, dict[str, str]] | None:
    """What the lines in a folder come to; None where they may not fit the data."""
    try:
        lines = (folder / _NAME).read_text(encoding="utf-8").splitlines()
        head = json.loads(lines[0])
        if head["manifest"] != _manifest(folder) or not (head["clean"] or head["boot"] == _boot()):
            return None
        tokens: dict[str, str] = head["tokens"]
        for changed in _changes(lines[1:]):
            for graph, token in changed.items():
                tokens.pop(graph, None)
                if token:
                    tokens[graph] = token
        return str(head["base"]), tokens
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None


def _changes(lines: Iterable[str]) -> Iterator[Mapping[str, str | None]]:
    """What writes made of their graphs; one that was not done, and any line that broke off, leaves them in doubt."""
    intended: Mapping[str, str | None] = {}
    for line in lines:
        entry = json.loads(line) if line.endswith("}") else {}
        if "set" in entry:
            yield dict.fromkeys(intended, random_token())
            intended = entry["set"]
        elif "n" in entry:
            yield {} if "undone" in entry else intended
            intended = {}
    yield {graph: random_token() for graph in intended}


def _hash(graph: str, token: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{graph} {token}".encode()).digest())


def _boot() -> str:
    with suppress(OSError):
        return _BOOT.read_text(encoding="ascii").strip()
    # Where boots have no name, none is like another.
    return secrets.token_hex(8)


def _manifest(folder: Path) -> str:
    return (folder / "CURRENT").read_text(encoding="ascii").strip()

"""Who holds the folder of a store: a note beside the data, so that whoever comes second is told who came first.

The lock itself is Oxigraph's. The note only explains it; a note whose process is gone is stale and ignored.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["Holder", "announce", "holder", "withdraw"]

_NOTE = "holder.json"


@dataclass(frozen=True)
class Holder:
    """A process that has a store open: its id, the command, the address it serves where it does, and since when."""

    pid: int
    what: str
    url: str | None
    since: str

    def __str__(self) -> str:
        where = f" at {self.url}" if self.url else ""
        return f"{self.what} (process {self.pid}{where}, since {self.since})"


def announce(folder: Path, what: str, url: str | None = None) -> None:
    """Write the note of this process; a folder that takes no note has a store without one."""
    note = Holder(os.getpid(), what, url, datetime.now(UTC).isoformat(timespec="seconds"))
    draft = folder / f"{_NOTE}.{note.pid}"
    try:
        draft.write_text(json.dumps(asdict(note)), encoding="utf-8")
        draft.replace(folder / _NOTE)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def withdraw(folder: Path) -> None:
    """Remove the note, if it is that of this process."""
    found = _read(folder)
    if found and found.pid == os.getpid():
        (folder / _NOTE).unlink(missing_ok=True)


def holder(folder: Path) -> Holder | None:
    """The process whose note lies in the folder; ``None`` without a note, or with that of a process that is gone."""
    found = _read(folder)
    return found if found and _runs(found.pid) else None


def _read(folder: Path) -> Holder | None:
    try:
        return Holder(**json.loads((folder / _NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True

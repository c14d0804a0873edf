"""The folder of a store: who has it, where in it the data lie, and what a crash left behind.

A folder holds one generation of data, and for a moment another that is about to take its place. The first lies in the
folder itself; those that a bulk load or a restore made lie in folders of their own, and the file ``generation`` names
the one that counts. Renaming that file is the moment at which the new data are there and the old are not.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from graph.holder import announce, holder, withdraw
from graph.store.durable import sync_folder
from ontology.errors import StoreUnavailable

__all__ = ["Place"]

_POINTER, _LOCK = "generation", "lock"
_GENERATION, _PASSING = "data-", ("replica-", "snapshot-")
_OURS = {_POINTER, _LOCK, "holder.json", "secret", "withheld"}
_BEGUN = re.compile(r"LOCK|LOG(\.old\.\d+)?|IDENTITY|MANIFEST-000001|\d+\.dbtmp|holder\.json\.\d+")
"""What is there where a first opening found the disk full: files that hold no data."""


class Place:
    """A folder that this process has, until it lets go of it.

    Parameters
    ----------
    folder : Path
        An empty folder, one that is not there yet, or that of a store.

    Raises
    ------
    StoreUnavailable
        It is a file, holds something else, cannot be written, or is held by another process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise StoreUnavailable(f"{folder} is a file, not the folder of a store: name another place with --store")
        try:
            names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
            others = {name for name in names - _OURS if not _BEGUN.fullmatch(name)}
            if others and not names & {"CURRENT", _POINTER}:
                raise StoreUnavailable(f"{folder} holds other files and no store: name an empty or a new folder")
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unavailable(folder, error) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise _held(folder) from error
        self.data = folder / _pointed(folder)
        self._last: Path | None = None
        announce(folder, "fyrnet")

    def open(self) -> ox.Store:
        """Open the data, after what a crash left behind was removed."""
        self.tidy()
        try:
            return ox.Store(str(self.data))
        except OSError as error:
            self.release()
            raise _unavailable(self.folder, error) from error

    @property
    def fresh(self) -> bool:
        """Whether there are no data yet."""
        return not (self.data / "CURRENT").exists()

    def announce(self, what: str, url: str | None) -> None:
        """Say which command has the folder, and the address it serves."""
        announce(self.folder, what, url)

    def generation(self) -> Path:
        """A name for new data, beside those that count."""
        return self.folder / f"{_GENERATION}{secrets.token_hex(6)}"

    def point_to(self, data: Path) -> None:
        """Let other data count, which are on the disk already; readers of the old ones may finish."""
        draft = self.folder / f"{_POINTER}.new"
        with draft.open("w", encoding="ascii") as file:
            file.write(data.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _POINTER)
        sync_folder(self.folder)
        # Somebody may still be reading the last; of the one before it nobody has heard for long.
        gone, self._last, self.data = self._last, self.data, data
        if gone == self.folder:
            _remove_first(gone)
        elif gone is not None:
            shutil.rmtree(gone, ignore_errors=True)

    def tidy(self) -> None:
        """Remove data that do not count any more, and what processes of the past left."""
        for path in self.folder.iterdir():
            passing = path.name.startswith((_GENERATION, *_PASSING)) and path != self.data
            if passing and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
        if self.data != self.folder:
            _remove_first(self.folder)

    def release(self) -> None:
        """Let others have the folder."""
        withdraw(self.folder)
        with suppress(OSError):
            os.close(self._lock)


def _pointed(folder: Path) -> str:
    try:
        name = (folder / _POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnavailable(f"the store {folder} cannot be opened: {folder / _POINTER}: {error}") from error
    if "/" in name or not (folder / name / "CURRENT").is_file():
        raise StoreUnavailable(f"the store {folder} is damaged: the data it names, {name!r:.60}, are not there")
    return name


def _remove_first(folder: Path) -> None:
    """Remove the files of the first generation, which lie among ours."""
    (folder / "CURRENT").unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.is_file() and (path.suffix in (".sst", ".log") or path.name.startswith(("MANIFEST", "OPTIONS", "LOG"))):
            path.unlink(missing_ok=True)


def _unavailable(folder: Path, error: OSError) -> StoreUnavailable:
    if "LOCK" in str(error):
        return _held(folder)
    return StoreUnavailable(f"the store {folder} cannot be opened ({error}): is there room, and may you write there?")


def _held(folder: Path) -> StoreUnavailable:
    by = holder(folder) or "another process"
    return StoreUnavailable(f"the store {folder} is held by {by}: stop that, or name another place with --store")

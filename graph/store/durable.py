"""Down to the disk: the write-ahead files of a store, made sure of in one call for all who wait.

A commit of Oxigraph is in the page cache, which survives a killed process and not a power cut. What was written since
is in its newest ``*.log`` files; one that has gone meanwhile went into a table that Oxigraph itself has made sure of.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

__all__ = ["WriteAhead", "sync_folder"]


class WriteAhead:
    """The write-ahead files in the folder of a store.

    Parameters
    ----------
    folder : Path
        An open store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_at_a_time = threading.Lock()
        self._sure: dict[str, int] = {}

    def sync(self) -> int:
        """Return once everything that was written before the call is on the disk; bytes in the largest file.

        Who waits while another syncs mostly finds that nothing is left to do.

        Raises
        ------
        OSError
            The disk did not take it.
        """
        with self._one_at_a_time:
            sizes = self._sizes()
            for name, size in sizes.items():
                if self._sure.get(name) != size:
                    _sync_file(self._folder / name)
            if sizes.keys() - self._sure.keys():
                sync_folder(self._folder)
            self._sure = sizes
        return max(sizes.values(), default=0)

    def _sizes(self) -> dict[str, int]:
        found = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.endswith(".log"):
                    with suppress(FileNotFoundError):
                        found[entry.name] = entry.stat().st_size
        return found


def _sync_file(path: Path) -> None:
    with suppress(FileNotFoundError):
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fdatasync(file)
        finally:
            os.close(file)


def sync_folder(folder: Path) -> None:
    """Make sure of the names in a folder."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)

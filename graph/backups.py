"""Backups: a store whole, contacts included, in a folder or in one file; checked to the last byte before it is used.

A backup is a folder with `backup.json`, which names every file beside it with its size and hash, and `data/`, which is
a copy of the store; or a tar archive of such a folder. What it is put into takes it as a whole or not at all, and has
the same revision afterwards.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from graph.store.bulk import copied, copy_files
from ontology.errors import InvalidInput, StoreUnavailable

__all__ = ["Backup", "checked", "keep", "opened"]

_MANIFEST: Final = "backup.json"
_DATA: Final = "data"
_FORM: Final = 1
_PIECE: Final = 1 << 20
_ARCHIVES: Final = {".tar": "w", ".tgz": "w:gz", ".gz": "w:gz"}


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself: its revision, when it was made (ISO 8601, UTC), its files by size and hash."""

    form: int
    revision: str
    made: str
    files: dict[str, tuple[int, str]]


def keep(place: Path, copy: Callable[[Path], str]) -> Backup:
    """Make a backup, whole and on the disk or not at all; only its owner can read it.

    Parameters
    ----------
    place : Path
        A new folder, or a new file that ends in ``.tar``, ``.tar.gz`` or ``.tgz``.
    copy : callable
        Copies the store into a new folder, and gives the revision.

    Raises
    ------
    InvalidInput
        There is something already, or no place to write to.
    """
    made: list[Backup] = []

    def fill(draft: Path) -> None:
        draft.mkdir(mode=0o700)
        made.append(_described(draft, copy))

    try:
        if not _is_archive(place):
            copied(place, fill)
            return made[0]
        if place.exists():
            raise InvalidInput(f"{place} is there already: name a new file")
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{place.name}.", dir=place.parent) as beside:
            folder = Path(beside) / "backup"
            fill(folder)
            _pack(folder, place)
    except OSError as error:
        raise InvalidInput(f"{place}: cannot be written: {error.strerror or error}") from error
    return made[0]


@contextmanager
def opened(place: Path, beside: Path | None = None) -> Iterator[tuple[Path, Backup]]:
    """The data of a backup, checked, in a folder that is read and no more.

    Parameters
    ----------
    place : Path
        The folder or the archive.
    beside : Path, optional
        Where an archive is unpacked.

    Raises
    ------
    StoreUnavailable
        It is no backup, or damaged.
    """
    if place.is_dir():
        yield place / _DATA, checked(place)
        return
    with tempfile.TemporaryDirectory(prefix="backup-", dir=beside) as folder:
        _unpack(place, Path(folder))
        yield Path(folder) / _DATA, checked(Path(folder))


def checked(folder: Path) -> Backup:
    """What a backup says of itself, once every byte of it was found to be as it says.

    Raises
    ------
    StoreUnavailable
        It is no backup, or damaged.
    """
    try:
        raw: Any = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        told = Backup(
            form=int(raw["form"]),
            revision=str(raw["revision"]),
            made=str(raw["made"]),
            files={str(name): (int(size), str(digest)) for name, (size, digest) in raw["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreUnavailable(f"{folder} holds no backup: name what `fyrnet backup` made") from error
    if told.form != _FORM:
        raise StoreUnavailable(f"{folder} is a backup of form {told.form}: this version reads form {_FORM}")
    there = {path.name for path in (folder / _DATA).iterdir()} if (folder / _DATA).is_dir() else set()
    for name in sorted(told.files.keys() | there):
        if name not in there or name not in told.files:
            raise StoreUnavailable(
                f"{folder} is damaged: {name} is {'not in its list' if name in there else 'missing'}"
            )
        if told.files[name] != _measured(folder / _DATA / name):
            raise StoreUnavailable(f"{folder} is damaged: {name} is not what was written; take another backup")
    return told


def _described(draft: Path, copy: Callable[[Path], str]) -> Backup:
    """Copy, look at the copy, and write down what it is."""
    revision = copy(draft / _DATA)
    _try(draft / _DATA)
    files = {path.name: _measured(path) for path in sorted((draft / _DATA).iterdir())}
    made = Backup(_FORM, revision, datetime.now(UTC).isoformat(timespec="seconds"), files)
    (draft / _MANIFEST).write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    return made


def _try(data: Path) -> None:
    """Open a copy of the copy: reading leaves traces in a folder."""
    with tempfile.TemporaryDirectory(prefix=".try-", dir=data.parent) as folder:
        copy_files(data, Path(folder) / _DATA)
        try:
            len(ox.Store.read_only(str(Path(folder) / _DATA)))
        except OSError as error:
            raise StoreUnavailable(f"the copy cannot be opened ({error}): try again") from error


def _measured(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
        return file.tell(), digest.hexdigest()


def _is_archive(place: Path) -> bool:
    return place.suffix.lower() in _ARCHIVES


def _pack(folder: Path, place: Path) -> None:
    draft = folder.parent / "archive"
    opened_ = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened_, "wb") as file:
        with tarfile.open(fileobj=file, mode=_ARCHIVES[place.suffix.lower()]) as archive:  # type: ignore[call-overload]
            for path in sorted(folder.rglob("*")):
                archive.add(path, path.relative_to(folder).as_posix(), recursive=False)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)


def _unpack(place: Path, folder: Path) -> None:
    """Only the files that a backup has: nothing of a name in an archive becomes a path."""
    (folder / _DATA).mkdir()
    try:
        with tarfile.open(place) as archive:
            for member in archive:
                parts = member.name.split("/")
                if member.isfile() and (
                    parts == [_MANIFEST] or (len(parts) == 2 and parts[0] == _DATA and _plain(parts[1]))
                ):
                    source = archive.extractfile(member)
                    assert source
                    with (folder / Path(*parts)).open("xb") as target:
                        shutil.copyfileobj(source, target, _PIECE)
    except (OSError, EOFError, tarfile.TarError) as error:
        raise StoreUnavailable(f"{place} is no backup, or damaged ({error}): name what `fyrnet backup` made") from error


def _plain(name: str) -> bool:
    return name not in ("", ".", "..") and "\\" not in name and "\0" not in name

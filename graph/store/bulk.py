"""Whole files and whole stores, on their way in and out.

`bulk_load` of Oxigraph writes in several batches, so it is never let loose on data that somebody sees. A store of its
own is filled beside them in the way that is quickest, with a copy of what is there (by links, where that is a folder),
and takes the place of the other once it is whole and on the disk. What breaks off, is killed, or finds the disk full
has changed nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from graph.store.durable import sync_folder
from graph.store.protocol import GraphName
from ontology.errors import InvalidInput, UnreadableDocument

__all__ = ["beside", "copied", "copy_files", "load", "read", "restored", "sync_files"]


def beside(store: ox.Store, folder: Path | None) -> ox.Store:
    """A store that holds the same, in a new folder or in memory."""
    if folder is None:
        copy = ox.Store()
        copy.bulk_extend(store)
        return copy
    if not len(store):
        return ox.Store(str(folder))
    store.backup(str(folder))
    return ox.Store(str(folder))


def load(
    store: ox.Store, source: Path | BinaryIO, format_: ox.RdfFormat, graph: GraphName | None, base: str | None
) -> None:
    """Load a file into a store that nobody else sees.

    Raises
    ------
    UnreadableDocument
        It is not what it is said to be, or cannot be read.
    """
    name = source if isinstance(source, Path) else "what was sent"
    try:
        if isinstance(source, Path):
            store.bulk_load(path=str(source), format=format_, base_iri=base, to_graph=graph)
        else:
            store.bulk_load(input=source, format=format_, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        raise UnreadableDocument(f"{name}: this is not {format_.name}: {' '.join(str(error).split())}") from error
    except ValueError as error:
        raise UnreadableDocument(f"{name}: {error}") from error


def read(source: Path | BinaryIO, format_: ox.RdfFormat, graph: GraphName | None, base: str | None) -> list[ox.Quad]:
    """The quads of a file, for a store that looks at each of them."""
    store = ox.Store()
    load(store, source, format_, graph, base)
    return list(store)


def restored(backup: Path, data: Path | None) -> ox.Store:
    """What a backup holds, in a new folder or in memory."""
    if data is None:
        store = ox.Store()
        store.bulk_extend(ox.Store.read_only(str(backup)))
        return store
    copy_files(backup, data)
    return ox.Store(str(data))


def copied(folder: Path, copy: Callable[[Path], None]) -> None:
    """Let `copy` make a new folder, whole and on the disk or not at all.

    Raises
    ------
    InvalidInput
        There is something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"{folder} is there already: name a new folder")
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        copy(draft)
        sync_files(draft)
        draft.replace(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def copy_files(source: Path, target: Path) -> None:
    """Copy the files of a store that nobody writes to; tables, which never change, by links where that can be."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if not path.is_file() or path.name.startswith(("LOCK", "LOG")):
            continue
        try:
            if path.suffix != ".sst":
                raise OSError
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)


def sync_files(folder: Path) -> None:
    """Make sure of every file in a folder, and of their names."""
    for path in folder.iterdir():
        # A file may go meanwhile: what it held is in another, which Oxigraph itself made sure of.
        if path.is_file():
            with suppress(FileNotFoundError), path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)

"""Whole files and whole stores, on their way in and out.

`bulk_load` of Oxigraph writes in several batches, so it is never let loose on data that somebody sees. A store of its
own is filled beside them in the way that is quickest, with a copy of what is there (by links, where that is a folder),
and takes the place of the other once it is whole and on the disk. What breaks off, is killed, or finds the disk full
has changed nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyoxigraph as ox

from graph.confine import environment
from graph.store import loader
from graph.store.durable import sync_folder
from graph.store.evaluator import carry_out
from graph.store.protocol import Change, GraphName
from ontology.errors import InvalidInput, StoreError, UnreadableDocument

__all__ = [
    "Load",
    "copied",
    "copy_files",
    "grown",
    "load",
    "newest_log",
    "read",
    "remade",
    "restored",
    "stood_still",
    "sync_files",
    "triples_into",
]

_RAISED: Final = {each.__name__: each for each in (SyntaxError, ValueError, OSError, RuntimeError, MemoryError)}
_READ_QUICKLY: Final = 256 << 10
"""Bytes of write-ahead files that are read in some milliseconds."""


@dataclass(frozen=True)
class Load:
    """A file, what it is, and the graph that it goes into, which may be `emptied` before."""

    source: Path | BinaryIO
    format_: ox.RdfFormat
    graph: GraphName | None = None
    base: str | None = None
    emptied: bool = False


def grown(store: ox.Store, folder: Path | None, what: Load) -> ox.Store:
    """A store that holds the same and what is loaded, in a new folder or in memory.

    A file goes into a folder in another process, whose memory goes with it.

    Raises
    ------
    UnreadableDocument
        The file is not what it is said to be.
    StoreError
        It needs more memory than a load may have.
    """
    if folder is not None and isinstance(what.source, Path):
        _back_up(store, folder)
        _loaded_elsewhere(folder, what, what.source)
        return ox.Store(str(folder))
    copy = _beside(store, folder)
    loader.prepare(copy, what.graph, emptied=what.emptied)
    load(copy, what.source, what.format_, what.graph, what.base)
    return copy


def remade(store: ox.Store, folder: Path | None, change: Change, added: Iterable[ox.Quad]) -> ox.Store:
    """A store that holds the same after a change, and beside it what is `added`; in a new folder or in memory.

    In a folder it is another process that changes it, whose memory goes with it.
    """
    change = _by_name(store, change)
    if folder is None:
        copy = _beside(store, None)
        carry_out(copy, **vars(change))
        copy.bulk_extend(added)
        return copy
    _back_up(store, folder)
    lists = {name: [*map(_name, getattr(change, name))] for name in ("dropped", "cleared", "created")}
    # They lie in the folder, and go with it where this process is killed.
    folder.mkdir(exist_ok=True)
    files = {name: folder / f"change.{name}" for name in ("file", "removed")}
    try:
        ox.serialize(added, str(files["file"]), format=ox.RdfFormat.N_QUADS)
        ox.serialize(change.removed, str(files["removed"]), format=ox.RdfFormat.N_QUADS)
        paths = {name: str(path) for name, path in files.items()}
        _elsewhere({"folder": str(folder), **lists, **paths}, files["file"], ox.RdfFormat.N_QUADS)
    finally:
        for path in files.values():
            path.unlink(missing_ok=True)
    return ox.Store(str(folder))


def _by_name(store: ox.Store, change: Change) -> Change:
    """The same, where a graph that is called by a blank node loses its quads one by one: nobody else knows the name."""
    nameless = {graph for graph in change.dropped | change.cleared if isinstance(graph, ox.BlankNode)}
    lost = (quad for graph in nameless for quad in store.quads_for_pattern(None, None, None, graph))
    return replace(
        change,
        dropped=change.dropped - nameless,
        cleared=change.cleared - nameless,
        created=frozenset(graph for graph in change.created if isinstance(graph, ox.NamedNode)),
        removed=[*change.removed, *lost],
    )


def _name(graph: GraphName) -> str:
    return graph.value if isinstance(graph, ox.NamedNode) else ""


def _loaded_elsewhere(folder: Path, what: Load, file: Path) -> None:
    graph = what.graph.value if isinstance(what.graph, ox.NamedNode) else None if what.graph is None else ""
    task = {"folder": str(folder), "file": str(file), "format": what.format_.media_type, "graph": graph}
    _elsewhere({**task, "base": what.base, "emptied": what.emptied}, file, what.format_)


def _elsewhere(task: Mapping[str, Any], file: Path, format_: ox.RdfFormat) -> None:
    """Let another process do it."""
    command = (sys.executable, "-I", loader.__file__, json.dumps(task))
    done = subprocess.run(  # noqa: S603 - this Python, and a file of ours
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment()
    )
    if done.returncode or done.stdout:
        found = json.loads(done.stdout) if done.stdout else {"error": "MemoryError", "detail": "it ended"}
        error = _RAISED[found["error"]](found["detail"])
        if isinstance(error, MemoryError):
            raise StoreError(f"{file}: it could not be loaded, as that needs more memory than a load may have")
        with _named(file, format_):
            raise error


@contextmanager
def _named(name: object, format_: ox.RdfFormat) -> Iterator[None]:
    """Let what is wrong with a file be told as that."""
    try:
        yield
    except SyntaxError as error:
        raise UnreadableDocument(f"{name}: this is not {format_.name}: {' '.join(str(error).split())}") from error
    except ValueError as error:
        raise UnreadableDocument(f"{name}: {error}") from error


def triples_into(graph: GraphName, lines: Path, *, replace: bool) -> Change:
    """What it comes to that triples are added to a graph, or put in place of what it holds."""
    found = ox.parse(path=str(lines), format=ox.RdfFormat.N_TRIPLES)
    quads = [ox.Quad(each.subject, each.predicate, each.object, graph) for each in found]
    only: frozenset[GraphName] = frozenset({graph})
    made = only if isinstance(graph, ox.NamedNode) else frozenset[GraphName]()
    return Change(cleared=only if replace else frozenset(), created=made, added=quads)


def _beside(store: ox.Store, folder: Path | None) -> ox.Store:
    """A store that holds the same, in a new folder or in memory."""
    if folder is None:
        return _in_memory(store)
    _back_up(store, folder)
    return ox.Store(str(folder))


def _back_up(store: ox.Store, folder: Path) -> None:
    """Copy a store into a new folder, if there is anything in it, be it a graph that holds nothing."""
    if len(store) or next(iter(store.named_graphs()), None) is not None:
        store.backup(str(folder))


def _in_memory(store: ox.Store) -> ox.Store:
    """A copy in memory, with the graphs that hold nothing, too."""
    copy = ox.Store()
    copy.bulk_extend(store)
    for graph in store.named_graphs():
        copy.add_graph(graph)
    return copy


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
    with _named(name, format_):
        if isinstance(source, Path):
            store.bulk_load(path=str(source), format=format_, base_iri=base, to_graph=graph)
        else:
            store.bulk_load(input=source, format=format_, base_iri=base, to_graph=graph)


def read(source: Path | BinaryIO, format_: ox.RdfFormat, graph: GraphName | None, base: str | None) -> list[ox.Quad]:
    """The quads of a file, for a store that looks at each of them."""
    store = ox.Store()
    load(store, source, format_, graph, base)
    return list(store)


def restored(backup: Path, data: Path | None) -> ox.Store:
    """What a backup holds, in a new folder or in memory."""
    if data is None:
        return _in_memory(ox.Store.read_only(str(backup)))
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


def copy_files(source: Path, target: Path, ended: Collection[str] = ()) -> None:
    """Copy the files of a store that nobody writes to; tables, which never change, by links where that can be.

    So are the `ended` ones, of which it is known that nothing is put behind what is in them.
    """
    target.mkdir(parents=True)
    for path in source.iterdir():
        if not path.is_file() or path.name.startswith(("LOCK", "LOG")):
            continue
        try:
            if path.suffix != ".sst" and path.name not in ended:
                raise OSError
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)


def stood_still(source: Path, target: Path, settled: str = "") -> bool:
    """Copy the files of an open store that nobody writes to; whether the copy is the store as it is.

    What was written last is in the write-ahead files: they are copied, instead of being put into tables, which takes
    ten times as long. It is no copy where Oxigraph set tables in order meanwhile: each of its steps changes the names
    or the length of the files. Nor is it made where there is so much in those files that to read them would take long;
    what is in those before `settled` is in tables, too, and is not read.
    """
    if target.exists():
        return False
    try:
        before = _lengths(source)
        ahead = _logs(before)
        unread = ahead.index(settled) if settled in ahead else 0
        if sum(before[name] for name in ahead[unread:]) > _READ_QUICKLY:
            return False
        # Oxigraph writes to the last one alone.
        copy_files(source, target, ahead[:-1])
        whole = before == _lengths(source)
    except OSError:
        whole = False
    if not whole:
        shutil.rmtree(target, ignore_errors=True)
    return whole


def newest_log(folder: Path) -> str:
    """The write-ahead file that is written to; it has all that is in no table once the store was backed up."""
    return _logs(path.name for path in folder.iterdir())[-1]


def _logs(names: Iterable[str]) -> list[str]:
    """The write-ahead files in order; their numbers have six digits, or more."""
    return sorted((name for name in names if name.endswith(".log")), key=lambda name: (len(name), name))


def _lengths(folder: Path) -> dict[str, int]:
    with os.scandir(folder) as entries:
        return {entry.name: entry.stat().st_size for entry in entries if not entry.name.startswith(("LOCK", "LOG"))}


def sync_files(folder: Path) -> None:
    """Make sure of every file in a folder, and of their names."""
    for path in folder.iterdir():
        # A file may go meanwhile: what it held is in another, which Oxigraph itself made sure of.
        if path.is_file():
            with suppress(FileNotFoundError), path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)

"""Oxigraph in this process: in memory, or in a folder that no other process has open.

Invariants. Writers take turns. What a write changes is known, as plain quads, before anything is changed: an update is
worked out in another process, on a copy. It is then held against the shapes, and made in one transaction. A write is
acknowledged once the write-ahead files are on the disk, which several writers wait for together.
"""

from __future__ import annotations

import gc
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Self, TypeVar

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.guard import refuse_connections, refuse_loading, refuse_nesting
from graph.lines import stored_form
from graph.store import bulk
from graph.store.changing import effective, tokens_after
from graph.store.checking import Checked, checked, checked_file
from graph.store.durable import WriteAhead
from graph.store.evaluator import carry_out
from graph.store.forms import digest, lines_of, named
from graph.store.journal import Journal
from graph.store.operations import operations, without_loads
from graph.store.place import Place
from graph.store.protocol import Change, Check, GraphName, Written
from graph.store.reading import Reading
from graph.store.replacing import in_quads, write_graphs
from graph.store.replica import Replica, question
from graph.store.translating import full
from graph.store.translating import translated as _translated
from graph.store.turns import Turns
from graph.store.watch import Touched
from ontology.errors import OutdatedRevision, StoreError, StoreFull, StoreUnavailable

__all__ = ["EmbeddedStore"]

T = TypeVar("T")

_MEMORY: Final = "memory:"
_MADE_AT_ONCE: Final = 2 << 20
"""Bytes of triples that are taken into memory, some 20,000 of them; more are loaded from a file in another process."""
_LARGEST_LOG: Final = 64 << 20
"""Bytes of a write-ahead file after which it is put into tables, so that a start after a crash has little to read."""


class EmbeddedStore(Reading):
    """Oxigraph in this process: in memory, or in a folder that no other process has open.

    Raises
    ------
    StoreUnavailable
        The folder is a file, holds something else, cannot be written, or is held by another process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.location = _MEMORY if folder is None else str(folder)
        self._place = None if folder is None else Place(folder)
        self._journal = Journal(self._place.data if self._place else None)
        if self._place:
            self._journal.read(fresh=self._place.fresh)
        self._store: ox.Store | None = self._place.open() if self._place else ox.Store()
        self._journal.begin()
        self._ahead = WriteAhead(self._place.data) if self._place else None
        self._writing = Turns()
        self._replica = Replica(self.snapshot, folder)
        self._contents: dict[str, str | None] = {}
        self._watched: list[Touched] = []
        self._stuck = False
        # The write-ahead file from which on there may be something that is in no table.
        self._settled = ""

    # -- reading -------------------------------------------------------------------------------------------------------

    @property
    def revision(self) -> str:
        """Sixteen hexadecimal digits, that change whenever the data do; known without looking at the data."""
        return self._journal.revision

    # -- writing -------------------------------------------------------------------------------------------------------

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]], *, expected: str | None = None) -> bool:
        """Put these graphs in place of those of the same names, in one transaction; see `Store.replace`."""
        with self._turn(expected):
            changed: dict[NamedNode, bytes] = {}
            digests: dict[str, str | None] = {}
            # One after the other: thousands of graphs may be given, and each is packed as soon as it is known.
            for graph in graphs:
                lines = stored_form(graph, in_quads(graphs, graph))
                content = digest(lines) if lines else None
                if content != self._content(graph):
                    changed[graph], digests[named(graph)] = zlib.compress(lines, 1), content
            if changed:
                self._made(digests, lambda: self._write(changed))
                self._contents.update(digests)
                self._replica.close()
                for touched in self._watched:
                    touched.graphs.update(changed)
        self._sure(bool(changed))
        return bool(changed)

    def change(self, change: Change, *, check: Check = "reject", expected: str | None = None) -> Written:
        """Do what a change says, in one transaction; see `Store.change`.

        Raises
        ------
        ShapeViolation
            It breaks a shape, and `check` says "reject".
        OutdatedRevision
            The data are no longer `expected`.
        StoreFull, StoreError
            It could not be done; nothing was written.
        """
        with self._turn(expected):
            made = effective(self._opened(), change)
            written = self._make(made, check)
            if written:
                self._replica.follow(made)
        self._sure(written.changed)
        return written

    def update(
        self,
        text: str,
        *,
        base: str | None = None,
        union: bool = True,
        using: Sequence[str] = (),
        using_named: Sequence[str] = (),
        check: Check = "reject",
        expected: str | None = None,
        timeout: float = 10.0,
    ) -> Written:
        """Carry out a SPARQL update as one transaction; see `Store.update`."""
        refuse_connections(text)
        refuse_nesting(text)
        parts = operations(text)
        text = without_loads(text, parts)
        refuse_loading(text)
        settings = {"base": base, "union": union, "using": list(using), "using_named": list(using_named)}
        asked = question(text, parts, settings, timeout)
        with self._turn(expected):
            change = self._replica.evaluate(asked, timeout)
            try:
                written = self._make(change, check)
            except BaseException:
                self._replica.give_up()
                raise
            self._replica.commit()
        self._sure(written.changed)
        return written

    def bulk_load(
        self,
        source: Path | BinaryIO,
        format_: ox.RdfFormat,
        *,
        graph: GraphName | None = None,
        base: str | None = None,
        check: Check = "off",
    ) -> Written:
        """Add a whole file, all or nothing.

        It is loaded into a copy that then takes the place of the store. What it says is not held against the shapes
        unless `check` asks for it, and then it may not be large.

        Raises
        ------
        UnreadableDocument
            The file is not of this format, or names graphs where `graph` is given.
        StoreFull, StoreError
            It could not be done; nothing was written.
        """
        if check != "off":
            return self.change(Change(added=bulk.read(source, format_, graph, base)), check=check)
        with self._turn():
            before = len(self)
            changed = None if graph is None and format_.supports_datasets else [named(graph or DefaultGraph())]
            what = bulk.Load(source, format_, graph, base)
            self._exchange(lambda old, data: bulk.grown(old, data, what), changed)
            return Written(len(self) != before, self.revision)

    def put(
        self,
        graph: GraphName,
        lines: Path,
        *,
        replace: bool,
        check: Check = "reject",
        expected: str | None = None,
    ) -> Written:
        """Add the triples of a file to a graph, or put them in place of it; see `Store.put`."""
        if self._place is None or lines.stat().st_size <= _MADE_AT_ONCE:
            return self.change(bulk.triples_into(graph, lines, replace=replace), check=check, expected=expected)
        objections: Checked = ()

        def made(old: ox.Store, data: Path | None) -> ox.Store:
            nonlocal objections
            new = bulk.grown(old, data, bulk.Load(lines, ox.RdfFormat.N_TRIPLES, graph, emptied=replace))
            objections = checked_file(old, new, lines, graph, check, emptied=replace)
            return new

        with self._turn(expected):
            created = frozenset() if self.has_graph(graph) else frozenset({graph})
            self._exchange(made, [named(graph)], graph)
            return Written(True, self.revision, objections, created)

    def restore(self, folder: Path) -> Written:
        """Put what a backup holds in place of everything that is here, all or nothing.

        Raises
        ------
        StoreUnavailable
            The folder holds no backup.
        """
        if not (folder / "CURRENT").is_file():
            raise StoreUnavailable(f"{folder} holds no backup: name a folder that `fyrnet backup` made")
        with self._turn():
            data = self._place.generation() if self._place else None
            noted = Journal(folder)
            noted.read(fresh=False)
            self._take(self._guarded(lambda: bulk.restored(folder, data), data), noted.moved_to(data, ()), data)
            return Written(True, self.revision)

    @contextmanager
    def still(self) -> Iterator[str]:
        """Keep writers waiting while something is read in several steps; gives the revision that is read."""
        with self._writing:
            yield self.revision

    def snapshot(self, folder: Path) -> None:
        """Copy the store as it is now into a new folder: its files on disk, the quads themselves from memory.

        Tables become hard links, and write-ahead files are copied.

        Raises
        ------
        StoreError
            It cannot be copied.
        """
        with self._writing:
            store = self._opened()
            if not self._place:
                _translated(lambda: ox.Store(str(folder)).bulk_extend(store))
                return
            data = self._place.data
            try:
                if not self._stuck:
                    if not bulk.stood_still(data, folder, self._settled):
                        _translated(lambda: store.backup(str(folder)))
                        self._settled = bulk.newest_log(data)
                    return
            except StoreFull:
                shutil.rmtree(folder, ignore_errors=True)
                if full(folder.parent) and not full(data):
                    # It is the disk of the copy: nothing is wrong with that of the store.
                    raise
                self._stuck = True
            # Oxigraph writes no more before it has room, so its files stand still.
            try:
                _translated(lambda: bulk.copy_files(data, folder))
            except StoreError:
                shutil.rmtree(folder, ignore_errors=True)
                raise

    def backup(self, folder: Path) -> str:
        """Copy the store whole into a new folder and make sure of it; the revision that was copied.

        Raises
        ------
        InvalidInput
            There is something already.
        StoreError
            It cannot be copied.
        """

        def copy(draft: Path) -> None:
            self.snapshot(draft)
            self._journal.copy_to(draft)

        with self.still() as revision:
            _translated(lambda: bulk.copied(folder, copy))
        return revision

    def watch(self) -> Touched:
        """Something that notes from now on what is written."""
        with self._writing:
            touched = Touched()
            self._watched.append(touched)
            return touched

    def fill(self, quads: Iterable[Quad]) -> None:
        """Put these quads in place of everything, in the way that is quickest; blank nodes keep their names."""
        with self._turn():
            data = self._place.generation() if self._place else None

            def filled() -> ox.Store:
                store = ox.Store(str(data)) if data else ox.Store()
                store.bulk_extend(quads)
                return store

            store = self._guarded(filled, data)
            self._take(store, self._journal.moved_to(data, None), data)

    def remake(self, change: Change, added: Iterable[Quad]) -> None:
        """Make a change, and put in what is `added`, beside the data, and let that take their place at once.

        For what would be too much for one transaction; it is not held against the shapes.
        """
        with self._turn():
            self._exchange(lambda old, data: bulk.remade(old, data, change, added), None)

    def discard(self, folder: Path) -> None:
        """Remove a folder that was made for a moment."""
        shutil.rmtree(folder, ignore_errors=True)

    @property
    def base(self) -> str:
        """What the tokens begin from: graphs without a token are as they were while this is the same."""
        return self._journal.base

    def tokens(self) -> Mapping[str, str]:
        """A token for each graph, by its name; one that is the same as before says that the graph is."""
        return self._journal.tokens()

    @property
    def folder(self) -> Path | None:
        """The folder, where there is one; what lies there beside the data, names itself."""
        return self._place.folder if self._place else None

    def announce(self, what: str, url: str | None = None) -> None:
        """Leave a note in the folder saying which command holds it, and the address it serves."""
        if self._place:
            self._place.announce(what, url)

    def close(self) -> None:
        """Let go of the folder."""
        with self._writing:
            if self._store is None:
                return
            self._replica.close()
            self._journal.close()
            self._store = None
            if self._place:
                self._place.tidy()
                self._place.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- beneath -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _turn(self, expected: str | None = None) -> Iterator[None]:
        """A writer's turn, on a store that can be written."""
        with self._writing:
            self._opened()
            if expected not in (None, self.revision):
                raise OutdatedRevision(f"the data have changed since revision {expected}: read them again, then write")
            if self._stuck:
                self._try_again()
            yield

    def _content(self, graph: NamedNode) -> str | None:
        """Digest of what a graph holds, worked out where it is not known; None is a graph that is not there."""
        name = named(graph)
        token = self._journal.token(name)
        if token and not token.startswith("~"):
            return token
        if token is None and self._journal.complete:
            return None
        if name not in self._contents:
            lines = lines_of(self._opened(), graph)
            self._contents[name] = digest(lines) if lines or self.has_graph(graph) else None
        return self._contents[name]

    def _make(self, change: Change, check: Check) -> Written:
        """Make a change that is known to the last quad."""
        if not change:
            return Written(False, self.revision)
        store = self._opened()
        objections = checked(store, change, check)
        created = frozenset(graph for graph in change.created if not self.has_graph(graph))
        tokens = tokens_after(change)
        self._made(tokens, lambda: _translated(lambda: carry_out(store, **vars(change))))
        for name in tokens:
            self._contents.pop(name, None)
        for touched in self._watched:
            touched.note(change)
        return Written(True, self.revision, objections, created)

    def _write(self, changed: Mapping[NamedNode, bytes]) -> None:
        """Put packed lines in place."""
        store, place = self._opened(), self._place
        if _translated(lambda: write_graphs(store, changed, on_disk=place is not None)) and place:
            bulk.sync_files(place.data)

    def _made(self, tokens: Mapping[str, str | None], act: Callable[[], None]) -> None:
        """Let `act` write, and note what that makes of the revision."""
        intended = self._journal.intend(tokens)
        try:
            act()
        except StoreFull:
            # Nothing was appended to the write-ahead file, and nothing is in the tables before it is there.
            self._journal.abandon()
            self._stuck = self._place is not None
            self._replica.close()
            raise
        except BaseException:
            self._journal.doubt(intended)
            self._replica.close()
            for touched in self._watched:
                touched.everything = True
            raise
        self._journal.done(intended)

    def _sure(self, changed: bool) -> None:
        """Return once what was written is on the disk."""
        ahead = self._ahead
        if not changed or ahead is None:
            return
        if _translated(ahead.sync) > _LARGEST_LOG:
            with self._writing:
                store = self._opened()
                _translated(store.flush)

    def _exchange(
        self,
        make: Callable[[ox.Store, Path | None], ox.Store],
        changed: Sequence[str] | None,
        only: GraphName | None = None,
    ) -> None:
        """Let what `make` makes beside the store take its place; `only` is the one graph that is another, if one is."""
        old = self._opened()
        data = self._place.generation() if self._place else None
        store = self._guarded(lambda: make(old, data), data)
        self._take(store, self._journal.moved_to(data, changed), data, only)

    def _guarded(self, act: Callable[[], T], data: Path | None) -> T:
        """The result of `act`, which makes new data; what it made goes again where it fails."""
        try:
            return _translated(act)
        except BaseException:
            if data:
                shutil.rmtree(data, ignore_errors=True)
            raise

    def _take(self, store: ox.Store, journal: Journal, data: Path | None, only: GraphName | None = None) -> None:
        """Let another store be this one."""
        if self._place and data:
            place = self._place

            def settle() -> None:
                store.flush()
                bulk.sync_files(data)
                place.point_to(data)

            self._guarded(settle, data)
            self._ahead = WriteAhead(data)
        self._journal.end()
        self._store, self._journal, self._settled = store, journal, ""
        self._contents.clear()
        self._replica.close()
        for touched in self._watched:
            if only is None:
                touched.everything = True
            else:
                touched.graphs.add(only)

    def _try_again(self) -> None:
        """Open the folder anew: Oxigraph writes no more after it found the disk full, even where there is room again.

        Reading goes on meanwhile, and when that fails.
        """
        assert self._place
        path = str(self._place.data)
        if full(self._place.data):
            raise StoreFull(f"the disk of {self.location} is full, and nothing was written: make room, then try again")
        self._store = ox.Store.read_only(path)
        # What failed before may still know the store, which has its folder until nobody does.
        gc.collect()
        try:
            self._store = ox.Store(path)
        except OSError as error:
            raise StoreFull(f"{self.location} found its disk full and cannot write yet ({error}): try again") from error
        self._journal.begin()
        self._stuck = False

"""Oxigraph in this process: in memory, or in a folder that no other process has open."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad

from graph.guard import refuse_connections, refuse_nesting, sets_its_dataset
from graph.holder import announce, holder, withdraw
from graph.store.protocol import Bindings, Results
from ontology.errors import MalformedQuery, StoreError, StoreUnavailable

__all__ = ["EmbeddedStore"]

T = TypeVar("T")
_Graph = NamedNode | BlankNode | ox.DefaultGraph

_MEMORY = "memory:"
_LONGEST_REASON = 160


class _State:
    """The digest of each graph, and the revision that follows from them."""

    def __init__(self, digests: Mapping[_Graph, str]) -> None:
        self.digests = dict(digests)
        lines = sorted(f"{graph} {digest}" for graph, digest in digests.items())
        self.revision = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def after(self, changed: Mapping[NamedNode, str | None]) -> _State:
        """The state once these graphs are in place of those of the same names; None is an empty one."""
        kept = {graph: digest for graph, digest in self.digests.items() if graph not in changed}
        return _State(kept | {graph: digest for graph, digest in changed.items() if digest})


class EmbeddedStore:
    """Oxigraph in this process: in memory, or in a folder that no other process has open.

    Raises
    ------
    StoreUnavailable
        The folder is a file, holds something else, cannot be written, or is held by another process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.location = _MEMORY if folder is None else str(folder)
        self._folder = folder
        self._store: ox.Store | None = ox.Store() if folder is None else _open(folder)
        self._writing = threading.RLock()
        self._state: _State | None = None

    @property
    def revision(self) -> str:
        """Sixteen hexadecimal digits of a hash over all graphs; asked for first, a few seconds for a million quads."""
        return (self._state or self._known()).revision

    def query(self, text: str) -> Results:
        """Result of a SPARQL query of any form.

        Raises
        ------
        MalformedQuery
            The text is no SPARQL query, or one that would open a connection.
        StoreError
            The query failed while it ran.
        """
        refuse_connections(text)
        refuse_nesting(text)
        store = self._opened()
        return _translated(lambda: store.query(text, use_default_graph_as_union=not sets_its_dataset(text)))

    def select(self, text: str) -> Bindings:
        """Rows of a SELECT query, complete.

        Raises
        ------
        MalformedQuery
            The text is no SELECT query, or one that would open a connection.
        StoreError
            The query failed while it ran.
        """
        results = self.query(text)
        if not isinstance(results, ox.QuerySolutions):
            raise MalformedQuery("a SELECT query is needed here, not ASK, CONSTRUCT or DESCRIBE")
        columns = tuple(variable.value for variable in results.variables)
        return Bindings(columns, _translated(lambda: tuple(tuple(row) for row in results)))

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """The quads of one graph, or all."""
        return self._opened().quads_for_pattern(None, None, None, graph)

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]]) -> bool:
        """Put these graphs in place of those of the same names: one transaction, then flushed to disk.

        A graph that is equal already is left alone; an empty one is removed.

        Raises
        ------
        ValueError
            A quad lies in another graph than the one it is given for.
        StoreError
            The disk is full, or the store is closed; nothing was written.
        """
        with self._writing:
            known = self._known()
            changed: dict[NamedNode, bytes] = {}
            digests: dict[NamedNode, str | None] = {}
            # One after the other: thousands of graphs may be given, and each is packed as soon as it is known.
            for graph in graphs:
                lines = _stored_form(graph, graphs[graph])
                digest = _digest(lines) if lines else None
                if digest != known.digests.get(graph):
                    changed[graph], digests[graph] = zlib.compress(lines, 1), digest
            if changed:
                self._write(changed)
                self._state = known.after(digests)
        return bool(changed)

    @contextmanager
    def still(self) -> Iterator[str]:
        """Keep writers waiting while something is read in several steps; gives the revision that is read."""
        with self._writing:
            yield self.revision

    def snapshot(self, folder: Path) -> None:
        """Copy the store as it is now into a new folder: hard links on disk, the quads themselves from memory."""
        with self._writing:
            store = self._opened()
            if self._folder:
                store.backup(str(folder))
            else:
                ox.Store(str(folder)).bulk_extend(store)

    def announce(self, what: str, url: str | None = None) -> None:
        """Leave a note in the folder saying which command holds it, and the address it serves."""
        if self._folder:
            announce(self._folder, what, url)

    def close(self) -> None:
        """Let go of the folder."""
        with self._writing:
            if self._store is not None and self._folder:
                withdraw(self._folder)
            self._store = None

    def __len__(self) -> int:
        return len(self._opened())

    def __bool__(self) -> bool:
        # An empty store is a store.
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self) -> ox.Store:
        if self._store is None:
            raise StoreError(f"the store {self.location} was closed: open it again")
        return self._store

    def _known(self) -> _State:
        with self._writing:
            if self._state is None:
                store = self._opened()
                graphs = (ox.DefaultGraph(), *store.named_graphs())
                self._state = _State({graph: _digest(_lines(store, graph)) for graph in graphs})
            return self._state

    def _write(self, changed: Mapping[NamedNode, bytes]) -> None:
        """Put packed lines in place, in one transaction.

        Of pyoxigraph's doors `extend` takes quads one by one, and only an update deletes and inserts at once: its text
        and what the parser makes of it are many times as large.
        """
        store = self._opened()
        before = {graph: lines for graph in changed if (lines := _lines(store, graph))}
        if all(_only_grows(lines, zlib.decompress(changed[graph])) for graph, lines in before.items()):
            _translated(lambda: store.extend(_quads(changed)))
        else:
            update = _update({graph: (before.get(graph, b""), zlib.decompress(new)) for graph, new in changed.items()})
            _translated(lambda: store.update(update))
        if self._folder:
            _translated(store.flush)


def _open(folder: Path) -> ox.Store:
    """Open or make the store in a folder."""
    if folder.exists() and not folder.is_dir():
        raise StoreUnavailable(f"{folder} is a file, not the folder of a store: name another place with --store")
    try:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / "CURRENT").exists():
            raise StoreUnavailable(f"{folder} holds other files and no store: name an empty or a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        store = ox.Store(str(folder))
    except OSError as error:
        raise _unavailable(folder, error) from error
    announce(folder, "fyrnet")
    return store


def _unavailable(folder: Path, error: OSError) -> StoreUnavailable:
    if "LOCK" in str(error):
        by = holder(folder) or "another process"
        return StoreUnavailable(f"the store {folder} is held by {by}: stop that, or name another place with --store")
    return StoreUnavailable(f"the store {folder} cannot be opened ({error}): is there room, and may you write there?")


def _stored_form(graph: NamedNode, quads: Sequence[Quad]) -> bytes:
    """N-Triples as Oxigraph gives them back, which writes numbers in its own way ("01" as 1)."""
    stray = next((quad for quad in quads if quad.graph_name != graph), None)
    if stray:
        raise ValueError(f"{stray} does not lie in {graph}")
    store = ox.Store()
    store.extend(quads)
    lines = _lines(store, graph)
    if b"_:" in lines:
        # Blank nodes of two graphs may not share a name in one INSERT DATA.
        renamed = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
        lines = ox.serialize((found.triple for found in renamed), format=ox.RdfFormat.N_TRIPLES) or b""
    return lines


def _only_grows(before: bytes, after: bytes) -> bool:
    """Whether nothing has to be deleted. Blank nodes have no names that stay, so a graph with one is written anew."""
    return b"_:" not in before and set(before.splitlines()) <= set(after.splitlines())


def _quads(packed: Mapping[NamedNode, bytes]) -> Iterator[Quad]:
    for graph, lines in packed.items():
        for found in ox.parse(zlib.decompress(lines), format=ox.RdfFormat.N_TRIPLES):
            yield Quad(found.subject, found.predicate, found.object, graph)


def _update(graphs: Mapping[NamedNode, tuple[bytes, bytes]]) -> str:
    """SPARQL that takes graphs from how they are to how they shall be, by as few triples as that needs."""
    dropped, deleted, inserted = [], [], []
    for graph, (before, after) in graphs.items():
        old, new = set(before.splitlines()), set(after.splitlines())
        if not after or b"_:" in before:
            # An emptied graph shall be gone, and no update can name a blank node that is stored.
            dropped.append(f"DROP SILENT GRAPH {graph}")
            old = set()
        deleted.append(_block(graph, old - new))
        inserted.append(_block(graph, new - old))
    return ";\n".join([*dropped, f"DELETE DATA {{ {''.join(deleted)} }}", f"INSERT DATA {{ {''.join(inserted)} }}"])


def _block(graph: NamedNode, lines: set[bytes]) -> str:
    triples = b"\n".join(sorted(lines)).decode()
    return f"GRAPH {graph} {{\n{triples}\n}}\n" if lines else ""


def _lines(store: ox.Store, graph: _Graph) -> bytes:
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""


def _digest(lines: bytes) -> str:
    """Hash of a graph, whatever the order of its triples and the names of its blank nodes."""
    if b"_:" in lines:
        dataset = ox.Dataset(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return hashlib.sha256(b"\n".join(sorted(lines.splitlines()))).hexdigest()


def _shortened(error: SyntaxError) -> str:
    """Place and reason in one line; Oxigraph lists every character that might have stood there."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"


def _translated(act: Callable[[], T]) -> T:
    """The result of `act`, with what pyoxigraph raises as one of fyrnet's own errors."""
    try:
        return act()
    except SyntaxError as error:
        raise MalformedQuery(f"this is no SPARQL query: {_shortened(error)}") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(f"the store could not do this: {error}") from error

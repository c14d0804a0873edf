"""Where quads are kept and asked: embedded Oxigraph, on disk or in memory, behind one small protocol.

Invariants. One writer at a time; a write is one transaction, acknowledged once it is on disk. The revision is a
function of the content: a write that changes nothing leaves it alone, and opening a store again gives the same. A query
without ``GRAPH`` sees the union of all graphs; Oxigraph does not merge equal triples of two graphs, so a query that
counts says ``DISTINCT``.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self, TypeVar, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.answers import ask
from graph.guard import refuse_connections, refuse_nesting, sets_its_dataset
from graph.holder import announce, holder, withdraw
from graph.lines import QuadsFile, stored_form
from graph.packed import PackedGraphs
from graph.shipped import data_file
from ontology.errors import MalformedQuery, StoreError, StoreUnavailable
from ontology.terms import ONTOLOGY_GRAPH
from ontology.vocabulary import FILES, vocabulary

__all__ = [
    "Bindings",
    "EmbeddedStore",
    "Results",
    "Store",
    "Term",
    "ask",
    "ontology_quads",
    "open_store",
    "shipped_graphs",
]

T = TypeVar("T")
Term = NamedNode | BlankNode | Literal | Triple
_Graph = NamedNode | BlankNode | ox.DefaultGraph
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_MEMORY = "memory:"
_LONGEST_REASON = 160
_MUCH = 1_000_000
"""Bytes of packed graphs, some hundred documents, from which sorted files are worth their while."""


@dataclass(frozen=True)
class Bindings:
    """The rows of a SELECT query; an unbound variable is ``None``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


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


class Store(Protocol):
    """Quads in named graphs, that can be asked and whose graphs can be replaced."""

    @property
    def location(self) -> str:
        """``memory:`` or the folder."""

    @property
    def revision(self) -> str:
        """Sixteen hexadecimal digits, that change whenever the data do."""

    def query(self, text: str) -> Results:
        """Result of a SPARQL query of any form, over the union of all graphs unless it names its own."""

    def select(self, text: str) -> Bindings:
        """Rows of a SELECT query."""

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """The quads of one graph, or all."""

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]]) -> bool:
        """Put these graphs in place of those of the same names, all or nothing; whether anything changed."""

    def still(self) -> AbstractContextManager[str]:
        """Keep writers waiting while something is read in several steps; gives the revision that is read."""

    def snapshot(self, folder: Path) -> None:
        """Copy the store as it is now into a new folder, for other processes to read."""

    def __len__(self) -> int: ...

    def close(self) -> None:
        """Let go of the store; it cannot be used afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


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
                lines = stored_form(graph, _in_quads(graphs, graph))
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
        and what the parser makes of it are many times as large. What is much and only grows goes to disk as sorted
        files that are taken in together or not at all: a third of the time of a transaction, and none of its memory.
        """
        store = self._opened()
        before = {graph: lines for graph in changed if (lines := _lines(store, graph))}
        if all(_only_grows(lines, zlib.decompress(changed[graph])) for graph, lines in before.items()):
            if self._folder and sum(map(len, changed.values())) > _MUCH:
                file = cast(IO[bytes], QuadsFile(changed))
                _translated(lambda: store.bulk_load(file, format=ox.RdfFormat.N_QUADS, lenient=True))
            else:
                _translated(lambda: store.extend(_quads(changed)))
        else:
            update = _update({graph: (before.get(graph, b""), zlib.decompress(new)) for graph, new in changed.items()})
            _translated(lambda: store.update(update))
        if self._folder:
            _translated(store.flush)


def open_store(location: str, *, fill: bool = True) -> EmbeddedStore:
    """Open a store, making it where there is none.

    Parameters
    ----------
    location : str
        ``memory:``, or a folder.
    fill : bool
        Whether a store without a single quad gets the shipped data, in one transaction.

    Raises
    ------
    StoreUnavailable
        The location cannot be opened, or is the address of a remote store.
    """
    if "://" in location:
        raise StoreUnavailable(
            f"{location} is the address of a remote store, which this version cannot use: name a folder, or memory:"
        )
    store = EmbeddedStore(None if location == _MEMORY else Path(location))
    try:
        if fill and not len(store):
            store.replace(shipped_graphs())
    except BaseException:
        store.close()
        raise
    return store


def shipped_graphs() -> dict[NamedNode, list[Quad]]:
    """The shipped data: the source documents' graphs, curation, and the ontology.

    Raises
    ------
    StoreUnavailable
        A file of the shipped data is not there.
    """
    graphs: dict[NamedNode, list[Quad]] = {}
    try:
        for quad in ox.parse(path=str(data_file("lighthouse-proposals.trig")), format=ox.RdfFormat.TRIG):
            assert isinstance(quad.graph_name, NamedNode)
            graphs.setdefault(quad.graph_name, []).append(quad)
        graphs[ONTOLOGY_GRAPH] = ontology_quads()
    except OSError as error:
        raise StoreUnavailable(f"the shipped data cannot be read ({error}): install fyrnet again") from error
    return graphs


def ontology_quads() -> list[Quad]:
    """The ontology, its concepts and shapes, in their graph."""
    triples = (triple for name in FILES for triple in vocabulary(name))
    return [Quad(triple.subject, triple.predicate, triple.object, ONTOLOGY_GRAPH) for triple in triples]


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


def _in_quads(graphs: Mapping[NamedNode, Sequence[Quad]], graph: NamedNode) -> bytes:
    """One of several graphs in N-Quads."""
    if isinstance(graphs, PackedGraphs):
        return graphs.text(graph)
    return ox.serialize(graphs[graph], format=ox.RdfFormat.N_QUADS) or b""


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

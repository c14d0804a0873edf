"""Whole graphs in place of others, by as few triples as that needs."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Final, cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from graph.lines import QuadsFile
from graph.packed import PackedGraphs
from graph.store.forms import lines_of

__all__ = ["in_quads", "write_graphs"]


_MUCH: Final = 1_000_000
"""Bytes of packed graphs, some hundred documents, from which sorted files are worth their while."""


def write_graphs(store: ox.Store, changed: Mapping[NamedNode, bytes], *, on_disk: bool) -> bool:
    """Put packed lines in place, in one transaction; whether that went past the write-ahead file.

    Of pyoxigraph's doors `extend` takes quads one by one, and only an update deletes and inserts at once: its text and
    what the parser makes of it are many times as large. What is much and only grows goes to disk as sorted files that
    are taken in together or not at all: a third of the time of a transaction, and none of its memory.
    """
    before = {graph: lines for graph in changed if (lines := lines_of(store, graph))}
    if not all(_only_grows(lines, zlib.decompress(changed[graph])) for graph, lines in before.items()):
        store.update(_update({graph: (before.get(graph, b""), zlib.decompress(new)) for graph, new in changed.items()}))
        return False
    if on_disk and sum(map(len, changed.values())) > _MUCH:
        store.bulk_load(cast(IO[bytes], QuadsFile(changed)), format=ox.RdfFormat.N_QUADS, lenient=True)
        return True
    store.extend(_quads(changed))
    return False


def in_quads(graphs: Mapping[NamedNode, Sequence[Quad]], graph: NamedNode) -> bytes:
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

"""Graphs as lines of text, one triple each, as Oxigraph writes them: cheaper to compare and to carry than terms.

Invariant. No line break and no " ." before one stands inside a term: both are escaped there.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from functools import lru_cache

import pyoxigraph as ox
from pyoxigraph import NamedNode

__all__ = ["QuadsFile", "stored_form"]

_SPACES = 4
"""Spaces in the shortest quad of a named graph."""


def stored_form(graph: NamedNode, text: bytes) -> bytes:
    r"""The lines that a store gives back for the N-Quads of one graph: it writes numbers in its own way ("01" as 1).

    Parameters
    ----------
    graph : NamedNode
        Where all of them lie.
    text : bytes
        N-Quads as pyoxigraph writes them.

    Raises
    ------
    ValueError
        A quad lies in another graph.

    Examples
    --------
    >>> text = b'<x:a> <x:b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <x:graph> .\n'
    >>> stored_form(NamedNode("x:graph"), text)
    b'<x:a> <x:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    """
    end = f" {graph} .".encode()
    given = dict.fromkeys(text.splitlines())
    # What is in no graph has a term less, and may end with the name of one.
    stray = next((line for line in given if not line.endswith(end) or line.count(b" ") < _SPACES), None)
    if stray:
        raise ValueError(f"{stray.decode()} does not lie in {graph}")
    triples = [line.removesuffix(end) for line in given]
    if b"_:" not in text:
        return b"".join(b"%b .\n" % _as_stored(triple) for triple in triples)
    # Blank nodes of two graphs may not share a name in one INSERT DATA.
    lines = _given_back(b"".join(b"%b .\n" % triple for triple in triples))
    renamed = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
    return ox.serialize((found.triple for found in renamed), format=ox.RdfFormat.N_TRIPLES) or b""


def _as_stored(triple: bytes) -> bytes:
    """One triple without blank nodes as Oxigraph gives it back: only values of a datatype change on the way."""
    if b'"^^<' not in triple:
        return triple
    subject, predicate, value = triple.split(b" ", 2)
    return b"%b %b %b" % (subject, predicate, _value_as_stored(value))


@lru_cache(maxsize=1 << 14)
def _value_as_stored(value: bytes) -> bytes:
    return _given_back(b"<x:s> <x:p> %b .\n" % value).split(b" ", 2)[2].removesuffix(b" .\n")


def _given_back(lines: bytes) -> bytes:
    """N-Triples as they come out of a store that they were put into."""
    store = ox.Store()
    store.load(lines, format=ox.RdfFormat.N_TRIPLES)
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""


class QuadsFile(io.RawIOBase):
    """Packed graphs as a file in N-Quads, unpacked one by one."""

    def __init__(self, packed: Mapping[NamedNode, bytes]) -> None:
        self._left = iter(packed.items())
        self._now = memoryview(b"")

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most so many; none at the end."""
        while not self._now:
            graph, lines = next(self._left, (None, b""))
            if graph is None:
                return b""
            self._now = memoryview(zlib.decompress(lines).replace(b" .\n", f" {graph} .\n".encode()))
        found, self._now = (self._now, self._now[:0]) if size < 0 else (self._now[:size], self._now[size:])
        return bytes(found)

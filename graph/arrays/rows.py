"""Rows of a query as columns of numbers: written by the store as TSV, taken apart in large pieces, never row by row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import IO, Final, cast

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from graph.store import Store
from graph.store.protocol import solutions
from ontology.terms import PREFIXES

__all__ = ["Column", "Numbering", "columns", "each_piece", "known"]

Column = Callable[[list[bytes]], npt.NDArray[np.int32]]
"""From the terms of a column, as TSV writes them, to as many numbers."""

_PREFIX_LINES: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_PIECE: Final = 1 << 24


class Numbering(dict[bytes, int]):
    """Terms as TSV writes them, numbered from 0 as they are first met; an unbound variable is the empty text."""

    def __missing__(self, token: bytes) -> int:
        number = self[token] = len(self)
        return number

    def column(self, terms: list[bytes]) -> npt.NDArray[np.int32]:
        """Their numbers, new ones given where needed."""
        return np.fromiter(map(self.__getitem__, terms), np.int32, len(terms))


def known(numbers: dict[bytes, int]) -> Column:
    """Looks terms up; -1 for one that is not known."""
    return lambda terms: np.fromiter(map(numbers.get, terms, repeat(-1)), np.int32, len(terms))


def columns(store: Store, query: str, *read: Column) -> list[npt.NDArray[np.int32]]:
    """An array for each variable of a SELECT query.

    Parameters
    ----------
    store : Store
        Is asked.
    query : str
        Without prefixes.
    *read : Column
        One for each variable, in their order.
    """
    pieces: list[list[npt.NDArray[np.int32]]] = [[] for _ in read]

    def take(terms: list[bytes]) -> None:
        for place, column in enumerate(read):
            pieces[place].append(column(terms[place :: len(read)]))

    each_piece(store, query, take)
    return [np.concatenate(made) if made else np.zeros(0, np.int32) for made in pieces]


def each_piece(store: Store, query: str, take: Callable[[list[bytes]], None]) -> None:
    """Give the terms of all rows, one after the other, in pieces of whole rows."""
    results = solutions(store.query(_PREFIX_LINES + query))
    pieces = _Pieces(take)
    results.serialize(cast("IO[bytes]", pieces), format=ox.QueryResultsFormat.TSV)
    pieces.cut()


class _Pieces:
    """A file for the store to write to, which passes on whole rows: all of them at once may be half a gigabyte."""

    def __init__(self, take: Callable[[list[bytes]], None]) -> None:
        self._take = take
        self._rest: list[bytes] = []
        self._size, self._head = 0, True

    def write(self, data: bytes) -> int:
        self._rest.append(data)
        self._size += len(data)
        if self._size >= _PIECE:
            self.cut()
        return len(data)

    def flush(self) -> None:
        """A file has this; the rows that are left are passed on by `cut`."""

    def cut(self) -> None:
        text, newline, rest = b"".join(self._rest).rpartition(b"\n")
        self._rest, self._size = [rest], len(rest)
        if newline and self._head:
            _, newline, text = text.partition(b"\n")
            self._head = False
        if newline:
            self._take(text.replace(b"\n", b"\t").split(b"\t"))

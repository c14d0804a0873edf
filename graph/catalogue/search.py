"""Search by name in a large graph: an index of the pieces of three letters that names are made of.

It answers exactly what `graph.spelling.relevance` answers name by name, without reading a name. Each name is a row with
its letters written out in one column and bare in the other: its words, each behind two spaces, then all of them run
together between ``<<`` and ``>>``. So a word that begins another is a text behind two spaces, and what a name begins
with is a text behind ``<<``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.arrays import Arrays
from graph.arrays.names import literal
from graph.arrays.rows import each_piece
from graph.arrays.saving import beside
from graph.spelling import folded
from graph.store import Store

__all__ = ["NameIndex"]

_LAYOUT: Final = "fyrnet names 1"
_NAMES: Final = "SELECT ?thing ?name { ?thing skos:prefLabel|skos:altLabel ?name }"
_NUMBERS: Final = "SELECT ?thing ?name { ?thing fyr:printedNumber ?name }"
_MATCHING: Final = "SELECT rowid FROM names WHERE names MATCH ?"
_SHORT: Final = 3
_EMPTY: Final = np.zeros(0, np.int64)

_Numbers = npt.NDArray[np.int64]


class NameIndex:
    """Names of one revision of a store, made when something is first searched for and kept beside a store in a folder.

    Parameters
    ----------
    store : Store
        Where the names are.
    arrays : Arrays
        Of the same revision, without a filter: results are its numbers.
    """

    def __init__(self, store: Store, arrays: Arrays) -> None:
        self._store, self._arrays = store, arrays
        self._lock = Lock()
        self._database: sqlite3.Connection | None = None
        self._things = _EMPTY

    def fits(self, query: str, *, numbers: bool = False) -> list[_Numbers]:
        """Nodes by how well one of their names fits, as `relevance` has it: fits of 3, of 2, of 1; each once.

        Parameters
        ----------
        query : str
            Words in any order.
        numbers : bool
            Whether the printed number of an initiative is one of its names.
        """
        conditions = _conditions(query)
        if not conditions:
            return [_EMPTY] * 3
        found, seen = [], _EMPTY
        with self._lock:
            database = self._ready()
            for condition in conditions:
                rows = database.execute(_MATCHING, (condition,)) if condition else ()
                things = self._things[np.fromiter((row for (row,) in rows), np.int64) - 1]
                # The printed number of a thing stands behind all names, so its row says -1 - thing.
                named = np.where(things < 0, -1 - things, things) if numbers else things[things >= 0]
                found.append(np.setdiff1d(named, seen))
                seen = np.union1d(seen, found[-1])
        return found

    def matching(self, query: str, *, numbers: bool = False) -> _Numbers:
        """Nodes with a name that fits, in order."""
        return np.sort(np.concatenate(self.fits(query, numbers=numbers)))

    def _ready(self) -> sqlite3.Connection:
        """The index, made where there is none of this revision."""
        if self._database is None:
            kept = beside(self._store, "names.sqlite")
            self._database = (kept and self._kept(kept)) or self._made(kept)
            (held,) = self._database.execute("SELECT things FROM about").fetchone()
            self._things = np.frombuffer(held, np.int64)
        return self._database

    def _kept(self, path: Path) -> sqlite3.Connection | None:
        """The index in a file, if it is whole and of this revision."""
        if not path.is_file():
            return None
        database = None
        with suppress(sqlite3.Error):
            database = sqlite3.connect(path, check_same_thread=False)
            about = database.execute("SELECT layout, revision FROM about").fetchone()
            if about == (_LAYOUT, self._arrays.revision):
                return database
        if database:
            database.close()
        return None

    def _made(self, path: Path | None) -> sqlite3.Connection:
        """A new index; in a file of the system's own where the store has no folder, or one that takes none."""
        if path:
            draft = path.with_suffix(".draft")
            with suppress(sqlite3.Error, OSError):
                draft.unlink(missing_ok=True)
                with closing(sqlite3.connect(draft)) as database:
                    self._fill(database)
                draft.replace(path)
                return sqlite3.connect(path, check_same_thread=False)
        return self._fill(sqlite3.connect("", check_same_thread=False))

    def _fill(self, database: sqlite3.Connection) -> sqlite3.Connection:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE VIRTUAL TABLE names USING fts5(spelt, bare, content='', tokenize='trigram')")
        # What is gathered in memory before it is sorted into the file: fewer and larger pieces take less time to merge.
        database.execute("INSERT INTO names(names, rank) VALUES ('hashsize', 67108864)")
        database.execute("CREATE TABLE about (layout, revision, things)")
        things: list[int] = []
        numbers = {b"<%b>" % iri: number for number, iri in enumerate(self._arrays.iris.encoded())}
        for query, turned in ((_NAMES, False), (_NUMBERS, True)):
            each_piece(self._store, query, partial(self._take, database, numbers, things, turned))
        held = np.array(things, np.int64).tobytes()
        database.execute("INSERT INTO about VALUES (?, ?, ?)", (_LAYOUT, self._arrays.revision, held))
        database.commit()
        return database

    def _take(
        self,
        database: sqlite3.Connection,
        numbers: dict[bytes, int],
        things: list[int],
        turned: bool,
        terms: Sequence[bytes],
    ) -> None:
        """Add a row for each name of a node."""
        rows = zip(map(numbers.get, terms[::2]), terms[1::2], strict=True)
        found = [(thing, text[0]) for thing, term in rows if thing is not None and (text := literal(term))]
        first = len(things) + 1
        things += [-1 - thing if turned else thing for thing, _ in found]
        columns = folded([text for _, text in found])
        with database:
            database.executemany(
                "INSERT INTO names(rowid, spelt, bare) VALUES (?, ?, ?)",
                ((first + place, *map(_document, each)) for place, each in enumerate(zip(*columns, strict=True))),
            )


def _document(words: str) -> str:
    """What stands in the index for a name."""
    return f"  {words.replace(' ', '  ')}<<{words.replace(' ', '')}>>"


def _conditions(query: str) -> list[str]:
    """What a name must hold to fit wholly, by the beginnings of its words, and anywhere; empty for no word at all."""
    (spelt,), (bare,) = folded([query])
    if not spelt:
        return []
    levels = zip(*(_levels(words, column) for words, column in ((spelt, "spelt"), (bare, "bare"))), strict=True)
    return [" OR ".join(filter(None, level)) for level in levels]


def _levels(query: str, column: str) -> Iterator[str]:
    words, joined = query.split(), query.replace(" ", "")
    starts = " AND ".join(_phrase(f"  {word}") for word in words)
    yield f"{column} : {_phrase(f'<<{joined}>>')}"
    yield f"{column} : (({starts}) OR {_phrase(f'<<{joined}')})"
    anywhere = " AND ".join(map(_phrase, words))
    yield f"{column} : ({anywhere})" if all(len(word) > _SHORT for word in words) else ""


def _phrase(text: str) -> str:
    return f'"{text}"'

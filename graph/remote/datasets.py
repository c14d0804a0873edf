"""To which graphs a query is put, so that it sees the union of all, and nothing that the store keeps for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.remote.ledger import UNITED, Ledger, Notes
from graph.remote.names import NOTES, OURS, UNNAMED

__all__ = ["NOWHERE", "Datasets"]

_LISTED: Final = 20
"""Graphs that are named one by one; engines look into each of them, so that more would be slow."""
NOWHERE: Final = OURS + "none"
"""A graph that is never there."""


class Datasets:
    """Says for each query which graphs it is put to, in words that the engine understands.

    Up to twenty graphs are listed, which is exact. Of more, the engine makes a union itself; then the notes of the
    store are among what a query without ``GRAPH`` sees, unless the engine can leave them out.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._notes: Notes | None = None

    def last(self) -> Notes:
        """The notes as they were seen last."""
        if self._notes is None:
            self._notes = self._ledger.read()
        return self._notes

    def of(self, notes: Notes, *, union: bool = True) -> tuple[str, Sequence[tuple[str, str]], bool]:
        """What comes before the text, the parameters beside it, and whether they hold for this list of graphs only."""
        self._notes = notes
        names = self._ledger.names(notes)
        dialect = self._ledger.dialect
        if not union or dialect.union == "listed" or len(names) <= _LISTED:
            seen = sorted(each.value for each in names) if union else []
            named = sorted(each.value for each in names if each != UNNAMED)
            parameters = [("default-graph-uri", iri) for iri in seen or [UNNAMED.value]]
            return "", [*parameters, *(("named-graph-uri", iri) for iri in named or [NOWHERE])], True
        if dialect.union == "excluded":
            left_out = (NOTES.value, *dialect.own_graphs)
            words = ("define input:default-graph-exclude", "define input:named-graph-exclude")
            return "".join(f"{word} <{iri}>\n" for iri in left_out for word in words), (), False
        return "", [UNITED] if dialect.union == "parameter" else (), False

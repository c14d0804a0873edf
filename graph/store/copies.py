"""A store as it was at one moment, in the folder of a snapshot: to be read by who does not have the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from graph.store.embedded import EmbeddedStore
from graph.store.protocol import Change, Check, Written
from graph.store.translating import translated
from ontology.errors import StoreError

__all__ = ["SnapshotStore"]


class SnapshotStore(EmbeddedStore):
    """What a snapshot holds.

    Parameters
    ----------
    location : str
        The store that it is one of.
    snapshot : Path
        The folder that `Store.snapshot` made.
    revision : str
        The revision that was copied.
    """

    def __init__(self, location: str, snapshot: Path, revision: str) -> None:
        super().__init__()
        self.location = location
        self.show(snapshot, revision)

    def show(self, snapshot: Path, revision: str) -> None:
        """Go over to another snapshot of the same store."""
        self._store = translated(lambda: ox.Store.read_only(str(snapshot)))
        self._journal.revision = revision

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]], *, expected: str | None = None) -> bool:
        """Nothing is written to a snapshot."""
        raise StoreError(f"this is a copy of {self.location} to read ({len(graphs)} graphs at {expected})")

    def change(self, change: Change, *, check: Check = "reject", expected: str | None = None) -> Written:
        """Nothing is written to a snapshot."""
        raise StoreError(f"this is a copy of {self.location} to read: {change!r:.40}, {check}, {expected}")

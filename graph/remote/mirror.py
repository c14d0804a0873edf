"""A copy of a remote store that goes along with it, made when something is written that has to be worked out.

An update is worked out, and a change held against the shapes, on data at hand. Only what others wrote since the last
time is fetched, graph by graph: the tokens of the graphs say which.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.remote.names import graph_back
from graph.store.checking import checked
from graph.store.embedded import EmbeddedStore
from graph.store.protocol import Change, Check, Written
from ontology.errors import StoreError

__all__ = ["Mirror"]


class Mirror(EmbeddedStore):
    """The copy, in a folder for the time being.

    Parameters
    ----------
    send : callable
        Makes a change in the remote store; the revision and the tokens of its graphs after that.
    fetch : callable
        The quads of a graph there.
    """

    def __init__(
        self,
        send: Callable[[Change], tuple[str, Mapping[NamedNode, str | None]]],
        fetch: Callable[[NamedNode], Iterable[Quad]],
    ) -> None:
        self._at = ""
        self._temporary = Path(mkdtemp(prefix="fyrnet-mirror-"))
        super().__init__(self._temporary / "store")
        self._send, self._fetch = send, fetch
        self._held: dict[NamedNode, str] = {}
        self._following = False

    @property
    def revision(self) -> str:
        """That of the store that this is a copy of."""
        return self._at

    def bring(self, revision: str, tokens: Mapping[NamedNode, str], steady: Callable[[], bool]) -> bool:
        """Take in what others have written, at once: the graphs whose tokens are others than those that are held.

        Whether it was done: `steady` says whether what was fetched is of one moment.
        """
        new = [graph for graph, token in tokens.items() if self._held.get(graph) != token]
        gone = frozenset(graph_back(graph) for graph in self._held if graph not in tokens)
        names = frozenset(map(graph_back, new))
        first = not self._held and bool(new)
        if first:
            # Nobody reads it yet.
            self.fill(quad for graph in new for quad in self._fetch(graph))
        change = Change(
            dropped=gone - {DefaultGraph()},
            cleared=gone & {DefaultGraph()} | (frozenset() if first else names),
            created=names - {DefaultGraph()},
            added=[] if first else [quad for graph in new for quad in self._fetch(graph)],
        )
        if not steady():
            return False
        with self.still(), self._followed():
            self.change(change, check="off")
            self._held, self._at = dict(tokens), revision
        return True

    def note(self, revision: str, tokens: Mapping[NamedNode, str | None]) -> None:
        """Graphs that are held have these tokens now."""
        self._at = revision
        for graph, token in tokens.items():
            self._held.pop(graph, None)
            if token is not None:
                self._held[graph] = token

    def close(self) -> None:
        """Remove the copy."""
        super().close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    @contextmanager
    def _followed(self) -> Iterator[None]:
        self._following = True
        try:
            yield
        finally:
            self._following = False

    def _make(self, change: Change, check: Check) -> Written:
        if self._following or not change:
            return super()._make(change, check)
        objections = checked(self._opened(), change, check)
        revision, tokens = self._send(change)
        created = frozenset(graph for graph in change.created if not self.has_graph(graph))
        try:
            super()._make(change, "off")
        except StoreError:
            # It was made where it counts; the copy is fetched anew.
            self._at = ""
            self._held = dict.fromkeys(self._held, "")
        else:
            self.note(revision, tokens)
        return Written(True, self.revision, objections, created)

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
        Makes a change in the remote store; the tokens of its graphs after that.
    fetch : callable
        The quads of a graph there.
    """

    def __init__(
        self,
        send: Callable[[Change], Mapping[NamedNode, str | None]],
        fetch: Callable[[NamedNode], Iterable[Quad]],
    ) -> None:
        self._temporary = Path(mkdtemp(prefix="fyrnet-mirror-"))
        super().__init__(self._temporary / "store")
        self._send, self._fetch = send, fetch
        self._held: dict[NamedNode, str] = {}
        self._following = False

    def bring(self, tokens: Mapping[NamedNode, str]) -> None:
        """Take in what others have written: the graphs whose tokens are others than those that are held."""
        new = [graph for graph, token in tokens.items() if self._held.get(graph) != token]
        gone = [graph for graph in self._held if graph not in tokens]
        if not self._held and new:
            self.fill(quad for graph in new for quad in self._fetch(graph))
            empty = frozenset(graph_back(graph) for graph in new) - {DefaultGraph()}
            with self._followed():
                self.change(Change(created=empty), check="off")
        else:
            for graph in new:
                self._take_in(graph)
        held = frozenset(map(graph_back, gone))
        with self._followed():
            self.change(Change(dropped=held - {DefaultGraph()}, cleared=held & {DefaultGraph()}), check="off")
        self._held = dict(tokens)

    def note(self, tokens: Mapping[NamedNode, str | None]) -> None:
        """Graphs that are held have these tokens now."""
        for graph, token in tokens.items():
            self._held.pop(graph, None)
            if token is not None:
                self._held[graph] = token

    def close(self) -> None:
        """Remove the copy."""
        super().close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _take_in(self, graph: NamedNode) -> None:
        name = frozenset({graph_back(graph)})
        # Nothing is known of it while it is neither the old nor the new one.
        self._held.pop(graph, None)
        change = Change(cleared=name, created=name - {DefaultGraph()}, added=list(self._fetch(graph)))
        with self._followed():
            self.change(change, check="off")

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
        tokens = self._send(change)
        created = frozenset(graph for graph in change.created if not self.has_graph(graph))
        try:
            super()._make(change, "off")
        except StoreError:
            # It was made where it counts; the copy is fetched anew.
            self._held.clear()
        else:
            self.note(tokens)
        return Written(True, self.revision, objections, created)

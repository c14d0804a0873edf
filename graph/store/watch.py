"""What was written since somebody looked last, for copies that go along with a store."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.store.protocol import Change, GraphName

__all__ = ["Touched"]

_MOST = 100_000


@dataclass
class Touched:
    """Graphs that were written whole, and things of which something was written elsewhere.

    `everything` is said where nobody knows better.
    """

    graphs: set[GraphName] = field(default_factory=set)
    things: set[NamedNode | BlankNode | Triple] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.everything or self.graphs or self.things)

    def note(self, change: Change) -> None:
        """Take in one change."""
        self.graphs |= change.dropped | change.cleared | change.created
        # Graphs that were written whole are looked at whole.
        self.things.update(quad.subject for quad in change.removed if quad.graph_name not in self.graphs)
        self.things.update(quad.subject for quad in change.added if quad.graph_name not in self.graphs)
        if len(self.things) > _MOST:
            self.everything = True
            self.things.clear()

    def taken(self) -> Touched:
        """What was noted so far, which is forgotten here."""
        found = Touched(self.graphs, self.things, self.everything)
        self.graphs, self.things, self.everything = set(), set(), False
        return found

    def put_back(self, taken: Touched) -> None:
        """Note again what was taken and could not be looked at."""
        self.graphs |= taken.graphs
        self.things |= taken.things
        self.everything = self.everything or taken.everything

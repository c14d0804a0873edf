"""A change on its way to a remote store: in one request, all or nothing.

A change of some thousand quads is one operation, with its quads in the text. What is more is brought before, piece by
piece, into graphs for the time being, from where the one request puts it in its place; they are in no list of graphs,
and go in the same request, or when somebody finds the claim left behind. Every operation holds only where the claim and
the revision still are what they were, and the last of them changes both: a request that comes twice, or too late, does
nothing.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from graph.remote.ledger import Ledger, Turn, graph_lines
from graph.remote.names import NOTES, allowed, staging
from graph.remote.wire import Refused, Wire
from ontology.errors import InvalidInput, OutdatedRevision, QueryTimeout, StoreError, StoreFull, StoreUnavailable

__all__ = ["Overtaken", "Sending"]

_LONG: Final = 900
"""Seconds that a write of much may take before others count it as given up."""
_LOOKS: Final = 10
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_LARGEST_INTEGER: Final = 10**18 - 1


class Overtaken(OutdatedRevision):
    """Somebody has written who took no turn."""


class Sending:
    """One change, from its first quad to the request that makes it.

    Parameters
    ----------
    wire : Wire
        The service.
    ledger : Ledger
        Its notes.
    turn : Turn
        The turn to write.
    """

    def __init__(self, wire: Wire, ledger: Ledger, turn: Turn) -> None:
        self._wire, self._ledger, self._turn = wire, ledger, turn
        self._emptied: list[NamedNode] = []
        self._quads: dict[str, list[Quad]] = {"DELETE": [], "INSERT": []}
        self._places: dict[tuple[str, NamedNode], NamedNode] = {}
        self._reserved = 0

    def empty(self, graphs: Iterable[NamedNode]) -> None:
        """Take everything out of these graphs."""
        for graph in graphs:
            allowed(graph)
            self._emptied.append(graph)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take these quads out."""
        self._take("DELETE", quads)

    def add(self, quads: Iterable[Quad]) -> None:
        """Put these quads in."""
        self._take("INSERT", quads)

    def finish(self, tokens: Mapping[NamedNode, str | None]) -> str:
        """Make the change, after which graphs have these tokens; the new revision.

        Raises
        ------
        Overtaken
            Somebody has written who took no turn; nothing was written.
        StoreError
            The service could not do it; what is known of what was written is said.
        """
        revision = secrets.token_hex(8)
        text = self._text(tokens, revision)
        patience = self._turn.claim.patience if self._places else self._wire.access.timeout
        try:
            self._wire.wait(self._wire.update(text, timeout=patience))
        except (Refused, StoreUnavailable, QueryTimeout, StoreFull) as error:
            self._look(error, revision)
        if not self._ledger.is_done(revision):
            raise Overtaken(
                f"something else was written to {self._wire.access.location} meanwhile, past fyrnet; nothing was"
                " written: try again"
            )
        self._turn.claim.held = self._turn.goes_on
        self._turn.notes = self._ledger.read()
        return revision

    def _take(self, word: str, quads: Iterable[Quad]) -> None:
        held = self._quads[word]
        for quad in quads:
            self._check(quad)
            held.append(quad)
            if len(held) >= self._ledger.dialect.ground:
                self._bring(word)

    def _check(self, quad: Quad) -> None:
        allowed(quad.graph_name)
        value = quad.object
        if self._ledger.dialect.fits_integers or not isinstance(value, ox.Literal) or len(value.value) < 19:
            return
        if _INTEGER.fullmatch(value.value) and abs(int(value.value)) > _LARGEST_INTEGER:
            raise InvalidInput(
                f"{value} has more than 18 digits, which {self._ledger.dialect.name} keeps in another form: store it as"
                " a text, or in another engine"
            )

    def _bring(self, word: str) -> None:
        """Bring what is held into graphs for the time being."""
        by_graph: dict[NamedNode, list[Quad]] = {}
        for quad in self._quads[word]:
            assert isinstance(quad.graph_name, NamedNode)
            by_graph.setdefault(quad.graph_name, []).append(quad)
        self._quads[word].clear()
        for graph, quads in by_graph.items():
            place = self._place(word, graph)
            for at in range(0, len(quads), self._ledger.dialect.piece):
                piece = quads[at : at + self._ledger.dialect.piece]
                lines = ox.serialize((quad.triple for quad in piece), format=ox.RdfFormat.N_TRIPLES) or b""
                self._upload(place, lines)

    def _place(self, word: str, graph: NamedNode) -> NamedNode:
        if (word, graph) not in self._places:
            number = len(self._places)
            if number >= self._reserved:
                # Noted before anything is there, so that nothing is left that nobody knows of.
                self._reserved = 2 * number + 8
                self._ledger.prolong(self._turn.claim, _LONG + self._reserved, self._reserved)
            self._places[word, graph] = staging(self._turn.claim.token, number)
        return self._places[word, graph]

    def _upload(self, place: NamedNode, lines: bytes) -> None:
        if self._wire.access.graphs:
            self._wire.wait(self._wire.post(place.value, lines, timeout=10 * self._wire.access.timeout))
            return
        text = f"INSERT DATA {{ GRAPH {place} {{\n{lines.decode()}}} }}"
        self._wire.wait(self._wire.update(text, timeout=10 * self._wire.access.timeout))

    def _text(self, tokens: Mapping[NamedNode, str | None], revision: str) -> str:
        if self._places:
            for word in ("DELETE", "INSERT"):
                if self._quads[word]:
                    self._bring(word)
        holds = self._ledger.condition(self._turn)
        triple = "?s ?p ?o"
        moved = [("DELETE", graph, graph) for graph in self._emptied]
        for word in ("DELETE", "INSERT"):
            moved += [(word, graph, place) for (kind, graph), place in self._places.items() if kind == word]
        parts = [
            f"{word} {{ GRAPH {graph} {{ {triple} }} }} WHERE {{ {holds} GRAPH {place} {{ {triple} }} }}"
            for word, graph, place in moved
        ]
        gone, come = self._ledger.turned(self._turn, tokens, revision)
        deleted, inserted = (graph_lines(self._quads[word]) for word in ("DELETE", "INSERT"))
        parts.append(
            f"DELETE {{ GRAPH {NOTES} {{ {gone} }}\n{deleted}}}\n"
            f"INSERT {{ GRAPH {NOTES} {{ {come} }}\n{inserted}}}\nWHERE {{ {holds} }}"
        )
        parts += [f"DROP SILENT GRAPH {place}" for place in self._places.values()]
        return " ;\n".join(parts)

    def _look(self, error: StoreError, revision: str) -> None:
        """Return if the change was made, although its answer did not come; else say so.

        Without its claim a request that is still on its way does nothing any more.
        """
        where = self._wire.access.location
        try:
            if self._ledger.is_done(revision):
                return
            self._ledger.abandon(self._turn.claim)
            for _ in range(1 if isinstance(error, Refused) else _LOOKS):
                if self._ledger.is_done(revision):
                    return
                time.sleep(0.1)
        except StoreError:
            raise StoreUnavailable(
                f"{where} went away while it was written to, and nobody knows whether it was done ({error}): look at"
                " the data before you write it again; all of it is there, or nothing"
            ) from error
        if isinstance(error, StoreFull | StoreUnavailable | QueryTimeout):
            raise type(error)(f"{error}; nothing was written") from error
        raise StoreError(f"{error}; nothing was written") from error

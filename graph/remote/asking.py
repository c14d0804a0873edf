"""Queries to a service: put to all its graphs, or to those that were named, and asked again where these changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.guard import sets_its_dataset
from graph.remote.datasets import NOWHERE, Datasets
from graph.remote.dialect import complete
from graph.remote.ledger import JSON, Ledger, Notes
from graph.remote.wire import Answer, Wire
from ontology.errors import StoreError

__all__ = ["STEADY", "TRIPLES", "Asking", "Query"]

TRIPLES: Final = "application/n-triples"
STEADY: Final = 4
"""Times that something is read again which changed meanwhile."""


@dataclass(frozen=True)
class Query:
    """Somebody's query, the graphs it is put to, and its bounds: seconds, and bytes of the answer."""

    text: str
    of_graph: bool
    timeout: float
    largest: int
    union: bool = True
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Asking:
    """Asks one service.

    Parameters
    ----------
    wire : Wire
        The way to it.
    ledger : Ledger
        Which graphs it holds.
    """

    def __init__(self, wire: Wire, ledger: Ledger) -> None:
        self.location = wire.access.location
        self._wire, self._ledger, self._datasets = wire, ledger, Datasets(ledger)

    async def within_bounds(self, query: Query) -> bytes:
        """The answer to somebody's query, as the service writes it."""
        ledger, until = self._ledger, query.timeout
        for _ in range(STEADY):
            notes = await ledger.seen(until)
            prefix, parameters, by_list = await self._put_to(query, notes)
            if ledger.dialect.pages:
                # Virtuoso stops by itself where it is told, in milliseconds.
                parameters = [*parameters, ("timeout", str(int(1000 * until)))]
            answer = await self._wire.query(
                prefix + query.text,
                TRIPLES if query.of_graph else JSON,
                parameters,
                timeout=until,
                largest=query.largest,
            )
            complete(answer.headers, self.location)
            if not by_list or (await ledger.seen(until)).listed == notes.listed:
                return answer.body
        raise StoreError(f"graphs come and go in {self.location} faster than they can be read: ask again")

    async def _put_to(self, query: Query, notes: Notes) -> tuple[str, Sequence[tuple[str, str]], bool]:
        if query.default_graphs or query.named_graphs:
            default = query.default_graphs or (NOWHERE,)
            parameters = [("default-graph-uri", iri) for iri in default]
            return "", [*parameters, *(("named-graph-uri", iri) for iri in query.named_graphs or (NOWHERE,))], False
        if sets_its_dataset(query.text):
            return "", (), False
        await self._ledger.learn_names(notes)
        return self._datasets.of(notes, union=query.union)

    def answer(self, text: str, accept: str) -> Answer:
        """The answer to a query that is put to every graph there is."""
        own = sets_its_dataset(text)
        notes = self._datasets.last()
        for _ in range(STEADY):
            prefix, parameters, by_list = ("", (), False) if own else self._datasets.of(notes)
            answer = self._wire.wait(self._wire.query(prefix + text, accept, parameters))
            complete(answer.headers, self.location)
            if not by_list:
                return answer
            before, notes = notes, self._ledger.read()
            if notes.listed == before.listed:
                return answer
        raise StoreError(f"graphs come and go in {self.location} faster than they can be read: ask again")

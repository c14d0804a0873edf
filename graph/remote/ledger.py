"""What a remote store notes of itself, and whose turn it is to write there.

The notes are a graph: the revision, a token of the list of graphs, and for every graph one token, that changes when the
graph does. They change in the request that changes the data. So instances agree without speaking to each other, and
what one of them has written is seen by the next read of any.

Whoever wants to write puts a claim into the notes, then reads them: with another claim there, one of the two waits.
That needs nothing of an engine but that what was acknowledged is seen, which is all that many give: of two updates at
the same time, each may read what was before the other. A claim says after how many seconds it counts as left behind by
a process that is gone. As a second lock, a write holds only where its claim and the revision it read are still there.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from graph.remote.dialect import Dialect, recognised
from graph.remote.names import NOTES, OURS, UNNAMED, staging
from graph.remote.results import rows_of, yes_or_no
from graph.remote.wire import Wire
from ontology.errors import StoreError

__all__ = ["JSON", "UNITED", "Claim", "Ledger", "Notes", "Turn", "graph_lines", "random_token"]

JSON: Final = "application/sparql-results+json"
_STORE: Final = f"<{OURS}store>"
_REVISION, _LISTED, _TOKEN, _PATIENCE, _STAGED, _DONE = (
    f"<{OURS}{name}>" for name in ("revision", "listed", "token", "patience", "staged", "done")
)
_CLAIM: Final = OURS + "claim:"
_STATE: Final = f"""SELECT ?s ?p ?o {{ GRAPH {NOTES} {{
 {{ ?s {_PATIENCE} ?o . BIND({_PATIENCE} AS ?p) }} UNION {{ ?s ?p ?o . FILTER(?s = {_STORE}) }} }} }}"""
_VARIABLE: Final = re.compile(r"\?(\w+)")
_GRAPHS: Final = f"<{OURS}graphs>"
_NAMES: Final = f"SELECT ?t {{ GRAPH {NOTES} {{ {_GRAPHS} {_TOKEN} ?t }} }}"
_HEX: Final = re.compile(r"[0-9a-f]{16}")
PATIENCE: Final = 30
"""Seconds after which a claim counts as left behind; a write of much says more."""
_LONGEST_WAIT: Final = 120.0
_POLLED: Final = 0.005


@dataclass(frozen=True)
class Notes:
    """The revision of a store, as it is noted, and the token of its list of graphs."""

    noted: str
    listed: str

    @property
    def revision(self) -> str:
        """The revision in sixteen hexadecimal digits, whatever somebody else may have written there."""
        return self.noted if _HEX.fullmatch(self.noted) else hashlib.sha256(self.noted.encode()).hexdigest()[:16]


@dataclass
class Claim:
    """The turn to write, until the write is done or given up."""

    token: str
    patience: int
    held: bool = True

    @property
    def triples(self) -> str:
        """The claim in the notes."""
        return f'<{_CLAIM}{self.token}> {_PATIENCE} "{self.patience}" . '


@dataclass
class Turn:
    """The turn to write, and the notes as they are; `goes_on` after a write where more is done in it."""

    claim: Claim
    notes: Notes
    goes_on: bool = False


class Ledger:
    """The notes of one store.

    Parameters
    ----------
    wire : Wire
        The service that has it.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._instance = f"<{OURS}instance:{secrets.token_hex(8)}>"
        self._names: tuple[str, frozenset[NamedNode]] = ("", frozenset())
        self._tokens: tuple[str, Mapping[NamedNode, str]] = ("", {})
        self.dialect = Dialect("unknown", "listed")
        self.dialect = self._recognised()

    # -- reading -------------------------------------------------------------------------------------------------------

    def read(self) -> Notes:
        """The notes as they are; made where there are none."""
        notes, _ = self._state()
        return notes or self._adopted()

    async def seen(self, timeout: float) -> Notes:
        """The notes as they are, for who waits in an event loop.

        Raises
        ------
        StoreError
            The service did not say.
        """
        answer = await self._wire.query(_STATE, JSON, timeout=timeout)
        notes, _ = _told(rows_of(answer.body, ["s", "p", "o"], self._wire.access.location))
        # Made anew where somebody took them away, in a thread: that takes several steps.
        return notes if notes is not None else await asyncio.to_thread(self.read)

    def names(self, notes: Notes) -> frozenset[NamedNode]:
        """The graphs, by their names there."""
        listed, names = self._names
        if listed != notes.listed:
            names = frozenset(_tokens(self._rows(_NAMES)))
            self._names = notes.listed, names
        return names

    async def learn_names(self, notes: Notes) -> None:
        """Make sure that the graphs are known."""
        if self._names[0] != notes.listed:
            answer = await self._wire.query(_NAMES, JSON)
            rows = rows_of(answer.body, ["t"], self._wire.access.location)
            self._names = notes.listed, frozenset(_tokens(rows))

    def tokens(self, notes: Notes) -> Mapping[NamedNode, str]:
        """A token for each graph; one that is the same as before says that the graph is."""
        if self._tokens[0] != notes.noted:
            self._tokens = notes.noted, _tokens(self._rows(_NAMES))
        return self._tokens[1]

    def _state(self) -> tuple[Notes | None, dict[str, int]]:
        """The notes, and the claims with their patience."""
        return _told(self._rows(_STATE))

    def _rows(self, text: str) -> list[tuple[Any, ...]]:
        answer = self._wire.wait(self._wire.query(text, JSON))
        columns = _VARIABLE.findall(text.partition("{")[0])
        return rows_of(answer.body, columns, self._wire.access.location)

    def _asked(self, pattern: str, parameters: Iterable[tuple[str, str]] = ()) -> bool:
        answer = self._wire.wait(self._wire.query(f"ASK {{ {pattern} }}", JSON, parameters))
        return yes_or_no(answer.body, self._wire.access.location)

    # -- writing -------------------------------------------------------------------------------------------------------

    @contextmanager
    def turn(self, patience: int = PATIENCE) -> Iterator[Turn]:
        """The turn to write, with the notes as they stay until it is over."""
        claim = self._claimed(patience)
        try:
            notes, _ = self._state()
            yield Turn(claim, notes or self._made_under(claim))
        finally:
            if claim.held:
                with suppress(StoreError):
                    self.abandon(claim)

    def withdraw(self, claim: Claim) -> None:
        """Let others have the turn."""
        self._update(f"DELETE DATA {{ GRAPH {NOTES} {{ {claim.triples} }} }}")
        claim.held = False

    def abandon(self, claim: Claim) -> None:
        """Let others have the turn, and leave nothing of what was begun."""
        if claim.patience == PATIENCE:
            self.withdraw(claim)
        else:
            self._sweep([claim.token])
            claim.held = False

    def prolong(self, claim: Claim, patience: int, graphs: int) -> None:
        """Say that this takes longer, and how many graphs are made for the time being."""
        before = claim.triples
        claim.patience = patience
        more = f'<{_CLAIM}{claim.token}> {_STAGED} "{graphs}" . '
        self._update(
            f"DELETE {{ GRAPH {NOTES} {{ {before} }} }} INSERT {{ GRAPH {NOTES} {{ {claim.triples} {more} }} }}"
            f" WHERE {{ GRAPH {NOTES} {{ {before} }} }}"
        )

    def condition(self, turn: Turn) -> str:
        """A pattern that holds while the claim does and the data are as they were read."""
        return f"GRAPH {NOTES} {{ {turn.claim.triples} {_STORE} {_REVISION} {ox.Literal(turn.notes.noted)} }}"

    def turned(self, turn: Turn, graphs: Mapping[NamedNode, str | None], revision: str) -> tuple[str, str]:
        """What goes from the notes and what comes, when graphs get these tokens; None is a graph that will be gone."""
        claim, notes = turn.claim, turn.notes
        tokens = self.tokens(notes)
        gone = [f"{_STORE} {_REVISION} {ox.Literal(notes.noted)} . {'' if turn.goes_on else claim.triples}"]
        come = [f'{_STORE} {_REVISION} "{revision}" . {self._instance} {_DONE} "{revision}" . ']
        if {graph for graph, token in graphs.items() if (token is None) is (graph in tokens)}:
            gone.append(f"{_STORE} {_LISTED} {ox.Literal(notes.listed)} . ")
            come.append(f'{_STORE} {_LISTED} "{secrets.token_hex(8)}" . ')
        gone += [_token(graph, tokens[graph]) for graph in graphs if graph in tokens]
        come += [_token(graph, token) for graph, token in graphs.items() if token is not None]
        if claim.patience != PATIENCE:
            gone += [f'<{_CLAIM}{claim.token}> {_STAGED} "{number}" . ' for number in self._staged(claim.token)]
        gone += [f'{self._instance} {_DONE} "{before}" . ' for before in self._done()]
        return "".join(gone), "".join(come)

    def is_done(self, revision: str) -> bool:
        """Whether the write of this instance that was to give this revision was made."""
        return revision in self._done()

    def close(self) -> None:
        """Leave no trace of this instance."""
        with suppress(StoreError):
            done = [f'{self._instance} {_DONE} "{each}" . ' for each in self._done()]
            if done:
                self._update(f"DELETE DATA {{ GRAPH {NOTES} {{ {''.join(done)} }} }}")

    def _done(self) -> list[str]:
        rows = self._rows(f"SELECT ?r {{ GRAPH {NOTES} {{ {self._instance} {_DONE} ?r }} }}")
        return [value.value for (value,) in rows]

    def _staged(self, token: str) -> list[int]:
        rows = self._rows(f"SELECT ?n {{ GRAPH {NOTES} {{ <{_CLAIM}{token}> {_STAGED} ?n }} }}")
        return [int(value.value) for (value,) in rows]

    def _update(self, text: str) -> None:
        self._wire.wait(self._wire.update(text))

    def _claimed(self, patience: int) -> Claim:
        claim = Claim(secrets.token_hex(8), patience)
        seen: dict[str, float] = {}
        until, pause, there = time.monotonic() + _LONGEST_WAIT, _POLLED, False
        while True:
            if not there:
                self._update(f"INSERT DATA {{ GRAPH {NOTES} {{ {claim.triples} }} }}")
            _, claims = self._state()
            there = claim.token in claims
            others = claims.keys() - {claim.token}
            if there and not others:
                return claim
            now = time.monotonic()
            if now > until:
                break
            if stale := [each for each in others if now - seen.setdefault(each, now) > claims[each]]:
                self._sweep(stale)
            elif there and min(others) < claim.token:
                self.withdraw(claim)
                claim.held, there = True, False
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
            pause = min(2 * pause, 0.1)
        self.withdraw(claim)
        raise StoreError(
            f"others have been writing to {self._wire.access.location} for {_LONGEST_WAIT:g} seconds: try later"
        )

    def _sweep(self, tokens: Iterable[str]) -> None:
        """Remove what processes left behind that are gone."""
        for token in tokens:
            graphs = [staging(token, number) for most in self._staged(token) for number in range(most)]
            self._update(
                "".join(f"DROP SILENT GRAPH {graph} ;\n" for graph in graphs)
                + f"DELETE WHERE {{ GRAPH {NOTES} {{ <{_CLAIM}{token}> ?p ?o }} }}"
            )

    # -- the first time ------------------------------------------------------------------------------------------------

    def _adopted(self) -> Notes:
        with self.turn() as turn:
            return turn.notes

    def _made_under(self, claim: Claim) -> Notes:
        """Take a store over as it is: its graphs are listed, and what lies in none goes into one."""
        own = not self._asked(claim.triples) and not self.dialect.own_graph(UNNAMED.value)
        self.dialect = self._recognised(claim)
        if own and self.dialect.union in ("listed", "parameter") and self._asked("?s ?p ?o"):
            self._update(f"ADD SILENT DEFAULT TO GRAPH {UNNAMED} ; CLEAR SILENT DEFAULT")
        rows = self._rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        graphs = [graph for (graph,) in rows if isinstance(graph, NamedNode) and self._is_data(graph)]
        notes = Notes(secrets.token_hex(8), secrets.token_hex(8))
        lines = [_token(graph, random_token()) for graph in graphs]
        lines += [f'{_STORE} {_REVISION} "{notes.noted}" ; {_LISTED} "{notes.listed}" . ']
        for at in range(0, len(lines), self.dialect.piece):
            # The revision comes last: without it there are no notes.
            self._update(f"INSERT DATA {{ GRAPH {NOTES} {{ {''.join(lines[at : at + self.dialect.piece])} }} }}")
        return notes

    def _is_data(self, graph: NamedNode) -> bool:
        return not self.dialect.own_graph(graph.value) and (graph == UNNAMED or not graph.value.startswith(OURS))

    def _recognised(self, claim: Claim | None = None) -> Dialect:
        answer = self._wire.wait(self._wire.query("ASK {}", JSON))
        pattern = claim.triples if claim else f"{_STORE} {_REVISION} ?r"
        server = answer.headers.get("server", "")
        united = self._asked(pattern)
        return recognised(server, united=united, by_parameter=not united and self._asked(pattern, [UNITED]))


UNITED: Final = ("union-default-graph", "true")


def _told(rows: Iterable[tuple[Any, ...]]) -> tuple[Notes | None, dict[str, int]]:
    found: dict[str, str] = {}
    claims: dict[str, int] = {}
    for subject, predicate, value in rows:
        if str(predicate) == _PATIENCE:
            claims[subject.value.removeprefix(_CLAIM)] = int(value.value) if value.value.isdecimal() else PATIENCE
        else:
            # Two values are the trace of somebody who wrote without a claim.
            found[str(predicate)] = found.get(str(predicate), "") + value.value
    notes = Notes(found[_REVISION], found.get(_LISTED, "")) if _REVISION in found else None
    return notes, claims


def _token(graph: NamedNode, token: str) -> str:
    """A note of a graph; its name is part of a text, so that no question about the graph meets it."""
    return f"{_GRAPHS} {_TOKEN} {ox.Literal(f'{token} {graph.value}')} . "


def _tokens(rows: Iterable[tuple[Any, ...]]) -> dict[NamedNode, str]:
    """Tokens by graph, as they were noted."""
    parts = (text.value.partition(" ") for (text,) in rows)
    return {NamedNode(name): token for token, _, name in parts}


def random_token() -> str:
    """A token that was never used before."""
    return f"~{secrets.token_hex(8)}"


def graph_lines(quads: Collection[Quad]) -> str:
    """Quads as what stands between the braces of a template."""
    by_graph: dict[NamedNode, list[ox.Triple]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(quad.triple)  # type: ignore[arg-type]
    blocks = []
    for graph, triples in by_graph.items():
        lines = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        blocks.append(f"GRAPH {graph} {{\n{lines}}}\n")
    return "".join(blocks)

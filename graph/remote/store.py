"""Any SPARQL 1.1 service as a store.

Invariants. What is read is what the service holds now: nothing is kept here that could be old. What is written is
worked out and held against the shapes on a copy at hand, then made in one request, by one writer at a time among all
instances (`graph.remote.ledger`). The unnamed graph and blank nodes have names in the service (`graph.remote.names`).
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.guard import refuse_connections, refuse_nesting
from graph.lines import stored_form
from graph.remote.access import Access
from graph.remote.asking import STEADY, TRIPLES, Asking, Query
from graph.remote.contents import Contents
from graph.remote.ledger import JSON, PATIENCE, Ledger, Notes, Turn, random_token
from graph.remote.mirror import Mirror
from graph.remote.names import UNNAMED, graph_away, graph_back, quads_away
from graph.remote.results import results
from graph.remote.sending import Overtaken, Sending
from graph.remote.wire import Wire
from graph.store import bulk
from graph.store.embedded import EmbeddedStore
from graph.store.forms import digest
from graph.store.protocol import Bindings, Change, Check, GraphName, Results, Written, solutions
from graph.store.replacing import in_quads
from graph.store.translating import translated
from ontology.errors import OutdatedRevision, QueryTimeout, StoreError, StoreUnavailable

__all__ = ["Query", "RemoteStore"]

T = TypeVar("T")

_ARRIVED: ContextVar[RemoteStore | None] = ContextVar("arrived", default=None)


_READING: Final = 120
"""Seconds that somebody may read in several steps before writers go on."""

_TRIES: Final = 4


class RemoteStore:
    """A store that is a SPARQL 1.1 service somewhere else.

    Parameters
    ----------
    access : Access
        Where it is, and what opens it.

    Raises
    ------
    StoreUnavailable
        It cannot be reached, is no SPARQL service, or does not let us in.
    """

    def __init__(self, access: Access) -> None:
        self.location = access.location
        self._wire = Wire(access)
        self._local = threading.RLock()
        self._mirror: Mirror | None = None
        self._known: tuple[int, Notes | StoreError] = (0, StoreUnavailable(f"{self.location} was not asked yet"))
        self._asked = itertools.count(1)
        self._turned: Turn | None = None
        self._counted = ("", 0)
        try:
            self._ledger = Ledger(self._wire)
            self._ledger.read()
        except BaseException:
            self._wire.close()
            raise
        self._asking = Asking(self._wire, self._ledger)
        self._contents = Contents(self._wire, self._ledger)

    def __repr__(self) -> str:
        return f"RemoteStore({self.location!r})"

    # -- reading -------------------------------------------------------------------------------------------------------

    @property
    def revision(self) -> str:
        """Sixteen hexadecimal digits, that change whenever something is written through fyrnet, by any instance."""
        return self._now().revision

    def query(self, text: str) -> Results:
        """Result of a SPARQL query of any form.

        Raises
        ------
        MalformedQuery
            The text is no SPARQL query, or one that would open a connection.
        StoreError
            The service could not answer.
        """
        refuse_connections(text)
        refuse_nesting(text)
        of_graph = _form(text)
        answer = self._asking.answer(text, TRIPLES if of_graph else JSON)
        return results(answer.body, self.location, of_graph=of_graph)

    def select(self, text: str) -> Bindings:
        """Rows of a SELECT query, complete.

        Raises
        ------
        MalformedQuery
            The text is no SELECT query, or one that would open a connection.
        StoreError
            The service could not answer.
        """
        return Bindings.of(solutions(self.query(text)))

    def quads(self, graph: GraphName | None = None) -> Iterator[Quad]:
        """The quads of one graph, or all, as they were at one moment."""
        for _ in range(STEADY):
            before = self._ledger.read()
            found = self._contents.listed(before, graph)
            if self._turned or self._ledger.read() == before:
                return iter(found)
        with self.still():
            return iter(self._contents.listed(self._ledger.read(), graph))

    def graphs(self) -> Iterator[GraphName]:
        """Names of the named graphs, those without a triple included."""
        names = sorted(self._ledger.names(self._ledger.read()) - {UNNAMED}, key=str)
        return map(graph_back, names)

    def has_graph(self, graph: GraphName) -> bool:
        """Whether there is such a graph; the unnamed one always is."""
        return isinstance(graph, DefaultGraph) or graph_away(graph) in self._ledger.names(self._ledger.read())

    def __len__(self) -> int:
        notes = self._ledger.read()
        if self._counted[0] != notes.noted:
            self._counted = notes.noted, self._contents.count(notes)
        return self._counted[1]

    def __bool__(self) -> bool:
        # An empty store is a store.
        return True

    # -- writing -------------------------------------------------------------------------------------------------------

    def replace(self, graphs: Mapping[NamedNode, Sequence[Quad]], *, expected: str | None = None) -> bool:
        """Put these graphs in place of those of the same names, in one request; see `Store.replace`."""

        def put(turn: Turn) -> bool:
            known = self._ledger.tokens(turn.notes)
            sending = Sending(self._wire, self._ledger, turn)
            tokens: dict[NamedNode, str | None] = {}
            for graph in graphs:
                lines = stored_form(graph, in_quads(graphs, graph))
                content = digest(lines) if lines else None
                if content == self._contents.digest_of(graph, known.get(graph)):
                    continue
                tokens[graph] = content
                if graph in known:
                    sending.empty([graph])
                parsed = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
                sending.add(quads_away(Quad(each.subject, each.predicate, each.object, graph) for each in parsed))
            if tokens:
                sending.finish(tokens)
            return bool(tokens)

        return self._in_turn(expected, put)

    def change(self, change: Change, *, check: Check = "reject", expected: str | None = None) -> Written:
        """Do what a change says, in one request; see `Store.change`.

        Raises
        ------
        ShapeViolation
            It breaks a shape, and `check` says "reject".
        OutdatedRevision
            The data are no longer `expected`.
        StoreFull, StoreError
            It could not be done.
        """

        def made(turn: Turn) -> Written:
            return replace(self._along(turn).change(change, check=check), revision=turn.notes.revision)

        return self._in_turn(expected, made)

    def update(
        self,
        text: str,
        *,
        base: str | None = None,
        union: bool = True,
        using: Sequence[str] = (),
        using_named: Sequence[str] = (),
        check: Check = "reject",
        expected: str | None = None,
        timeout: float = 10.0,
    ) -> Written:
        """Carry out a SPARQL update as one request; see `Store.update`."""

        def made(turn: Turn) -> Written:
            written = self._along(turn).update(
                text, base=base, union=union, using=using, using_named=using_named, check=check, timeout=timeout
            )
            return replace(written, revision=turn.notes.revision)

        return self._in_turn(expected, made)

    def bulk_load(
        self,
        source: Path | BinaryIO,
        format_: ox.RdfFormat,
        *,
        graph: GraphName | None = None,
        base: str | None = None,
        check: Check = "off",
    ) -> Written:
        """Add a whole file, all or nothing; see `Store.bulk_load`.

        Raises
        ------
        UnreadableDocument
            The file is not of this format, or names graphs where `graph` is given.
        StoreFull, StoreError
            It could not be done.
        """
        if check != "off":
            return self.change(Change(added=bulk.read(source, format_, graph, base)), check=check)
        scratch = ox.Store()
        bulk.load(scratch, source, format_, graph, base)

        def loaded(turn: Turn) -> Written:
            before = self._contents.count(turn.notes)
            sending = Sending(self._wire, self._ledger, turn)
            sending.add(quads_away(scratch))
            touched = [
                *scratch.named_graphs(),
                *([DefaultGraph()] if any(scratch.quads_for_pattern(None, None, None, DefaultGraph())) else []),
            ]
            if not touched:
                return Written(False, turn.notes.revision)
            revision = sending.finish({graph_away(each): random_token() for each in touched})
            return Written(self._contents.count(self._ledger.read()) != before, revision)

        return self._in_turn(None, loaded)

    def restore(self, folder: Path) -> Written:
        """Put what a backup holds in place of everything that is here, all or nothing.

        Raises
        ------
        StoreUnavailable
            The folder holds no backup.
        """
        if not (folder / "CURRENT").is_file():
            raise StoreUnavailable(f"{folder} holds no backup: name a folder that `fyrnet backup` made")
        saved = ox.Store.read_only(str(folder))

        def put_back(turn: Turn) -> Written:
            there = self._ledger.tokens(turn.notes)
            sending = Sending(self._wire, self._ledger, turn)
            sending.empty(there)
            sending.add(quads_away(saved))
            kept = {graph_away(graph) for graph in saved.named_graphs()} | {UNNAMED}
            tokens: dict[NamedNode, str | None] = dict.fromkeys(there)
            sending.finish(tokens | {graph: random_token() for graph in kept})
            return Written(True, turn.notes.revision)

        return self._in_turn(None, put_back)

    @contextmanager
    def still(self) -> Iterator[str]:
        """Keep the writers of all instances waiting; gives the revision that is read."""
        with self._turn(_READING) as turn:
            yield turn.notes.revision

    def snapshot(self, folder: Path) -> None:
        """Copy the store as it is now into a new folder; every graph that is not at hand is fetched."""
        self.copy().snapshot(folder)

    def backup(self, folder: Path) -> str:
        """Copy the store whole into a new folder; the revision that was copied.

        Raises
        ------
        InvalidInput
            There is something already.
        StoreError
            It cannot be copied.
        """
        with self._turn() as turn:
            self._along(turn).backup(folder)
            return turn.notes.revision

    def copy(self) -> EmbeddedStore:
        """A copy at hand that holds every write that was acknowledged before the call; to read, not to write."""
        copy = self.at_hand
        if copy is not None:
            return copy
        with self._local:
            for _ in range(STEADY if not self._turned else 0):
                notes = self._ledger.read()
                if self._brought(notes, lambda notes=notes: self._ledger.read() == notes):  # type: ignore[misc]
                    break
            else:
                with self._turn() as turn:
                    return self._along(turn)
            assert self._mirror
            return self._mirror

    @property
    def at_hand(self) -> EmbeddedStore | None:
        """The copy at hand, where nothing was written since it was brought up to date."""
        mirror = self._mirror
        return mirror if mirror is not None and mirror.revision == self._now().revision else None

    async def arrive(self, timeout: float) -> None:
        """Look at the revision once for all that is done in this context, so that nothing there waits for the service.

        What it says holds every write that was acknowledged before. An error is raised by whatever asks for the
        revision.
        """
        number = next(self._asked)
        found: Notes | StoreError
        try:
            found = await asyncio.wrap_future(self._wire.start(self._ledger.seen(timeout)))
        except QueryTimeout as error:
            found = StoreUnavailable(str(error))
        except StoreError as error:
            found = error
        self._learn(number, found)
        _ARRIVED.set(self)

    def start(self, query: Query) -> Future[bytes]:
        """Begin to answer somebody's query, within bounds; it ends with its connection when the future is cancelled."""
        return self._wire.start(self._asking.within_bounds(query))

    @property
    def folder(self) -> None:
        """There is none."""

    def announce(self, what: str, url: str | None = None) -> None:
        """Nobody has a remote store alone, so that there is nothing to say of who has it."""

    def close(self) -> None:
        """Let go of the service."""
        with self._local:
            if self._mirror:
                self._mirror.close()
                self._mirror = None
            self._ledger.close()
            self._wire.close()

    def __enter__(self) -> RemoteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- beneath -------------------------------------------------------------------------------------------------------

    def _now(self) -> Notes:
        """The notes as they are, or as they were when what is done here began."""
        if _ARRIVED.get() is self:
            _, known = self._known
            if isinstance(known, StoreError):
                raise known
            return known
        return self._ledger.read()

    def _learn(self, number: int, found: Notes | StoreError) -> None:
        # Who asked earlier may be answered later.
        if number > self._known[0]:
            self._known = number, found

    @contextmanager
    def _turn(self, patience: int = PATIENCE) -> Iterator[Turn]:
        """The turn to write, among the threads here and the instances elsewhere; whoever has it may take it again."""
        with self._local:
            if self._turned:
                before, self._turned.goes_on = self._turned.goes_on, True
                try:
                    yield self._turned
                finally:
                    self._turned.goes_on = before
                return
            with self._ledger.turn(patience) as turn:
                self._turned = turn
                try:
                    yield turn
                finally:
                    self._turned = None

    def _in_turn(self, expected: str | None, act: Callable[[Turn], T]) -> T:
        """What a writer gives when its turn comes; begun anew where somebody wrote who took none."""
        for left in reversed(range(_TRIES)):
            with self._turn() as turn:
                if expected not in (None, turn.notes.revision):
                    raise OutdatedRevision(
                        f"the data have changed since revision {expected}: read them again, then write"
                    )
                try:
                    return act(turn)
                except Overtaken:
                    if not left or turn.goes_on:
                        raise
        raise AssertionError

    def _along(self, turn: Turn) -> Mirror:
        """The copy at hand, as the store is now."""
        self._brought(turn.notes, lambda: True)
        assert self._mirror
        return self._mirror

    def _brought(self, notes: Notes, steady: Callable[[], bool]) -> bool:
        """Bring the copy at hand up to what was noted, if that was of one moment."""
        if self._mirror is not None:
            return self._mirror.bring(notes.revision, self._ledger.tokens(notes), steady)
        mirror = Mirror(self._send, self._contents.fetched)
        try:
            if not mirror.bring(notes.revision, self._ledger.tokens(notes), steady):
                mirror.close()
                return False
        except BaseException:
            mirror.close()
            raise
        self._mirror = mirror
        return True

    def _send(self, change: Change) -> tuple[str, Mapping[NamedNode, str | None]]:
        """Make a change there; the revision and the tokens of its graphs after that."""
        turn = self._turned
        assert turn
        sending = Sending(self._wire, self._ledger, turn)
        there = self._ledger.tokens(turn.notes)
        sending.empty(graph for graph in map(graph_away, change.dropped | change.cleared) if graph in there)
        sending.remove(quads_away(change.removed))
        sending.add(quads_away(change.added))
        touched = {quad.graph_name for quad in change.removed} - change.dropped
        touched |= change.cleared | change.created | {quad.graph_name for quad in change.added}
        tokens: dict[NamedNode, str | None] = {graph_away(graph): None for graph in change.dropped}
        tokens |= {graph_away(graph): random_token() for graph in touched}
        return sending.finish(tokens), tokens


def _form(text: str) -> bool:
    """Whether a query is for a graph; it is read here, over nothing, so that every store refuses the same."""
    return isinstance(translated(lambda: ox.Store().query(text)), ox.QueryTriples)

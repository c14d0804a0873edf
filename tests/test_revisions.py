"""What is kept for a revision belongs to that revision, also where a write comes while it is made and is undone later.

A revision is a function of the content, so it comes back when a document is taken out again. A copy that was made half
before and half after a write, and kept under either name, would then be shown for good.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import pytest
from pyoxigraph import Literal, Quad

from api.context import Context
from api.queries.guard import Guard, Request
from api.settings import Settings
from api.uploads import Intake
from graph.catalogue import catalogue, fresh
from graph.store import Bindings, EmbeddedStore
from ontology.terms import fyr, source_graph, term, thing
from tests.sample import sample_graphs

GRAPH = source_graph("hastig")
PASSAGE = thing("source", "hastig", "passage", "contact-1-1")
ADDED = [
    Quad(thing("initiative", "hastig"), term("rdf:type"), fyr("Initiative"), GRAPH),
    Quad(thing("initiative", "hastig"), term("skos:prefLabel"), Literal("Hastig", language="da"), GRAPH),
    Quad(PASSAGE, term("rdf:type"), fyr("Passage"), GRAPH),
    Quad(PASSAGE, fyr("section"), Literal("contact"), GRAPH),
    Quad(PASSAGE, fyr("text"), Literal("Spørg efter Anne på kontoret", language="da"), GRAPH),
]


class Hurried(EmbeddedStore):
    """A store into which somebody writes while something is read from it, once.

    `at` counts down with every reading; the write comes before the one at which it is 0.
    """

    at = -1
    written: Sequence[Quad] = ADDED

    def _somebody_writes(self) -> None:
        self.at -= 1
        if self.at == -1:
            self.writer = Thread(target=self.replace, args=({GRAPH: self.written},))
            self.writer.start()
            self.writer.join(0.5)

    def snapshot(self, folder: Path) -> None:
        self._somebody_writes()
        super().snapshot(folder)

    def select(self, text: str) -> Bindings:
        self._somebody_writes()
        return super().select(text)

    def write_is_undone(self) -> None:
        """Wait for the write, and take it back."""
        self.writer.join()
        assert self.replace({GRAPH: []})


@pytest.fixture
def store() -> Hurried:
    store = Hurried()
    store.replace(sample_graphs(passages=True))
    return store


def test_query_after_an_undone_write_sees_nothing_of_it(store: Hurried) -> None:
    asked = Request("ASK { ?i a <https://w3id.org/fyrnet/ontology#Initiative> ; ?p 'Hastig'@da }", "json", None)

    async def ask_twice() -> list[bool]:
        guard = Guard(Settings())
        try:
            store.at = 0
            found = [await guard.answer(store, asked)]
            store.write_is_undone()
            found.append(await guard.answer(store, asked))
        finally:
            await guard.close()
        return [json.loads(outcome.body)["boolean"] for outcome in found]

    assert asyncio.run(ask_twice())[1] is False


def test_copy_without_contacts_holds_no_passage_that_is_taken_out_meanwhile(store: Hurried) -> None:
    store.replace({GRAPH: ADDED})
    store.written = []

    async def copied() -> str:
        here = Context(Settings(), store, Guard(Settings()), Intake(1))
        try:
            store.at = 0
            return "\n".join(map(str, (await here.without_contacts()).quads()))
        finally:
            await here.guard.close()

    assert "Spørg efter Anne" not in asyncio.run(copied())
    store.writer.join()


def test_catalogue_after_an_undone_write_lists_nothing_of_it(store: Hurried) -> None:
    store.at = 2
    catalogue(store)
    store.write_is_undone()
    assert "Hastig" not in {catalogue(store).thing(iri).label.da for iri in catalogue(store).known("initiative")}
    assert fresh(store) is not None

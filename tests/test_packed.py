"""Graphs that wait to be stored: what comes out of the packing is what went in, in the same order."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.lines import QuadsFile, stored_form
from graph.packed import PackedGraphs
from graph.store import open_store
from graph.store import replacing as store_module
from ontology.errors import StoreError

GRAPH, OTHER = NamedNode("https://example.org/graph"), NamedNode("https://example.org/other")
SAYS = NamedNode("https://example.org/says")
NUMBER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
objects = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, language="da")),
    st.integers(0, 99).map(lambda number: Literal(f"0{number}", datatype=NUMBER)),
    st.just(BlankNode("b1")),
)


@given(st.lists(objects, max_size=8))
def test_graph_comes_out_as_it_went_in(values: list[Literal | BlankNode]) -> None:
    quads = [Quad(GRAPH, SAYS, value, GRAPH) for value in values]
    assert PackedGraphs({GRAPH: quads})[GRAPH] == quads


def test_graph_is_taken_over_from_another_collection() -> None:
    quads = [Quad(GRAPH, SAYS, Literal("one"), GRAPH)]
    packed, other = PackedGraphs(), PackedGraphs({GRAPH: quads})
    packed.share(GRAPH, other)
    del other[GRAPH]
    assert dict(packed) == {GRAPH: quads}


def test_graph_that_is_not_there_is_not_found() -> None:
    with pytest.raises(KeyError):
        PackedGraphs()[GRAPH]


def test_store_that_only_grows_holds_the_same_as_one_that_is_rewritten() -> None:
    first, second = (Quad(GRAPH, SAYS, Literal(word), GRAPH) for word in ("one", "two"))
    third = Quad(OTHER, SAYS, Literal("three"), OTHER)
    with open_store("memory:", fill=False) as grown, open_store("memory:", fill=False) as rewritten:
        grown.replace({GRAPH: [first]})
        grown.replace({GRAPH: [first, second], OTHER: [third]})
        rewritten.replace({GRAPH: [Quad(GRAPH, SAYS, Literal("gone"), GRAPH)]})
        rewritten.replace({GRAPH: [first, second], OTHER: [third]})
        assert {*grown.quads()} == {*rewritten.quads()} == {first, second, third}
        assert grown.revision == rewritten.revision


@given(st.lists(objects, max_size=8))
def test_stored_form_of_a_graph_is_what_a_store_gives_back(values: list[Literal | BlankNode]) -> None:
    quads = [Quad(GRAPH, SAYS, value, GRAPH) for value in values]
    store = ox.Store()
    store.extend(quads)
    lines = stored_form(GRAPH, ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    given_back = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in store}
    told = {quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}
    assert len(told) == len(given_back)
    assert {triple for triple in told if not isinstance(triple.object, BlankNode)} == {
        triple for triple in given_back if not isinstance(triple.object, BlankNode)
    }


@pytest.mark.parametrize("where", [OTHER, ox.DefaultGraph()])
def test_quad_of_no_graph_that_points_to_one_is_none_of_its_own(where: NamedNode | ox.DefaultGraph) -> None:
    text = ox.serialize([Quad(OTHER, SAYS, GRAPH, where)], format=ox.RdfFormat.N_QUADS) or b""
    with pytest.raises(ValueError, match="does not lie in"):
        stored_form(GRAPH, text)


def test_much_at_once_is_stored_as_little_by_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graphs = {
        graph: [Quad(graph, SAYS, Literal(f"0{number}", datatype=NUMBER), graph) for number in range(300)]
        for graph in (GRAPH, OTHER)
    }
    with open_store(str(tmp_path / "little"), fill=False) as little:
        little.replace(graphs)
        monkeypatch.setattr(store_module, "_MUCH", 0)
        with open_store(str(tmp_path / "much"), fill=False) as much:
            much.replace({GRAPH: graphs[GRAPH][:1]})
            much.replace(PackedGraphs(graphs))
            assert {*much.quads()} == {*little.quads()}
            assert much.revision == little.revision
    with open_store(str(tmp_path / "much"), fill=False) as again:
        assert len(again) == 600


def test_of_much_that_cannot_be_stored_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(QuadsFile):
        """Ends in an error once everything was given."""

        def read(self, size: int = -1) -> bytes:
            found = super().read(size)
            if not found:
                raise OSError("the disk is full")
            return found

    monkeypatch.setattr(store_module, "_MUCH", 0)
    monkeypatch.setattr(store_module, "QuadsFile", Broken)
    with open_store(str(tmp_path), fill=False) as store:
        with pytest.raises(StoreError, match="the disk is full"):
            store.replace({GRAPH: [Quad(GRAPH, SAYS, Literal("one"), GRAPH)]})
        assert len(store) == 0
    with open_store(str(tmp_path), fill=False) as again:
        assert len(again) == 0

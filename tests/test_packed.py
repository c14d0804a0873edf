"""Graphs that wait to be stored: what comes out of the packing is what went in, in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.packed import PackedGraphs
from graph.store import open_store

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

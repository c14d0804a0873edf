"""Titles of all sources are found at once by slug and title, and those of one source can be left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.knowledge import key
from graph.titles import Titles
from ontology.terms import slugify, source_graph

TITLES = ("Grøn Havn", "GRØN HAVN", "Blå Vej", "Åben Strand", "Stille Sund")
SLUGS = st.sampled_from(["a", "b", "c"])
HELD = st.lists(st.tuples(SLUGS, st.dictionaries(SLUGS, st.sampled_from(TITLES))))


@given(HELD, SLUGS, st.sampled_from(TITLES))
def test_lookups_agree_with_going_through_everything(
    puts: list[tuple[str, dict[str, str]]], own: str, title: str
) -> None:
    titles, plain = Titles(), dict[str, dict[str, str]]()
    for source, held in puts:
        titles.put(source_graph(source), held)
        plain[source] = held
    others = titles.others(source_graph(own))
    elsewhere = {source: held for source, held in plain.items() if source != own}
    named = {slug for held in elsewhere.values() for slug, other in held.items() if key(other) == key(title)}
    assert {slug for slug in "abc" if slug in others} == {slug for held in elsewhere.values() for slug in held}
    assert (others.named(title) in named) if named else (others.named(title) is None)
    assert {slug for slug in "abc" if titles.title(slug)} == {slug for held in plain.values() for slug in held}
    assert titles.of(source_graph(own)) == plain.get(own, {})
    holding = {source for source, held in plain.items() if key(title) in map(key, held.values())}
    found = titles.with_all([title])
    assert found in {source_graph(source) for source in holding} if holding else found is None


def test_source_without_initiatives_is_there_and_no_titles_are_in_none() -> None:
    titles = Titles({source_graph(slugify("Tom")): {}})
    assert source_graph("tom") in titles
    assert titles.with_all([]) is None


def test_source_with_all_of_several_titles_is_found() -> None:
    one, both = source_graph("one"), source_graph("both")
    titles = Titles({one: {"a": "Blå Vej"}, both: {"a-2": "Blå vej", "b": "Stille Sund"}})
    assert titles.with_all(["Stille Sund", "BLÅ VEJ"]) == both
    assert titles.with_all(["Blå Vej"]) == one
    assert titles.with_all(["Blå Vej", "Grøn Havn"]) is None

"""Arrays hold what the triples say: drawn worlds are compared with the plain definition, small ones counted by hand.

The sample (`tests/sample.py`): ten participations of five organisations, four of two collectives; eight dependencies;
target years 2030 (Grøn Havn) and 2025 (Blå Vej).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from graph.arrays import ROLES, Arrays, Filters, Iris, arrays, incidence, load, projection, save, ties
from graph.arrays.matrices import _Side
from graph.arrays.names import order_of_names
from graph.catalogue import alphabetical, catalogue
from graph.networks import NETWORKS, network
from graph.store import EmbeddedStore
from ontology.errors import InvalidParameter
from ontology.terms import CURATION_GRAPH, REVIEW_GRAPH, fyr, source_graph, term, thing
from tests.laws import examples
from tests.sample import initiative, organisation, sample_graphs, sample_store
from tests.test_arrays_invented import assert_equal

KINDS = ("company", "municipality")
SOURCES = ("one", "two")
THEMES = ("food", "health")


@dataclass(frozen=True)
class Fact:
    """One statement of one participation; slugs are single digits."""

    initiative: int
    party: int
    collective: bool
    role: str | None
    source: str | None


@dataclass(frozen=True)
class World:
    """A graph as a person would list it: facts, and of each initiative its sources, themes and years."""

    facts: tuple[Fact, ...]
    sources: tuple[frozenset[str], ...]
    themes: tuple[frozenset[str], ...]
    years: tuple[frozenset[int], ...]
    doubted: frozenset[tuple[int, int]]

    def quads(self) -> dict[NamedNode, list[Quad]]:
        """Every statement in the graph of its source; what belongs to none, in curation."""
        found: list[tuple[NamedNode, NamedNode, NamedNode | Literal, NamedNode]] = []
        a = term("rdf:type")
        for source in SOURCES:
            found.append((thing("source", source), a, fyr("Source"), source_graph(source)))
        for number in range(4):
            # One organisation of each kind, then one without.
            iri = thing("organisation", str(number))
            found.append((iri, a, term("org:Organization"), CURATION_GRAPH))
            if number < len(KINDS):
                found.append((iri, fyr("organisationKind"), term(f"orgkind:{KINDS[number]}"), CURATION_GRAPH))
            found.append((thing("collective", str(number)), a, fyr("Collective"), CURATION_GRAPH))
        for number, sources in enumerate(self.sources):
            iri = thing("initiative", str(number))
            graphs = [source_graph(source) for source in sources] or [CURATION_GRAPH]
            found += [(iri, a, fyr("Initiative"), graph) for graph in graphs]
            found += [(iri, fyr("theme"), thing("theme", theme), CURATION_GRAPH) for theme in self.themes[number]]
            for year in self.years[number]:
                effect = thing("initiative", str(number), "effect", str(year))
                value = Literal(str(year), datatype=term("xsd:gYear"))
                found += [
                    (iri, fyr("expectedEffect"), effect, graphs[0]),
                    (effect, fyr("targetYear"), value, graphs[0]),
                ]
        found += [(thing("theme", theme), a, term("skos:Concept"), CURATION_GRAPH) for theme in THEMES]
        for place, fact in enumerate(self.facts):
            graph = source_graph(fact.source) if fact.source else CURATION_GRAPH
            node = thing("initiative", str(fact.initiative), "participation", str(place))
            kind = "collective" if fact.collective else "organisation"
            found.append((thing("initiative", str(fact.initiative)), fyr("participation"), node, graph))
            found.append((node, fyr("participant"), thing(kind, str(fact.party)), graph))
            if fact.role:
                found.append((node, fyr("role"), term(f"role:{fact.role}"), graph))
            if not fact.collective and (fact.initiative, fact.party) in self.doubted:
                found.append((node, fyr("confirmed"), Literal(False), CURATION_GRAPH))
        graphs_: dict[NamedNode, list[Quad]] = {}
        for subject, predicate, value_, graph in dict.fromkeys(found):
            graphs_.setdefault(graph, []).append(Quad(subject, predicate, value_, graph))
        return graphs_

    def store(self) -> EmbeddedStore:
        made = EmbeddedStore()
        made.replace(self.quads())
        return made

    def fits(self, initiative_: int, filters: Filters) -> bool:
        """Whether an initiative is left."""
        between = {year for year in self.years[initiative_] if (filters.since or 0) <= year <= (filters.until or 9999)}
        return (
            (not filters.themes or not self.themes[initiative_].isdisjoint(filters.themes))
            and (not filters.sources or not self.sources[initiative_].isdisjoint(filters.sources))
            and ((filters.since is None and filters.until is None) or bool(between))
        )

    def holds(self, fact: Fact, filters: Filters) -> bool:
        """Whether a statement is left."""
        kind = KINDS[fact.party] if fact.party < len(KINDS) and not fact.collective else None
        doubted = not fact.collective and (fact.initiative, fact.party) in self.doubted
        return (
            self.fits(fact.initiative, filters)
            and (filters.collectives or not fact.collective)
            and (not filters.roles or fact.role in filters.roles)
            and (not filters.kinds or kind in filters.kinds)
            and (not filters.sources or fact.source in filters.sources)
            and not (filters.confirmed and doubted)
        )

    def links(self, filters: Filters) -> set[tuple[str, str]]:
        """Initiative and party of every statement that is left, each pair once, as IRIs."""
        return {
            (
                thing("initiative", str(fact.initiative)).value,
                thing("collective" if fact.collective else "organisation", str(fact.party)).value,
            )
            for fact in self.facts
            if self.holds(fact, filters)
        }


facts = st.builds(
    Fact,
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from([None, *ROLES]),
    st.sampled_from([None, *SOURCES]),
)
worlds = st.builds(
    World,
    st.lists(facts, max_size=14).map(tuple),
    st.tuples(*[st.frozensets(st.sampled_from(SOURCES))] * 4),
    st.tuples(*[st.frozensets(st.sampled_from(THEMES))] * 4),
    st.tuples(*[st.frozensets(st.integers(2020, 2023), max_size=2)] * 4),
    st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3),
)
filters_ = st.builds(
    Filters,
    roles=st.lists(st.sampled_from(ROLES), max_size=2).map(tuple),
    kinds=st.lists(st.sampled_from(KINDS), max_size=1).map(tuple),
    themes=st.lists(st.sampled_from(THEMES), max_size=1).map(tuple),
    sources=st.lists(st.sampled_from(SOURCES), max_size=1).map(tuple),
    since=st.sampled_from([None, 2020, 2021]),
    until=st.sampled_from([None, 2022, 2023]),
    confirmed=st.booleans(),
    collectives=st.booleans(),
)


def links(held: Arrays) -> set[tuple[str, str]]:
    """Ends of the participations as IRIs."""
    pairs = held.participations.links
    return set(zip(held.iris.take(pairs.start), held.iris.take(pairs.end), strict=True))


@settings(max_examples=examples(40))
@given(worlds, filters_)
def test_view_by_a_filter_holds_what_the_filtered_statements_say(world: World, filters: Filters) -> None:
    with world.store() as store:
        view = arrays(store).filtered(filters)
    expected = world.links(filters)
    assert links(view) == expected
    assert view.iris.take(view.initiatives) == [initiative(str(n)) for n in range(4) if world.fits(n, filters)]
    assert view.iris.take(view.parties) == sorted({party for _, party in expected})
    assert int(view.initiative_count.sum()) == len(expected)
    assert int(view.partner_count.sum()) == sum("/organisation/" in party for _, party in expected)


@settings(max_examples=examples(30))
@given(worlds, filters_)
def test_filter_of_arrays_is_a_filter_of_statements_before_they_are_stored(world: World, filters: Filters) -> None:
    left = replace(world, facts=tuple(fact for fact in world.facts if world.holds(fact, filters)))
    with world.store() as store, left.store() as smaller:
        view, before = arrays(store).filtered(filters), arrays(smaller)
        assert links(view) == links(before)
        kept = before.filtered(replace(filters, roles=(), confirmed=False))
        np.testing.assert_array_equal(incidence(view).toarray(), incidence(kept).toarray())


@pytest.mark.parametrize("written_out", [0, 1000])
@settings(max_examples=examples(25))
@given(worlds)
def test_projection_counts_what_two_share_however_it_is_made(written_out: int, world: World) -> None:
    with world.store() as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.arrays.matrices._WRITTEN_OUT", written_out)
        view = arrays(store).filtered(Filters())
        held = incidence(view).toarray()
        for onto, shared in (("organisations", held @ held.T), ("initiatives", held.T @ held)):
            np.fill_diagonal(shared, 0)
            made, above = projection(view, onto), ties(view, onto)
            np.testing.assert_array_equal(made.toarray(), shared)
            np.testing.assert_array_equal(above.toarray(), np.triu(shared))
            assert made.has_sorted_indices
            assert above.has_sorted_indices
            assert {each.dtype for each in (made.data, made.indices, above.data, above.indices)} == {np.dtype(np.int32)}


def test_pairs_are_counted_among_more_parties_than_sixteen_bits_count() -> None:
    # Three groups: of the first three, of the next two, and of the last one.
    members, ends = np.array([3, 70_000, 1_000_000, 3, 1_000_000, 70_000], np.int32), np.array([3, 5, 6], np.int32)
    above = _Side(members, ends, 1_000_001).counted().tocoo()
    found = dict(zip(zip(above.row.tolist(), above.col.tolist(), strict=True), above.data.tolist(), strict=True))
    assert found == {(3, 70_000): 1, (3, 1_000_000): 2, (70_000, 1_000_000): 1}


@settings(max_examples=examples(25))
@given(worlds)
def test_networks_are_those_of_the_plain_definition(world: World) -> None:
    with world.store() as store:
        shared = network(store, "collaboration").to_networkx(store)
        two_mode = network(store).to_networkx(store)
        ties = world.links(Filters())
        assert {tuple(sorted(tie)) for tie in two_mode.edges} == {tuple(sorted(tie)) for tie in ties}
        parties = sorted({party for _, party in ties})
        plain = nx.Graph(ties)
        expected = nx.bipartite.weighted_projected_graph(plain, parties) if parties else nx.Graph()
        assert sorted(shared) == parties
        assert {(*sorted(tie), shared.edges[tie]["weight"]) for tie in shared.edges} == {
            (*sorted(tie), expected.edges[tie]["weight"]) for tie in expected.edges
        }


@settings(max_examples=examples(15))
@given(worlds)
def test_arrays_come_back_from_their_file_as_they_were(world: World) -> None:
    with world.store() as store:
        held = arrays(store)
    path = Path(_folder(), "arrays.bin")
    save(held, path)
    again = load(path, held.revision)
    assert again is not None
    assert_equal(held, again)
    assert again.revision == held.revision
    view, same = (each.filtered(Filters(roles=("lead",))) for each in (held, again))
    assert links(view) == links(same)


_made: list[str] = []


def _folder() -> str:
    """One folder for all drawn examples, as hypothesis gives each no fixture of its own."""
    if not _made:
        from tempfile import mkdtemp

        _made.append(mkdtemp())
    return _made[0]


def test_file_of_another_revision_is_no_file(tmp_path: Path) -> None:
    with sample_store() as store:
        save(arrays(store), tmp_path / "arrays.bin")
    assert load(tmp_path / "arrays.bin", "0123456789abcdef") is None
    assert load(tmp_path / "missing.bin", "0123456789abcdef") is None


@pytest.mark.parametrize("spoilt", ["empty", "text", "cut", "longer", "byte", "head"])
def test_broken_file_is_no_file(tmp_path: Path, spoilt: str) -> None:
    path = tmp_path / "arrays.bin"
    with sample_store() as store:
        held = arrays(store)
    save(held, path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    contents = {
        "empty": b"",
        "text": b"fyrnet arrays 1\nno arrays at all",
        "cut": whole[:-100],
        "longer": whole + b"\0",
        "byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "head": whole.replace(b'"revision"', b'"revisiom"'),
    }
    path.write_bytes(contents[spoilt])
    assert load(path, held.revision) is None
    save(held, path)
    assert load(path, held.revision) is not None


def test_view_by_a_filter_is_not_saved(tmp_path: Path) -> None:
    with sample_store() as store, pytest.raises(ValueError, match="save the arrays it was made from"):
        save(arrays(store).filtered(Filters()), tmp_path / "arrays.bin")


def test_large_store_in_a_folder_keeps_its_arrays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.arrays.reading._WORTH_A_FILE", 1)
    with EmbeddedStore(tmp_path / "store") as store:
        # Unlike every other store here, as what is remembered of one is not read again.
        extra = Quad(thing("organisation", "seldom"), term("rdf:type"), term("org:Organization"), source_graph("one"))
        store.replace(sample_graphs() | {source_graph("one"): [extra]})
        held = arrays(store)
        file = tmp_path / "store" / "arrays.bin"
        assert load(file, store.revision) is not None
        store.replace({CURATION_GRAPH: []})
        assert load(file, store.revision) is None
        assert len(arrays(store)) < len(held)


def test_empty_store_has_arrays_without_a_row() -> None:
    with EmbeddedStore() as store:
        held = arrays(store).filtered(Filters(confirmed=True))
        assert len(held) == len(held.participations) == len(held.initiatives) == len(held.parties) == 0
        assert incidence(held).shape == projection(held).shape == (0, 0)
        assert {name: len(network(store, name)) for name in NETWORKS} == dict.fromkeys(NETWORKS, 0)


def test_two_statements_of_a_participation_are_two_rows_and_one_link() -> None:
    twice = (
        Fact(0, 0, False, "lead", "one"),
        Fact(0, 0, False, "participant", "two"),
        Fact(0, 0, False, "lead", "one"),
    )
    nothing = (frozenset[Any](),) * 4
    world = World(twice, sources=nothing, themes=nothing, years=nothing, doubted=frozenset())
    with world.store() as store:
        held = arrays(store)
        assert len(held.participations) == 2
        assert len(held.participations.links) == 1
        assert incidence(held).toarray().tolist() == [[1, 0, 0, 0]]
        edge = network(store).to_networkx(store).edges[initiative("0"), organisation("0")]
        assert edge == {"roles": "lead participant", "weight": 1}


def test_sample_is_counted_as_by_hand() -> None:
    with sample_store() as store:
        held = arrays(store)
        view = held.filtered(Filters())
        assert (len(view.participations.links), len(view.parties), len(view.initiatives)) == (10, 5, 4)
        assert len(held.participations.links) == 14
        assert len(view.dependencies.links) == 8
        by_year = held.filtered(Filters(since=2026))
        assert by_year.iris.take(by_year.initiatives) == [initiative("groen-havn")]
        # Grøn Havn and Blå Vej share Region Øst; Grøn Havn and Åben Strand three, Blå Vej and Åben Strand one,
        # Blå Vej and Stille Sund the university.
        assert sorted(projection(view, "initiatives").data.tolist()) == [1, 1, 1, 1, 1, 1, 3, 3]


def test_things_of_a_kind_follow_each_other_and_are_found_by_their_slug() -> None:
    with sample_store() as store:
        held = arrays(store)
        numbers = held.kind("initiative")
        assert [held.iris[number] for number in numbers] == sorted(catalogue(store).known("initiative"))
        assert held.number("initiative", "blaa-vej") in numbers
        assert held.number("initiative", "nobody") is None
        assert len(held.kind("collective")) == 2


def test_names_stand_in_the_order_of_the_lists() -> None:
    with sample_store() as store:
        held, ranks = arrays(store), catalogue(store).tables.ranks
        listed = sorted(ranks, key=lambda iri: held.rank[held.iris.number(iri)])
        assert listed == sorted(ranks, key=ranks.__getitem__)


@given(st.lists(st.text(max_size=6)))
def test_names_in_bulk_are_ordered_as_one_by_one(names: list[str]) -> None:
    order = np.argsort(order_of_names(names), kind="stable").tolist()
    assert order == sorted(range(len(names)), key=lambda place: alphabetical(names[place]))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5)))
def test_iris_are_found_at_their_places(listed: list[str]) -> None:
    iris = Iris.of(listed)
    assert list(iris) == sorted(set(listed))
    assert [iris.number(iri) for iri in iris] == list(range(len(iris)))
    assert iris.number("none of these") is None


def test_fact_about_what_waits_for_a_person_is_not_confirmed_until_somebody_says_so() -> None:
    waiting = organisation("bølgekraft".replace("ø", "oe"))
    match, pair = NamedNode(f"{waiting}/match/x"), (fyr("candidate"), thing("organisation", "region-oest"))
    review = [
        Quad(match, term("rdf:type"), fyr("Match"), REVIEW_GRAPH),
        Quad(match, fyr("compared"), NamedNode(waiting), REVIEW_GRAPH),
        Quad(match, *pair, REVIEW_GRAPH),
        Quad(match, fyr("verdict"), term("verdict:queued"), REVIEW_GRAPH),
    ]
    with sample_store() as store:
        store.replace({REVIEW_GRAPH: review})
        # Bølgekraft takes part in two of the ten.
        assert len(arrays(store).filtered(Filters(confirmed=True)).participations.links) == 8
        node = thing("initiative", "groen-havn", "participation", "boelgekraft")
        said = Quad(node, fyr("confirmed"), Literal(True), CURATION_GRAPH)
        store.replace({CURATION_GRAPH: [*store.quads(CURATION_GRAPH), said]})
        assert len(arrays(store).filtered(Filters(confirmed=True)).participations.links) == 9
        decision = NamedNode(f"{waiting}/decision/x")
        decided = [
            Quad(decision, term("rdf:type"), fyr("Decision"), CURATION_GRAPH),
            Quad(decision, fyr("compared"), NamedNode(waiting), CURATION_GRAPH),
            Quad(decision, *pair, CURATION_GRAPH),
            Quad(decision, fyr("verdict"), term("verdict:different"), CURATION_GRAPH),
        ]
        store.replace({CURATION_GRAPH: [*store.quads(CURATION_GRAPH), *decided]})
        assert len(arrays(store).filtered(Filters(confirmed=True)).participations.links) == 10


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"roles": ("leader",)}, "the roles are lead"),
        ({"since": 2030, "until": 2020}, "later than until"),
        ({"themes": ("nothing",)}, "no theme is called nothing"),
        ({"sources": ("nothing",)}, "no source is called nothing"),
        ({"kinds": ("nothing",)}, "no kind of organisation is called nothing"),
    ],
)
def test_filter_by_what_is_not_there_is_refused(given_: dict[str, object], says: str) -> None:
    with sample_store() as store, pytest.raises(InvalidParameter, match=says):
        arrays(store).filtered(Filters(**given_))  # type: ignore[arg-type]

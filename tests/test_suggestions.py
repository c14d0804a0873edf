"""Who should be asked in, counted by hand on the invented world of `tests/sample.py`, and tried on what is hidden.

Signs, as pairs of an initiative and an organisation, and how often the organisation is a party:

- owns: Grøn Havn - Havneforum (Ren Havn); Blå Vej - Kystens Universitet (Bølgelab), a party; Åben Strand - the same.
  1 of 3, and five more for caution: 1/8.
- mentioned: Grøn Havn - Havneforum, Region Øst (a party), Kystens Universitet; Blå Vej - Nordkyst; Åben Strand -
  Sydkyst Energi: 1/(5 + 5).
- built_on: Åben Strand - Sydkyst Energi: 0.
- part: Havneforum is part of Region Øst, which is a party of three: 0/(3 + 5).
- leads: Åben Strand builds on Grøn Havn, which Region Øst leads, a party: 1/(1 + 5).

The walk from Grøn Havn: its parties Region Øst (3 initiatives), Nordkyst (2), Bølgekraft (2). Blå Vej, with 2 parties,
shares the first: it passes on 1/√3 / √2 to each of its parties. Åben Strand, with 3, shares all: (1/√3 + 2/√2) / √3.
"""

from __future__ import annotations

from math import sqrt

import networkx as nx
import numpy as np
import pytest

from benchmarks.graphs import Size, invented
from benchmarks.suggestions import (
    COMMUNITIES,
    METHODS,
    Found,
    adamic_adar,
    hidden_in_turn,
    hidden_together,
)
from graph.analysis.evidence import evidence
from graph.analysis.suggestions import scores, suggestions
from graph.arrays import Arrays, Filters, arrays
from graph.store import EmbeddedStore, Store, open_store
from ontology.errors import InvalidParameter, UnknownEntity
from tests.sample import initiative, organisation, sample_store

BLUE_WAY = 1 / sqrt(3) / sqrt(2)
OPEN_BEACH = (1 / sqrt(3) + 2 / sqrt(2)) / sqrt(3)


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


@pytest.fixture(scope="module")
def world() -> Arrays:
    return invented(COMMUNITIES).arrays()


@pytest.fixture(scope="module")
def again(world: Arrays) -> dict[str, Found]:
    return {name: hidden_together(world, method) for name, method in METHODS.items()}


def test_signs_weigh_as_often_as_they_are_right(store: Store) -> None:
    known = evidence(arrays(store).filtered(Filters()))
    assert {sign: len(pairs) for sign, pairs in known.signs.items()} == {
        "owns": 3,
        "built_on": 1,
        "leads": 1,
        "mentioned": 5,
        "part": 3,
    }
    assert known.trust == {"owns": 1 / 8, "built_on": 0, "leads": 1 / 6, "mentioned": 1 / 10, "part": 0}


def test_scores_and_reasons_are_those_counted_by_hand(store: Store) -> None:
    found = suggestions(store, "groen-havn")
    university, forum = found.items
    assert (university.thing, forum.thing) == (organisation("ku-kyst"), organisation("havneforum"))
    # Blå Vej passes on to 2, Åben Strand to 3; one of these ways ends at the university; three parties draw.
    way = BLUE_WAY / (2 * BLUE_WAY + 3 * OPEN_BEACH)
    assert {reason.kind: reason.weight for reason in university.reasons} == pytest.approx(
        {"mentioned": 1 / 10, "overlapping": 1 - (1 - way) ** 3}
    )
    assert university.score == pytest.approx(1 - 9 / 10 * (1 - way) ** 3)
    assert forum.score == pytest.approx(1 - 7 / 8 * 9 / 10)
    assert (university.rank, forum.rank, found.candidates) == (1, 2, 2)


def test_reasons_say_why_in_both_languages_with_what_they_rest_on(store: Store) -> None:
    owns = suggestions(store, initiative("groen-havn")).items[1].reasons[0]
    assert owns.reading.da.startswith("Ejer eller driver Ren Havn, som initiativet bygger på.")
    assert (
        owns.reading.en
        == "Owns or runs Clean Harbour, which it builds on. A reason of this kind holds in 12 % of the cases here."
    )
    assert [thing.rsplit("/")[-1] for thing in owns.things] == ["ren-havn"]


def test_organisation_is_told_what_it_could_join_for_the_same_reasons(store: Store) -> None:
    found = suggestions(store, "havneforum")
    (harbour,) = found.items
    assert harbour.thing == initiative("groen-havn")
    assert [reason.kind for reason in harbour.reasons] == ["owns", "mentioned"]
    assert harbour.score == pytest.approx(1 - 7 / 8 * 9 / 10)


def test_parties_and_collectives_are_never_suggested(store: Store) -> None:
    view = arrays(store).filtered(Filters(collectives=True))
    for one in view.initiatives.tolist():
        made = scores(view, one)
        assert not set(made.candidates.tolist()) & set(view.participations.links.of(one).tolist())
        assert all(candidate in view.kind("organisation") for candidate in made.candidates.tolist())


def test_unknown_thing_and_bad_limit_are_refused(store: Store) -> None:
    with pytest.raises(UnknownEntity, match="nobody"):
        suggestions(store, "nobody")
    with pytest.raises(InvalidParameter, match="1 to 1000"):
        suggestions(store, "groen-havn", limit=0)
    with EmbeddedStore() as empty, pytest.raises(UnknownEntity):
        suggestions(empty, "groen-havn")


def test_initiative_without_parties_and_organisation_without_initiatives_get_what_signs_say(store: Store) -> None:
    assert suggestions(store, "sydkyst-energi").items[0].thing == initiative("aaben-strand")
    with open_store("memory:") as shipped:
        assert suggestions(shipped, "madfaellesskabet").items


def test_walk_is_the_same_from_both_ends() -> None:
    view = invented(Size(60, 40, 200, 10, 20, 5, 3, 1)).arrays().filtered(Filters())
    known = evidence(view)
    for one in view.initiatives[:10].tolist():
        out = known.from_initiative(one)
        ways = dict(zip(out.ends.tolist(), out.shares.tolist(), strict=True))
        for end in out.ends[:5].tolist():
            back = known.from_organisation(end)
            there = dict(zip(back.ends.tolist(), back.shares.tolist(), strict=True))
            assert there[one] == pytest.approx(_plain(view, one, end) / _plain_back(view, end))
            assert ways[end] == pytest.approx(_plain(view, one, end) / _plain_whole(view, one))


def _plain(view: Arrays, one: int, end: int) -> float:
    """The ways from an initiative to an organisation, counted with Python's sets."""
    links = view.participations.links
    own, total = set(links.of(one).tolist()), 0.0
    for middle in set(links.to(end).tolist()) - {one}:
        members = set(links.of(middle).tolist())
        total += sum(1 / sqrt(len(links.to(party))) for party in own & members) / sqrt(len(members))
    return total


def _plain_back(view: Arrays, end: int) -> float:
    """All ways from an organisation, those to where it is party already included."""
    links, total = view.participations.links, 0.0
    for middle in links.to(end).tolist():
        members = set(links.of(middle).tolist())
        for party in members - {end}:
            total += len(links.to(party)) / sqrt(len(links.to(party))) / sqrt(len(members))
    return total


def _plain_whole(view: Arrays, one: int) -> float:
    return sum(_plain(view, one, int(party)) for party in view.parties)


def test_adamic_adar_is_that_of_networkx() -> None:
    view = invented(Size(40, 30, 120, 10, 20, 5, 3, 1)).arrays().filtered(Filters())
    links = view.participations.links
    network: nx.Graph[int] = nx.Graph(zip(links.start.tolist(), links.end.tolist(), strict=True))
    for one in view.initiatives.tolist():
        members = links.of(one).tolist()
        network.add_edges_from((a, b) for a in members for b in members if a < b)
    first = int(view.initiatives[0])
    values = adamic_adar(view, first)
    others = [party for party in view.parties.tolist() if not network.has_edge(first, party)]
    for _, party, expected in nx.adamic_adar_index(network, [(first, party) for party in others]):
        assert values[party - view.kind("organisation").start] == pytest.approx(expected)


@pytest.mark.slow
def test_hidden_participations_of_an_invented_graph_are_found_better_than_by_either_peer(
    again: dict[str, Found],
) -> None:
    ours = again["suggestions"]
    assert ours.number == 600
    for peer in ("popularity", "Adamic-Adar"):
        assert ours.mrr > again[peer].mrr
        assert all(ours.recall[k] >= again[peer].recall[k] for k in ours.recall)
        assert all(ours.precision[k] >= again[peer].precision[k] for k in ours.precision)


def test_hidden_participations_of_the_shipped_data_are_found_better_than_by_either_peer() -> None:
    with open_store("memory:") as shipped:
        whole = arrays(shipped)
    found = {name: hidden_in_turn(whole, method) for name, method in METHODS.items()}
    ours = found["suggestions"]
    for peer in ("popularity", "Adamic-Adar"):
        assert ours.mrr > found[peer].mrr
        assert ours.recall[5] > found[peer].recall[5]


def test_what_is_hidden_is_not_seen(world: Arrays) -> None:
    view = world.filtered(Filters())
    one = int(view.initiatives[np.argmax(view.partner_count[view.initiatives])])
    assert not np.isin(scores(view, one).candidates, view.participations.links.of(one)).any()

"""Overlap and its significance, counted by hand on the invented world of `tests/sample.py`.

Organisations: Grøn Havn {Region Øst, Nordkyst, Bølgekraft}, Blå Vej {Region Øst, Kystens Universitet}, Åben Strand
{Nordkyst, Bølgekraft, Region Øst}, Stille Sund {Kystens Universitet, Ø-rådet}: 5 organisations with a participation.

- Grøn Havn, Åben Strand: 3 shared of 3. p = C(3,3) / C(5,3) = 1/10.
- Grøn Havn, Blå Vej, and Åben Strand, Blå Vej: Region Øst. p = 1 - C(2,2) / C(5,2) = 9/10.
- Blå Vej, Stille Sund: Kystens Universitet. p = 1 - C(3,2) / C(5,2) = 7/10.
- The other 2 of the 6 pairs share nothing: p = 1.
- q of the first: min(0.1 · 6/1, 0.7 · 6/2, 0.9 · 6/4, 1) = 0.6; of all others 1, as 0.9 · 6/4 > 1.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from graph.analysis.overlap import (
    BASES,
    Overlap,
    at_least_by_chance,
    false_discovery_rates,
    items_with,
    overlap,
    overlap_report,
    overlaps,
    overlaps_with,
)
from graph.arrays import Filters
from graph.catalogue import catalogue
from graph.store import EmbeddedStore, Store
from ontology.errors import InvalidParameter, UnknownEntity
from ontology.terms import thing
from tests.sample import initiative, organisation, sample_store, undertaking

HARBOUR, WAY, BEACH, SOUND = (initiative(slug) for slug in ("groen-havn", "blaa-vej", "aaben-strand", "stille-sund"))

sets_of_things = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.frozensets(st.integers(0, 9).map(str), max_size=7), max_size=8
)


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def pair(found: tuple[Overlap, ...], one: str, other: str) -> Overlap:
    return next(item for item in found if {item.a, item.b} == {one, other})


def test_initiatives_with_the_same_partners_stand_first(store: Store) -> None:
    first = overlap(store)[0]
    assert {first.a, first.b} == {HARBOUR, BEACH}
    assert first.shared == tuple(map(organisation, ("boelgekraft", "nordkyst-kommune", "region-oest")))
    assert (first.jaccard, first.overlap_coefficient) == (1.0, 1.0)


def test_p_values_are_those_counted_by_hand(store: Store) -> None:
    found = overlap(store)
    assert len(found) == 4
    assert pair(found, HARBOUR, BEACH).p_value == pytest.approx(1 / 10)
    assert pair(found, HARBOUR, WAY).p_value == pytest.approx(9 / 10)
    assert pair(found, BEACH, WAY).p_value == pytest.approx(9 / 10)
    assert pair(found, WAY, SOUND).p_value == pytest.approx(7 / 10)


def test_q_values_count_all_six_pairs(store: Store) -> None:
    found = overlap(store)
    assert pair(found, HARBOUR, BEACH).q_value == pytest.approx(0.6)
    assert {item.q_value for item in found if {item.a, item.b} != {HARBOUR, BEACH}} == {1.0}


def test_least_number_of_shared_things_leaves_out_pairs_and_changes_no_value(store: Store) -> None:
    assert overlap(store, min_shared=2) == overlap(store)[:1]
    assert overlap(store, min_shared=4) == ()


def test_organisations_are_compared_by_the_initiatives_they_share(store: Store) -> None:
    # Nordkyst and Bølgekraft are in the same 2 of 4 initiatives: p = C(2,2) / C(4,2) = 1/6; 5 organisations, 10 pairs.
    found = overlap(store, of="organisations")
    both = pair(found, organisation("nordkyst-kommune"), organisation("boelgekraft"))
    assert both.shared == (BEACH, HARBOUR)
    assert both.p_value == pytest.approx(1 / 6)
    assert both.q_value == 1.0


def test_rare_partner_in_common_weighs_more_than_one_that_all_but_one_have(store: Store) -> None:
    # Of 4 initiatives Region Øst is in 3, Nordkyst, Bølgekraft and Kystens Universitet in 2, Ø-rådet in 1.
    found = overlap(store)
    common, rare = pair(found, HARBOUR, WAY), pair(found, WAY, SOUND)
    assert (common.rarity, rare.rarity) == pytest.approx((-log(3 / 4), -log(2 / 4)))
    # Either has, beside the shared one: Nordkyst, Bølgekraft and the university; Region Øst and Ø-rådet.
    assert common.weighted_jaccard == pytest.approx(log(4 / 3) / (log(4 / 3) + 3 * log(2)))
    assert rare.weighted_jaccard == pytest.approx(log(2) / (log(2) + log(4 / 3) + log(4)))


def test_words_tell_a_rare_partner_from_one_that_most_have(store: Store) -> None:
    found = overlap(store)
    assert pair(found, WAY, SOUND).reading.en == (
        "They have 1 party in common: University of the Coast. Of 4 initiatives only these two have University of the"
        " Coast: that is rare. So much in common may be an accident (q is 100 % after 6 comparisons)."
    )
    assert "Selv det sjældneste, Region Øst, har 3 af 4 initiativer (75 %)" in pair(found, HARBOUR, WAY).reading.da
    both = overlaps({"a": frozenset("xy"), "b": frozenset("xz"), "c": frozenset("x")})
    assert all("says nothing about these two" in one.reading.en for one in both)


def test_names_are_the_same_whether_the_lists_were_read_before_or_not(store: Store) -> None:
    before = overlap_report(store, min_shared=2).reading, overlap(store, min_shared=2)[0].reading
    with sample_store() as other:
        catalogue(other)
        assert before == (overlap_report(other, min_shared=2).reading, overlap(other, min_shared=2)[0].reading)


def test_parts_of_a_list_are_parts_of_the_whole(store: Store) -> None:
    whole = overlap_report(store)
    assert (whole.total, whole.tests, whole.exact, len(whole.items)) == (4, 6, True, 4)
    assert overlap(store, limit=3) == whole.items[:3]
    assert overlap_report(store, limit=2, offset=1).items == whole.items[1:3]
    assert overlap_report(store, limit=2, offset=9).items == ()


def test_one_initiative_or_organisation_is_compared_with_all_others(store: Store) -> None:
    found = overlaps_with(store, "groen-havn")
    assert [(one.a, one.b) for one in found.items] == [(HARBOUR, BEACH), (HARBOUR, WAY)]
    # Three tests, one for each other initiative: q of the first is 1/10 · 3/1, of the second 9/10 · 3/2 and so 1.
    assert [one.q_value for one in found.items] == pytest.approx([0.3, 1.0])
    assert overlaps_with(store, organisation("oe-raadet")).items[0].b == organisation("ku-kyst")
    assert overlaps_with(store, "oe-raadet", by="themes").items == ()
    with pytest.raises(UnknownEntity, match="nobody"):
        overlaps_with(store, "nobody")


def test_overlap_is_of_what_the_filters_leave(store: Store) -> None:
    # Leads and participants: Region Øst in Grøn Havn and Blå Vej, Nordkyst in Grøn Havn and Åben Strand.
    firm = overlap_report(store, filters=Filters(roles=("lead", "participant")))
    assert {frozenset((one.a, one.b)) for one in firm.items} == {
        frozenset((HARBOUR, WAY)),
        frozenset((HARBOUR, BEACH)),
        frozenset((WAY, SOUND)),
    }
    assert firm.filters.roles == ("lead", "participant")
    assert firm.revision == store.revision


def test_collectives_are_compared_only_when_asked_for(store: Store) -> None:
    found = overlap(store, collectives=True)
    assert thing("collective", "virksomheder").value in pair(found, HARBOUR, BEACH).shared
    # Now 7 parties: of Grøn Havn's 5 and Åben Strand's 4 they share 4. p = C(5,4)·C(2,0) / C(7,4) = 5/35.
    assert pair(found, HARBOUR, BEACH).p_value == pytest.approx(1 / 7)


def test_initiatives_are_compared_by_what_they_build_on(store: Store) -> None:
    found = overlap(store, by="builds_on")
    assert pair(found, WAY, BEACH).shared == (undertaking("boelgelab"),)
    assert pair(found, WAY, SOUND).shared == (undertaking("tidevandsaftalen"),)
    # 6 things are built on; Blå Vej builds on 2, Stille Sund on 1 of them: p = 2/6.
    assert pair(found, WAY, SOUND).p_value == pytest.approx(1 / 3)
    assert len(found) == 2


def test_initiatives_are_compared_by_contacts_and_themes(store: Store) -> None:
    # Anne in Grøn Havn and Blå Vej, Bo in Blå Vej and Åben Strand, Cirkeline alone: 3 people.
    assert {frozenset((item.a, item.b)) for item in overlap(store, by="contacts")} == {
        frozenset((HARBOUR, WAY)),
        frozenset((WAY, BEACH)),
    }
    (both,) = overlap(store, by="themes")
    assert (both.a, both.b, both.shared) == (BEACH, HARBOUR, (thing("theme", "climate-adaptation").value,))


def test_organisations_have_what_their_initiatives_have(store: Store) -> None:
    held = items_with(store, of="organisations", by="themes")
    assert held[organisation("ku-kyst")] == {thing("theme", "mobility").value}
    assert held[organisation("oe-raadet")] == frozenset()


@pytest.mark.parametrize("by", [by for by in BASES if by != "wording"])
@pytest.mark.parametrize("of", ["initiatives", "organisations"])
def test_every_basis_answers_for_both_kinds(store: Store, of: str, by: str) -> None:
    assert overlap(store, of=of, by=by)


def test_wording_is_refused_where_no_text_is_stored_with_the_bases_there_are(store: Store) -> None:
    with pytest.raises(InvalidParameter, match=r"wording.*participants, builds_on, contacts, themes"):
        overlap(store, by="wording")


def test_unknown_items_and_empty_overlaps_are_refused(store: Store) -> None:
    with pytest.raises(InvalidParameter, match="initiatives, organisations"):
        overlap(store, of="people")
    with pytest.raises(InvalidParameter, match="at least 1"):
        overlap(store, min_shared=0)


def test_empty_store_has_no_overlap() -> None:
    with EmbeddedStore() as store:
        assert overlap(store) == ()


def test_items_that_have_nothing_are_in_no_test() -> None:
    held = {"a": frozenset("xy"), "b": frozenset("xy"), "c": frozenset(), "d": frozenset()}
    # One pair, one test: p = C(2,2)/C(2,2) = 1.
    (only,) = overlaps(held)
    assert only.q_value == only.p_value == 1.0


def test_too_many_meetings_are_refused_before_they_are_counted() -> None:
    held = {f"item {number}": frozenset({"everybody's"}) for number in range(3_200)}
    with pytest.raises(InvalidParameter, match=r"5,118,400 meetings"):
        overlaps(held)


@pytest.mark.parametrize(
    ("shared", "first", "second", "universe"), [(1, 5, 9, 35), (5, 5, 5, 35), (3, 18, 10, 35), (0, 2, 2, 9)]
)
def test_chance_agrees_with_scipy(shared: int, first: int, second: int, universe: int) -> None:
    expected = stats.hypergeom.sf(shared - 1, universe, first, second)
    assert at_least_by_chance(shared, first, second, universe) == pytest.approx(expected, rel=1e-12)


@given(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n), st.integers(0, n)))
)
def test_chance_is_the_share_of_favourable_draws(sizes: tuple[int, int, int, int]) -> None:
    universe, first, second, shared = sizes
    ways = [comb(first, k) * comb(universe - first, second - k) for k in range(shared, second + 1)]
    assert at_least_by_chance(shared, first, second, universe) == float(Fraction(sum(ways), comb(universe, second)))


@given(st.lists(st.floats(0, 1), max_size=30), st.integers(0, 20))
def test_false_discovery_rates_agree_with_scipy_when_the_silent_tests_are_written_out(
    chances: list[float], silent: int
) -> None:
    tests = len(chances) + silent
    expected = stats.false_discovery_control([*chances, *[1.0] * silent]) if tests else []
    assert false_discovery_rates(chances, tests=tests) == pytest.approx(list(expected)[: len(chances)])


@given(sets_of_things)
def test_overlaps_keep_their_bounds(held: dict[str, frozenset[str]]) -> None:
    for item in overlaps(held):
        assert item.a < item.b
        assert set(item.shared) == held[item.a] & held[item.b]
        assert 0 < item.jaccard <= item.overlap_coefficient <= 1
        assert 0 <= item.p_value <= item.q_value <= 1


@given(sets_of_things)
def test_overlap_is_symmetric_and_complete(held: dict[str, frozenset[str]]) -> None:
    found = {(item.a, item.b): item for item in overlaps(held)}
    backwards = overlaps({name: held[name] for name in reversed(held)})
    assert {(item.a, item.b): item for item in backwards} == found
    assert set(found) == {(a, b) for a in held for b in held if a < b and held[a] & held[b]}


@given(sets_of_things)
def test_p_values_do_not_depend_on_which_of_a_pair_is_drawn(held: dict[str, frozenset[str]]) -> None:
    universe = len(frozenset().union(*held.values()))
    for item in overlaps(held):
        back = at_least_by_chance(len(item.shared), len(held[item.b]), len(held[item.a]), universe)
        assert item.p_value == pytest.approx(back)

"""What is missing, counted by hand on the invented world of `tests/sample.py`.

- Every initiative has a contact and an organisation; a figure has Grøn Havn alone, one of its three being pending.
- Effects: Grøn Havn (2030, and one without a year), Blå Vej (2025); Åben Strand and Stille Sund have none.
- Leads: Grøn Havn and Åben Strand.
- Tidevandsaftalen has no owner: Blå Vej and Stille Sund build on it; over Blå Vej also Grøn Havn, and so Åben Strand.
"""

from __future__ import annotations

from datetime import date

import pytest

from graph.analysis.gaps import GAPS, gaps
from graph.arrays import Filters
from graph.store import EmbeddedStore, Store
from ontology.errors import InvalidParameter, UnknownEntity
from tests.sample import initiative, sample_store, undertaking

HARBOUR, WAY, BEACH, SOUND = map(initiative, ("groen-havn", "blaa-vej", "aaben-strand", "stille-sund"))
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def lacking(store: Store, kind: str, on: date = TODAY) -> set[str]:
    return {gap.thing for gap in gaps(store, on=on, kinds=(kind,)).items}


@pytest.mark.parametrize(
    ("kind", "things"),
    [
        ("no_contact", set()),
        ("no_figure", {WAY, BEACH, SOUND}),
        ("no_effect", {BEACH, SOUND}),
        ("no_partner", set()),
        ("no_lead", {WAY, SOUND}),
        ("pending_figure", {HARBOUR}),
        ("past_due", {WAY}),
        ("no_owner", {undertaking("tidevandsaftalen")}),
        ("unowned_foundation", {WAY, SOUND}),
    ],
)
def test_gaps_of_each_kind_are_those_counted_by_hand(store: Store, kind: str, things: set[str]) -> None:
    assert lacking(store, kind) == things


def test_target_is_past_due_when_its_year_is_over(store: Store) -> None:
    assert lacking(store, "past_due", date(2025, 12, 31)) == set()
    assert lacking(store, "past_due", date(2026, 1, 1)) == {WAY}
    assert lacking(store, "past_due", date(2031, 1, 1)) == {HARBOUR, WAY}


def test_gap_says_in_words_what_it_hangs_on_and_where_that_stands(store: Store) -> None:
    (due,) = gaps(store, on=TODAY, kinds=("past_due",)).items
    assert due.reading.en.startswith("A target for 2025 is past due on 2026-06-01")
    assert due.about is not None
    assert due.about.startswith(f"{WAY}/effect/")
    assert due.evidence is not None
    assert due.evidence.endswith("/source/forslag/passage/effects-16-16")
    sound = gaps(store, on=TODAY, kinds=("unowned_foundation",), thing="stille-sund").items[0]
    assert sound.reading.da == "Bygger på Tidevandsaftalen, som ingen ejer er nævnt for."
    assert (sound.about, sound.evidence is not None) == (undertaking("tidevandsaftalen"), True)


def test_foundation_without_owner_says_how_many_initiatives_rest_on_it(store: Store) -> None:
    (gap,) = gaps(store, on=TODAY, kinds=("no_owner",)).items
    assert gap.reading.en == "No owner is named, and what builds on it: 4 initiatives."


def test_counts_and_pages_cover_all_gaps(store: Store) -> None:
    whole = gaps(store, on=TODAY)
    assert whole.total == 3 + 2 + 2 + 1 + 1 + 1 + 2 == len(whole.items)
    assert dict(whole.counts)["no_figure"] == 3
    assert gaps(store, on=TODAY, limit=5).items + gaps(store, on=TODAY, limit=100, offset=5).items == whole.items
    assert [*dict(whole.counts)] == [kind for kind in GAPS if kind in dict(whole.counts)]


def test_gaps_are_of_what_the_filters_leave(store: Store) -> None:
    leads = gaps(store, on=TODAY, kinds=("no_lead",), filters=Filters(themes=("mobility",)))
    assert {gap.thing for gap in leads.items} == {WAY}
    assert leads.filters.themes == ("mobility",)


def test_unknown_kinds_things_and_limits_are_refused(store: Store) -> None:
    with pytest.raises(InvalidParameter, match="no_contact"):
        gaps(store, on=TODAY, kinds=("no_hope",))
    with pytest.raises(InvalidParameter, match="offset"):
        gaps(store, on=TODAY, offset=-1)
    with pytest.raises(UnknownEntity):
        gaps(store, on=TODAY, thing="nothing")


def test_empty_store_lacks_nothing_that_could_be_named() -> None:
    with EmbeddedStore() as empty:
        assert gaps(empty, on=TODAY).items == ()

"""Ways of writing that other hands have, each with what it means; found by reading proposals nobody here had seen."""

from __future__ import annotations

import pytest

from graph.reading import read_text
from ontology.errors import UnreadableDocument
from tests.invented import one, parties, proposal

LEAD, TAKES_PART, POSSIBLE, FUTURE, EXAMPLE = "lead", "participant", "possible", "future", "example"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Sammen med os står Region Hovedstaden og DTU.", [("Region Hovedstaden", TAKES_PART), ("DTU", TAKES_PART)]),
        ("Fra transportbranchen deltager bl.a. DSB.", [("DSB", EXAMPLE)]),
        ("Region Hovedstaden varetager ledelsen af initiativet.", [("Region Hovedstaden", LEAD)]),
        ("- CLEAN\n- Gate 21 (træder ind i fase 2)", [("CLEAN", TAKES_PART), ("Gate 21", FUTURE)]),
        (
            "- Observatører, der senere kan blive egentlige partnere: DTU samt CLEAN",
            [("DTU", FUTURE), ("CLEAN", FUTURE)],
        ),
        ("CLEAN, DTU og erhvervsnetværket Tanghavn Brygge.", [("Tanghavn Brygge", TAKES_PART)]),
        ("CLEAN, H.P. Tangskipper og DTU.", [("H.P. Tangskipper", TAKES_PART)]),
        ("CLEAN + Havforum Tang (tidl. Tangnet.dk).", [("CLEAN", TAKES_PART), ("Havforum Tang", TAKES_PART)]),
        ("CLEAN, TANGO (Sverige) og DTU.", [("TANGO", TAKES_PART)]),
        ("CLEAN og vognmænd.", [("CLEAN", TAKES_PART), ("vognmænd", TAKES_PART)]),
    ],
)
def test_party_is_read_with_its_role(printed: str, expected: list[tuple[str, str]]) -> None:
    found = parties(printed)
    assert [party for party in found if party in expected] == expected
    assert {name for name, _ in found} <= {name for name, _ in expected} | {"CLEAN", "DTU"}


def test_first_party_leads_where_the_heading_says_so() -> None:
    text = proposal(parties="CLEAN, Gate 21 og DTU.").replace("Deltagende parter:", "Partnere (lead først)")
    found = [(each.organisation, each.role) for each in one(text).participations]
    assert found == [("CLEAN", LEAD), ("Gate 21", TAKES_PART), ("DTU", TAKES_PART)]


def test_makers_of_a_place_are_a_group() -> None:
    text = proposal(parties="- CLEAN\n- Wood manufacturers in Tangland")
    assert [each.collective for each in one(text).participations] == [False, True]


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (
            "Faglige spørgsmål: Anne Eksempel, lektor, anne@example.org\nØkonomi: Bo Prøve, økonom, bo@example.org",
            [("Anne Eksempel", "lektor", None), ("Bo Prøve", "økonom", None)],
        ),
        (
            "Anne Eksempel / projektleder Teknik & Miljø / 00 11 22 33",
            [("Anne Eksempel", "projektleder", "Teknik & Miljø")],
        ),
    ],
)
def test_person_is_read_with_role_and_unit(contact: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(each.name, each.role, each.unit) for each in one(proposal(contact=contact)).contacts] == expected


@pytest.mark.parametrize("printed", ["- Støjskærm: ?? (kommer senere)", "- Vask pr. kasse: afventer tilbud"])
def test_figure_that_is_still_to_come_is_pending(printed: str) -> None:
    assert [figure.pending for figure in one(proposal(figures=printed)).key_figures] == [True]


@pytest.mark.parametrize("printed", ["- Kun hver femte unge vælger havet", "- One in five young people choose the sea"])
def test_share_in_words_is_a_figure_without_a_value(printed: str) -> None:
    assert [(each.value, each.pending) for each in one(proposal(figures=printed)).key_figures] == [(None, False)]


def test_how_often_something_happens_is_no_figure() -> None:
    assert not one(proposal(figures="- Der måles hver tredje måned")).key_figures


@pytest.mark.parametrize("heading", ["What it rests on", "Initiativet hviler på"])
def test_what_something_rests_on_is_what_it_builds_on(heading: str) -> None:
    text = proposal().replace("Initiativet bygger videre på:", heading)
    assert [thing.name for thing in one(text).builds_on] == ["Blå Bølge"]


def test_line_that_says_whose_proposal_it_is_is_no_title() -> None:
    text = proposal(title="FORSLAG FRA TANGHAVN TIL FYRTÅRNSINITIATIV\n\nKassen kommer hjem")
    assert one(text).title == "Kassen kommer hjem"


def test_recommendation_has_its_number_above_the_title() -> None:
    found = one(proposal(title="Indstilling nr. 4\n\nFælles data om havet"))
    assert (found.number, found.title) == ("4", "Fælles data om havet")


def test_number_before_a_slash_is_the_number() -> None:
    found = one(proposal(title="Titel: 7b / Vinger skal ikke i jorden"))
    assert (found.number, found.title) == ("7b", "Vinger skal ikke i jorden")


def test_things_of_a_list_in_a_row_are_told_apart() -> None:
    text = proposal(foundations="GenTang, Tanghavns klimaplan 2030, 3B-projektet og lærlingeindsatsen på havnen")
    text = text.replace("på havnen", "på havnen og Tangnets åbne værksteder")
    names = [thing.name for thing in one(text).builds_on]
    assert names[-1] == "Tangnets åbne værksteder"
    assert names[:-1] == ["GenTang", "Tanghavns klimaplan 2030", "3B-projektet", "Lærlingeindsatsen på havnen"]


def test_numbered_items_and_a_footnote_of_one_proposal_begin_no_proposals() -> None:
    elements = "1. Et register over diger\n\n2. Tilpasning af statistik\n\n3. Vejledning"
    figures = "- 40 km diger er registreret.\n\n2 Opgjort i 2015. Heraf er 9 pct. private."
    read = read_text(proposal(title="Havets data", elements=elements, figures=figures), "forslag.txt")
    assert [each.title for each in read.initiatives] == ["Havets data"]
    assert len(read.initiatives[0].elements) == 3


def test_minutes_with_numbered_points_hold_no_proposal() -> None:
    with pytest.raises(UnreadableDocument):
        read_text("Referat\n\n1. Velkomst\n\nAlle var der.\n\n2. Kontakt\n\nIngen.\n\n3. Eventuelt\n\nIntet.", "m.txt")

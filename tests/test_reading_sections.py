"""Sections: cut by page breaks and resumed without their heading, in one column or two, and every line kept."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from graph.knowledge import knowledge
from graph.reading.formats.text import text_lines
from graph.reading.names import Names
from graph.reading.parser import divide
from graph.reading.proposals import proposals
from tests.invented import one, proposal, warned
from tests.laws import examples

BREAKS = {"form feed": "\n\f", "blank lines": "\n" * 7, "page number": "\n\nSide 2 af 4\n\n", "number": "\n\n2\n\n"}

LONG = {
    "elements": "- Etablere et havnebad ved kajen.\n- Plante tang langs molen.\n- Udvikle en sejlrute til øerne.",
    "effects": "- I 2025 er havnen grøn.\n- I 2030 er fjorden ren.\n- På sigt kommer sælerne tilbage.",
    "figures": "- 5 pct. af kajerne er grønne.\n- Der er 300 både.\n- Havnen koster 4 mio. kr. om året.",
    "foundations": "- Projektet ”Blå Bølge”\n- Netværket ”Ren Fjord”\n- Strategien ”Grøn Kaj”",
    "parties": "Gate 21, CLEAN, Region Sjælland, DTU, COWI, Københavns\nUniversitet og Movia.",
    "contact": "- Anne Eksempel, tlf. 00112233, anne@example.org\n- Bo Prøve, tlf. 00112244, bo@example.org",
}


@pytest.mark.parametrize("gap", BREAKS.values(), ids=BREAKS.keys())
@pytest.mark.parametrize("section", LONG)
def test_page_break_within_a_section_changes_no_fact(section: str, gap: str) -> None:
    whole = one(proposal(**LONG))
    lines = LONG[section].split("\n")
    broken = one(proposal(**LONG | {section: f"{lines[0]}{gap}" + "\n".join(lines[1:])}))
    for field in ("participations", "builds_on", "contacts", "elements", "effects", "key_figures"):
        assert _texts(whole, field) == _texts(broken, field)


def _texts(initiative: object, field: str) -> list[object]:
    return [fact.model_dump(exclude={"line", "last_line"}) for fact in getattr(initiative, field)]


def test_two_columns_that_a_page_break_cut_are_put_together() -> None:
    """The left column holds elements and what it builds on, the right one effects, figures and contacts."""
    text = """Nr. 1: Grøn Havn

Havnen skal være grøn.

Mulige elementer i initiativet:
• Etablere et havnebad med sauna og udvikle
en sejlrute, der forbinder
Forventede effekter:
I 2025 er havnen grøn.
Nøgletal:
- 5 pct. af kajerne er grønne.
\fhavnen med øerne.
• Plante tang langs molen.
- Havnen koster 4 mio. kr. om året.
Deltagende parter:
Gate 21 og CLEAN
Kontakt:
- Anne Eksempel, tlf. 00112233
"""
    initiative = one(text)
    assert [element.text for element in initiative.elements] == [
        "Etablere et havnebad med sauna og udvikle en sejlrute, der forbinder havnen med øerne.",
        "Plante tang langs molen.",
    ]
    assert [figure.value for figure in initiative.key_figures] == [5, 4]
    assert warned(initiative, "lines 12–13", "elements")
    assert any("linje 12–13" in warning for warning in initiative.warnings_da)


def test_list_of_things_resumed_behind_the_contacts_is_given_back() -> None:
    text = proposal(**LONG | {"parties": "Gate 21 og CLEAN.\n\f- Projektet ”Sort Sol”\n- Programmet ”Blå Mose”"})
    names = [thing.name for thing in one(text).builds_on]
    assert names == ["Blå Bølge", "Ren Fjord", "Grøn Kaj", "Sort Sol", "Blå Mose"]


def test_missing_section_and_empty_section_are_warned_of() -> None:
    text = proposal(effects="").replace("Nøgletal:\n\n- 5 pct. af kajerne er grønne.\n\n", "")
    initiative = one(text)
    assert warned(initiative, "no section “key figures”")
    assert warned(initiative, "“expected effects” is empty")
    assert len(initiative.warnings) == len(initiative.warnings_da)


def test_placeholder_and_pending_text_are_warned_of() -> None:
    initiative = one(proposal(effects="- I 2025 deltager X kommuner.", elements="- [Udestår]"))
    assert warned(initiative, "“X kommuner” holds a placeholder")
    assert warned(initiative, "“[Udestår]” is still pending")


def test_warning_repeats_no_sentence_of_the_text() -> None:
    sentence = "en meget lang sætning om havnens mange herligheder og glæder uden noget tal"
    initiative = one(proposal(figures=f"- {sentence}"))
    assert warned(initiative, "without a number")
    assert not any(sentence in warning for warning in initiative.warnings)


def test_section_that_the_form_does_not_have_gives_no_facts_and_is_warned_of() -> None:
    text = proposal().replace("Kontakt:", "Økonomi:\n\nMiljøstyrelsen giver 5 mio. kr.\n\nKontakt:")
    initiative = one(text)
    assert [party.organisation for party in initiative.participations] == ["Gate 21", "CLEAN", "kommuner"]
    assert len(initiative.key_figures) == 1
    assert [mention.organisation for mention in initiative.mentions] == ["Miljøstyrelsen"]
    assert warned(initiative, "“Økonomi” is no section of the form")


def test_text_under_a_heading_such_as_purpose_is_the_description() -> None:
    text = proposal(introduction="Baggrund\n\nHavnen er grå.\n\nFormål: Havnen skal være grøn.")
    assert one(text).description == "Havnen er grå.\n\nHavnen skal være grøn."
    assert one(text).warnings == ()


# Every line has its place

PIECES = st.sampled_from(
    [
        "",
        "",
        "\f",
        "1",
        "Side 2 af 4",
        "Mulige elementer i initiativet:",
        "Forventede effekter",
        "Nøgletal: 5 pct.",
        "Initiativet bygger videre på:",
        "Deltagende parter:",
        "Kontakt: Anne Eksempel, tlf. 00112233",
        "- Etablere havnebad",
        "  o med sauna",
        "• ",
        "Gate 21, CLEAN og",
        "og nogle flere ord, der går",
        "videre på næste linje.",
        "anne@example.org",
        "mailto:anne@example.org",
        "Nr. 2: Blå By",
        " Indrykket linje",
        "(((((",
        "1. Tang",
    ]
)


@settings(max_examples=examples(150))
@given(st.lists(PIECES, max_size=40))
def test_no_printed_line_of_a_proposal_disappears(pieces: list[str]) -> None:
    text = "\n".join(["Nr. 1: Grøn Havn", "Deltagende parter:", "Gate 21", "Forventede effekter:", *pieces])
    names = Names(knowledge())
    for found in proposals(text_lines(text)):
        places = divide(found, names).places()
        printed = {line.number for line in (*found.lines, *found.unread) if not line.blank}
        assert printed <= set(places)


@settings(max_examples=examples(60))
@given(st.lists(PIECES, max_size=25))
def test_every_printed_line_of_a_document_is_within_a_proposal_or_warned_of(pieces: list[str]) -> None:
    lines = text_lines("\n".join([*pieces, proposal()]))
    found = proposals(lines)
    told = {line.number for each in found for line in (*each.lines, *each.unread)}
    assert {line.number for line in lines if not line.blank} <= told

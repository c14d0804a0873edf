"""Proposals without headings: what their paragraphs say by their first words, and papers that only say the same."""

from __future__ import annotations

import pytest

from graph.reading import read_text
from ontology.errors import UnreadableDocument
from tests.invented import one, proposal

WRITTEN = {
    "letter": """Fyrtårn: Grøn Havn

Kære styregruppe

Havnen er grå, og fiskene er væk. Vi foreslår, at den bliver grøn.

Vi vil etablere et havnebad ved kajen. Vi vil også plante tang langs molen.

I dag er 5 pct. af kajerne grønne.

Initiativet bygger videre på projektet ”Blå Bølge”. Bag forslaget står Gate 21 og CLEAN.

I 2025 er havnen grøn.

Med venlig hilsen
Anne Eksempel, chefkonsulent, anne@example.org, tlf. 00112233
""",
    "prose": """Grøn Havn

Havnen skal være grøn. Vi foreslår et fyrtårn, som viser vejen for andre havne i regionen.

Konkret etableres et havnebad, og der plantes tang langs hele molen.

Målet er, at havnen er grøn i 2025.

Alene i 2015 kostede oprydningen 5 mio. kr.

Der findes allerede projektet ”Blå Bølge”.

Partnerne er Gate 21 og CLEAN.

Kontakt gerne Anne Eksempel på anne@example.org.
""",
    "english": """Green Harbour

The harbour is grey. We propose a lighthouse project that turns it green.

The project will
- build a harbour bath
- plant seaweed

We expect the harbour to be green by 2025.

Today 5 per cent of the quays are green.

We build on the project ”Blå Bølge”.

The partners are Gate 21 and CLEAN.

Please contact Anne Eksempel, anne@example.org.
""",
    "lead-ins": """Forslag til initiativ: Grøn Havn

Havnen er grå.

Helt konkret vil vi:
- etablere et havnebad
- plante tang

Hvis det lykkes, får vi:
- en grøn havn i 2025

Et par tal om havnen:
- 5 pct. af kajerne er grønne

Vi står på skuldrene af:
- Projektet ”Blå Bølge”

Følgende organisationer er med:
- Gate 21
- CLEAN

Vil du vide mere, så skriv til Anne Eksempel, anne@example.org.
""",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_proposal_without_headings_is_read_by_what_its_paragraphs_say(text: str) -> None:
    initiative = one(text)
    assert initiative.title in ("Grøn Havn", "Green Harbour")
    assert [party.organisation for party in initiative.participations] == ["Gate 21", "CLEAN"]
    assert [thing.name for thing in initiative.builds_on] == ["Blå Bølge"]
    assert [contact.email for contact in initiative.contacts] == ["anne@example.org"]
    assert [contact.name for contact in initiative.contacts] == ["Anne Eksempel"]
    assert [effect.year for effect in initiative.effects] == [2025]
    assert [figure.value for figure in initiative.key_figures] == [5]
    assert 1 <= len(initiative.elements) <= 2


def test_text_that_does_not_call_itself_a_proposal_is_none() -> None:
    text = WRITTEN["prose"].replace("Vi foreslår et fyrtårn, som viser", "Havnen viser")
    with pytest.raises(UnreadableDocument, match="no proposal"):
        read_text(text, "artikel.txt")


def test_first_words_that_say_a_section_are_no_fact_of_it() -> None:
    text = WRITTEN["prose"].replace("Partnerne er", "Vi håber, at også DTU kan deltage. Partnerne er")
    assert [party.as_printed for party in one(text).participations] == ["DTU", "Gate 21", "CLEAN"]


def test_words_that_say_a_section_count_nothing_where_headings_say_them() -> None:
    text = proposal(introduction="Vi forventer en ren havn. Initiativet bygger videre på projektet ”Sort Sol”.")
    assert [thing.name for thing in one(text).builds_on] == ["Blå Bølge"]
    assert len(one(text).effects) == 1


def test_whom_to_ask_may_be_said_without_a_heading() -> None:
    text = proposal(contact="").replace("Kontakt:\n\n", "Spørgsmål rettes til Anne Eksempel, anne@example.org.")
    assert [(each.name, each.email) for each in one(text).contacts] == [("Anne Eksempel", "anne@example.org")]

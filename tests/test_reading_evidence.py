"""Headings in words that nobody foresaw: what stands under them tells their section."""

from __future__ import annotations

import pytest

from graph.reading import read_text
from ontology.errors import UnreadableDocument
from tests.invented import FULL, HEADINGS, one

UNFORESEEN = {
    "elements": "Det går vi i krig med",
    "effects": "Sådan ser verden ud bagefter",
    "figures": "Tal at holde fast i",
    "foundations": "Vi læner os op ad",
    "parties": "Vores hold",
    "contact": "Fat telefonen",
}
TOLD = FULL | {
    "effects": "- I 2025 er havnen grøn.\n- Der er færre olieudslip.",
    "figures": "- 5 pct. af kajerne er grønne.\n- Et havnebad koster 2 mio. kr.",
    "foundations": "- Projektet ”Blå Bølge”\n- Havnens klimastrategi",
}


def _under(unforeseen: set[str]) -> str:
    headings = HEADINGS | {name: UNFORESEEN[name] for name in unforeseen}
    return "\n".join(["Nr. 1: Grøn Havn\n", *(f"{headings[name]}\n\n{TOLD[name]}\n" for name in HEADINGS)])


@pytest.mark.parametrize("section", list(UNFORESEEN))
def test_what_stands_under_a_heading_tells_its_section(section: str) -> None:
    facts = ("elements", "effects", "key_figures", "builds_on", "participations", "contacts")
    read, plain = one(_under({section})), one(_under(set()))
    assert [len(getattr(read, name)) for name in facts] == [len(getattr(plain, name)) for name in facts]


def test_list_under_what_it_is_about_is_what_would_be_done() -> None:
    text = _under(set()).replace(HEADINGS["elements"], "Hvad går det ud på?")
    assert [element.text for element in one(text).elements] == ["Etablere et havnebad.", "Plante tang."]


def test_proposal_is_found_by_content_where_no_heading_is_known() -> None:
    text = _under(set(UNFORESEEN)).replace("Nr. 1", "Fyrtårnsprojekt 1")
    read = one(text)
    assert (read.title, len(read.contacts), len(read.participations)) == ("Grøn Havn", 1, 3)


@pytest.mark.parametrize(
    "paper",
    [
        "Referat af møde om fyrtårne\n\nTil stede\n- Gate 21\n- CLEAN\n- DTU\n\nØkonomi\n- 2 mio. kr. er brugt\n\n"
        "Opfølgning\n- Gate 21 skriver et notat\n\nNæste møde\nRing til Anne Eksempel, tlf. 00112233",
        "Nyt fyrtårn på vej\n\nSådan kommer du med\n- Skriv til kommunen\n- Kom til mødet\n\nFakta om byen\n"
        "- 34.000 indbyggere\n- 12 pct. er unge\n\nKontakt journalisten: Anne Eksempel, tlf. 00112233",
        "Evaluering af fyrtårnet Grøn Havn\n\nMetode\n- 14 interviews\n- 300 svar\n\nResultater\n- 40 pct. flere\n"
        "\nInterviewede\n- Gate 21\n- DTU\n- CLEAN\n\nAnbefalinger\n- Byg videre på projektet ”Blå Bølge”",
    ],
)
def test_other_paper_about_lighthouses_is_no_proposal(paper: str) -> None:
    with pytest.raises(UnreadableDocument):
        read_text(paper, "andet.txt")

"""How coordinators open a proposal: numbers, labels, subtitles and titles over two lines."""

from __future__ import annotations

import pytest

from tests.invented import one, proposal


@pytest.mark.parametrize(
    "opening",
    [
        "Nr. 4: Grøn Havn",
        "4. Fyrtårnsprojekt: Grøn Havn",
        "Projekttitel: Grøn Havn\nNummer: 4",
        "Projekttitel:   Grøn Havn\nForslagsnummer:   4\nIndsendt af:   Tangby Kommune",
        "Forslag nr.\n4\nTitel\nGrøn Havn",
        "Forslagsnr.\n\n4\n\nInitiativets titel\n\nGrøn Havn",
        "Fyrtårn 4 | Grøn Havn",
        "Nummer og titel: 4, Grøn Havn",
        "Titel og nummer: Grøn Havn (4)",
    ],
)
def test_number_and_title_are_told_apart(opening: str) -> None:
    read = one(proposal(title=opening))
    assert (read.number, read.title) == ("4", "Grøn Havn")


@pytest.mark.parametrize(
    ("opening", "number", "title"),
    [
        ("1. INITIATIV: GRØN HAVN", "1", "GRØN HAVN"),
        ("7b. Grøn Havn", "7b", "Grøn Havn"),
        ("P-04 Grøn Havn", "P-04", "Grøn Havn"),
        ("Forslag 2020-07: Grøn Havn", "2020-07", "Grøn Havn"),
        ("Idé til fyrtårn: Grøn Havn", None, "Grøn Havn"),
        ("Projektidé: Grøn Havn", None, "Grøn Havn"),
        ("Indmelding af idé til regionalt fyrtårn\n\nNavn på idéen\nGrøn Havn", None, "Grøn Havn"),
        ("Projekt 4\n\nGrøn Havn\n– byens nye baghave", "4", "Grøn Havn – byens nye baghave"),
        ("GRØN HAVN\nOG RENE KAJER", None, "GRØN HAVN OG RENE KAJER"),
        (
            "Nr. 4: Grøn Havn i Tangby med Rent Vand til Alle Byens\nBørn og Gamle",
            "4",
            "Grøn Havn i Tangby med Rent Vand til Alle Byens Børn og Gamle",
        ),
    ],
)
def test_title_is_read_whole_and_without_its_label(opening: str, number: str | None, title: str) -> None:
    read = one(proposal(title=opening))
    assert (read.number, read.title) == (number, title)

"""Headings: spelt rightly or nearly so, with or without a colon, ornaments, numbers and text on the same line."""

from __future__ import annotations

import pytest

from graph.reading.headings import SECTIONS, heading
from graph.reading.lexicon import lexicon
from tests.invented import HEADINGS, one, proposal


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Mulige elementer i initiativet:", "elements"),
        ("Mulige elemeneter i initiativet", "elements"),
        ("Forventde effekter:", "effects"),
        ("FORVENTEDE EFFEKTER", "effects"),
        ("Nøgletal", "figures"),
        ("Nøgletal (fortsat):", "figures"),
        ("Nøgeltal:", "figures"),
        ("Initativet bygger videre på", "foundations"),
        ("Projektet bygger på:", "foundations"),
        ("3. Deltagende parter", "parties"),
        ("## Deltagende parter", "parties"),
        ("**Deltagende parter:**", "parties"),
        ("Deltagende parter (mulige):", "parties"),
        ("Lead-partnere:", "parties"),
        ("Deltagende parter og roller", "parties"),
        ("Økonomi", "other"),
        ("Baggrund:", "introduction"),
        ("II. Kontaktpersoner", "contact"),
        ("Possible elements of the initiative:", "elements"),
        ("The initiative builds on:", "foundations"),
        ("Participating parties", "parties"),
    ],
)
def test_heading_is_recognised(line: str, section: str) -> None:
    found = heading(line)
    assert found is not None
    assert found.section == section


@pytest.mark.parametrize(
    "line",
    [
        "Kommuner",
        "- Kontakt",
        "Kontakten til havnen er god.",
        "Effekterne er store, og",
        "deltagende parter",
        "Virksomheder: Blå Bølge ApS",
        "Resultatet af det hele",
        "",
        "Tallene viser:",
        "Nøgletallet for hele landet er steget igen i år:",
    ],
)
def test_other_line_is_no_heading(line: str) -> None:
    assert heading(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Kontakt: Anne Eksempel, tlf.: 00112233", "Anne Eksempel, tlf.: 00112233"),
        ("Deltagende parter – Gate 21 og CLEAN", "Gate 21 og CLEAN"),
        ("**Deltagende parter:** Gate 21", "Gate 21"),
        ("Nøgletal:", ""),
    ],
)
def test_text_behind_a_heading_is_its_first(line: str, rest: str) -> None:
    found = heading(line)
    assert found is not None
    assert found.rest == rest


def test_line_behind_a_heading_goes_on_in_the_next() -> None:
    text = proposal().replace("Deltagende parter:\n\n", "Deltagende parter: DTU,\n")
    assert [party.organisation for party in one(text).participations] == ["DTU", "Gate 21", "CLEAN", "kommuner"]


def test_only_long_headings_of_proposals_are_telling() -> None:
    lines = ("Deltagende parter:", "Deltagere:", "Kontakt:")
    assert [found.telling for line in lines if (found := heading(line))] == [True, False, False]


def test_sentence_that_begins_in_small_letters_is_no_heading() -> None:
    assert heading("deltagende parter:") is None


def test_every_phrase_heads_the_section_it_is_listed_under() -> None:
    wrong = [
        phrase
        for section, phrases in lexicon().headings.items()
        for phrase in phrases
        if getattr(heading(f"{phrase.capitalize()}:"), "section", None) != section
    ]
    assert not wrong


def test_sections_of_the_lexicon_are_those_of_the_form() -> None:
    assert set(lexicon().headings) - {"lead"} <= set(SECTIONS)
    assert set(lexicon().signs) | {"parties", "lead"} == set(lexicon().headings)


def test_headings_may_stand_in_any_order() -> None:
    text = proposal()
    order = ["contact", "parties", "figures", "elements", "foundations", "effects"]
    cut = {name: text.split(HEADINGS[name])[1].split("\n\n")[1] for name in order}
    mixed = "Nr. 1: Grøn Havn\n\nHavnen skal være grøn.\n\n" + "".join(
        f"{HEADINGS[name]}\n\n{cut[name]}\n\n" for name in order
    )
    first, second = one(text), one(mixed)
    for field in ("participations", "builds_on", "contacts", "elements", "effects", "key_figures"):
        assert len(getattr(first, field)) == len(getattr(second, field)) > 0


def test_words_that_yaml_takes_for_truth_values_are_words() -> None:
    words = (lexicon().never_ends, lexicon().dangling, lexicon().no_unit, lexicon().title_words, lexicon().things)
    assert not [word for group in words for word in map(type, group) if word is not str]
    assert {"no", "off"} <= lexicon().never_ends
    assert "on" in lexicon().dangling

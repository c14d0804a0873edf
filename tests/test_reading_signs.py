"""What a text must hold before it is looked at closely: no sign may hide what the close look would find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.knowledge import knowledge
from graph.reading.formats.text import decode, text_lines
from graph.reading.lexicon import lexicon
from graph.reading.names import _WORD, _institutions
from graph.reading.pages import _PAGE, _has_page
from graph.reading.titles import _numbered, numbered_title

DOCUMENTS = sorted((Path(__file__).parent / "evaluation").rglob("*.txt"))
LEFT_OPEN = [
    "Der spares XX pct. om året",
    "Her deltager NN kommuner",
    "Der er ?? virksomheder med",
    "Det koster __ mio. kr.",
    "Hos X kommuner og Xx borgere",
    "Kontakt: [følger]",
    "Afventer",
    "Afklares senere",
    "Prisen er Q %",
]
TITLES = [
    "Forslag nr. 4: Grøn Havn",
    "(Projekt) 2 – Blå By",
    "INITIATIV IV: Tang",
    "Forslag til nyt projekt 7: Sol",
    "Ideé",
]
FEET = [
    "Tangby Kommune, side 3",
    "Side 2 af 9 | Tangby",
    "PAGE 4 – Tangby",
    "Tangby    s. 12",
    "Tangby - page 1/3",
    "x",
]


def _lines() -> list[str]:
    return [line.text for file in DOCUMENTS for line in text_lines(decode(file.read_bytes(), file.name))]


def test_body_known_by_its_form_begins_with_a_capital() -> None:
    assert DOCUMENTS
    for text in _lines():
        found = [match.span() for match in _institutions(text)]
        assert found == [match.span() for match in lexicon().institution.finditer(text)]


def test_name_begins_at_a_word_that_may_head_one() -> None:
    for index in (knowledge().organisation_index, knowledge().undertaking_index):
        for text in _lines():
            heads = {match.span() for match in index.heads.finditer(text)}
            others = {match.span() for match in _WORD.finditer(text)} - heads
            assert not [text[a:b] for a, b in others if text[a:b] != "&" and index.may_begin(text[a:b])]


@pytest.mark.parametrize("text", LEFT_OPEN)
def test_what_is_left_open_has_a_sign_or_begins_its_text(text: str) -> None:
    words = lexicon()
    assert words.left_open.search(text) or (
        not words.placeholder.search(text) and words.pending.match(text) is not None
    )


def test_sign_of_what_is_left_open_hides_nothing() -> None:
    words = lexicon()
    for text in (*_lines(), *LEFT_OPEN):
        if not words.left_open.search(text):
            assert words.placeholder.search(text) is None
            assert bool(words.pending.search(text)) == bool(words.pending.match(text))


def test_first_word_of_a_numbered_title_hides_none() -> None:
    for text in (*_lines(), *TITLES):
        found = _numbered().match(text.strip()) if len(text) < 300 else None
        titled = found and (found["title"] is None or re.match(r"[”\"“»(]?[A-ZÆØÅÉ0-9]", found["title"]))
        assert bool(numbered_title(text)) == bool(titled), text


def test_end_of_a_line_hides_no_page_number() -> None:
    for text in (*(line[:200].strip() for line in _lines()), *FEET):
        assert _has_page(text) == bool(_PAGE.search(text)), text

"""Lines and running text: encodings, line ends, pages, hyphens, sentences, and the way back to the printed line."""

from __future__ import annotations

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from graph.reading import read_text
from graph.reading.formats.text import decode, text_lines
from graph.reading.lines import Line, join, without_long_gaps
from ontology.errors import UnreadableDocument
from tests.invented import one, proposal

TEXT = proposal("Nr. 1: Grøn Havn på Ærø – ”et forslag”")


def _lines(*texts: str) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start=1)]


# Bytes and characters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_the_same_in_every_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "forslag.txt") == TEXT


def test_utf8_with_one_broken_byte_keeps_its_other_letters() -> None:
    broken = TEXT.encode() + b"\xff"
    assert decode(broken, "forslag.txt") == TEXT + "\ufffd"


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 50, b"%PDF-1.4\x00\x00", b"\xff\xfea", bytes(range(32)) * 9])
def test_binary_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"forslag\.bin"):
        decode(data, "forslag.bin")


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_change_neither_facts_nor_lines_nor_hash(ends: str) -> None:
    told = read_text(TEXT.replace("\n", ends), "forslag.txt")
    assert told == read_text(TEXT, "forslag.txt")


def test_decomposed_letters_ligatures_and_odd_hyphens_become_plain() -> None:
    [line] = text_lines("Va\u030artilstand \ufb01n\u00a0e\u2011mail\u200b")
    assert line.text == "Vårtilstand fin e-mail"


def test_soft_hyphen_at_a_line_end_is_undone() -> None:
    assert str(join(text_lines("initia\u00ad\ntiv"))) == "initiativ"


def test_form_feed_opens_a_page_before_and_alone_on_a_line() -> None:
    assert [line.opens_page for line in text_lines("a\n\fb\n\f\nc\nd\f\ne")] == [False, True, True, True, False, True]


def test_long_gap_is_shortened_and_numbers_stay() -> None:
    kept = without_long_gaps(text_lines("a" + "\n" * 500 + "b"))
    assert (kept[0].number, kept[-1].number, len(kept)) == (1, 501, 62)


# Running text


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("grøn", "havn", "grøn havn"),
        ("initia-", "tiv", "initiativ"),
        ("EU-", "projektet", "EU-projektet"),
        ("drifts-", "og anlæg", "drifts- og anlæg"),
        ("2015-", "16", "2015-16"),
        ("Nordisk-", "Baltisk", "Nordisk-Baltisk"),
        ("fra –", "til", "fra – til"),
        ("anne.eksempel@", "example.org", "anne.eksempel@example.org"),
        ("anne.eksempel", "@example.org", "anne.eksempel@example.org"),
        ("anne@example.", "org, chef", "anne@example.org, chef"),
        ("anne@exam", "ple.org", "anne@example.org"),
        ("anne.loe-", "jensen@example.org", "anne.loe-jensen@example.org"),
        ("anne@example.org.", "Han er", "anne@example.org. Han er"),
    ],
)
def test_line_end_is_undone(first: str, second: str, joined: str) -> None:
    assert str(join(_lines(first, second))) == joined


def test_every_character_leads_back_to_its_line() -> None:
    text = join(_lines("Etablere kommu-", "", "nale havne", "og broer"))
    assert str(text) == "Etablere kommunale havne og broer"
    assert [text.line_at(text.string.index(word)) for word in ("Etablere", "nale", "og")] == [1, 3, 4]
    assert text.part(text.string.index("broer")).first == 4


def test_printed_lines_are_told_apart_but_for_a_word_that_runs_on() -> None:
    text = join(_lines("Grøn", "Kom-", "mune", "Blå"))
    assert [str(line) for line in text.printed_lines()] == ["Grøn", "Kommune", "Blå"]


def test_part_in_the_middle_of_many_lines_has_their_numbers() -> None:
    text = join(_lines("et to", "tre fire", "fem seks"))
    assert text.part(3, 16).numbers == (1, 2, 3)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Havnen er grøn. Byen er blå.", 2),
        ("Det koster ca. 5 mio. kr. årligt.", 1),
        ("Det koster 5 mio. kr. Byen betaler.", 2),
        ("Den 3. maj åbner havnen, jf. Nr. 4.", 1),
        ("Gate 21 m.fl. Derudover DTU.", 2),
        ("Se bl.a. Ph.d. Anne Eksempel, cand.scient. Hun ved det.", 2),
        ("Er det grønt? Ja! ”Det er.” Slut.", 4),
    ],
)
def test_abbreviations_and_ordinals_end_no_sentence(text: str, count: int) -> None:
    assert len(join(_lines(text)).sentences()) == count


WORDS = st.text(alphabet="abæøÅ1.-, ()”@", max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_joined_text_keeps_every_letter_and_rising_starts(printed: list[str]) -> None:
    text = join(_lines(*printed))
    assert "".join(filter(str.isalnum, str(text))) == "".join(filter(str.isalnum, "".join(printed)))
    assert list(text.starts) == sorted(text.starts)
    assert len(text.starts) == len(text.numbers)


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(0, 40), st.integers(0, 40))
def test_part_stands_on_the_lines_it_was_printed_on(printed: list[str], start: int, end: int) -> None:
    text = join(_lines(*printed))
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    part = text.part(start, end)
    assert part.string == text.string[start:end].strip()
    if part.string:
        offset = start + text.string[start:end].index(part.string)
        assert [part.line_at(i) for i in range(len(part))] == [text.line_at(offset + i) for i in range(len(part))]


def test_facts_of_a_file_with_a_mark_stand_on_the_printed_lines() -> None:
    initiative = one(decode(TEXT.replace("\n", "\r\n").encode("utf-8-sig"), "forslag.txt"))
    lines = TEXT.split("\n")
    assert "Gate 21" in lines[initiative.participations[0].line - 1]
    assert "Anne" in lines[initiative.contacts[0].line - 1]


def test_replaced_text_still_leads_back_to_its_lines() -> None:
    text = join([Line(3, "anne (at) example.org"), Line(4, "bo (at) example.org"), Line(5, "slut")])
    plain = text.replaced(re.compile(r" \(at\) "), "@")
    assert plain.string == "anne@example.org bo@example.org slut"
    assert [plain.line_at(plain.string.index(word)) for word in ("anne", "bo", "slut")] == [3, 4, 5]

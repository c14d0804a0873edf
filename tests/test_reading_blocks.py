"""Blocks: bullets of every kind, nested ones, paragraphs, lists without bullets, and what a page only repeats."""

from __future__ import annotations

import pytest

from graph.reading.blocks import blocks, by_line, dangles
from graph.reading.formats.text import text_lines
from graph.reading.furniture import set_aside
from graph.reading.lines import Line
from graph.reading.pages import without_page_edges
from tests.invented import one, proposal


def _blocks(text: str) -> list[tuple[str, int]]:
    kept, _ = set_aside(without_page_edges(text_lines(text)))
    return [(block.text.string, block.level if block.bulleted else 0) for block in blocks(kept)]


@pytest.mark.parametrize("mark", ["-", "•", "*", "–", "\uf0b7", "▪", "●", "+", "»", "✓", "►", "\uf0d8"])
def test_bullets_of_every_kind_open_items(mark: str) -> None:
    assert _blocks(f"{mark} Etablere\nhavnebad\n{mark} Plante tang") == [("Etablere havnebad", 1), ("Plante tang", 1)]


@pytest.mark.parametrize(("first", "second"), [("1.", "2."), ("1)", "2)"), ("a)", "b)"), ("a.", "b.")])
def test_numbers_and_letters_open_items(first: str, second: str) -> None:
    assert _blocks(f"{first} Etablere bad\n{second} Plante tang") == [("Etablere bad", 1), ("Plante tang", 1)]


def test_bullet_alone_on_its_line_belongs_to_the_next() -> None:
    assert _blocks("•\nEtablere bad\n•\n\nPlante tang") == [("Etablere bad", 1), ("Plante tang", 1)]


def test_item_goes_on_over_blank_lines() -> None:
    assert _blocks("- Etablere et bad i\n\nhavnen\n- Plante tang") == [
        ("Etablere et bad i havnen", 1),
        ("Plante tang", 1),
    ]


def test_indented_items_are_nested() -> None:
    text = "- Bad\n  - Sauna\n    - Ovn\n  - Trappe\n- Tang"
    assert [level for _, level in _blocks(text)] == [1, 2, 3, 2, 1]


def test_items_with_another_mark_are_nested() -> None:
    assert [level for _, level in _blocks("• Bad\no Sauna\no Trappe\n• Tang")] == [1, 2, 2, 1]


@pytest.mark.parametrize(("page", "level"), [(None, 1), (2, 2)])
def test_first_item_of_a_page_is_as_far_in_as_its_format_says_and_not_in_a_dump_of_text(
    page: int | None, level: int
) -> None:
    printed = ["• Bad", "• Trappe", "  • Sauna"]
    lines = [Line(i, text, opens_page=i == 3, page=page) for i, text in enumerate(printed, start=1)]
    assert [block.level for block in blocks(lines)] == [1, 1, level]


def test_list_that_is_indented_as_a_whole_is_not_nested() -> None:
    assert [level for _, level in _blocks("Vi vil:\n    - Bad\n    - Tang")] == [0, 1, 1]


def test_dash_that_a_line_end_put_first_opens_no_item() -> None:
    assert _blocks("Havnen skal være grøn\n– og ren – hele året.") == [
        ("Havnen skal være grøn – og ren – hele året.", 0)
    ]


def test_paragraph_ends_with_its_short_line() -> None:
    assert _blocks("Havnen er grøn og ren hele året\nog blå.\n\nByen er gul.")[1] == ("Byen er gul.", 0)


@pytest.mark.parametrize(
    ("text", "open_"), [("Gate 21,", True), ("havne og", True), ("Grøn Havn", False), ("af", True)]
)
def test_text_that_goes_on_dangles(text: str, open_: bool) -> None:
    assert dangles(text) is open_


def test_lines_without_bullets_are_items_where_each_begins_and_ends_like_one() -> None:
    kept = blocks(text_lines("Etablere havnebad\nPlante tang\nRense vandet"))
    assert [block.text.string for block in by_line(kept)] == ["Etablere havnebad", "Plante tang", "Rense vandet"]


@pytest.mark.parametrize(
    "text",
    [
        "Havnen skal være grøn, og den skal være åben for alle i\nHundested og omegn.",
        "Plante tang sammen med\nGate 21",
        "- Etablere havnebad i\nGrøn Havn",
    ],
)
def test_wrapped_text_is_no_list(text: str) -> None:
    assert len(by_line(blocks(text_lines(text)))) == 1


# What stands on a page but in no section


def _aside(text: str) -> dict[str, str]:
    return {item.line.text.strip(): item.reason for item in set_aside(without_page_edges(text_lines(text)))[1]}


@pytest.mark.parametrize("text", ["Side 2 af 4", "Page 3 of 9", "- 7 -", "3/12", "side 4"])
def test_page_number_is_set_aside(text: str) -> None:
    assert _aside(f"Noget\n\n{text}\n\nmere") == {text: "page number"}


def test_footnotes_and_their_marks_are_set_aside() -> None:
    text = "Havnen er grøn.\n1\nByen er blå.\n\n1\n Havnestatistik 2014\nside 3 i tabellen.\n\n\n\nTangen gror."
    assert _aside(text) == {"1": "footnote", "Havnestatistik 2014": "footnote", "side 3 i tabellen.": "footnote"}


def test_line_that_opens_every_page_is_a_running_head() -> None:
    pages = [f"Havneforbundet, udkast {n}\nTekst nummer {word}." for n, word in enumerate(("et", "to", "tre", "fire"))]
    assert set(_aside("\n\f".join(pages)).values()) == {"running head"}
    assert len(_aside("\n\f".join(pages))) == 3  # the first page opens the document


def test_links_and_rules_are_furniture() -> None:
    assert _aside("Tekst\nmailto:anne@example.org\n-----\nmere") == {
        "mailto:anne@example.org": "furniture",
        "-----": "furniture",
    }


def test_footnote_in_the_middle_of_a_section_splits_no_sentence() -> None:
    text = proposal(
        elements="- Etablere havnebad i\n\n1\n\nhele kommunen.\n- Plante tang.\n\n1\n Havnestatistik 2014\n\n"
    )
    assert [element.text for element in one(text).elements] == ["Etablere havnebad i hele kommunen.", "Plante tang."]


def test_organisation_in_a_footnote_is_a_mention() -> None:
    text = proposal(elements="- Etablere havnebad.\n1\n- Plante tang.\n\n1\n Miljøstyrelsen 2014\n\n\n\n")
    assert [mention.organisation for mention in one(text).mentions] == ["Miljøstyrelsen"]


def test_dashes_below_a_bullet_are_nested_and_a_single_one_within_a_sentence_is_not() -> None:
    assert _blocks("• Fælles anlæg\n  - fælles udbud\n  - fælles indkøb\n• Plante tang") == [
        ("Fælles anlæg", 1),
        ("fælles udbud", 2),
        ("fælles indkøb", 2),
        ("Plante tang", 1),
    ]
    assert _blocks("• Havnen bliver grøn\n  - og det hele året\n  rundt") == [
        ("Havnen bliver grøn - og det hele året rundt", 1)
    ]


def test_heading_within_the_elements_and_the_text_below_it_are_one_element() -> None:
    text = proposal("# Grøn Havn").replace("Mulige elementer i initiativet:", "## Elementer")
    for words in ("Forventede effekter", "Nøgletal", "Initiativet bygger videre på", "Deltagende parter", "Kontakt"):
        text = text.replace(f"{words}:", f"## {words}")
    text = text.replace(
        "- Etablere et havnebad.\n- Plante tang.",
        "### Et bad\n\nBadet ligger ved kajen.\n\n- sauna\n- kiosk\n\n### Tang\n\nTang gror.",
    )
    assert [(element.text, element.level) for element in one(text).elements] == [
        ("Et bad: Badet ligger ved kajen.", 1),
        ("sauna", 2),
        ("kiosk", 2),
        ("Tang: Tang gror.", 1),
    ]


# Page numbers, and notes that begin with their number


@pytest.mark.parametrize(
    "line",
    [
        "Forslag til fyrtårne               Side 4",
        "Havneforbundet, side 4 af 9",
        "Side 4 af 9 | Havneforbundet",
        "Lighthouse proposals     page 4/9",
    ],
)
def test_line_with_a_page_number_beside_other_words_belongs_to_the_page(line: str) -> None:
    assert _aside(f"Tang.\n\n{line}\n\nmere tang.\n\n{line.replace('4', '5')}") == {
        line: "page number",
        line.replace("4", "5"): "page number",
    }


def test_reference_to_a_page_is_text() -> None:
    assert _aside("Havnen er grøn, se rapporten side 4\nog kortet, side 12.") == {}


def test_head_on_both_of_two_pages_is_a_running_head() -> None:
    assert _aside("Havneforbundet\nGrøn Havn\n\nTang.\n\fHavneforbundet\nMere tang.") == {
        "Havneforbundet": "running head"
    }


def test_foot_on_both_of_two_pages_is_a_running_head() -> None:
    assert _aside("Grøn Havn\n\nTang.\n\nHavneforbundet\n\fMere tang.\n\nHavneforbundet") == {
        "Havneforbundet": "running head"
    }


@pytest.mark.parametrize("pages", [2, 3])
def test_pages_that_end_with_the_same_address_keep_it(pages: int) -> None:
    heads = ("Havnen er dyb.", "Tangen gror.", "Ålen kommer igen.")[:pages]
    assert _aside("\n\f".join(f"{head}\n\nAnne Eksempel,\nanne@example.org" for head in heads)) == {}


def test_title_that_every_page_repeats_stays_where_it_stands_first() -> None:
    head, _, rest = proposal("Grøn Havn").partition("Nøgletal:")
    initiative = one(f"{head}\fGrøn Havn\n\nNøgletal:{rest}")
    assert initiative.title == "Grøn Havn"
    assert len(initiative.effects) == 1


@pytest.mark.parametrize(("mark", "note"), [("1", "1 "), ("[1]", "[1] "), ("¹", "¹ "), ("¹", "¹")])
def test_note_that_begins_with_its_number_is_set_aside_with_its_mark(mark: str, note: str) -> None:
    text = proposal(
        foundations=f"- Projektet ”Blå Bølge”\n- Netværket ”Ren Fjord”{mark}\n\n{note}Fra DTU,\n5 pct. af alle.",
        parties=f"Gate 21{mark}, CLEAN{mark}.",
    )
    initiative = one(text)
    assert [thing.name for thing in initiative.builds_on] == ["Blå Bølge", "Ren Fjord"]
    assert "DTU" in [mention.organisation for mention in initiative.mentions]


def test_line_that_begins_with_a_number_no_mark_points_to_is_text() -> None:
    assert _aside("Havnen udleder CO2 og fylder 3 km2.\n2 Havne er grønne.\n5 Skibe sejler.") == {}

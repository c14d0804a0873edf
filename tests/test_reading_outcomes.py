"""Elements and effects: one for each bullet or sentence, with level and target year."""

from __future__ import annotations

import pytest

from graph.reading.outcomes import target_year
from tests.invented import one, proposal


def _elements(printed: str) -> list[tuple[int, str]]:
    return [(element.level, element.text) for element in one(proposal(elements=printed)).elements]


def _effects(printed: str) -> list[tuple[int | None, str]]:
    return [(effect.year, effect.text) for effect in one(proposal(effects=printed)).effects]


def test_nested_bullets_have_their_level() -> None:
    assert _elements("• Bad\no Sauna\no Trappe\n• Tang") == [(1, "Bad"), (2, "Sauna"), (2, "Trappe"), (1, "Tang")]


def test_sentence_that_leads_a_list_in_is_no_element() -> None:
    assert _elements("Havnen kan styrkes ved:\n- Bad\n- Tang") == [(1, "Bad"), (1, "Tang")]


def test_bullets_under_a_headed_paragraph_lie_deeper() -> None:
    printed = "Et renere vand\n\n- Tang langs alle havnens moler\n- Muslinger\n\nEn åben havn\n\n- Bad"
    assert _elements(printed) == [
        (1, "Et renere vand"),
        (2, "Tang langs alle havnens moler"),
        (2, "Muslinger"),
        (1, "En åben havn"),
        (2, "Bad"),
    ]


def test_letters_and_dashes_under_numbers_are_of_level_two() -> None:
    printed = "1. Bade\n   a) Sauna\n   b) Trappe\n2. Drift\n   – Udbud\n   – App"
    assert [level for level, _ in _elements(printed)] == [1, 2, 2, 1, 2, 2]


def test_numbered_list_is_of_level_one() -> None:
    assert _elements("1. Bad\n2. Tang") == [(1, "Bad"), (1, "Tang")]


def test_lines_without_bullets_are_elements() -> None:
    assert _elements("Etablere havnebad\nPlante tang\nRense vandet") == [
        (1, "Etablere havnebad"),
        (1, "Plante tang"),
        (1, "Rense vandet"),
    ]


def test_element_wrapped_over_lines_is_whole() -> None:
    assert _elements("- Etablere et havne-\nbad i havnen\n\nmed sauna.\n- Tang.") == [
        (1, "Etablere et havnebad i havnen med sauna."),
        (1, "Tang."),
    ]


def test_prose_has_one_effect_for_each_sentence() -> None:
    assert _effects("I 2025 er havnen grøn. Inden udgangen af 2030 er fjorden ren.") == [
        (2025, "I 2025 er havnen grøn."),
        (2030, "Inden udgangen af 2030 er fjorden ren."),
    ]


def test_bullet_is_one_effect_whatever_its_sentences() -> None:
    assert _effects("- Havnen er grøn. Fjorden er ren i 2030.") == [(2030, "Havnen er grøn. Fjorden er ren i 2030.")]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("I juni 2018 er havnen grøn", 2018),
        ("senest 2021", 2021),
        ("By the end of 2025 all is green", 2025),
        ("Havnen er grøn (2023)", 2023),
        ("Alle spiser sundt hver dag fra 2021", 2021),
        ("Fra 2022 er havnen grøn", 2022),
        ("frem mod 2030 bliver havnen grøn", 2030),
        ("fra 2015 til 2020 bliver havnen grøn", 2020),
        ("Growing from 2015 to 2020", 2020),
        ("All is green by 2030", 2030),
        ("Havnen er grøn", None),
        ("Strategi 2020 er kendt", None),
        ("Støjen falder fra 2017-niveauet", None),
        ("2.025 både", None),
    ],
)
def test_target_year_is_the_one_aimed_at(text: str, year: int | None) -> None:
    assert target_year(text) == year

"""Plain text whose columns stand side by side is read one column after the other, however long it is."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from graph.reading.formats.gutters import without_gutters
from graph.reading.lines import Line

LEFT = ["Mulige elementer:", "- Et bad", "- Tang", "- Sauna", "- Trappe", "- Ovn"]
RIGHT = ["Deltagende parter:", "- Gate 21", "- CLEAN", "- DTU", "- Movia", "- DSB"]


def beside(left: Sequence[str], right: Sequence[str], column: int = 40) -> list[str]:
    """Two columns as a dump of text has them."""
    return [f"{one:{column}}{other}" for one, other in zip(left, right, strict=True)]


def told(texts: Sequence[str]) -> list[str]:
    """The texts of the lines, in reading order."""
    lines = [Line(number, text) for number, text in enumerate(texts, start=1)]
    return [line.text for line in without_gutters(lines) if not line.blank]


def test_columns_side_by_side_come_one_after_the_other() -> None:
    assert told(beside(LEFT, RIGHT)) == [*LEFT, *RIGHT]


def test_columns_may_stand_elsewhere_on_the_next_page() -> None:
    between = ["Der er langt fra land til vand i hele kommunen, og det skal der gøres noget ved nu."] * 3
    assert told([*beside(LEFT, RIGHT), *between, *beside(LEFT, RIGHT, 55)]) == [*LEFT, *RIGHT, *between, *LEFT, *RIGHT]


def test_columns_are_found_at_the_end_of_a_long_text_too() -> None:
    before = ["Havnen skal være grøn, og byen skal være blå, og der skal være plads til alle."] * 5_000
    assert told([*before, *beside(LEFT, RIGHT)]) == [*before, *LEFT, *RIGHT]


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    ["x" + " " * 39 + "y", " " * 25 + "x" + " " * 14 + "y", "a   b" * 60, "", " " * 30 + "7"],
    ids=["columns", "centred", "gaps everywhere", "blank", "page number"],
)
def test_a_text_of_absurd_length_is_looked_through_in_time(line: str) -> None:
    before = time.process_time()
    told([*beside(LEFT, RIGHT), *[line] * 100_000])
    assert time.process_time() - before < 8


# What pages look like


def test_right_column_that_begins_a_place_aside_is_parted_at_its_own_gap() -> None:
    lines = [f"{one:{39 + place % 3}}{other}" for place, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True))]
    assert told(lines) == [*LEFT, *RIGHT]


def test_rest_of_a_page_whose_gutter_shifts_stays_in_its_column() -> None:
    more, other = ["Nøgletal:", "- 5 km", "- 7 km"], ["Kontakt:", "- Anne Eksempel", "- anne@example.org"]
    lines = [*beside(LEFT, RIGHT), "", *beside(more, other, 36)]
    assert told(lines) == [*LEFT, *more, *RIGHT, *other]


def test_columns_that_go_on_overleaf_without_a_heading_are_columns() -> None:
    between = ["Der er langt fra land til vand i hele kommunen, og det skal der gøres noget ved nu."]
    assert told([*beside(LEFT, RIGHT), *between, *beside(LEFT[1:4], RIGHT[1:4])]) == [
        *LEFT,
        *RIGHT,
        *between,
        *LEFT[1:4],
        *RIGHT[1:4],
    ]


def test_numbered_title_between_columns_belongs_to_what_stands_below_it() -> None:
    title = "Nr. 2: Blå By"
    assert told([*beside(LEFT, RIGHT), "", "", title, *beside(LEFT, RIGHT)]) == [*LEFT, *RIGHT, title, *LEFT, *RIGHT]


def test_rule_and_note_below_columns_are_in_neither() -> None:
    note = ["_" * 20, "1 Opgjort af kommunerne i 2018, og siden rettet efter de nyeste tal fra havnen."]
    assert told([*beside(LEFT, RIGHT), *note]) == [*LEFT, *RIGHT, *note]


def test_right_column_goes_on_with_what_a_heading_at_the_foot_of_the_left_one_announces() -> None:
    left, right = [*LEFT, "", "Nøgletal"], ["- 5 km kaj", *RIGHT, ""]
    lines = [Line(number, text) for number, text in enumerate(beside(left, right), start=1)]
    first = next(line for line in without_gutters(lines) if line.text == "- 5 km kaj")
    assert not first.opens_page


def test_labels_left_of_their_fields_head_them() -> None:
    left = ["Elementer", "", "Deltagende", "parter", "", "Nøgletal", "", "Kontakt"]
    right = ["- Et bad", "- Tang", "- Gate 21", "- CLEAN", "- DTU", "- 5 km", "", "Anne Eksempel, anne@example.org"]
    assert told(beside(left, right)) == [
        "Elementer:",
        *right[:2],
        "Deltagende parter:",
        *right[2:5],
        "Nøgletal:",
        right[5],
        "Kontakt:",
        right[7],
    ]

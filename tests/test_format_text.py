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


@pytest.mark.parametrize(
    "line",
    ["x" + " " * 39 + "y", " " * 25 + "x" + " " * 14 + "y", "a   b" * 60, "", " " * 30 + "7"],
    ids=["columns", "centred", "gaps everywhere", "blank", "page number"],
)
def test_a_text_of_absurd_length_is_looked_through_in_time(line: str) -> None:
    before = time.process_time()
    told([*beside(LEFT, RIGHT), *[line] * 100_000])
    assert time.process_time() - before < 8

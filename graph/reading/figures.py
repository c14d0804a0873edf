"""Key figures: each stated quantity with its value, range, unit and year, as printed.

A figure that is announced but missing ("[Udestår]", "xx mio. kr.") is one that is pending.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from graph.reading.blocks import Block
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.quantities import Quantity, quantities
from graph.reading.warnings import Warnings, quoted
from ontology.models import KeyFigure

__all__ = ["figures"]

_YEAR_BEHIND = re.compile(r"^[^.;()]{0,24}?\b(?:i|in)\s+(20\d\d|19\d\d)\b")
_YEAR = re.compile(r"\b(?:i|inden|fra|senest|mod|siden|in|by|from|since|until)\s+(20\d\d|19\d\d)\b", re.I)
_BARE_YEAR = re.compile(r"(?<![\d.,-])(?:20\d\d|19\d\d)(?![\d.,]\d|-|\d)")
_OTHER_CLAUSE = re.compile(r",\s+(?:og|men|mens|and|but|while)\s")
"""What parts a figure from the year of another: "300 både, og i 2030 er der 500"."""
_NEAR = 60


def figures(blocks: Sequence[Block], warnings: Warnings, *, english: bool = False) -> list[KeyFigure]:
    """The figures of a section in printed order; bullets that state none, and figures still pending, are warned of.

    In an `english` proposal a comma parts thousands.
    """
    found: list[KeyFigure] = []
    for block in blocks:
        stated = list(_of_block(block.text, english=english))
        for figure in stated:
            if figure.pending:
                warnings.add(figure.line, "the figure is still pending", "tallet udestår")
        if not stated and not block.text.string.endswith(":"):
            warnings.add(
                block.text.first,
                f"a key figure without a number: {quoted(block.text.string)}",
                f"et nøgletal uden tal: {quoted(block.text.string)}",
            )
        found += stated
    return found


def _of_block(text: Text, *, english: bool) -> Iterator[KeyFigure]:
    """The figures of one bullet; what a sentence does not say, the year it is for, an earlier one may have said."""
    said: int | None = None
    for sentence in text.sentences():
        yield from _of_sentence(sentence, said, english=english)
        years = _YEAR.findall(sentence.string)
        said = int(years[-1]) if years else said


def _of_sentence(sentence: Text, said: int | None, *, english: bool) -> Iterator[KeyFigure]:
    string = sentence.string
    pending = lexicon().pending.search(string) or lexicon().pending_behind.search(string)
    if pending:
        yield KeyFigure(text=string, pending=True, line=sentence.line_at(pending.start()), last_line=sentence.last)
        return
    years = _Years(string)
    for quantity in quantities(string, english=english):
        yield KeyFigure(
            text=string,
            value=quantity.value,
            value_max=quantity.value_max,
            unit=quantity.unit,
            year=years.of(quantity) or said,
            line=sentence.line_at(quantity.start),
            last_line=sentence.line_at(max(quantity.start, quantity.end - 1)),
        )


class _Years:
    """The years that a sentence speaks of."""

    def __init__(self, string: str) -> None:
        self._string = string
        said = list(_YEAR.finditer(string))
        self._starts, self._ends = [match.start() for match in said], [match.end() for match in said]
        self._years = [int(match[1]) for match in said]
        bare = _BARE_YEAR.search(string)
        self._bare = int(bare[0]) if bare else None

    def of(self, quantity: Quantity) -> int | None:
        """The year a quantity is for: right behind it, else the last said before it, else the first said after it."""
        behind = _YEAR_BEHIND.match(self._string[quantity.end : quantity.end + _NEAR])
        if behind and not _OTHER_CLAUSE.search(behind[0]):
            return int(behind[1])
        ahead = bisect_right(self._ends, quantity.start)
        if ahead:
            return self._years[ahead - 1]
        after = bisect_left(self._starts, quantity.end)
        if after == len(self._years):
            return self._bare
        return None if _OTHER_CLAUSE.search(self._string, quantity.end, self._starts[after]) else self._years[after]

"""Two columns that a plain text has side by side: told apart, the left one first.

A gutter is a column of spaces that runs through many lines, with headings of a proposal on its right. Each part keeps
the number of the line it was printed on, so two parts of one line have one number.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.reading.headings import FORM, heading
from graph.reading.lines import Line

__all__ = ["without_gutters"]

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)|^ {20,}(?=\S)")
_FEWEST = 5
"""Lines with text on either side that make a gutter."""
_WIDTH = 2
_AHEAD = 200
"""Lines that tell where the right column begins."""
_LOOKED_AT = 400
"""Characters of a line in which it begins."""


def without_gutters(lines: Sequence[Line]) -> list[Line]:
    """The lines with columns that stand side by side one after the other."""
    found: list[Line] = []
    start = 0
    for first, end, column in _stretches(lines):
        found += lines[start:first]
        found += _apart(lines[first:end], column)
        start = end
    return [*found, *lines[start:]]


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int, int]]:
    """First line, end and column of each stretch that a gutter runs through. Each line is looked at a few times."""
    ahead = _Ahead(lines)
    index = 0
    while index < len(lines):
        column = ahead.column(index)
        if column is None:
            index += 1
            continue
        first = index
        while first < len(lines) and not (_is_open(lines[first], column) and lines[first].text[column:].strip()):
            first += 1
        open_to = first
        while open_to < len(lines) and _is_open(lines[open_to], column):
            if open_to > first and lines[open_to].opens_page:
                break
            open_to += 1
        end = open_to
        while end > first and (lines[end - 1].blank or not _belongs(lines[end - 1], column)):
            end -= 1
        if _are_columns(lines[first:end], column):
            yield first, end, column
        index = max(open_to, first + 1)


class _Ahead:
    """Where gaps end in the lines ahead, counted anew only for the lines that come and go."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._counts: Counter[int] = Counter()
        self._ends: deque[list[int]] = deque()
        self._first = self._end = 0

    def column(self, index: int) -> int | None:
        """Where the right column begins on most lines from `index` on, which never falls; ``None`` for no gap."""
        while self._end < min(len(self._lines), index + _AHEAD):
            self._ends.append(_ends_of_gaps(self._lines[self._end]))
            self._counts.update(self._ends[-1])
            self._end += 1
        while self._first < index:
            for gone in self._ends.popleft():
                self._counts[gone] -= 1
                if not self._counts[gone]:
                    del self._counts[gone]
            self._first += 1
        best = max(self._counts.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
        return best[0] if best[1] >= _FEWEST - 1 else None


def _ends_of_gaps(line: Line) -> list[int]:
    return [match.end() for match in _GAP.finditer(line.text[:_LOOKED_AT])]


def _is_open(line: Line, column: int) -> bool:
    """Whether nothing stands in the gutter."""
    return not line.text[max(0, column - _WIDTH) : column].strip()


def _belongs(line: Line, column: int) -> bool:
    """A line that is not centred across the gutter, as the number of a page is."""
    indent = len(line.text) - len(line.text.lstrip())
    return indent < column // 2 or indent >= column


def _are_columns(lines: Sequence[Line], column: int) -> bool:
    left = [text for line in lines if (text := line.text[:column].strip())]
    right = [text for line in lines if (text := line.text[column:].strip())]
    heads = [head for text in right if (head := heading(text)) and head.section in FORM]
    return len(left) >= _FEWEST and len(right) >= _FEWEST and bool(heads)


def _apart(lines: Sequence[Line], column: int) -> list[Line]:
    left = [replace(line, text=line.text[:column].rstrip()) for line in lines]
    right = [replace(line, text=line.text[column:].rstrip(), opens_page=False) for line in lines]
    printed = next((place for place, line in enumerate(right) if not line.blank), 0)
    right[printed] = replace(right[printed], opens_page=True)
    return [*left, Line(lines[-1].number, ""), *right]

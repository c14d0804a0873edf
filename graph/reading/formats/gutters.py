"""Two columns that a plain text has side by side: told apart, the left one first.

A gutter is a strip of spaces that runs through many lines, with headings of a proposal on its right, or with a gutter
like it on the page before. Letters of other widths than the dump reckoned with push what stands right of them one or
two places aside, so each line is parted at its own gap. Each part keeps the number of the line it was printed on: two
parts of one line have one number.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.reading.headings import FORM, heading
from graph.reading.lines import Line

__all__ = ["without_gutters"]

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)|^ {20,}(?=\S)")
_RULE = re.compile(r"\s*([_=–—-])\1{4,}\s*")
_FEWEST = 5
"""Lines with text on either side that make a gutter."""
_FEWEST_AGAIN = 2
"""The same where the page before had a gutter in its place."""
_WIDTH = 2
_SPACES = " " * _WIDTH
_SET_IN = 16
"""Places by which the right part of a line may be set in."""
_ASIDE = 3
"""Places by which a line may begin its right part before or behind the others."""
_AHEAD = 200
"""Lines that tell where the right column begins."""
_LOOKED_AT = 400
"""Characters of a line in which it begins."""
_DEEPEST = 2
"""How often a part is parted again: pages have three columns at most."""


@dataclass(frozen=True)
class _Stretch:
    """Lines from `first` to before `end` that a gutter left of `column` runs through."""

    first: int
    end: int
    column: int


def without_gutters(lines: Sequence[Line]) -> list[Line]:
    """The lines with columns that stand side by side one after the other."""
    return _without_gutters(lines, _DEEPEST)


def _without_gutters(lines: Sequence[Line], deepest: int) -> list[Line]:
    found: list[Line] = []
    start = 0
    for stretch in _stretches(lines):
        found += lines[start : stretch.first]
        found += _apart(lines[stretch.first : stretch.end], stretch.column, deepest)
        start = stretch.end
    return [*found, *lines[start:]]


def _stretches(lines: Sequence[Line]) -> Iterator[_Stretch]:
    """Each stretch that a gutter runs through. Each line is looked at a few times."""
    ahead = _Ahead(lines)
    before: int | None = None
    index = 0
    while index < len(lines):
        column = ahead.column(index, before)
        if column is None:
            index += 1
            continue
        first = index
        while first < len(lines) and not (_cut(lines[first], column) or _is_right(lines[first], column)):
            first += 1
        open_to = first
        while open_to < len(lines) and _is_open(lines[open_to], column):
            if open_to > first and lines[open_to].opens_page:
                break
            open_to += 1
        found = _trimmed(lines, _Stretch(first, open_to, column))
        if _are_columns(lines[found.first : found.end], column, again=_is_near(column, before)):
            yield found
            before = column
        index = max(open_to, first + 1)


def _is_near(column: int, before: int | None) -> bool:
    return before is not None and abs(column - before) <= _ASIDE


class _Ahead:
    """Where gaps end in the lines ahead, counted anew only for the lines that come and go."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._counts: Counter[int] = Counter()
        self._ends: deque[list[int]] = deque()
        self._first = self._end = 0

    def column(self, index: int, before: int | None) -> int | None:
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
        best = max(self._counts, key=lambda end: (self._near(end), self._counts[end], -end), default=0)
        needed = _FEWEST_AGAIN if _is_near(best, before) else _FEWEST - 1
        return best if self._near(best) >= needed else None

    def _near(self, end: int) -> int:
        """How many gaps end there, or a place or two aside."""
        return sum(self._counts.get(place, 0) for place in range(end - 1, end + 2))


def _ends_of_gaps(line: Line) -> list[int]:
    return [match.end() for match in _GAP.finditer(line.text[:_LOOKED_AT])]


# One line


def _cut(line: Line, column: int) -> int | None:
    """Where the right part of a line begins that has text on both sides of the gutter.

    A gap that ends nearest to the column counts; one may end behind it, where the right part is set in.
    """
    text = line.text
    if len(text) <= column - _ASIDE or not text[: column - _ASIDE].strip():
        return None
    for end in sorted(range(column - _ASIDE, column + _ASIDE + 1), key=lambda end: abs(end - column)):
        if text[end - _WIDTH : end] == _SPACES and text[end : end + 1].strip():
            return end
    behind = text[column - _WIDTH : column + _SET_IN]
    if not behind[: _ASIDE + _WIDTH].isspace() or not behind.strip():
        return None
    return column - _WIDTH + len(behind) - len(behind.lstrip())


def _is_right(line: Line, column: int) -> bool:
    """Whether a line has text right of the gutter only."""
    return not line.blank and not line.text[: column - _ASIDE].strip()


def _is_left(line: Line, column: int) -> bool:
    """Whether a line has text left of the gutter only."""
    return len(line.text.rstrip()) <= column - _WIDTH


def _is_open(line: Line, column: int) -> bool:
    """Whether nothing stands in the gutter. A rule parts the columns from the notes below them."""
    if _RULE.fullmatch(line.text[:_LOOKED_AT]):
        return False
    return _is_left(line, column) or _is_right(line, column) or _cut(line, column) is not None


def _belongs(line: Line, column: int) -> bool:
    """A line that is not centred across the gutter, as the number of a page is."""
    indent = len(line.text) - len(line.text.lstrip())
    return indent < column // 2 or indent >= column - _ASIDE


# Stretches


def _trimmed(lines: Sequence[Line], stretch: _Stretch) -> _Stretch:
    end = stretch.end
    while end > stretch.first and (lines[end - 1].blank or not _belongs(lines[end - 1], stretch.column)):
        end -= 1
    return replace(stretch, end=end)


def _are_columns(lines: Sequence[Line], column: int, *, again: bool) -> bool:
    parts = [_parts(line, column) for line in lines]
    left = [text for text, _ in parts if text.strip()]
    right = [text.strip() for _, text in parts if text.strip()]
    if again:
        return len(left) >= _FEWEST_AGAIN and len(right) >= _FEWEST_AGAIN
    heads = [head for text in right if (head := heading(text)) and head.section in FORM]
    return len(left) >= _FEWEST and len(right) >= _FEWEST and bool(heads)


def _parts(line: Line, column: int) -> tuple[str, str]:
    """The text of a line left and right of the gutter, the right one set in as it was."""
    if _is_right(line, column):
        return "", line.text[column:] if not line.text[:column].strip() else line.text.strip()
    cut = _cut(line, column)
    if cut is None:
        return line.text.rstrip(), ""
    return line.text[:cut].rstrip(), " " * max(0, cut - column) + line.text[cut:].rstrip()


def _apart(lines: Sequence[Line], column: int, deepest: int) -> list[Line]:
    parts = [_parts(line, column) for line in lines]
    left = [replace(line, text=text) for line, (text, _) in zip(lines, parts, strict=True)]
    right = [
        replace(line, text=text.rstrip(), opens_page=False) for line, (_, text) in zip(lines, parts, strict=True)
    ]
    if deepest:
        left, right = _without_gutters(left, deepest - 1), _without_gutters(right, deepest - 1)
    printed = next((place for place, line in enumerate(right) if not line.blank), 0)
    right[printed] = replace(right[printed], opens_page=True)
    return [*left, Line(lines[-1].number, ""), *right]

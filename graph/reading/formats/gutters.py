"""Two columns that a plain text has side by side: told apart, the left one first.

A gutter is a strip of spaces that runs through many lines, with headings of a proposal on its right, or with a gutter
like it on the page before. Letters of other widths than the dump reckoned with push what stands right of them one or
two places aside, so each line is parted at its own gap. Each part keeps the number of the line it was printed on: two
parts of one line have one number.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph.reading.furniture import BULLET
from graph.reading.headings import FORM, heading
from graph.reading.lines import Line
from graph.reading.titles import numbered_title

__all__ = ["without_gutters"]

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)|^ {20,}(?=\S)")
_LEAST_GAP = " " * 3
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
_NEAREST = sorted(range(-_ASIDE, _ASIDE + 1), key=abs)
_SHIFTED = 8
"""The same for the whole gutter between parts of a page."""
_AHEAD = 60
"""Lines that tell where the right column begins."""
_LOOKED_AT = 400
"""Characters of a line in which it begins."""
_LONGEST_HEADING = 60
_FEWEST_LABELS = 3
_ABOVE = 2
"""Lines above a title that tell whether it stands above both columns."""
_MOST_GAPS = 40
"""A line with more stretches of three spaces is no line of columns."""
_DEEPEST = 1
"""How often a part is parted again: pages have three columns at most."""


@dataclass(frozen=True)
class _Stretch:
    """Lines from `first` to before `end` that a gutter left of `column` runs through."""

    first: int
    end: int
    column: int


@dataclass(frozen=True)
class _Page:
    """The two columns of the lines from `first` to before `end`, each with as many lines as were printed."""

    first: int
    end: int
    left: list[Line]
    right: list[Line]


def without_gutters(lines: Sequence[Line]) -> list[Line]:
    """The lines with columns that stand side by side one after the other."""
    return _without_gutters(lines, _DEEPEST)


def _without_gutters(lines: Sequence[Line], deepest: int) -> list[Line]:
    if not any(_LEAST_GAP in line.text for line in lines):
        return list(lines)
    found: list[Line] = []
    start = 0
    for page in _pages(lines, _stretches(lines)):
        found += lines[start : page.first]
        found += _apart(page, deepest)
        start = page.end
    return [*found, *lines[start:]]


def _pages(lines: Sequence[Line], stretches: Iterable[_Stretch]) -> Iterator[_Page]:
    """The stretches that make two columns of one page; its gutter may lie some places aside in a part of the page."""
    together: list[_Stretch] = []
    columns: list[int] = []
    for stretch in (*stretches, None):
        if together and stretch is not None and _goes_on(lines, together[-1], stretch):
            together.append(stretch)
            continue
        if together:
            page = _page(lines, together)
            if _are_columns(page, again=any(_is_near(together[-1].column, column) for column in columns)):
                columns = [*columns[-2:], *(each.column for each in together)]
                yield page
        together = [stretch] if stretch is not None else []


def _goes_on(lines: Sequence[Line], before: _Stretch, after: _Stretch) -> bool:
    """Whether a stretch goes on below another, with a gutter nearly in its place and nothing between them."""
    between = lines[before.end : after.first + 1]
    near = abs(before.column - after.column) <= _SHIFTED
    return near and all(line.blank for line in between[:-1]) and not any(line.opens_page for line in between)


def _stretches(lines: Sequence[Line]) -> Iterator[_Stretch]:
    """Each stretch that something like a gutter runs through. Each line is looked at a few times."""
    ahead = _Ahead(lines)
    index = 0
    while index < len(lines):
        column = ahead.column(index)
        if column is None:
            index += 1
            continue
        first = index
        while first < len(lines) and not _has_right(lines[first], column):
            first += 1
        open_to = first
        while open_to < len(lines) and _is_open(lines, open_to, column):
            if open_to > first and lines[open_to].opens_page:
                break
            open_to += 1
        found = _trimmed(lines, _Stretch(first, open_to, column))
        if found.first < found.end:
            yield found
        index = max(open_to, first + 1)


def _is_near(column: int, other: int) -> bool:
    return abs(column - other) <= _ASIDE


class _Ahead:
    """Where gaps end in the lines ahead, counted anew only for the lines that come and go."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._counts: Counter[int] = Counter()
        self._ends: deque[list[int]] = deque()
        self._first = self._end = 0
        self._best: int | None = None
        self._changed = False

    def column(self, index: int) -> int | None:
        """Where the right column begins on most lines from `index` on, which never falls; ``None`` for no gap."""
        while self._end < min(len(self._lines), index + _AHEAD):
            self._ends.append(_ends_of_gaps(self._lines[self._end]))
            self._counts.update(self._ends[-1])
            self._changed = self._changed or bool(self._ends[-1])
            self._end += 1
        while self._first < index:
            for gone in self._ends.popleft():
                self._changed = True
                self._counts[gone] -= 1
                if not self._counts[gone]:
                    del self._counts[gone]
            self._first += 1
        if self._changed:
            best = max(self._counts, key=lambda end: (self._near(end), self._counts[end], -end), default=0)
            self._best = best if self._near(best) >= _FEWEST_AGAIN else None
            self._changed = False
        return self._best

    def _near(self, end: int) -> int:
        """How many gaps end there, or a place or two aside."""
        return sum(self._counts.get(place, 0) for place in range(end - 1, end + 2))


def _ends_of_gaps(line: Line) -> list[int]:
    text = line.text[:_LOOKED_AT]
    # Most lines have no gap, which is seen far sooner so.
    if _LEAST_GAP not in text or text.lstrip().count(_LEAST_GAP) > _MOST_GAPS:
        return []
    return [match.end() for match in _GAP.finditer(text)]


# One line


def _cut(line: Line, column: int) -> int | None:
    """Where the right part of a line begins that has text on both sides of the gutter.

    A gap that ends nearest to the column counts; one may end behind it, where the right part is set in.
    """
    text = line.text
    if len(text) <= column - _ASIDE or not text[: column - _ASIDE].strip():
        return None
    for step in _NEAREST:
        end = column + step
        if text[end - _WIDTH : end] == _SPACES and text[end : end + 1].strip():
            return end
    behind = text[column - _WIDTH : column + _SET_IN]
    if not behind[: _ASIDE + _WIDTH].isspace() or not behind.strip():
        return None
    return column - _WIDTH + len(behind) - len(behind.lstrip())


def _is_right(line: Line, column: int) -> bool:
    """Whether a line has text right of the gutter only."""
    return not line.blank and not line.text[: column - _ASIDE].strip()


def _has_right(line: Line, column: int) -> bool:
    """Whether a line has text right of the gutter."""
    return _is_right(line, column) or _cut(line, column) is not None


def _is_left(line: Line, column: int) -> bool:
    """Whether a line has text left of the gutter only."""
    return len(line.text.rstrip()) <= column - _WIDTH


def _is_open(lines: Sequence[Line], place: int, column: int) -> bool:
    """Whether nothing stands in the gutter.

    A rule parts the columns from the notes below them, and a numbered title from the proposal above.
    """
    line = lines[place]
    if _RULE.fullmatch(line.text[:_LOOKED_AT]):
        return False
    if _is_left(line, column):
        above = lines[max(0, place - _ABOVE) : place]
        return not numbered_title(line.text) or any(_has_right(each, column) for each in above)
    return _has_right(line, column)


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


def _are_columns(page: _Page, *, again: bool) -> bool:
    told = [line.text for line in page.right if not line.blank]
    count = min(sum(not line.blank for line in page.left), len(told))
    if count >= _FEWEST_LABELS and _are_labels(page.left):
        return True
    if count < (_FEWEST_AGAIN if again else _FEWEST):
        return False
    return again or any((head := heading(text.strip())) and head.section in FORM for text in told)


def _page(lines: Sequence[Line], stretches: Sequence[_Stretch]) -> _Page:
    """The left and the right column of stretches one below the other."""
    left: list[Line] = []
    right: list[Line] = []
    for stretch in stretches:
        for line in lines[stretch.first : stretch.end]:
            one, other = _parts(line, stretch.column)
            left.append(line if line.text == one else replace(line, text=one))
            right.append(Line(line.number, other, page=line.page))
    return _Page(stretches[0].first, stretches[-1].end, left, right)


def _parts(line: Line, column: int) -> tuple[str, str]:
    """The text of a line left and right of the gutter, the right one set in as it was."""
    if _is_right(line, column):
        return "", line.text[column:] if not line.text[:column].strip() else line.text.strip()
    cut = _cut(line, column)
    if cut is None:
        return line.text.rstrip(), ""
    return line.text[:cut].rstrip(), " " * (cut - column if cut > column + 1 else 0) + line.text[cut:].rstrip()


def _apart(page: _Page, deepest: int) -> list[Line]:
    """The left column, then the right one."""
    left, right = page.left, page.right
    if _are_labels(left):
        return _fields(left, right)
    if deepest:
        left, right = _without_gutters(left, deepest - 1), _without_gutters(right, deepest - 1)
    begins = next((place for place, line in enumerate(right) if not line.blank), 0)
    ends = next((line for line in reversed(left) if not line.blank), None)
    right[begins] = replace(right[begins], opens_page=ends is None or not _runs_on(ends.text, right[begins].text))
    return [*left, Line(page.left[-1].number, ""), *right]


def _are_labels(left: Sequence[Line]) -> bool:
    """Whether the left column holds the labels of a form, and nothing else."""
    if any(len(line.text) > _LONGEST_HEADING or BULLET.match(line.text) for line in left):
        return False
    labels = _labels(left)
    known = sum(map(_said, labels))
    return known >= _FEWEST_LABELS and known * 3 >= 2 * len(labels)


def _fields(left: Sequence[Line], right: Sequence[Line]) -> list[Line]:
    """The fields of a form, each label with what stands beside and below it."""
    labels = _labels(left)
    places = {id(line): place for place, line in enumerate(left)}
    starts = [places[id(label[0])] for label in labels]
    found = list(right[: starts[0]])
    for label, start, end in zip(labels, starts, [*starts[1:], len(right)], strict=True):
        words = " ".join(line.text.strip() for line in label)
        found += [replace(label[0], text=words if words[-1:] in ":?" else f"{words}:"), *right[start:end]]
        found.append(Line(right[end - 1].number, ""))
    return found


def _labels(left: Sequence[Line]) -> list[list[Line]]:
    """The lines of the left column in groups with nothing between them, unless a line is a label by itself."""
    found: list[list[Line]] = []
    goes_on = False
    for line in left:
        if not line.blank:
            if goes_on and (not _said(found[-1]) or line.text.strip()[:1].islower()):
                found[-1].append(line)
            else:
                found.append([line])
        goes_on = not line.blank
    return found


def _said(label: Sequence[Line]) -> bool:
    """Whether lines are together a heading of the form; none is printed over more than a few."""
    if len(label) > _FEWEST_LABELS:
        return False
    head = heading(f"{' '.join(line.text.strip() for line in label).rstrip(' :?')}:", strong=True)
    return head is not None and not head.rest


def _runs_on(end: str, start: str) -> bool:
    """Whether the right column begins with what the last line of the left one announces, or leaves open."""
    head = heading(end) or heading(f"{end.strip()}:", strong=True)
    if head is not None and head.section in FORM and len(end) <= _LONGEST_HEADING:
        return not head.rest and heading(start) is None
    return start.lstrip()[:1].islower() and not end.endswith((".", "!", "?", ":"))

"""Finding the proposals in a document: where each begins, its printed number and its title."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.reading.headings import FORM, Heading
from graph.reading.lines import Line, Text
from graph.reading.marking import marked
from graph.reading.titles import bare_number, first_text, is_title_like, numbered_title, opening, title_above

__all__ = ["Proposal", "proposals"]

_FEWEST = 2
"""Different headings of a proposal, where one of them is at home in proposals only."""
_FEWEST_COMMON = 4
"""Different headings of a proposal, where all of them are such as minutes and reports have too."""
_LONGEST_TITLE = 300
_SEQUENCES = 20
_GAP = 3
"""Blank lines above a title in the middle of a document."""


@dataclass(frozen=True)
class Proposal:
    """The lines of one proposal; `body` are those below the title, `unread` those above it that belong to none."""

    number: str | None
    title: Text
    lines: tuple[Line, ...]
    body: tuple[Line, ...]
    unread: tuple[Line, ...] = ()


def proposals(lines: Sequence[Line]) -> list[Proposal]:
    """Every proposal of the document, in printed order.

    A proposal begins with a numbered title ("Nr. 4: …"), or, in a document without numbers, with the first line that
    is no furniture. Stretches that hold too few headings for a proposal are joined to the proposal before.
    """
    lines = lines if any(line.head for line in lines) else marked(lines)
    starts = _numbered(lines) or _styled(lines) or _in_sequence(lines) or _unnumbered(lines)
    starts = [start for start, end in _stretches(starts, len(lines)) if _is_proposal(lines[start:end])]
    found = [_proposal(lines[start:end]) for start, end in _stretches(starts, len(lines))]
    if found and starts[0]:
        unread = tuple(line for line in lines[: starts[0]] if not line.blank and not line.beside)
        found[0] = replace(found[0], unread=(*unread, *found[0].unread))
    return found


def _stretches(starts: Sequence[int], end: int) -> list[tuple[int, int]]:
    return list(zip(starts, [*starts[1:], end], strict=True)) if starts else []


def _headings(lines: Sequence[Line]) -> list[Heading]:
    return [line.head for line in lines if line.head]


def _is_proposal(lines: Sequence[Line]) -> bool:
    found = [head for head in _headings(lines) if head.section in FORM]
    needed = _FEWEST if any(head.telling for head in found) else _FEWEST_COMMON
    return len({head.section for head in found}) >= needed


# Titles with a number


def _numbered(lines: Sequence[Line]) -> list[int]:
    """Where numbered titles begin a proposal.

    What a proposal numbers within itself ("Initiativ 2: …" among its elements) begins none: there the headings go on
    where they stopped, and none stands a second time.
    """
    starts = [title_above(lines, i) for i, line in enumerate(lines) if numbered_title(line.text)]
    sections = [
        {head.section for head in _headings(lines[a:b]) if head.section in FORM}
        for a, b in _stretches(starts, len(lines))
    ]
    above = {head.section for head in _headings(lines[: starts[0] if starts else 0]) if head.section in FORM}
    begun = first_text(lines, 0, len(lines)) if len(above) >= _FEWEST else None
    chosen: list[int] = [] if begun is None else [begun]
    seen: set[str] = set() if begun is None else above
    for start, here in zip(starts, sections, strict=True):
        if not here:
            continue
        if chosen and seen and not (seen & here) and "contact" not in seen:
            seen |= here
            continue
        chosen.append(start)
        seen = here
    return chosen if len(chosen) > (begun is not None) else []


# Titles without a number, or with nothing but a number


def _styled(lines: Sequence[Line]) -> list[int]:
    """Where titles begin that the format itself says are titles; of several above one proposal the last counts."""
    starts: list[int] = []
    for index, line in enumerate(lines):
        if line.style != "title" or line.blank or line.head or (index and lines[index - 1].style == "title"):
            continue
        if starts and not any(head.section in FORM for head in _headings(lines[starts[-1] : index])):
            starts.pop()
        starts.append(index)
    return starts


def _in_sequence(lines: Sequence[Line]) -> list[int]:
    """Where titles with bare numbers ("4. Grøn Havn", "5. Blå By") begin proposals one after the other."""
    numbered = [
        (i, bare[:2])
        for i, line in enumerate(lines)
        if not line.head
        and (bare := bare_number(line.text))
        and is_title_like(bare[2])
        and (i == 0 or lines[i - 1].blank or line.opens_page)
        and not _stands_under_heading(lines, i)
    ]
    two = _TwoSections(lines)
    for place, (start, (kind, number)) in enumerate(numbered[:_SEQUENCES]):
        chain = [start]
        for index, other in numbered[place + 1 :]:
            if other == (kind, number + len(chain)) and two.within(chain[-1], index):
                chain.append(index)
        if len(chain) > 1 and two.within(chain[-1], len(lines)) and not two.within(0, start):
            return chain
    return []


def _stands_under_heading(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is the first below a heading of the form, and so an item of that section."""
    above = next((line for line in reversed(lines[max(0, index - _GAP) : index]) if not line.blank), None)
    return above is not None and above.head is not None and above.head.section in FORM and not above.head.rest


class _TwoSections:
    """Tells in a moment whether a stretch of lines has headings of at least two sections of the form."""

    def __init__(self, lines: Sequence[Line]) -> None:
        found = [(i, line.head.section) for i, line in enumerate(lines) if line.head and line.head.section in FORM]
        self._at = [i for i, _ in found]
        self._other: list[int] = [len(lines)] * len(found)
        for place in range(len(found) - 2, -1, -1):
            differs = found[place][1] != found[place + 1][1]
            self._other[place] = self._at[place + 1] if differs else self._other[place + 1]

    def within(self, first: int, end: int) -> bool:
        """Whether the lines from `first` on, before `end`, have them."""
        place = bisect_left(self._at, first)
        return place < len(self._at) and self._other[place] < end


def _unnumbered(lines: Sequence[Line]) -> list[int]:
    """Where proposals without numbers begin: the document's first line, and each title after a finished proposal.

    A proposal is finished where a heading stands a second time after its list of contacts, or after a page break or
    gap with a title below it.
    """
    starts: list[int] = []
    seen: set[str] = set()
    last = -1
    candidate = first_text(lines, 0, len(lines))
    for index, line in enumerate(lines):
        head = line.head
        if not head or head.section not in FORM:
            continue
        again = head.section in seen and head.section != "contact"
        if again and ("contact" in seen or head.section != "parties"):
            title = _title_before(lines, last, index, after_contact="contact" in seen)
            if title is not None:
                candidate, seen = title, set()
        if not seen and candidate is not None:
            starts.append(candidate)
        seen.add(head.section)
        last = index
    return starts


def _title_before(lines: Sequence[Line], last: int, index: int, *, after_contact: bool) -> int | None:
    """The line that opens a proposal between the headings at `last` and `index`."""
    if after_contact:
        for i in range(index - 1, last - 1, -1):
            if re.search(r"@\w|\btlf\b|\bphone\b|^mailto:", lines[i].text[:_LONGEST_TITLE], re.I):
                return _title_among(lines, i + 1, index)
    blank_run = 0
    for i in range(index - 1, last, -1):
        blank_run = blank_run + 1 if lines[i].blank else 0
        opens = lines[i].opens_page or blank_run >= _GAP
        title = first_text(lines, i, index) if opens else None
        if title is not None and is_title_like(lines[title].text):
            return title
    return None


def _title_among(lines: Sequence[Line], first: int, end: int) -> int | None:
    """The title in lines between the last detail of a contact and the next heading: the first that stands apart."""
    for i in range(first, end):
        apart = lines[i].opens_page or lines[i].style or lines[i - 1].blank
        if apart and not lines[i].blank and is_title_like(lines[i].text) and first_text(lines, i, end) == i:
            return i
    return first_text(lines, first, end)


# Number and title


def _proposal(lines: Sequence[Line]) -> Proposal:
    found = opening(lines)
    body = tuple(line for i, line in enumerate(lines) if i >= found.end and i not in found.apart)
    unread = tuple(line for line in lines[: found.first] if not line.blank and not line.beside)
    return Proposal(found.number, found.title, tuple(lines[found.first :]), body, unread)

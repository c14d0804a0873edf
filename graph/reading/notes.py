"""Footnotes that begin with their number, and the marks in the text that point to them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from graph.reading.lines import Line

__all__ = ["numbered_notes", "without_marks"]

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    r"^\s*(?:\[(?P<bracket>\d{1,2})\]\s*|(?P<plain>\d{1,2})\s+|(?P<raised>[⁰¹²³⁴-⁹]{1,2})\s*)(?=[A-ZÆØÅ”\"“(]|https?:|www\.)"
)
_MARK = re.compile(
    r"(?P<plain>(?<=[a-zæøåé]{2})(?<!\bkm)(?<!\bcm)(?<!\bmm)(?:(?<=\w)|[.,;:)”\"])\d{1,2}(?=$|[\s.,;:)]))"
    r"|(?P<bracket>\[\d{1,2}\])|(?P<raised>(?<=[\w.,;:)”\"])[⁰¹²³⁴-⁹]{1,2})"
)
_ANY_NUMBER = re.compile(r"[\d⁰¹²³⁴-⁹]")
_LONE_NUMBER = re.compile(r"\W*\d{1,3}\W*")
_RULE = re.compile(r"\s*([_–—-])\1{2,}")
"""What parts the notes of a page from its text."""
_LONGEST_EDGE = 200
_FEWEST = 2
"""Notes without marks that count on, before they are taken for such."""
_FAR = 150
"""Lines between a mark and its note: no page is longer."""


def numbered_notes(lines: Sequence[Line], ends: Callable[[Line], bool]) -> dict[int, str]:
    """Line number → number of the note, for each line of a note whose mark stands in the text above it.

    `ends` says of a line that no note goes on in it.
    """
    marks = [(index, _digits(mark[0])) for index, line in enumerate(lines) for mark in _marks(line.text)]
    marked: dict[str, int] = {}
    found: dict[int, str] = {}
    ahead = 0
    note = ""
    coming = _Coming(marks)
    at_foot = _at_feet(lines)
    unmarked = _counted(lines, at_foot)
    for index, line in enumerate(lines):
        number = _number(line)
        if number and (
            (number in marked and index - marked[number] <= _FAR)
            or (index in unmarked or _below_rule(lines, index))
            or (index in at_foot and coming.within(number, index))
        ):
            note = number
        elif note and (line.blank or line.opens_page or ends(line)):
            note = ""
        if note:
            found[line.number] = note
        else:
            while ahead < len(marks) and marks[ahead][0] <= index:
                if marks[ahead][0] == index:
                    marked[marks[ahead][1]] = index
                ahead += 1
    return found


class _Coming:
    """Where the marks of notes stand further down, for notes that a page break put above their marks."""

    def __init__(self, marks: Sequence[tuple[int, str]]) -> None:
        self._places: dict[str, list[int]] = {}
        for index, number in marks:
            self._places.setdefault(number, []).append(index)

    def within(self, number: str, index: int) -> bool:
        """Whether a mark of this number stands within a page below the line at `index`."""
        places = self._places.get(number, [])
        place = bisect_right(places, index)
        return place < len(places) and places[place] - index <= _FAR


def _at_feet(lines: Sequence[Line]) -> set[int]:
    """The lines of the last paragraph of each page, above its number or running foot."""
    found: set[int] = set()
    foot = False
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        edge = bool(line.reason) or _LONE_NUMBER.fullmatch(line.text[:_LONGEST_EDGE]) is not None
        if foot and not line.blank and not edge:
            found.add(index)
            foot = index > 0 and not lines[index - 1].blank
        foot = foot or edge or line.opens_page
    return found


def _below_rule(lines: Sequence[Line], index: int) -> bool:
    """Whether a rule that underlines nothing stands right above a line: what follows it is a note."""
    above = index - 1
    ruled = above >= 0 and _RULE.fullmatch(lines[above].text[:_LONGEST_EDGE].rstrip()) is not None
    return ruled and (above == 0 or lines[above - 1].blank or "_" in lines[above].text)


def _counted(lines: Sequence[Line], at_foot: Collection[int]) -> set[int]:
    """Where notes begin whose marks the text has lost: at the feet of pages they count on from 1 through the document.

    A paragraph of them is nothing else from its first line on.
    """
    begun = [(index, _number(lines[index])) for index in sorted(at_foot)]
    counted = [(index, number) for index, number in begun if number]
    if len(counted) < _FEWEST or [number for _, number in counted] != [str(1 + i) for i in range(len(counted))]:
        return set()
    first = {index for index in at_foot if index - 1 not in at_foot}
    return {index for index, _ in counted} if all(_number(lines[index]) for index in first) else set()


def without_marks(lines: Sequence[Line], notes: set[str]) -> list[Line]:
    """The lines without the marks that point to `notes`."""
    if not notes:
        return list(lines)
    return [replace(line, text=_MARK.sub(lambda mark: _kept(mark[0], notes), line.text)) for line in lines]


def _marks(text: str) -> Iterator[re.Match[str]]:
    # Most lines hold no number at all, which is seen far sooner than that they hold no mark.
    return _MARK.finditer(text) if _ANY_NUMBER.search(text) else iter(())


def _number(line: Line) -> str:
    match = _NOTE.match(line.text)
    return _digits(match[0]) if match else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(_RAISED))


def _kept(mark: str, notes: set[str]) -> str:
    """What stays of a mark: the sign before it, and the whole where it points to no note."""
    return re.sub(r"\d+$|\[\d+\]|[⁰¹²³⁴-⁹]+", "", mark) if _digits(mark) in notes else mark

"""Footnotes that begin with their number, and the marks in the text that point to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
_FAR = 150
"""Lines between a mark and its note: no page is longer."""


def numbered_notes(lines: Sequence[Line], ends: Callable[[Line], bool]) -> dict[int, str]:
    """Line number → number of the note, for each line of a note whose mark stands in the text above it.

    `ends` says of a line that no note goes on in it.
    """
    marked: dict[str, int] = {}
    found: dict[int, str] = {}
    note = ""
    for index, line in enumerate(lines):
        number = _number(line)
        if number in marked and index - marked[number] <= _FAR:
            note = number
        elif line.blank or line.opens_page or ends(line):
            note = ""
        if note:
            found[line.number] = note
        else:
            marked |= {_digits(mark[0]): index for mark in _MARK.finditer(line.text)}
    return found


def without_marks(lines: Sequence[Line], notes: set[str]) -> list[Line]:
    """The lines without the marks that point to `notes`."""
    if not notes:
        return list(lines)
    return [replace(line, text=_MARK.sub(lambda mark: _kept(mark[0], notes), line.text)) for line in lines]


def _number(line: Line) -> str:
    match = _NOTE.match(line.text)
    return _digits(match[0]) if match else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(_RAISED))


def _kept(mark: str, notes: set[str]) -> str:
    """What stays of a mark: the sign before it, and the whole where it points to no note."""
    return re.sub(r"\d+$|\[\d+\]|[⁰¹²³⁴-⁹]+", "", mark) if _digits(mark) in notes else mark

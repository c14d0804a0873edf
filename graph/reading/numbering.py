"""Items of lists that are numbered as "2.1", "(1)", "i.", or within one line as "1) … 2) …": they become bullets.

A number alone does not make an item, for figures begin with one too; a run of them does, which counts on from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.reading.headings import FORM
from graph.reading.lines import Line

__all__ = ["with_bullets"]

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_NUMBERINGS = tuple(
    (re.compile(pattern), bullet)
    for pattern, bullet in (
        (r"\s*\d{1,2}\.(?P<number>\d{1,2})\.?\s+(?=\S)", "• "),
        (r"\s*\((?P<number>\d{1,2}|[ivx]{1,4}|[a-h])\)\s+(?=\S)", "• "),
        (r"\s*(?P<number>\d{1,2})[.)]\s+(?=\S)", "• "),
        (r"\s*(?P<number>[ivx]{1,4})[.)]\s+(?=\S)", "  ◦ "),
    )
)
_INLINE = re.compile(r"(?:^|(?<=[\s:,;.]))\(?(?P<number>\d{1,2})[).]\s+(?=[^\W\d_])")
_WITHIN = ("elements", "effects", "figures", "foundations")
_LONGEST = 2_000


def with_bullets(lines: Sequence[Line]) -> list[Line]:
    """The lines, where those of a run of numbers below one heading begin with a bullet instead."""
    found: list[Line] = []
    for section, printed in _by_heading(lines):
        under = printed
        if section in FORM:
            for pattern, bullet in _NUMBERINGS:
                under = _marked(under, pattern, bullet)
        found += [part for line in under for part in (_parted(line) if section in _WITHIN else [line])]
    return found


def _by_heading(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    section: str = ""
    under: list[Line] = []
    for line in lines:
        if line.head:
            yield section, under
            section, under = line.head.section, []
            if line.head.rest and section in _WITHIN:
                yield section, _rest(line)
                continue
        under.append(line)
    yield section, under


def _rest(line: Line) -> list[Line]:
    """A heading, and what follows it on its line in parts where these are numbered."""
    assert line.head
    parts = _parted(Line(line.number, line.head.rest))
    return [line] if len(parts) == 1 else [replace(line, head=replace(line.head, rest="")), *parts]


def _marked(under: list[Line], pattern: re.Pattern[str], bullet: str) -> list[Line]:
    """The lines with bullets for the numbers of a pattern, if these count on from one line to the next."""
    places = [(i, match) for i, line in enumerate(under) if not line.head and (match := pattern.match(line.text))]
    counted = [_value(match["number"]) for _, match in places]
    if len(places) < 2 or counted[:2] != [1, 2] or not (_needs_bullet(pattern, under, places)):
        return under
    marked = list(under)
    for i, match in places:
        marked[i] = replace(marked[i], text=f"{bullet}{marked[i].text[match.end() :]}")
    return marked


def _needs_bullet(pattern: re.Pattern[str], under: Sequence[Line], places: Sequence[tuple[int, re.Match[str]]]) -> bool:
    """Whether plain numbers ("1. 43 pct.") would be taken for figures; before words they are bullets already."""
    if pattern is not _NUMBERINGS[2][0]:
        return True
    return any(under[i].text[match.end()].isdigit() for i, match in places)


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return _ROMAN.index(number) + 1 if number in _ROMAN else ord(number) - ord("a") + 1 if len(number) == 1 else 0


def _parted(line: Line) -> list[Line]:
    """A line parted before each of the numbers that count on within it."""
    if line.head or len(line.text) > _LONGEST:
        return [line]
    starts: list[re.Match[str]] = []
    for match in _INLINE.finditer(line.text):
        if int(match["number"]) == len(starts) + 1:
            starts.append(match)
    if len(starts) < 2:
        return [line]
    before = line.text[: starts[0].start()].strip()
    ends = [*(match.start() for match in starts[1:]), len(line.text)]
    texts = [line.text[match.end() : end].strip(" ,;") for match, end in zip(starts, ends, strict=True)]
    items = [re.sub(r"\s+(?:og|samt|and)$", "", text).rstrip(" ,;") for text in texts]
    lead = [replace(line, text=before)] if before else []
    return [*lead, *(Line(line.number, f"• {item}", page=line.page) for item in items)]

"""What stands on a page but in no section: running heads, page numbers, addresses of links, footnotes.

What is set aside is kept with its reason: nothing disappears silently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.reading.lexicon import lexicon
from graph.reading.lines import Line
from graph.reading.notes import numbered_notes, without_marks

__all__ = ["BULLET", "REASONS", "SetAside", "set_aside"]

REASONS = ("beside the text", "page number", "running head", "note mark", "footnote", "instruction", "furniture")
"""Why a line belongs to no section: what `SetAside.reason` may be."""

BULLET = re.compile(
    r"""^\s*(?:
      (?P<double>\*\*|--|••) \s+ (?=\S)
    | (?P<glyph>[\uf0b7\uf0a7\u2022\u25cf\u25aa\u25ab\u25e6\u2023\u2043\u00b7\u2219\u25a0\u25a1\u25cb\u2013\u2014*+»>]
          | [\u25ba\u25b6\u25b8\u27a2\u2713\u2714\u2192\u25c6\u25c7\uf02d\uf0a8\uf0d8\uf0fc] )
          \s* (?=\S|$)
    | (?P<dash>-) (?: \s+ (?=\S) | \s*$ )
    | (?P<o>o) \s+ (?=[A-ZÆØÅ])
    | (?P<letter>[a-h]) [.)] \s+ (?=\S)
    | (?P<number>\d{1,2}) (?: [.)] \s* (?=[A-ZÆØÅ]) | \) \s* (?=\S) )
    )""",
    re.VERBOSE,
)
_NOTE_MARK = re.compile(r"^\s*(\d{1,2})\s*$")
_LONGEST_ASKED = 400
_GAP = 4
"""Blank lines between the last paragraph of a page and the next page."""


@dataclass(frozen=True)
class SetAside:
    """A line that belongs to no section, and why: furniture, page number, running head, note mark or footnote."""

    line: Line
    reason: str


def set_aside(lines: Sequence[Line]) -> tuple[list[Line], list[SetAside]]:
    """Part the lines of the text from what only belongs to its pages.

    A page that turns where lines are set aside is remembered on the next line that stays.
    """
    notes = numbered_notes(lines, _ends_note)
    reasons = _asked_for(lines) | _footnotes(lines) | dict.fromkeys(notes, "footnote")
    kept: list[Line] = []
    aside: list[SetAside] = []
    turned = False
    for line in lines:
        reason = reasons.get(line.number) or _furniture(line)
        if reason:
            aside.append(SetAside(line, reason))
            turned = turned or line.opens_page or reason in ("footnote", "page number", "running head")
            continue
        kept.append(replace(line, opens_page=True) if turned and not line.blank and not line.opens_page else line)
        turned = turned and line.blank
    return without_marks(kept, set(notes.values())), aside


def _ends_note(line: Line) -> bool:
    return line.head is not None or BULLET.match(line.text) is not None or _furniture(line) is not None


def _furniture(line: Line) -> str | None:
    text = line.text.strip()
    if line.reason:
        return line.reason
    if line.style == "aside" and text:
        return "beside the text"
    return _by_words(text) if text and len(text) <= 200 else None


@lru_cache(maxsize=4096)
def _by_words(text: str) -> str | None:
    if lexicon().page_numbers.search(text):
        return "page number"
    # "[kommer senere]" is printed like the form's own instructions, and is what the writer answered.
    if lexicon().instructions.match(text) and not lexicon().pending.search(text):
        return "instruction"
    return "furniture" if lexicon().furniture.search(text) else None


def _asked_for(lines: Sequence[Line]) -> dict[int, str]:
    """Line number → reason, for sentences right below a heading by which a form asks to be filled in."""
    found: dict[int, str] = {}
    below = False
    for line in lines:
        if line.head:
            below = not line.head.rest
        elif not line.blank:
            if below and len(line.text) <= _LONGEST_ASKED and lexicon().asked_for.match(line.text.strip()):
                found[line.number] = "instruction"
            below = False
    return found


def _footnotes(lines: Sequence[Line]) -> dict[int, str]:
    """Line number → reason, for lone numbers in the text and the notes they point to.

    The first time a number stands alone it is a mark in the text; the second time it opens its note. A number that
    stands alone once, with nothing printed around it, is a page number.
    """
    counts = Counter(mark[1] for line in lines if (mark := _NOTE_MARK.match(line.text)))
    seen: set[str] = set()
    found: dict[int, str] = {}
    index = 0
    while index < len(lines):
        mark = _NOTE_MARK.match(lines[index].text)
        if not mark:
            index += 1
            continue
        alone = counts[mark[1]] == 1 and _blank(lines, index - 1) and _blank(lines, index + 1)
        found[lines[index].number] = "page number" if alone else "note mark"
        opens_note = index + 1 < len(lines) and (mark[1] in seen or _at_foot(lines, index))
        seen.add(mark[1])
        index += 1
        if opens_note:
            index = _take_note(lines, index, found)
    return found


def _at_foot(lines: Sequence[Line], index: int) -> bool:
    """Whether a number on a line of its own opens the last paragraph of a page: a note whose mark is not on its own."""
    if not _blank(lines, index - 1):
        return False
    end = index + 1
    while end < len(lines) and not lines[end].blank and not lines[end].opens_page:
        end += 1
    if end == index + 1:
        return False
    below = next((line for line in lines[end : end + _GAP] if not line.blank), None)
    return below is not None and (below.opens_page or below.reason is not None)


def _blank(lines: Sequence[Line], index: int) -> bool:
    return not 0 <= index < len(lines) or lines[index].blank


def _take_note(lines: Sequence[Line], index: int, found: dict[int, str]) -> int:
    found[lines[index - 1].number] = "footnote"
    blank_run = 0
    while index < len(lines) and blank_run < 3:
        line = lines[index]
        blank_run = blank_run + 1 if line.blank else 0
        if _NOTE_MARK.match(line.text) or BULLET.match(line.text) or line.head or _furniture(line):
            break
        if not line.blank:
            found[line.number] = "footnote"
        index += 1
    return index

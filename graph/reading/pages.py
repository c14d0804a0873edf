"""What only belongs to the pages of a document: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from graph.reading.furniture import BULLET
from graph.reading.headings import heading
from graph.reading.lines import Line
from graph.reading.titles import is_title_like, numbered_title

__all__ = ["without_page_edges"]

_REPEATED = 3
"""So often a line stands at the edge of a page before it is a running head, where it is not on every page."""
_LONGEST = 200
_OF = r"(?:\s*(?:af|of|/)\s*\d{1,3})"
_PAGE = re.compile(
    rf"(?:\s{{3,}}|\s[|–—·-]\s*|,\s*)(?:side|page|s\.)\s*\d{{1,3}}{_OF}?$|^(?:side|page)\s*\d{{1,3}}{_OF}?(?:\s{{3,}}|\s*[|·–—]\s)",
    re.IGNORECASE,
)
"""A page number beside other words."""
_WORDS = ("side", "page")
_DETAIL = re.compile(r"@|(?:\d[\s.-]?){7}\d")
"""How one reaches a person: pages often end with it, and it is no less a fact for that."""
_SURELY_PAGE = re.compile(rf"\s{{4,}}(?:side|page)\s*\d{{1,3}}{_OF}?$|\b(?:side|page)\s*\d{{1,3}}{_OF}$", re.IGNORECASE)


def without_page_edges(lines: Sequence[Line]) -> list[Line]:
    """The lines of a document, where those that belong only to its pages have a reason to be set aside."""
    numbered = _numbered(lines)
    heads = _running_heads(lines)
    found: list[Line] = []
    for line in lines:
        reason = "page number" if line.number in numbered else "running head" if line.number in heads else None
        found.append(replace(line, reason=reason) if reason else line)
    return found


def _numbered(lines: Sequence[Line]) -> set[int]:
    """The lines with a page number: such as are surely one, and such as come again with another number."""
    paged = [line for line in lines if not line.beside and _has_page(line.text[:_LONGEST].strip())]
    alike = Counter(_masked(line) for line in paged)
    return {line.number for line in paged if alike[_masked(line)] > 1 or _SURELY_PAGE.search(line.text.strip())}


def _has_page(text: str) -> bool:
    # A page number ends a line, or its word begins one, which is seen far sooner.
    return bool(text[-1:].isdigit() or text[:4].casefold() in _WORDS) and _PAGE.search(text) is not None


def _running_heads(lines: Sequence[Line]) -> set[int]:
    """The lines at the edges of pages that stand there on every page, or again and again.

    The first line of the document stays where nothing below it can be its title, and the last of a page where it goes
    on with the text above and may be a fact: proposals often end with the same address.
    """
    tops, feet, joined = _edges(lines)
    everywhere = {masks.pop() for edge in (tops, feet) if len(edge) > 1 and len(masks := set(map(_masked, edge))) == 1}
    edges = {line.number: line for line in (*tops, *feet)}.values()
    counts = Counter(map(_masked, edges))
    often = {mask for mask, count in counts.items() if count >= _REPEATED}
    titled = _first_is_title(lines)
    return {
        line.number
        for line in edges
        if (mask := _masked(line)) in often | everywhere
        and not (line.number in joined and (mask not in often or _DETAIL.search(line.text[:_LONGEST])))
        and not heading(line.text)
        and not BULLET.match(line.text)
        and not (titled and line is tops[0])
    }


def _edges(lines: Sequence[Line]) -> tuple[list[Line], list[Line], set[int]]:
    """The first and the last printed line of each page, and the numbers of those that go on with the line above."""
    tops: list[Line] = []
    feet: list[Line] = []
    joined: set[int] = set()
    fresh = apart = True
    for line in lines:
        fresh = fresh or line.opens_page
        if line.blank or line.beside:
            apart = True
            continue
        if fresh:
            tops.append(line)
            feet.append(line)
        elif not apart:
            joined.add(line.number)
        feet[-1] = line
        fresh = apart = False
    return tops, feet, joined & {line.number for line in feet}


def _first_is_title(lines: Sequence[Line]) -> bool:
    printed = (line for line in lines if not line.blank and not line.beside)
    first, below = next(printed, None), next(printed, None)
    if first is None or below is None or numbered_title(first.text):
        return True
    return not (is_title_like(below.text) or numbered_title(below.text))


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text[:300].split()))

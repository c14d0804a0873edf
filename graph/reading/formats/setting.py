"""Flows of rows into lines as plain text would have them: blank lines between paragraphs, bullets, headings, titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.reading.formats.flows import Flow
from graph.reading.formats.rows import Span
from graph.reading.formats.text import text_lines
from graph.reading.headings import heading
from graph.reading.lines import Line, Style
from graph.reading.titles import numbered_title

__all__ = ["lines_of"]

_PARAGRAPH = 1.25
"""Distance of baselines, in those of a paragraph, from which on a blank line lies between."""
_LARGER = 1.12
_TITLE = 1.22
_LONGEST_HEADING = 120
_LONGEST_TITLE = 300
_MOST_LINES = 6
_DEEPEST = 3
_ABOVE_TITLE = 3
"""Blank lines above a title within a page, as plain text would have them."""


@dataclass(frozen=True)
class _Set:
    """A line to be: its text, page and style, and how many blank lines stand above it."""

    text: str
    page: int
    style: Style | None = None
    opens: bool = False
    above: int = 0


class _Type:
    """How the document is printed: the size of its text, whether that is bold, and how far its lines lie apart."""

    def __init__(self, flows: Sequence[Flow], body: float) -> None:
        rows = [row for flow in flows for _, row, _ in flow.rows]
        plain = sum(len(row.text) for row in rows if not row.bold)
        self.body = body
        self.bold = plain * 2 < sum(len(row.text) for row in rows)
        self.form = max((row.size for row in rows if _known(row.text)), default=body)
        self._pitches: dict[float, float] = {}
        for size, found in _distances(flows).items():
            self._pitches[size] = _usual(found)

    def pitch(self, size: float) -> float:
        """Distance of the baselines of one paragraph."""
        return self._pitches.get(round(size), 1.2 * size)

    def style(self, row: Span) -> Style | None:
        """What the type says a row is, if it stands alone."""
        if row.bullet or len(row.text) > _LONGEST_HEADING or not any(char.isalpha() for char in row.text):
            return None
        if row.size >= _TITLE * self.body and row.size > 1.04 * self.form and not _known(row.text):
            return "title"
        if row.text.endswith((".", ",", ";")):
            return None
        return "heading" if row.size >= _LARGER * self.body or (row.bold and not self.bold) else None


def _known(text: str) -> bool:
    head = heading(text)
    return head is not None and head.known


def _distances(flows: Sequence[Flow]) -> dict[float, Counter[float]]:
    found: dict[float, Counter[float]] = {}
    for flow in flows:
        for (page, before, _), (other, after, _) in zip(flow.rows, flow.rows[1:], strict=False):
            away = after.y - before.y
            if page == other and round(before.size) == round(after.size) and 0.9 * after.size < away < 2.2 * after.size:
                found.setdefault(round(after.size), Counter())[round(away * 2) / 2] += 1
    return found


def _usual(distances: Counter[float]) -> float:
    """The smallest distance that occurs often."""
    enough = max(1, max(distances.values()) // 4)
    return min(away for away, count in distances.items() if count >= enough)


def lines_of(flows: Sequence[Flow], body: float) -> tuple[Line, ...]:
    """The lines of a document, numbered from 1."""
    kind = _Type(flows, body)
    found: list[_Set] = []
    asides: list[tuple[int, str]] = []
    for flow in flows:
        for line in _lines(flow, kind):
            if asides and found and (line.above or line.style) and _is_finished(found[-1].text, line):
                found += [_Set(text, page, "aside", above=int(not place)) for place, (page, text) in enumerate(asides)]
                asides = []
                found.append(replace(line, above=max(1, line.above)))
            else:
                found.append(line)
        asides += flow.asides
    found += [_Set(text, page, "aside", above=int(not place)) for place, (page, text) in enumerate(asides)]
    return _numbered(found)


def _is_finished(before: str, line: _Set) -> bool:
    return bool(line.style) or before.endswith((".", "!", "?", ":", ")", "”", '"')) or not line.text[:1].islower()


def _numbered(found: Sequence[_Set]) -> tuple[Line, ...]:
    """Lines with their numbers; letters that are only printed differently become the same."""
    texts = [line.text for line in text_lines("\n".join(item.text.replace("\n", " ") for item in found))]
    lines: list[Line] = []
    for item, text in zip(found, texts, strict=True):
        for _ in range(item.above if lines else 0):
            lines.append(Line(len(lines) + 1, "", page=item.page + 1))
        lines.append(Line(len(lines) + 1, text, item.opens, item.page + 1, item.style))
    return tuple(lines)


# One flow


def _lines(flow: Flow, kind: _Type) -> Iterator[_Set]:
    indents = _levels(flow)
    place = 0
    inside: Span | None = None
    while place < len(flow.rows):
        page, row, opens = flow.rows[place]
        end = _together(flow, place, kind)
        text = " ".join(span.text for _, span, _ in flow.rows[place:end])
        style = _style(flow, place, end, kind)
        if row.bullet:
            level = max((i for i, indent in enumerate(indents) if row.indent >= indent - 2.5), default=0)
            text = f"{'  ' * min(level, _DEEPEST)}• {text}" if row.text != "•" else "•"
            inside = row
        above = _above(flow, place, style, kind, inside)
        if above and not row.bullet:
            inside = None
        yield _Set(text, page, style, opens, above)
        place = end


def _levels(flow: Flow) -> list[float]:
    """The indents of the bullets of a column, from the outermost."""
    levels: list[float] = []
    for indent in sorted(row.indent for _, row, _ in flow.rows if row.bullet):
        if not levels or indent - levels[-1] > 5:
            levels.append(indent)
    return levels


def _together(flow: Flow, place: int, kind: _Type) -> int:
    """The end of the rows from `place` on that are one heading or title, printed over several rows."""
    page, row, _ = flow.rows[place]
    style = kind.style(row)
    if style is None:
        return place + 1
    end = place + 1
    while end < len(flow.rows) and end - place < _MOST_LINES:
        other, below, _ = flow.rows[end]
        apart = below.y - flow.rows[end - 1][1].y
        alike = abs(below.size - row.size) < 0.3 and below.bold == row.bold and not below.bullet
        if other != page or not alike or apart > 2.0 * row.size or apart < 0:
            break
        text = " ".join(span.text for _, span, _ in flow.rows[place : end + 1])
        goes_on = (style == "title" and not _known(row.text)) or _known(text) or below.text[:1].islower()
        if kind.style(below) is None or not goes_on or len(text) > _LONGEST_TITLE:
            break
        if _known(below.text) and not below.text[:1].islower():
            break
        end += 1
    return end


def _style(flow: Flow, place: int, end: int, kind: _Type) -> Style | None:
    """What rows are: a heading or a title only where they stand alone."""
    style = kind.style(flow.rows[place][1])
    if style is None:
        return None
    if place and _distance(flow, place) <= _PARAGRAPH and _alike(flow, place - 1, place):
        return None
    if end < len(flow.rows) and _distance(flow, end) <= _PARAGRAPH and _alike(flow, end - 1, end):
        text = " ".join(row.text for _, row, _ in flow.rows[place:end])
        return style if _known(text) or numbered_title(text) else None
    return style


def _alike(flow: Flow, one: int, other: int) -> bool:
    before, after = flow.rows[one][1], flow.rows[other][1]
    return abs(before.size - after.size) < 0.3 and before.bold == after.bold and not after.bullet


def _distance(flow: Flow, place: int) -> float:
    """Distance of a row from the one above it, in lines of its size; more than any where the page or column turned."""
    (before, above, _), (page, row, _) = flow.rows[place - 1], flow.rows[place]
    away = row.y - above.y
    return away / (1.2 * row.size) if before == page and away > 0 else 9.0


def _above(flow: Flow, place: int, style: Style | None, kind: _Type, inside: Span | None) -> int:
    """How many blank lines stand above a row."""
    page, row, opens = flow.rows[place]
    if style == "title" or numbered_title(row.text):
        return _ABOVE_TITLE
    if place == 0 or opens or style:
        return 1
    before, above, _ = flow.rows[place - 1]
    away = row.y - above.y
    if before != page or away <= 0:
        return int(above.text.endswith((".", ":", "!", "?")))
    if away > _PARAGRAPH * max(kind.pitch(row.size), kind.pitch(above.size)):
        return 1
    if row.bullet or row.x0 < above.x0 - 30:
        return 0
    outdented = inside is not None and inside is not above and row.x0 < inside.x0 - 0.3 * row.size
    return int(outdented or _is_indented(flow, place))


def _is_indented(flow: Flow, place: int) -> bool:
    """Whether a paragraph begins with a row that is set in while the rows around it are not."""
    if place + 1 >= len(flow.rows):
        return False
    above, row, below = (flow.rows[place + step][1] for step in (-1, 0, 1))
    step = row.x0 - above.x0
    return 0.7 * row.size < step < 4 * row.size and abs(below.x0 - above.x0) < 1 and not above.bullet and not row.bullet

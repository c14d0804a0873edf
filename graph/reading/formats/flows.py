"""The pages of a document as one text: what goes on where, and what only belongs to a page.

A column goes on in the same column of the next page where the page cut a form in two; newspaper columns go on in the
next column. Running heads, page numbers and footnotes are kept beside the text, never within a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.reading.blocks import dangles
from graph.reading.formats.columns import Band, rows_of
from graph.reading.formats.leaf import Leaf
from graph.reading.formats.rows import Span, joined
from graph.reading.headings import heading
from graph.reading.lexicon import lexicon
from graph.reading.titles import numbered_title

__all__ = ["Flow", "flows_of", "without_furniture"]

_MARGIN = 0.13
"""Share of a page's height in which running heads and page numbers stand."""
_NUMBER = 0.1
_APART = 1.6
"""Gap, in sizes of the letters, between a running head and the text."""
_SMALL = 0.9
_NOTE = re.compile(r"^(?:\d{1,2}|[*†‡]{1,3})[.)]?\s*\S")
_BARE_NUMBER = re.compile(r"^\W{0,3}\d{1,4}\W{0,3}$")
_SAME_COLUMN = 8.0
_ITEM = 4
"""Rows at the end of a column that are of one item of a list."""
_LOW = 0.12
"""Share of a page's height above its lowest line within which a column reaches the foot of the page."""


@dataclass
class Flow:
    """Rows that are read one after the other, each with its page and whether it opens that page for a reader.

    `asides` are the notes that belong beside the text of these pages.
    """

    rows: list[tuple[int, Span, bool]] = field(default_factory=list)
    asides: list[tuple[int, str]] = field(default_factory=list)


# What belongs to the page


def without_furniture(leaves: Sequence[Leaf], pages: Sequence[list[Span]], body: float) -> list[list[str]]:
    """Take running heads and page numbers out of the spans of each page, and give them for each page."""
    rows = [rows_of(spans) for spans in pages]
    edges = [_at_edges(leaf, lines) for leaf, lines in zip(leaves, rows, strict=True)]
    counts = Counter(key for page in edges for key in {_key(row) for row, _ in page})
    seen: set[str] = set()
    found: list[list[str]] = []
    for leaf, spans, page, lines in zip(leaves, pages, edges, rows, strict=True):
        taken: list[str] = []
        for row, outermost in page:
            often = counts[_key(row)] - (not outermost)
            if _is_furniture(row, leaf, lines, often, body, seen):
                taken.append(joined(row).text)
                for span in row:
                    spans.remove(span)
        found.append(taken)
    return found


def _at_edges(leaf: Leaf, rows: Sequence[list[Span]]) -> list[tuple[list[Span], bool]]:
    """The rows in the margins of a page with a gap to the text, and whether no other such gap is further out."""
    found: list[tuple[list[Span], bool]] = []
    for side in (rows, rows[::-1]):
        near = [row for row in side[:4] if min(row[0].y, leaf.height - row[0].y) <= _MARGIN * leaf.height]
        bullets = next((i for i, row in enumerate(near) if any(span.bullet for span in row)), len(near))
        near = near[:bullets]
        gaps = [abs(after[0].y - before[0].y) / before[0].size for before, after in pairwise(side[: len(near) + 1])]
        apart = [i for i, gap in enumerate(gaps, 1) if gap >= _APART]
        if not apart and near and _is_number(joined(near[0]).text):
            apart = [1]
        taken = [row for row, _ in found]
        found += [(row, i < apart[0]) for i, row in enumerate(near[: apart[-1]] if apart else []) if row not in taken]
    return found


def _is_number(text: str) -> bool:
    return bool(_BARE_NUMBER.match(text) or lexicon().page_numbers.search(text))


def _key(row: Sequence[Span]) -> str:
    text = " ".join(joined(row).text.split())
    masked = text if numbered_title(text) else re.sub(r"\d+", "#", text)
    return f"{masked}|{round(row[0].y / 12)}"


def _is_furniture(
    row: Sequence[Span], leaf: Leaf, rows: Sequence[list[Span]], count: int, body: float, seen: set[str]
) -> bool:
    line = joined(row)
    head = heading(line.text)
    if _is_number(line.text):
        return min(line.y, leaf.height - line.y) <= _NUMBER * leaf.height
    if head and head.known and not line.text.endswith(":"):
        return False
    if numbered_title(line.text):
        again = line.text in seen
        seen.add(line.text)
        return again and count > 1 and line.size < 1.15 * body
    if count > 1 and line.size <= 1.15 * body and not (head and head.known):
        return True
    small = line.size <= _SMALL * body and len(line.text) <= 120 and not line.raised and not _NOTE.match(line.text)
    return small and _stands_alone(row, leaf, rows)


def _stands_alone(row: Sequence[Span], leaf: Leaf, rows: Sequence[list[Span]]) -> bool:
    """Whether a row at the very edge of a page stands well apart from the text."""
    y = row[0].y
    others = [abs(other[0].y - y) for other in rows if other is not row]
    edge = (row is rows[0] and y <= _NUMBER * leaf.height) or (row is rows[-1] and y >= (1 - _NUMBER) * leaf.height)
    return edge and min(others, default=0.0) > 2.2 * row[0].size


# What goes on where


def flows_of(
    leaves: Sequence[Leaf], pages: Sequence[list[Band]], furniture: Sequence[list[str]], body: float
) -> list[Flow]:
    """The text of a document in reading order, with what stands beside it behind the last flow of its page."""
    by_page = zip(pages, leaves, furniture, strict=True)
    notes = [[*taken, *_footnotes(bands, leaf, body)] for bands, leaf, taken in by_page]
    full = [[band for band in bands if any(band.columns)] for bands in pages]
    flows: list[Flow] = []
    done: set[int] = set()
    last: Band | None = None
    for page, bands in enumerate(full):
        for place, band in enumerate(bands):
            if id(band) in done:
                continue
            chain = [(page, band)]
            if place == len(bands) - 1:
                chain += _continued(band, page, full, leaves)
            done |= {id(part) for _, part in chain}
            opens = place == 0 and page > 0 and not band.labels
            certain = len(band.columns) == 1 and len(last.columns) == 1 if last else True
            flows += _flows(chain, flows[-1] if flows else Flow(), opens=opens, certain=certain)
            last = chain[-1][1]
        flows = flows or [Flow()]
        flows[-1].asides += [(page, text) for text in notes[page]]
    return flows


def _continued(band: Band, page: int, pages: Sequence[list[Band]], leaves: Sequence[Leaf]) -> list[tuple[int, Band]]:
    """The bands of the next pages that go on in the columns of one that a page cuts."""
    found: list[tuple[int, Band]] = []
    columns: list[list[Span]] = [list(column) for column in band.columns]
    for before in range(page, len(pages) - 1):
        after = _in_columns(pages[before + 1], band)
        if after is None or not _is_parallel(columns, band, after, leaves[before]):
            break
        bands = pages[before + 1]
        rest = [row for row in bands[0].columns[0] if row not in after.columns[0] + after.columns[-1]]
        bands[:1] = [after, Band([rest], bands[0].edges)] if len(bands[0].columns) == 1 and rest else [after]
        found.append((before + 1, after))
        columns = [old + new for old, new in zip(columns, after.columns, strict=True)]
        band = after
        if len(bands) > 1:
            break
    return found


def _in_columns(bands: Sequence[Band], band: Band) -> Band | None:
    """The first band of a page in the columns of a band of the page before, where it fits them.

    Where only one of the columns goes on, it fills no more than its own width, as far as a gap above what follows.
    """
    if not bands or len(band.columns) < 2:
        return None
    after = bands[0]
    stretches = list(pairwise([*band.edges, float("inf")]))
    if len(after.columns) == len(band.columns):
        both = zip(after.columns, stretches, strict=True)
        fits = all(left - _SAME_COLUMN <= row.x0 and row.x1 < right for rows, (left, right) in both for row in rows)
        return after if fits else None
    if len(after.columns) > 1:
        return None
    rows = after.columns[0]
    for place, (left, right) in enumerate(stretches):
        count = next((i for i, row in enumerate(rows) if not left - 4 <= row.x0 <= row.x1 < right), len(rows))
        apart = count == len(rows) or rows[count].y - rows[count - 1].y > 1.6 * rows[count].size
        if count and apart and not (place == 0 and _begins_anew(rows[0])):
            columns: list[list[Span]] = [[] for _ in band.columns]
            columns[place] = rows[:count]
            return Band(columns, band.edges, after.ruled)
    return None


def _is_parallel(columns: Sequence[list[Span]], band: Band, after: Band, leaf: Leaf) -> bool:
    """Whether each column goes on in the same column of the next page, rather than the last one in the first.

    What speaks for it: rulings; columns that begin with headings side by side; a first column whose open sentence the
    next page ends; a last column that is over before the foot of the page. What speaks against it: a sentence that
    runs from the foot of one column to the head of the next.
    """
    if after.labels or (after.columns[0] and numbered_title(after.columns[0][0].text)):
        return False
    if after.columns[0] and _is_headed(after.columns[0][0]) and not any(after.columns[1:]):
        return False
    if not after.columns[0]:
        return True
    if band.ruled and after.ruled:
        return True
    score = 0.0
    score += 2.0 * _goes_on(columns[0], after.columns[0]) - 2.0 * _goes_on(columns[-1], after.columns[0])
    for one, other in pairwise(columns):
        if one and other:
            score -= 2.0 * _goes_on(one, other) - 1.5 * _is_headed(other[0])
    for column, rest in zip(columns[1:], after.columns[1:], strict=True):
        score += 2.0 * _goes_on(column, rest)
    bottom = max(row.y for column in columns for row in column[-1:])
    ends = [column[-1].y if column else 0.0 for column in columns]
    if ends[0] >= bottom - _LOW * leaf.height > ends[-1]:
        score += 1.5
    widths = [one - other for one, other in zip(band.edges[1:], band.edges, strict=False)]
    if band.columns[-1] and abs(widths[0] - max(row.x1 - band.edges[-1] for row in band.columns[-1])) > 0.2 * widths[0]:
        score += 0.5
    return score > 0.75


def _is_headed(row: Span) -> bool:
    return not row.bullet and heading(row.text, strong=row.bold) is not None


def _begins_anew(row: Span) -> bool:
    return _is_headed(row) or numbered_title(row.text) is not None


def _goes_on(before: Sequence[Span], after: Sequence[Span]) -> float:
    """Whether a sentence, or what a heading announces, runs from the end of one column into another.

    1 where it does, below 0 where it clearly does not.
    """
    if not before or not after:
        return 0.0
    end, start = before[-1].text.rstrip(), after[0]
    if _is_headed(start) or _is_headed(before[-1]):
        return float(not _is_headed(start))
    if start.bullet:
        return -1.0 if dangles(end) else 0.0
    if start.text[:1].islower():
        return 1.0 if not end.endswith((".", "!", "?", ":")) else -1.0
    return 0.5 if dangles(end) else 0.0


def _flows(chain: Sequence[tuple[int, Band]], before: Flow, *, opens: bool, certain: bool) -> Iterator[Flow]:
    """The flows of a band and of what goes on in its columns.

    A page `opens` with the band for a reader only where it is not clear what it goes on with: a sentence and what a
    heading announces go on, and so does a list in the next column, or where neither page has columns (`certain`).
    """
    band = chain[0][1]
    for place, column in enumerate(band.columns):
        flow = Flow()
        begins = opens and bool(column) and not (place and band.ruled)
        begins = begins and _goes_on([row for _, row, _ in before.rows[-1:]], column) <= 0
        listed = place > 0 and any(row.bullet for _, row, _ in before.rows[-_ITEM:])
        begins = begins and not ((certain or listed) and column[0].bullet)
        for page, part in chain:
            for row in part.columns[place]:
                flow.rows.append((page, row, begins))
                begins = False
        if flow.rows:
            yield flow
            before = flow


# Footnotes


def _footnotes(bands: Sequence[Band], leaf: Leaf, body: float) -> list[str]:
    """Take the footnotes out of the columns of a page: small type at the foot that begins with a mark."""
    found: list[str] = []
    for band in bands:
        for column in band.columns:
            found += [_plain(row) for row in column if row.aside]
            column[:] = [row for row in column if not row.aside]
    for band in reversed(bands):
        taken: list[str] = []
        for column in band.columns:
            taken += _foot_of(column, leaf, body)
        found += taken
        if not taken or any(band.columns):
            break
    return found


def _foot_of(column: list[Span], leaf: Leaf, body: float) -> list[str]:
    first = len(column)
    for place in range(len(column) - 1, -1, -1):
        row = column[place]
        if row.size > _SMALL * body or row.y < 0.35 * leaf.height:
            break
        if row.raised or _NOTE.match(row.text):
            first = place
    taken = [_plain(row) for row in column[first:]]
    del column[first:]
    return taken


def _plain(row: Span) -> str:
    return f"• {row.text}" if row.bullet else row.text

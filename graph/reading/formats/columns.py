"""The spans of a page in bands, and each band in columns: what is read before what.

White gutters part columns; a row that runs across a gutter ends the band. Newspaper columns are read one after the
other; the rows of a form, labels on the left and contents on the right, are read row by row, and so are ruled tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.reading.formats.grids import Grid, Rulings, grids
from graph.reading.formats.records import is_role, is_table, key_values, listed_from, names_columns, records
from graph.reading.formats.rows import Span, joined
from graph.reading.headings import heading
from graph.reading.titles import numbered_title

__all__ = ["Band", "Known", "bands_of", "rows_of"]

_GUTTER = 0.85
"""Narrowest gutter, in sizes of the letters beside it."""
_SAME_LINE = 0.45
"""How far, in sizes, the baselines of what stands side by side in one line may differ."""
_BESIDE = 0.8
_CLOSE = 1.7
"""Distance of baselines, in sizes, up to which two lines are of one paragraph."""
_FAR = 2.1
"""The same where the second line begins with a small letter."""
_TITLE = 1.3
_LONGEST_RECORD = 6
"""Lines of the highest cell of a record."""
_MOST_SPANS = 3000
_MOST_EDGES = 40
_SAME_EDGE = 6.0
_DEEPEST = 5
_FLUSH = 1.0
"""Points by which the ends of lines differ that are set to the width of their column."""
_FEWEST_FLUSH = 4
_DEEPEST_INDENT = 5
"""How far, in sizes, the lines of lists begin behind the left side of a column."""


@dataclass(frozen=True)
class Known:
    """What is known of the document: the size of ordinary letters, and left edges that columns had on pages before."""

    body: float
    edges: frozenset[float] = frozenset()

    def is_edge(self, edge: float) -> bool:
        """Whether a column began there before."""
        return any(abs(edge - other) <= _SAME_EDGE for other in self.edges)


@dataclass
class Band:
    """A stretch of the page from left to right: one column or several, each with its rows in reading order.

    `edges` are the left edges of the columns; `ruled` where rulings part them; `labels` where the first column holds
    the label of what stands in the others, so that the band is one row of a form.
    """

    columns: list[list[Span]]
    edges: tuple[float, ...]
    ruled: bool = False
    labels: bool = False

    @property
    def top(self) -> float:
        """The first baseline."""
        return min(row.y for column in self.columns for row in column)


def bands_of(spans: Sequence[Span], rulings: Rulings, known: Known, depth: int = 0) -> list[Band]:
    """The bands of a page or of a part of it, from top to bottom.

    Parameters
    ----------
    spans : sequence of Span
        From top to bottom.
    rulings : Rulings
        The lines drawn there.
    known : Known
        What the document is like.
    """
    if not spans:
        return []
    if depth > _DEEPEST or len(spans) > _MOST_SPANS:
        return [_one_column(spans)]
    found: list[Band] = []
    rest = _unstretched(spans)
    for grid in grids(rulings):
        inside = [span for span in rest if grid.holds(span)]
        beside = [span for span in rest if not grid.holds(span) and grid.top < span.y - 0.3 * span.size < grid.bottom]
        for span in inside:
            span.held = (grid.left, grid.right) if beside else None
        if not inside or beside:
            continue
        above = [span for span in rest if span.y < min(s.y for s in inside) and not grid.holds(span)]
        found += _by_gutters(above, rulings, known, depth)
        found += _table(grid, inside, rulings, known, depth)
        rest = [span for span in rest if not grid.holds(span) and span not in above]
    return found + _by_gutters(rest, rulings, known, depth)


def rows_of(spans: Sequence[Span]) -> list[list[Span]]:
    """Spans of one baseline each, from top to bottom, each from left to right."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: span.y):
        if rows and span.y - rows[-1][0].y <= _SAME_LINE * min(span.size, rows[-1][0].size) and _fits(span, rows[-1]):
            rows[-1].append(span)
        else:
            rows.append([span])
    return [sorted(row, key=lambda span: span.x0) for row in rows]


def _unstretched(spans: Sequence[Span]) -> list[Span]:
    """The spans, where what a gap of a line parts that is set to the width of its column is one.

    Most lines of such a column end at its right side, and few have a gap; the lines of tables and forms all have.
    """
    rows = rows_of(spans)
    left, right = min(span.x0 for span in spans), max(span.x1 for span in spans)
    parted = [row for row in rows if len(row) > 1]
    flush = [row for row in rows if len(row) == 1 and row[0].x1 > right - _FLUSH]
    if not parted or len(flush) < _FEWEST_FLUSH or len(parted) * 3 > len(rows) or len(flush) * 2 < len(rows):
        return list(spans)
    found: list[Span] = []
    for row in rows:
        whole = row[-1].x1 > right - _FLUSH and row[0].x0 < left + _DEEPEST_INDENT * row[0].size
        found += [joined(row)] if whole and not any(span.held for span in row) else row
    return found


def _fits(span: Span, row: Sequence[Span]) -> bool:
    """Whether a span lies beside all others of a row."""
    return all(span.x1 <= other.x0 + 1 or other.x1 <= span.x0 + 1 for other in row)


def _one_column(spans: Sequence[Span]) -> Band:
    rows = [joined(row) for row in rows_of(spans)]
    return Band([rows], (min(row.x0 for row in rows),))


def _read(bands: Sequence[Band]) -> list[Span]:
    """The rows of bands in reading order."""
    return [row for band in bands for column in band.columns for row in column]


# Ruled tables


def _table(grid: Grid, inside: Sequence[Span], rulings: Rulings, known: Known, depth: int) -> list[Band]:
    """The rows of a ruled table as bands: those of a form one by one, those of a list of records as lines."""
    found: list[Band] = []
    for cells in grid.rows(inside):
        within = [
            _read(bands_of(cell.spans, rulings.inside(cell.box), known, depth + 1)) if cell.spans else []
            for cell in cells
        ]
        if any(within):
            found.append(Band(within, tuple(cell.box[0] for cell in cells), ruled=True))
    listed: list[Band] = []
    read: list[Band] = []
    for band in found:
        headed = bool(listed) and names_columns(_cells(listed[0])) and len(band.columns) == len(listed[0].columns)
        starts = len(band.columns) > 1 and names_columns(_cells(band))
        if headed or starts or (len(band.columns) > 1 and not _is_of_form(band, begun=bool(listed))):
            listed.append(band)
            continue
        read += [*_recorded(listed), band]
        listed = []
        band.labels = len(band.columns) > 1 and _is_label(band.columns[0])
    return [*read, *_recorded(listed)]


def _is_of_form(band: Band, *, begun: bool) -> bool:
    """Whether a row of a table has a heading of the form in its cells, or is the rest of such a row.

    What is no heading and no list, with a few words in at least two cells, is a record; so is a row with one filled
    cell where records have `begun`. A role beside a name, such as "Projektleder", is no heading.
    """
    first, *others = band.columns
    heads = [column for column in (first, *others) if _is_label(column) or (column and _heads(column[0]))]
    if any(column is first or not is_role(_whole(column)) for column in heads):
        return True
    filled = sum(bool(column) for column in band.columns)
    long = max(len(column) for column in band.columns) > _LONGEST_RECORD
    return long or any(row.bullet for column in band.columns for row in column) or (filled < 2 and not begun)


def _recorded(bands: Sequence[Band]) -> list[Band]:
    lines = records([_cells(band) for band in bands])
    return [Band([lines], bands[0].edges[:1], ruled=True)] if lines else []


def _cells(band: Band) -> list[Span | None]:
    return [_whole(column) for column in band.columns]


def _whole(rows: Sequence[Span]) -> Span | None:
    """The lines of a cell as one."""
    if not rows:
        return None
    text = " ".join(row.text for row in rows)
    return replace(rows[0], text=text, x1=max(row.x1 for row in rows), bullet=False)


def _heads(row: Span) -> bool:
    return not row.bullet and heading(row.text, strong=row.bold) is not None


def _is_label(rows: Sequence[Span]) -> bool:
    """Whether the rows are together one heading of the form."""
    text = " ".join(row.text for row in rows)
    return bool(rows) and len(text) <= 90 and heading(text.rstrip(" :*") + ":", strong=True) is not None


# Gutters


def _by_gutters(spans: Sequence[Span], rulings: Rulings, known: Known, depth: int) -> list[Band]:
    if not spans:
        return []
    rows = rows_of(spans)
    best: tuple[int, int, int, float] | None = None
    for edge in _edges(rows):
        for first, end, weight in _free_runs(rows, edge, known):
            if best is None or weight > best[0]:
                best = (weight, first, end, edge)
    if best is None:
        return [_one_column(spans)]
    _, first, end, edge = best
    first += _above_heads(rows[first:end])
    above = [span for row in rows[:first] for span in row]
    below = [span for row in rows[end:] for span in row]
    here = rows[first:end]
    edges = sorted({edge, *(other for other in _edges(here) if _is_free(here, other, edge, known))})
    return [
        *_by_gutters(above, rulings, known, depth),
        *_arranged(here, _parted(edges, known), rulings, known, depth),
        *_by_gutters(below, rulings, known, depth),
    ]


def _above_heads(rows: Sequence[Sequence[Span]]) -> int:
    """How many lines of the full width stand above a row that names the columns of a table."""
    above = next((place for place, row in enumerate(rows) if len(row) > 1), 0)
    return above if above and names_columns(rows[above]) and not rows[above][0].held else 0


def _edges(rows: Sequence[Sequence[Span]]) -> list[float]:
    """Where columns may begin: left edges, first those that many rows share, but for the leftmost."""
    starts = sorted(span.x0 for row in rows for span in row)
    left = starts[0]
    groups: list[list[float]] = []
    for start in starts:
        if groups and start - groups[-1][0] <= 4.0:
            groups[-1].append(start)
        else:
            groups.append([start])
    likely = sorted((group for group in groups if group[0] > left + 15), key=len, reverse=True)
    return sorted(group[0] for group in likely[:_MOST_EDGES])


def _parted(edges: Sequence[float], known: Known) -> list[float]:
    kept: list[float] = []
    for edge in edges:
        if not kept or edge - kept[-1] > 2.5 * known.body:
            kept.append(edge)
    return kept


def _crosses(span: Span, edge: float, known: Known) -> bool:
    if span.held and span.held[0] + _SAME_EDGE < edge < span.held[1]:
        return True
    return span.x0 < edge - 1 and span.x1 > edge - _GUTTER * min(span.size, known.body) + 0.5


def _free_runs(rows: Sequence[Sequence[Span]], edge: float, known: Known) -> list[tuple[int, int, int]]:
    """Stretches of rows that a gutter left of `edge` runs through, as first, end, and how much speaks for it."""
    runs: list[tuple[int, int, int]] = []
    first = 0
    barred = [any(_crosses(span, edge, known) for span in row) for row in rows]
    for place in range(len(rows) + 1):
        if place == len(rows) or barred[place] or _is_title_across(rows, place, edge, known):
            run = _trimmed(rows, first, place, edge, known)
            weight = _beside(rows[run[0] : run[1]], edge)
            firm = known.is_edge(edge) or _is_labelled(rows[run[0] : run[1]], edge)
            if weight >= 2 or (weight == 1 and firm):
                runs.append((*run, weight))
            first = place + (place < len(rows) and barred[place])
    return runs


def _is_labelled(rows: Sequence[Sequence[Span]], edge: float) -> bool:
    """Whether all that stands left of a gutter is one label, with lines beside and below it on the right."""
    left = [span for row in rows for span in row if span.x0 < edge - 1]
    right = [span for row in rows for span in row if span.x0 >= edge - 1]
    return len(right) >= 2 and _is_label(left) and not any(_heads(span) for span in right)


def _is_free(rows: Sequence[Sequence[Span]], edge: float, other: float, known: Known) -> bool:
    """Whether a further gutter runs through all rows, with text of its own on both sides."""
    if any(_crosses(span, edge, known) for row in rows for span in row):
        return False
    low, high = min(edge, other), max(edge, other)
    middle = {span.y for row in rows for span in row if low - 1 <= span.x0 < high - 1}
    return len(middle) >= 2 and _beside(rows, edge) >= 2 and _beside(rows, other) >= 2


def _beside(rows: Sequence[Sequence[Span]], edge: float) -> int:
    """How many lines left of a gutter have a line right of it beside them."""
    left = [span for row in rows for span in row if span.x0 < edge - 1]
    right = sorted(span.y for row in rows for span in row if span.x0 >= edge - 1)
    if not right or max((span.x1 - span.x0 for span in left), default=0.0) < 20:
        return 0
    count = 0
    place = 0
    for span in left:
        while place < len(right) - 1 and abs(right[place + 1] - span.y) <= abs(right[place] - span.y):
            place += 1
        count += abs(right[place] - span.y) <= _BESIDE * span.size
    return count


def _is_title_across(rows: Sequence[Sequence[Span]], place: int, edge: float, known: Known) -> bool:
    """Whether a row is a title above both columns though it ends left of the gutter."""
    row = rows[place]
    if any(span.x0 >= edge - 1 for span in row):
        return False
    if numbered_title(row[0].text) is None and row[0].size < _TITLE * known.body:
        return False
    y, size = row[0].y, row[0].size
    for before in range(place - 1, max(-1, place - 4), -1):
        above = rows[before][0]
        if above.x0 < edge - 1 and abs(above.size - size) < 0.3 and y - above.y <= _CLOSE * size:
            return _is_title_across(rows, before, edge, known)
    near = rows[max(0, place - 3) : place + 4]
    return not any(span.x0 >= edge - 1 and abs(span.y - y) < 1.6 * size for other in near for span in other)


def _trimmed(rows: Sequence[Sequence[Span]], first: int, end: int, edge: float, known: Known) -> tuple[int, int]:
    """A stretch without the short lines of the full width that stand above and below its columns."""

    def alone(place: int) -> bool:
        return all(span.x0 < edge - 1 for span in rows[place])

    def near(one: int, other: int) -> bool:
        return rows[other][0].y - rows[one][0].y <= _CLOSE * max(rows[one][0].size, rows[other][0].size)

    while first < end and alone(first):
        large = rows[first][0].size >= _TITLE * known.body or numbered_title(rows[first][0].text)
        if not large and not (first and near(first - 1, first)):
            break
        first += 1
    if end < len(rows):
        last = end
        while last > first and alone(last - 1) and near(last - 1, last):
            last -= 1
        if last in (first, end) or not near(last - 1, last):
            end = last
    return first, end


# Columns or rows


def _arranged(
    rows: Sequence[Sequence[Span]], edges: Sequence[float], rulings: Rulings, known: Known, depth: int
) -> list[Band]:
    """Rows that gutters run through: as columns, as rows of a form, or as records."""
    bounds = [min(span.x0 for row in rows for span in row) - 1, *(edge - 1 for edge in edges), float("inf")]
    stretches = list(pairwise(bounds))
    across = rulings.across(list(edges), rows[0][0].y - known.body, rows[-1][0].y)
    cut = [[row for row in rows if low < row[0].y - 0.3 * row[0].size <= high] for low, high in across]
    if sum(bool(part) for part in cut) > 1:
        return [band for part in cut if part for band in _arranged(part, edges, Rulings(), known, depth)]
    lefts = tuple(left + 1 for left, _ in stretches)
    cells = [[_cell(_part([row], left, right)) for left, right in stretches] for row in rows]
    listed = listed_from(cells)
    if listed and listed != (0, len(rows)):
        first, end = listed
        return [
            *_by_gutters([span for row in rows[:first] for span in row], rulings, known, depth),
            Band([records(cells[first:end])], lefts[:1]),
            *_by_gutters([span for row in rows[end:] for span in row], rulings, known, depth),
        ]
    if is_table(cells):
        return [Band([records(cells)], lefts[:1])]
    parts = [_part(rows, left, right) for left, right in stretches]
    if len(parts) == 2:
        if lines := key_values(cells):
            return [Band([lines], lefts[:1])]
        groups = _labels(parts[0])
        if _are_labels(groups, parts):
            return _form(groups, parts, lefts, rulings, known, depth)
    columns = [
        _read(bands_of(part, rulings.between(left, right), known, depth + 1))
        for part, (left, right) in zip(parts, stretches, strict=True)
    ]
    return [Band(columns, lefts)]


def _part(rows: Sequence[Sequence[Span]], left: float, right: float) -> list[Span]:
    return [span for row in rows for span in row if left <= span.x0 < right]


def _cell(spans: Sequence[Span]) -> Span | None:
    return joined(spans) if spans else None


def _labels(spans: Sequence[Span]) -> list[list[Span]]:
    """The lines of the left column in groups that stand close together; a label printed over two lines is one."""
    groups: list[list[Span]] = []
    for row in rows_of(spans):
        line = joined(row)
        far = _FAR if line.text[:1].islower() else _CLOSE
        near = bool(groups) and line.y - groups[-1][-1].y <= far * line.size
        goes_on = near and (line.text[:1].islower() or _is_label([*groups[-1], line]))
        if near and (goes_on or not _is_label(groups[-1])):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _are_labels(groups: Sequence[Sequence[Span]], parts: Sequence[Sequence[Span]]) -> bool:
    """Whether the left column holds nothing but labels, each beside the first line of what it labels."""
    known = [group for group in groups if _is_label(group)]
    size = [sum(len(span.text) for span in part) for part in parts]
    heads = sum(_heads(span) for span in parts[1])
    if len(known) < 1 or len(known) * 10 < 6 * len(groups) or heads > len(known) // 2:
        return False
    if len(groups) == 1:
        return heads == 0
    level = sum(any(abs(span.y - group[0].y) <= _BESIDE * span.size for span in parts[1]) for group in groups)
    return size[0] <= 0.6 * size[1] and level * 10 >= 5 * len(groups)


def _form(
    groups: Sequence[Sequence[Span]],
    parts: Sequence[Sequence[Span]],
    lefts: tuple[float, ...],
    rulings: Rulings,
    known: Known,
    depth: int,
) -> list[Band]:
    """One band for each label with what stands beside it; what stands above the first goes on from the page before."""
    starts = _starts(groups, parts[1])
    contents: list[list[Span]] = [[] for _ in range(len(groups) + 1)]
    for span in parts[1]:
        contents[max((i for i, start in enumerate(starts, 1) if span.y >= start), default=0)].append(span)
    column = rulings.between(lefts[1], float("inf"))
    found: list[Band] = []
    for label, content in zip([[], *groups], contents, strict=True):
        if label or content:
            read = _read(bands_of(content, column, known, depth + 1))
            found.append(Band([list(label), read], lefts, labels=bool(label)))
    return found


def _starts(groups: Sequence[Sequence[Span]], contents: Sequence[Span]) -> list[float]:
    """From which baseline on the contents belong to each label.

    Labels stand beside the first line of their contents; where most stand beside no line that begins a paragraph,
    they stand beside the middle, and the widest gap between two labels parts their contents.
    """
    tops = [group[0].y - 0.6 * group[0].size for group in groups]
    levels = sorted({span.y for span in contents})
    if not levels or levels[0] >= tops[0] or _stand_at_beginnings(groups, levels):
        return tops
    starts = [levels[0]]
    for one, other in pairwise(groups):
        between = [y for y in levels if one[0].y - 0.6 * one[0].size <= y <= other[0].y + 0.6 * other[0].size]
        gaps = [(after - before, after) for before, after in pairwise(between)]
        starts.append(max(gaps)[1] if gaps else other[0].y - 0.6 * other[0].size)
    return starts


def _stand_at_beginnings(groups: Sequence[Sequence[Span]], levels: Sequence[float]) -> bool:
    """Whether most labels stand beside a line above which there is a gap."""
    distances = sorted(after - before for before, after in pairwise(levels))
    usual = distances[len(distances) // 4] if distances else 0.0
    after_gap = {after for before, after in pairwise(levels) if after - before > 1.1 * usual}
    begin = sum(any(abs(y - group[0].y) <= 0.4 * group[0].size for y in after_gap) for group in groups)
    return begin * 10 >= 6 * len(groups)

"""Rulings drawn on a page, and the tables that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.reading.formats.leaf import Box, Leaf
from graph.reading.formats.rows import Span

__all__ = ["Cell", "Grid", "Rulings", "grids", "rulings_of"]

_TOUCH = 3.5
"""Points within which two rulings meet."""
_MOST = 600
_SHORTEST = 8.0


@dataclass(frozen=True)
class Rulings:
    """Level rulings as (y, left, right), upright ones as (x, top, bottom), each merged with what continues it."""

    levels: tuple[tuple[float, float, float], ...] = ()
    uprights: tuple[tuple[float, float, float], ...] = ()

    def inside(self, box: Box) -> Rulings:
        """Those within a box, without its borders."""
        x0, y0, x1, y1 = box
        return Rulings(
            tuple(
                (y, max(a, x0), min(b, x1))
                for y, a, b in self.levels
                if y0 + 4 < y < y1 - 4 and a < x1 - 4 and b > x0 + 4
            ),
            tuple(
                (x, max(a, y0), min(b, y1))
                for x, a, b in self.uprights
                if x0 + 4 < x < x1 - 4 and a < y1 - 4 and b > y0 + 4
            ),
        )

    def between(self, left: float, right: float) -> Rulings:
        """Those within a column."""
        return Rulings(
            tuple(ruling for ruling in self.levels if ruling[1] >= left - 12 and ruling[2] <= right + 12),
            tuple(ruling for ruling in self.uprights if left - 12 <= ruling[0] <= right + 12),
        )

    def across(self, edges: Sequence[float], top: float, bottom: float) -> list[tuple[float, float]]:
        """The stretches into which rulings that run across all column edges part what lies from `top` to `bottom`."""
        cuts = [
            y for y, a, b in self.levels if top < y < bottom and all(a < edge - 15 and b > edge + 15 for edge in edges)
        ]
        return list(pairwise([float("-inf"), *sorted(cuts), float("inf")])) if cuts else []


@dataclass
class Cell:
    """A cell of a table with what is printed in it."""

    box: Box
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """A ruled table."""

    left: float
    top: float
    right: float
    bottom: float
    rulings: Rulings

    def holds(self, span: Span) -> bool:
        """Whether a span is printed in the table."""
        middle = span.y - 0.3 * span.size
        return self.top - 1 < middle < self.bottom + 1 and self.left - 4 <= span.x0 <= self.right

    def rows(self, spans: Sequence[Span]) -> list[list[Cell]]:
        """The rows of cells. A row ends where a ruling runs through the whole width."""
        width = self.right - self.left
        full = {round(y, 1) for y, a, b in self.rulings.levels if b - a >= 0.85 * width}
        tops = sorted({self.top, self.bottom, *full})
        rows: list[list[Cell]] = []
        for top, bottom in pairwise(tops):
            within = [span for span in spans if top < span.y - 0.3 * span.size <= bottom]
            if within and bottom - top > 4:
                rows.append(self._cells(top, bottom, within))
        return rows

    def _cells(self, top: float, bottom: float, spans: Sequence[Span]) -> list[Cell]:
        need = 0.7 * (bottom - top)
        bars = {round(x, 1) for x, a, b in self.rulings.uprights if min(b, bottom) - max(a, top) >= need}
        edges = [self.left]
        edges += [x for x in sorted(bars) if self.left + 8 < x < self.right - 8]
        edges.append(self.right)
        cells = [Cell((left, top, right, bottom)) for left, right in pairwise(edges)]
        for span in spans:
            place = max((i for i, cell in enumerate(cells) if span.x0 >= cell.box[0] - 2), default=0)
            cells[place].spans.append(span)
        return cells


def rulings_of(leaf: Leaf) -> Rulings:
    """The rulings of a page."""
    return Rulings(_merged(leaf.horizontals), _merged(leaf.verticals))


def _merged(lines: Iterable[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """Lines that lie upon each other or continue each other, as one."""
    found: list[list[float]] = []
    for at, start, end in sorted({(round(at, 1), round(a, 1), round(b, 1)) for at, a, b in lines}):
        for other in reversed(found[-60:]):
            if at - other[0] > 1.6:
                continue
            if start <= other[2] + _TOUCH and end >= other[1] - _TOUCH:
                other[1], other[2] = min(start, other[1]), max(end, other[2])
                break
        else:
            found.append([at, start, end])
    return tuple((at, start, end) for at, start, end in found if end - start >= _SHORTEST)[:_MOST]


def grids(rulings: Rulings) -> list[Grid]:
    """The tables that rulings make, from top to bottom: where level and upright ones meet, with one upright inside."""
    parts = _connected(rulings)
    found = [grid for levels, uprights in parts if (grid := _grid(levels, uprights))]
    return sorted(found, key=lambda grid: grid.top)


def _grid(levels: Sequence[tuple[float, float, float]], uprights: Sequence[tuple[float, float, float]]) -> Grid | None:
    if len(levels) < 2 or not uprights:
        return None
    left = min([a for _, a, _ in levels] + [x for x, _, _ in uprights])
    right = max([b for _, _, b in levels] + [x for x, _, _ in uprights])
    top = min([y for y, _, _ in levels] + [a for _, a, _ in uprights])
    bottom = max([y for y, _, _ in levels] + [b for _, _, b in uprights])
    if not any(left + 8 < x < right - 8 for x, _, _ in uprights) or bottom - top < 8:
        return None
    return Grid(left, top, right, bottom, Rulings(tuple(levels), tuple(uprights)))


def _connected(rulings: Rulings) -> list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]]:
    """Rulings that meet each other, directly or over others."""
    levels, uprights = list(rulings.levels), list(rulings.uprights)
    meets: dict[tuple[bool, int], list[tuple[bool, int]]] = {}
    for i, (y, a, b) in enumerate(levels):
        for j, (x, top, bottom) in enumerate(uprights):
            if top - _TOUCH <= y <= bottom + _TOUCH and a - _TOUCH <= x <= b + _TOUCH:
                meets.setdefault((True, i), []).append((False, j))
                meets.setdefault((False, j), []).append((True, i))
    parts: list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]] = []
    seen: set[tuple[bool, int]] = set()
    for start in sorted(meets):
        if start in seen:
            continue
        group = _reached(start, meets)
        seen |= group
        parts.append(
            (
                [levels[i] for level, i in sorted(group) if level],
                [uprights[i] for level, i in sorted(group) if not level],
            )
        )
    return parts


def _reached(start: tuple[bool, int], meets: dict[tuple[bool, int], list[tuple[bool, int]]]) -> set[tuple[bool, int]]:
    seen, ahead = {start}, [start]
    while ahead:
        for other in meets[ahead.pop()]:
            if other not in seen:
                seen.add(other)
                ahead.append(other)
    return seen

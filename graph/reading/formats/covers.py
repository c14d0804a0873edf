"""What of a page's letters can be seen: inside what it is clipped to, and with nothing painted over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from graph.reading.formats.container import Excessive
from graph.reading.formats.leaf import Box, Glyph

__all__ = ["EVERYWHERE", "Cover", "both", "uncovered"]

EVERYWHERE: Final[Box] = (float("-inf"), float("-inf"), float("inf"), float("inf"))
_CELL = 24.0
"""Points. Letters are looked for by the square that they lie in."""
_MOST_STEPS = 3_000_000


class Cover(NamedTuple):
    """A shape that hides what was drawn before it: how many letters were, of the seen, the white and the undrawn."""

    box: Box
    seen: int
    white: int
    undrawn: int


def both(one: Box, other: Box) -> Box:
    """What two boxes share; a box without extent where they share nothing."""
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return x0, y0, max(x0, x1), max(y0, y1)


def uncovered(glyphs: Sequence[Glyph], covers: Iterable[tuple[Box, int]]) -> list[Glyph]:
    """The letters that no cover lies upon; each cover hides of the first so many letters those within its box.

    Raises
    ------
    Excessive
        Shapes lie upon letters a million times.
    """
    over = [(box, count) for box, count in covers if count]
    cells: dict[tuple[int, int], list[int]] = {}
    for place, glyph in enumerate(glyphs[: max((count for _, count in over), default=0)]):
        cells.setdefault((int(glyph.x0 // _CELL), int(glyph.y // _CELL)), []).append(place)
    hidden: set[int] = set()
    steps = 0
    for box, count in over:
        for cell in _cells(box, cells):
            under = [place for place in cells[cell] if place < count and _lies_under(glyphs[place], box)]
            steps += 1 + len(cells[cell])
            hidden.update(under)
            if under:
                cells[cell] = [place for place in cells[cell] if place not in hidden]
        if steps > _MOST_STEPS:
            raise Excessive("draws shapes over its text without end")
    return [glyph for place, glyph in enumerate(glyphs) if place not in hidden]


def _cells(box: Box, cells: dict[tuple[int, int], list[int]]) -> list[tuple[int, int]]:
    """The squares that hold letters which may lie in a box; a letter may begin in the square before."""
    x0, y0, x1, y1 = (edge / _CELL for edge in box)
    if (x1 - x0 + 3) * (y1 - y0 + 3) > len(cells):
        return [(x, y) for x, y in cells if x0 - 2 <= x <= x1 and y0 - 1 <= y <= y1 + 1]
    across, down = range(int(x0) - 2, int(x1) + 1), range(int(y0) - 1, int(y1) + 2)
    return [(x, y) for x in across for y in down if (x, y) in cells]


def _lies_under(glyph: Glyph, box: Box) -> bool:
    """Whether a box covers most of a letter, and does not only strike it out."""
    x, (x0, y0, x1, y1) = (glyph.x0 + glyph.x1) / 2, box
    return x0 <= x <= x1 and y0 <= glyph.y - 0.45 * glyph.size and y1 >= glyph.y - 0.1 * glyph.size

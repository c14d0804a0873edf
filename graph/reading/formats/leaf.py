"""One page of a PDF as a reader sees it: letters, lines and pictures with their places.

Places are in points from the left and from the top of the page; `y` of a letter is its baseline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["UNKNOWN", "Box", "Glyph", "Leaf", "Ruling", "is_within"]

UNKNOWN = "\ufffd"
"""Stands for a letter of which the font does not say what it is."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Ruling = tuple[float, float, float]
"""Where a straight line runs, and from where to where: (y, left, right) or (x, top, bottom)."""


class Glyph(NamedTuple):
    """A letter: its baseline is at `y`; `pictorial` where its font holds signs rather than letters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    pictorial: bool


@dataclass
class Leaf:
    """One page. `turned` is the text printed upwards or aslant, in the order it is drawn in.

    `shades` are filled with a colour, `dots` are shapes as small as a bullet, `links` lead to e-mail addresses.
    `unseen` and `unknown` count the letters that nobody sees, and those of which the font does not say what they are.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Ruling] = field(default_factory=list)
    verticals: list[Ruling] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    links: list[tuple[Box, str]] = field(default_factory=list)
    turned: str = ""
    unseen: int = 0
    unknown: int = 0


def is_within(glyph: Glyph, boxes: Sequence[Box]) -> bool:
    """Whether a letter lies in one of the boxes."""
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - glyph.size * 0.3
    return any(x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1 for x0, y0, x1, y1 in boxes)

"""The pages of a PDF, each as a leaf: what is drawn on it, filled into its fields, and seen of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, mult_matrix

from graph.reading.formats.container import Budget, Damaged, Excessive, Fonts, pages_of
from graph.reading.formats.covers import uncovered
from graph.reading.formats.drawing import Device, Interpreter
from graph.reading.formats.leaf import Box, Glyph, Leaf, is_within

__all__ = ["leaves_of"]

_MOST_PAGES = 300
_MOST_NOTES = 5_000
_MOST_COVERS = 200
_UNSEEN_FLAGS = 0b100011
"""Of a field that is invisible, hidden or not to be viewed."""
_MAILTO = re.compile(r"mailto:\s*([\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)", re.IGNORECASE)


def leaves_of(data: bytes) -> Iterator[Leaf]:
    """The pages of a file, in order.

    Raises
    ------
    Damaged
        Something that a page is made of is missing or broken.
    Excessive
        The file holds more than a document does.
    """
    budget = Budget()
    fonts = Fonts()
    number = 0
    for number, page in enumerate(pages_of(data, budget), start=1):
        if number > _MOST_PAGES:
            raise Excessive(f"has more than {_MOST_PAGES} pages")
        yield _leaf(page, number, fonts, budget)
    if not number:
        raise Damaged("no page is found in it")


def _leaf(page: PDFPage, number: int, fonts: Fonts, budget: Budget) -> Leaf:
    """Read one page."""
    if any(part is not None and not isinstance(resolve1(part), PDFStream) for part in page.contents):
        raise Damaged(f"what page {number} shows is not all there")
    x0, y0, x1, y1 = page.mediabox
    width, height = abs(x1 - x0), abs(y1 - y0)
    if page.rotate in (90, 270):
        width, height = height, width
    device = Device(fonts, Leaf(number, width, height), budget)
    interpreter = Interpreter(fonts, device, budget)
    interpreter.process_page(page)
    device.views = [device.views[0]]
    _look_upon(page, interpreter, device)
    _leave_out(device, _place_of(page.cropbox, device))
    _turn_upright(device.leaf, device.turned)
    return device.leaf


def _leave_out(device: Device, crop: Box) -> None:
    """Leave out what nobody sees, and count it.

    That is what lies outside the page or outside what it is clipped to, what a filled rectangle was drawn over, what is
    printed white on white, or not at all. Letters that are not drawn are what a program recognised in a scanned
    picture: they are read where a picture lies under them, and left out elsewhere, since nobody who reads the page
    knows of them. A picture hides no letters: some programs draw what they recognised below the scanned page.
    """
    leaf = device.leaf
    x0, y0, x1, y1 = crop
    seen = [(x0 - 2, y0 - 2, x1 + 2, y1 + 2)]
    grounds = [*sorted(leaf.shades, key=_area)[-_MOST_COVERS:], *leaf.pictures[:_MOST_COVERS]]
    drawn = [*leaf.glyphs, *device.white, *device.unseen]
    printed = uncovered(leaf.glyphs, ((cover.box, cover.seen) for cover in device.covers))
    white = uncovered(device.white, ((cover.box, cover.white) for cover in device.covers))
    recognised = uncovered(device.unseen, ((cover.box, cover.undrawn) for cover in device.covers))
    kept = [glyph for glyph in printed if is_within(glyph, seen)]
    kept += [glyph for glyph in white if is_within(glyph, grounds) and is_within(glyph, seen)]
    kept += [glyph for glyph in recognised if is_within(glyph, leaf.pictures[:_MOST_COVERS])]
    leaf.unseen = device.clipped + _letters(drawn) - _letters(kept)
    leaf.glyphs = kept


def _letters(glyphs: Sequence[Glyph]) -> int:
    return sum(bool(glyph.text.strip()) for glyph in glyphs)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _place_of(box: Sequence[float], device: Device) -> Box:
    """Where a box of the file lies on the page as it is seen."""
    corners = [apply_matrix_pt(device.page_matrix, (box[place], box[place + 1])) for place in (0, 2)]
    placed = [device.place(x, y) for x, y in corners]
    xs, ys = [x for x, _ in placed], [y for _, y in placed]
    return min(xs), min(ys), max(xs), max(ys)


def _turn_upright(leaf: Leaf, turned: Sequence[tuple[Glyph, int]]) -> None:
    """Keep turned text aside; a page whose whole text lies on its side is read as if it were turned upright."""
    angle = next(
        (side for side in (90, -90) if 2 * sum(a == side for _, a in turned) > len(leaf.glyphs) + len(turned)), 0
    )
    if not angle:
        leaf.turned = "".join(glyph.text for glyph, _ in turned)
        return
    wide, high, up = leaf.width, leaf.height, angle == 90
    lying = [glyph for glyph, side in turned if side == angle]
    leaf.turned = "".join(glyph.text for glyph in leaf.glyphs)
    starts = [(high - glyph.y, glyph.x0) if up else (glyph.y, wide - glyph.x0) for glyph in lying]
    leaf.glyphs = [g._replace(x0=x, x1=x + g.x1 - g.x0, y=y) for g, (x, y) in zip(lying, starts, strict=True)]
    levels, uprights = leaf.horizontals, leaf.verticals
    leaf.horizontals = [(x, high - b, high - t) if up else (wide - x, t, b) for x, t, b in uprights]
    leaf.verticals = [(high - y, a, b) if up else (y, wide - b, wide - a) for y, a, b in levels]
    leaf.dots, leaf.links, leaf.width, leaf.height = [], [], high, wide


# What lies upon a page


def _look_upon(page: PDFPage, interpreter: Interpreter, device: Device) -> None:
    """Draw the fields of a form as they are filled in, and remember the addresses that links lead to."""
    notes = list_value(page.annots) if page.annots is not None else []
    if len(notes) > _MOST_NOTES:
        raise Excessive(f"has more than {_MOST_NOTES:,} links and fields on a page")
    for note in notes:
        said = dict_value(note)
        box = _numbers(said.get("Rect"))
        kind = resolve1(said.get("Subtype"))
        name = kind.name if isinstance(kind, PSLiteral) else ""
        flags = resolve1(said.get("F", 0))
        if len(box) != 4 or (isinstance(flags, int) and flags & _UNSEEN_FLAGS):
            continue
        if name == "Link":
            _keep_link(said, box, device)
        elif name in ("Widget", "FreeText"):
            _draw_field(said, box, interpreter, device)


def _numbers(listed: object) -> list[float]:
    found = [resolve1(number) for number in list_value(listed)]
    return found if all(isinstance(number, (int, float)) for number in found) else []


def _keep_link(said: dict[Any, Any], box: Sequence[float], device: Device) -> None:
    target = resolve1(dict_value(said.get("A")).get("URI"))
    address = _MAILTO.match(target.decode("latin-1")) if isinstance(target, bytes) else None
    if address:
        device.leaf.links.append((_place_of(box, device), address[1]))


def _draw_field(said: dict[Any, Any], box: Sequence[float], interpreter: Interpreter, device: Device) -> None:
    """Draw how a field looks when it is filled in."""
    drawn = resolve1(dict_value(said.get("AP")).get("N"))
    bounds = _numbers(drawn.get("BBox")) if isinstance(drawn, PDFStream) else []
    if len(bounds) != 4:
        return
    across = abs(box[2] - box[0]) / (abs(bounds[2] - bounds[0]) or 1.0)
    up = abs(box[3] - box[1]) / (abs(bounds[3] - bounds[1]) or 1.0)
    left, low = min(box[0], box[2]), min(box[1], box[3])
    right = left - min(bounds[0], bounds[2]) * across
    raised = low - min(bounds[1], bounds[3]) * up
    matrix = mult_matrix((across, 0, 0, up, right, raised), device.page_matrix)
    interpreter.dup().render_contents(dict_value(drawn.get("Resources")), [drawn], ctm=matrix)

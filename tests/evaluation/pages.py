"""PDFs as programs for typesetting make them: one column, two newspaper columns, and a form with boxes beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from tests.evaluation.markup import Block, footnotes

__all__ = ["Look", "columns", "form"]

WIDTH, HEIGHT = A4
MARGIN = 20 * mm


@dataclass(frozen=True)
class Look:
    """Type, running head and foot of a document; sizes in points."""

    font: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    size: float = 10
    head: str | None = None
    foot: str | None = "Side {page}"
    justified: bool = False

    def style(self, kind: str) -> ParagraphStyle:
        """Paragraph style of a kind of block."""
        size = {"title": self.size + 7, "heading": self.size + 2}.get(kind, self.size)
        heading = kind in ("title", "heading", "subheading", "bold")
        indent = {"bullet": 10, "bullet2": 24}.get(kind, 0)
        return ParagraphStyle(
            kind,
            fontName=self.bold if heading else self.font,
            fontSize=size,
            leading=size * 1.25,
            spaceBefore=8 if heading else 2,
            spaceAfter=3,
            leftIndent=indent,
            bulletIndent=max(0, indent - 10),
            alignment=4 if self.justified and not heading else 0,
        )


def columns(blocks: Sequence[Block], count: int, look: Look) -> bytes:
    """Text in one column or in two newspaper columns below the title and opening of each proposal."""
    packed, document = _document()
    top = 36 * mm if count > 1 else 0.0
    width = (WIDTH - 2 * MARGIN - (count - 1) * 8 * mm) / count
    notes: list[str] = []
    first = [Frame(MARGIN, HEIGHT - MARGIN - top, WIDTH - 2 * MARGIN, top, 0, 0, 0, 0)] if count > 1 else []

    def frames(height: float) -> list[Frame]:
        return [Frame(MARGIN + i * (width + 8 * mm), MARGIN, width, height, 0, 0, 0, 0) for i in range(count)]

    def furniture(canvas: Any, page: Any) -> None:
        _furniture(canvas, page.page, look, notes)

    document.addPageTemplates(
        [
            PageTemplate("first", [*first, *frames(HEIGHT - 2 * MARGIN - top - 4 * mm)], onPageEnd=furniture),
            PageTemplate("later", frames(HEIGHT - 2 * MARGIN - 4 * mm), onPageEnd=furniture),
        ]
    )
    document.build([NextPageTemplate("later"), *_story(blocks, look, notes, count > 1)])
    return packed.getvalue()


def _story(blocks: Sequence[Block], look: Look, notes: list[str], opening: bool) -> Iterator[Any]:
    rows: list[tuple[str, ...]] = []
    for block in [*blocks, Block("end")]:
        if block.kind == "row":
            rows.append(block.cells)
            continue
        if rows:
            yield _table(rows, look)
            rows = []
        if block.kind == "page":
            yield from (NextPageTemplate("first"), PageBreak(), NextPageTemplate("later"))
            opening = opening or any(each.kind == "page" for each in blocks)
        if block.kind == "heading" and opening:
            yield FrameBreak()
            opening = False
        yield from _flowables(block, look, notes)


def _flowables(block: Block, look: Look, notes: list[str]) -> Iterator[Any]:
    if block.kind == "gap":
        yield Spacer(1, 4)
    elif block.text and block.kind not in ("page", "main", "side"):
        text, found = footnotes(block.text, len(notes) + 1)
        notes += found
        bullet = {"bullet": "•", "bullet2": "–"}.get(block.kind)
        yield Paragraph(escape(text), look.style(block.kind), bulletText=bullet)


def _table(rows: Sequence[Sequence[str]], look: Look) -> Table:
    style = look.style("paragraph")
    table = Table([[Paragraph(escape(cell), style) for cell in row] for row in rows], hAlign="LEFT")
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.4, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def form(blocks: Sequence[Block], look: Look) -> bytes:
    """A main column and shaded boxes beside it, below the title and opening; the boxes are drawn before the text."""
    packed, document = _document()
    top, side = 32 * mm, 60 * mm
    body = HEIGHT - 2 * MARGIN - top
    boxes = Frame(WIDTH - MARGIN - side, MARGIN, side, body, 0, 0, 0, 0)
    head = Frame(MARGIN, HEIGHT - MARGIN - top, WIDTH - 2 * MARGIN, top, 0, 0, 0, 0)
    main = Frame(MARGIN, MARGIN, WIDTH - 2 * MARGIN - side - 8 * mm, body, 0, 0, 0, 0)

    def furniture(canvas: Any, page: Any) -> None:
        _furniture(canvas, page.page, look, [])

    document.addPageTemplates([PageTemplate("form", [boxes, head, main], onPageEnd=furniture)])
    story: list[Any] = []
    for proposal in _proposals(blocks):
        story += [PageBreak()] if story else []
        story += [*_boxes(proposal["side"], look, side), FrameBreak()]
        story += [each for block in proposal["top"] for each in _flowables(block, look, [])] + [FrameBreak()]
        story += [each for block in proposal["main"] for each in _flowables(block, look, [])]
    document.build(story)
    return packed.getvalue()


def _proposals(blocks: Sequence[Block]) -> list[dict[str, list[Block]]]:
    proposals: list[dict[str, list[Block]]] = [{"top": [], "main": [], "side": []}]
    place = "top"
    for block in blocks:
        if block.kind in ("main", "side"):
            place = block.kind
        elif block.kind == "page":
            proposals.append({"top": [], "main": [], "side": []})
            place = "top"
        else:
            proposals[-1][place].append(block)
    return proposals


def _boxes(blocks: Sequence[Block], look: Look, width: float) -> Iterator[Any]:
    content: list[list[Any]] = []
    for block in blocks:
        if block.kind == "heading":
            content.append([])
        content[-1] += _flowables(block, look, [])
    for each in content:
        box = Table([[each]], colWidths=[width])
        box.setStyle(
            TableStyle([("BACKGROUND", (0, 0), (-1, -1), HexColor("#dde8f0")), ("BOX", (0, 0), (-1, -1), 0.5, black)])
        )
        yield from (box, Spacer(1, 6))


def _document() -> tuple[io.BytesIO, BaseDocTemplate]:
    packed = io.BytesIO()
    return packed, BaseDocTemplate(packed, pagesize=A4, invariant=1, pageCompression=0, title="", author="")


def _furniture(canvas: Any, number: int, look: Look, notes: list[str]) -> None:
    """Running head and foot, and the footnotes that have come up, which are printed once."""
    canvas.setFont(look.font, 8)
    if look.head:
        canvas.drawString(MARGIN, HEIGHT - 12 * mm, look.head)
    if look.foot:
        canvas.drawRightString(WIDTH - MARGIN, 10 * mm, look.foot.format(page=number))
    for index, note in enumerate(each for each in notes if not each.startswith("\0")):
        canvas.drawString(MARGIN, 16 * mm - index * 9, note)
    notes[:] = [f"\0{note.lstrip(chr(0))}" for note in notes]

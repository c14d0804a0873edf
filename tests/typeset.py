"""Proposals of plain text, typeset as PDF: what a form looks like before somebody dumps its text.

`printed` takes a proposal as `tests.invented.proposal` writes one and sets it in one column, in newspaper columns, as a
form of two columns that go on side by side over the pages, or as a form of labels and contents, with or without
rulings. Page numbers, running heads and footnotes stand where a word processor puts them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from graph.reading.headings import heading

__all__ = ["BODY", "HEADING", "TITLE", "Layout", "Parts", "parted", "printed", "sheet"]

Layout = Literal["one column", "newspaper", "side by side", "ruled form", "plain form"]

_WIDTH, _HEIGHT = A4
_MARGIN: Final = 56.0
BODY: Final = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12.5, spaceAfter=6)
_ITEM: Final = ParagraphStyle("item", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=3)
_NESTED: Final = ParagraphStyle("nested", parent=_ITEM, leftIndent=28, bulletIndent=16)
HEADING: Final = ParagraphStyle(
    "heading", fontName="Helvetica-Bold", fontSize=11, leading=14, spaceBefore=8, spaceAfter=4, keepWithNext=True
)
TITLE: Final = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=16, leading=20, spaceAfter=8)


@dataclass(frozen=True)
class Parts:
    """A proposal in its parts: what stands above the first heading, and each heading with its lines."""

    title: str
    introduction: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def parted(text: str) -> Parts:
    """The parts of a proposal in plain text: paragraphs and items, one a line, headings on lines of their own."""
    title, *lines = [line for line in text.split("\n") if line.strip()]
    introduction: list[str] = []
    sections: list[tuple[str, tuple[str, ...]]] = []
    for line in lines:
        if heading(line) and line.rstrip().endswith(":"):
            sections.append((line.strip(), ()))
        elif sections:
            sections[-1] = (sections[-1][0], (*sections[-1][1], line))
        else:
            introduction.append(line)
    return Parts(title.strip(), tuple(introduction), tuple(sections))


def printed(
    *texts: str,
    layout: Layout = "one column",
    head: str | None = None,
    foot: str | None = "Side {}",
    notes: Sequence[str] = (),
    apart: bool = True,
    size: float = 10.0,
) -> bytes:
    """Proposals as a PDF.

    Parameters
    ----------
    texts : str
        Each a proposal in plain text.
    layout : Layout
        How each of them is set.
    head, foot : str, optional
        Printed on every page; "{}" becomes the page number.
    notes : sequence of str
        Footnotes of the first page, in small type below a short ruling.
    apart : bool
        Whether each proposal begins on a page of its own.
    size : float
        Of the letters, in points.
    """
    buffer = io.BytesIO()
    document = _document(buffer, head, foot, notes, columns=layout == "newspaper")
    story: list[Flowable] = []
    for text in texts:
        if story:
            story.append(PageBreak() if apart else Spacer(1, 30))
        story += _LAYOUTS[layout](parted(text), size)
    document.build(story)
    return buffer.getvalue()


def _document(
    buffer: io.BytesIO, head: str | None, foot: str | None, notes: Sequence[str], *, columns: bool
) -> BaseDocTemplate:
    document = BaseDocTemplate(buffer, pagesize=A4, title="", author="", invariant=1)

    def furnish(canvas: Canvas, _: Any) -> None:
        number = canvas.getPageNumber()
        canvas.setFont("Helvetica", 8)
        if head:
            canvas.drawString(_MARGIN, _HEIGHT - 30, head.format(number))
        if foot:
            canvas.drawCentredString(_WIDTH / 2, 28, foot.format(number))
        if notes and number == 1:
            canvas.line(_MARGIN, 48 + 10 * len(notes), _MARGIN + 140, 48 + 10 * len(notes))
            for place, note in enumerate(notes):
                canvas.drawString(_MARGIN, 38 + 10 * (len(notes) - place - 1), note)

    low = _MARGIN + 10 * len(notes)
    width, gutter = _WIDTH - 2 * _MARGIN, 24.0
    half = (width - gutter) / 2
    full = Frame(_MARGIN, low, width, _HEIGHT - _MARGIN - low, 0, 0, 0, 0)
    left = Frame(_MARGIN, low, half, _HEIGHT - _MARGIN - low, 0, 0, 0, 0)
    right = Frame(_MARGIN + half + gutter, low, half, _HEIGHT - _MARGIN - low, 0, 0, 0, 0)
    frames = [left, right] if columns else [full]
    document.addPageTemplates([PageTemplate("pages", frames, onPage=furnish)])
    return document


# Lines as flowables


def _flowables(lines: Sequence[str], size: float) -> Iterator[Flowable]:
    for line in lines:
        bullet = re.match(r"(\s*)(?:[-•*]\s+)", line)
        if bullet:
            style = _NESTED if len(bullet[1]) > 1 else _ITEM
            yield Paragraph(_marked(line[bullet.end() :]), _sized(style, size), bulletText="•")
        else:
            yield Paragraph(_marked(line.strip()), _sized(BODY, size))


def _marked(text: str) -> str:
    """Marks of footnotes, written "[^1]", raised."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"\[\^(\d+)\]", r"<super size='6'>\1</super>", escaped)


def _sized(style: ParagraphStyle, size: float) -> ParagraphStyle:
    return ParagraphStyle(
        style.name, parent=style, fontSize=style.fontSize * size / 10, leading=style.leading * size / 10
    )


def _head(text: str, size: float, style: ParagraphStyle = HEADING) -> Paragraph:
    return Paragraph(_marked(text), _sized(style, size))


# Layouts


def _one_column(parts: Parts, size: float) -> list[Flowable]:
    story: list[Flowable] = [_head(parts.title, size, TITLE), *_flowables(parts.introduction, size)]
    for head, lines in parts.sections:
        story += [_head(head, size), *_flowables(lines, size)]
    return story


def _side_by_side(parts: Parts, size: float) -> list[Flowable]:
    """The first half of the sections in the left column of a form, the others in the right one; rows may split."""
    half = (len(parts.sections) + 1) // 2
    cells = []
    for sections in (parts.sections[:half], parts.sections[half:]):
        cells.append([part for head, lines in sections for part in (_head(head, size), *_flowables(lines, size))])
    width = (_WIDTH - 2 * _MARGIN) / 2
    table = Table([cells], colWidths=[width, width], splitInRow=1)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return [_head(parts.title, size, TITLE), *_flowables(parts.introduction, size), table]


def _form(ruled: bool) -> Callable[[Parts, float], list[Flowable]]:
    def story(parts: Parts, size: float) -> list[Flowable]:
        rows = [[_head(head.rstrip(":"), size), list(_flowables(lines, size))] for head, lines in parts.sections]
        table = Table(rows, colWidths=[120, _WIDTH - 2 * _MARGIN - 120], splitInRow=1)
        style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        if ruled:
            style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        table.setStyle(TableStyle(style))
        return [_head(parts.title, size, TITLE), *_flowables(parts.introduction, size), Spacer(1, 6), table]

    return story


_LAYOUTS: Final[dict[Layout, Callable[[Parts, float], list[Flowable]]]] = {
    "one column": _one_column,
    "newspaper": _one_column,
    "side by side": _side_by_side,
    "ruled form": _form(True),
    "plain form": _form(False),
}


def sheet(*pages: Callable[[Canvas], None]) -> bytes:
    """Pages that are drawn by hand, from the lower left corner of A4."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()

"""Word documents as people make them: headings and lists, a form in a table, parties and contacts in tables."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx

from tests.evaluation.markup import Block, footnotes

__all__ = ["flowing", "form", "repacked"]

_SAVED = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
_STYLES = {
    "title": "Title",
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "bullet": "List Bullet",
    "bullet2": "List Bullet 2",
}


def flowing(blocks: Sequence[Block]) -> bytes:
    """Headings, paragraphs, real bullet lists, and tables where the text has rows."""
    document = docx.Document()
    rows: list[Block] = []
    for block in [*blocks, Block("gap")]:
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            _table(document, rows)
            rows = []
        if block.kind == "page":
            document.add_page_break()  # type: ignore[no-untyped-call]
        else:
            _paragraph(document, block)
    return _saved(document)


def _table(document: Any, rows: Sequence[Block]) -> None:
    table = document.add_table(rows=len(rows), cols=max(len(row.cells) for row in rows))
    table.style = "Table Grid"
    for row, block in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, block.cells, strict=False):
            cell.text = text


def _paragraph(container: Any, block: Block) -> None:
    text, _ = footnotes(block.text)
    paragraph = container.add_paragraph(style=_STYLES.get(block.kind))
    run = paragraph.add_run(text)
    run.bold = True if block.kind == "bold" else None


def form(blocks: Sequence[Block], columns: int) -> bytes:
    """A table with the label of each field in its first column; what runs over all columns is merged.

    With four columns, fields of one short line stand two in a row, and other fields are merged over three columns.
    """
    document = docx.Document()
    table: Any = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    half: Any = None
    for label, content in _fields(blocks):
        alone = len(content) == 1 and len(content[0].text) < 60 and content[0].kind == "paragraph"
        short = columns == 4 and label is not None and alone
        if half is not None and short:
            cells, half = half[2:], None
        else:
            cells = table.add_row().cells
            half = cells if short else None
        if label is None:
            _fill(cells[0].merge(cells[-1]), content)
            continue
        cells[0].text = label
        _fill(cells[1] if short else cells[1].merge(cells[-1]), content)
    return _saved(document)


def _fields(blocks: Sequence[Block]) -> list[tuple[str | None, list[Block]]]:
    fields: list[tuple[str | None, list[Block]]] = []
    for block in blocks:
        if block.kind == "merged":
            fields.append((None, [Block("paragraph", block.text)]))
        elif block.kind == "heading":
            fields.append((block.text, []))
        elif block.kind != "gap":
            fields[-1][1].append(block)
    return fields


def _fill(cell: Any, content: Sequence[Block]) -> None:
    first = cell.paragraphs[0]
    for block in content:
        _paragraph(cell, block)
    if content:
        first._element.getparent().remove(first._element)


def _saved(document: Any) -> bytes:
    document.core_properties.created = document.core_properties.modified = datetime(2020, 1, 1)
    document.core_properties.author = ""
    packed = io.BytesIO()
    document.save(packed)
    return repacked(packed.getvalue())


def repacked(archive: bytes) -> bytes:
    """The same archive with fixed dates, so that the same content gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _SAVED.sub(b"2020-01-01T00:00:00Z", old.read(name)))
    return packed.getvalue()

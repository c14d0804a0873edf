"""Tables of persons whose columns are persons: labels on the left and a person in each further column, or cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.reading.formats.word.columns import Columns, Items, contact_field, contact_line, labelled_detail
from graph.reading.formats.word.content import Cell, Row

__all__ = ["persons_of"]

_FEWEST_LABELS = 2
_REACHED = re.compile(r"\w@\w|(?:\d[\s.-]?){7}\d")


def persons_of(rows: Sequence[Row]) -> Items | None:
    """An item for each person of a table that has one in each column; ``None`` where it is another table."""
    return _labelled(rows) or _cards(rows)


def _labelled(rows: Sequence[Row]) -> Items | None:
    """Persons beside labels such as "Navn" and "Telefon", which the first column holds."""
    fields: list[tuple[str, Row]] = []
    for row in rows:
        kind = contact_field(row.cells[0].text) if row.cells[0].text else None
        if kind:
            fields.append((kind, row))
    columns = sorted({cell.column for _, row in fields for cell in row.filled[1:]})
    if len(fields) < _FEWEST_LABELS or len(columns) < 2 or len(fields) * 2 < len(rows):
        return None
    if any(contact_field(cell.text) for _, row in fields for cell in row.filled[1:]):
        return None  # labels and details take turns
    kinds = dict(enumerate(kind for kind, _ in fields))
    found: list[str] = []
    for column in columns:
        cells = [
            replace(cell, column=place)
            for place, (_, row) in enumerate(fields)
            for cell in row.filled[1:]
            if cell.column == column
        ]
        found.append(contact_line(Row(cells), Columns(kinds, {})))
    others = [row for row in rows if all(row is not labelled for _, labelled in fields)]
    beside = [[row.cells[0].text for _, row in fields], *([cell.text for cell in row.filled] for row in others)]
    return Items(found, [" | ".join(texts) for texts in beside])


def _cards(rows: Sequence[Row]) -> Items | None:
    """Persons each in a column of their own, the name above and how to reach them in the rows below."""
    columns: dict[int, list[Cell]] = {}
    for row in rows:
        for cell in row.filled:
            columns.setdefault(cell.column, []).append(cell)
    people = [[line for cell in cells for line in cell.lines] for cells in columns.values()]
    if len(rows) < 2 or len(people) < 2 or any(_REACHED.search(cell.text) for cell in rows[0].filled):
        return None
    if not all(_REACHED.search(" ".join(lines)) and not contact_field(lines[0]) for lines in people):
        return None
    return Items([", ".join(labelled_detail("phone", [line]) for line in lines) for lines in people])

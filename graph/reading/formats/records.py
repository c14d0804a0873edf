"""Tables whose rows are records: one line for each, which the parser reads as it reads an item of a list.

A row that names a party and its role becomes "• Party (role)"; a row of a table without heads becomes "• A, B, C".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.reading.formats.rows import Span
from graph.reading.formats.word import content
from graph.reading.formats.word.columns import Columns, contact_line, row_line
from graph.reading.formats.word.heads import columns_of, guessed
from graph.reading.headings import heading
from graph.reading.lexicon import lexicon

__all__ = ["is_role", "is_table", "key_values", "listed_from", "names_columns", "records"]

Row = Sequence[Span | None]

_LONGEST_CELL = 60


def is_table(rows: Sequence[Row]) -> bool:
    """Whether rows that gutters run through are a table of records.

    Its first row names its columns, or one of two columns says roles, or nearly each row of three and more columns
    fills nearly each with a few words.
    """
    if len(rows) < 2:
        return False
    if names_columns(rows[0]) or _tells_roles(rows):
        return True
    if len(rows[0]) < 3:
        return False
    full = sum(sum(cell is not None for cell in row) >= len(row) - 1 for row in rows)
    longest = max(len(cell.text) for row in rows for cell in row if cell is not None)
    return full >= 0.7 * len(rows) and longest <= _LONGEST_CELL


def names_columns(row: Row) -> bool:
    """Whether a row names the columns of a table of records."""
    return columns_of([_as_row(row)], "") is not None


def listed_from(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Where a table stands among rows: from the first with cells side by side to the next heading.

    Its first row names its columns, or one of its columns says roles; ``None`` where neither is so.
    """
    first = next((place for place, row in enumerate(rows) if any(row[1:])), len(rows))
    end = next((place for place in range(first + 1, len(rows)) if _heads_others(rows[place])), len(rows))
    here = rows[first:end]
    return (first, end) if len(here) > 1 and (names_columns(here[0]) or _tells_roles(here)) else None


def _heads_others(row: Row) -> bool:
    """Whether a row is a heading, with nothing beside it."""
    first, *others = row
    return first is not None and not any(others) and heading(first.text, strong=first.bold) is not None


def _tells_roles(rows: Sequence[Row]) -> bool:
    """Whether one of two columns holds nothing but roles, and the other what has them."""
    if len(rows[0]) != 2 or not all(all(row) for row in rows):
        return False
    said = [sum(map(is_role, column)) for column in zip(*rows, strict=True)]
    return min(said) == 0 and max(said) == len(rows)


def is_role(cell: Span | None) -> bool:
    """Whether a cell says the role of a party."""
    return cell is not None and lexicon().role_cell.fullmatch(cell.text.strip()) is not None


def _as_row(row: Row) -> content.Row:
    """A row as the readers of rows know it."""
    return content.Row([_as_cell(place, cell) for place, cell in enumerate(row)])


def _as_cell(place: int, cell: Span | None) -> content.Cell:
    shown = [] if cell is None else [content.Shown(cell.text, content.Look(bold=cell.bold))]
    return content.Cell(place, 1, continues=False, blocks=[content.Paragraph(shown)])


def records(rows: Sequence[Row]) -> list[Span]:
    """One line for each row, and what else the row of a party says beside the text.

    A row without a first cell, or with nothing but small letters there, continues the row above.
    """
    columns = columns_of([_as_row(row) for row in rows], "") if rows else None
    heads = [cell.text for cell in rows[0] if cell is not None] if columns else []
    body: list[list[Span | None]] = []
    for row in rows[1:] if columns else rows:
        if columns and [cell.text for cell in row if cell is not None] == heads:
            continue
        if body and any(row) and _goes_on(row):
            body[-1] = [_both(one, other) for one, other in zip(body[-1], row, strict=False)]
        elif any(row):
            body.append(list(row))
    if columns is None and body and _tells_roles(body):
        columns = guessed([_as_row(row) for row in body])
    return [line for row in body for line in _lines(row, columns)]


def _goes_on(row: Row) -> bool:
    first, *others = row
    return first is None or (not any(others) and first.text[:1].islower())


def _both(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    return replace(one, text=f"{one.text} {other.text}", x1=max(one.x1, other.x1))


def _lines(row: Row, columns: Columns | None) -> list[Span]:
    """A record as a line, or one for each party that it names; what else it says of them stands beside the text."""
    cells = [cell for cell in row if cell is not None]
    whole = replace(cells[0], x1=cells[-1].x1, bullet=True, bold=False)
    if columns is None:
        return [replace(whole, text=", ".join(cell.text.rstrip(" ,") for cell in cells))]
    section = columns.section() or ("parties" if columns.has("organisation", "owner") else "")
    if columns.of_persons and section != "parties":
        return [replace(whole, text=contact_line(_as_row(row), columns))]
    read = row_line(_as_row(row), section, columns)
    beside = [replace(whole, text=", ".join(read.beside), bullet=False, aside=True)] if read.beside else []
    return [*(replace(whole, text=text) for text in read.items), *beside]


def key_values(rows: Sequence[Row]) -> list[Span]:
    """Lines "Key: value" where the left of two columns holds only keys that end with a colon; else none."""
    keys = [row[0] for row in rows if row[0] is not None]
    if len(keys) < 2 or not all(cell.text.rstrip().endswith(":") and len(cell.text) <= 30 for cell in keys):
        return []
    if sum(row[0] is not None and row[1] is not None for row in rows) * 10 < 8 * len(rows):
        return []
    if any(key.bold for key in keys):
        return []
    return [
        replace(cells[0], text=" ".join(c.text for c in cells), x1=cells[-1].x1)
        for row in rows
        if (cells := [c for c in row if c])
    ]

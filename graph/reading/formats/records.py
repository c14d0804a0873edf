"""Tables whose rows are records: one line for each, which the parser reads as it reads an item of a list.

A row that names an organisation and its role becomes "• Role: organisation"; any other row becomes "• A, B, C".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.reading.formats.rows import Span

__all__ = ["is_table", "key_values", "names_columns", "records"]

Row = Sequence[Span | None]

_COLUMNS = {
    "organisation": r"organi[sz]ation(?:s|er|ens navn)?|part(?:er|s)?|partner[es]?|aktør(?:er)?|deltagere?",
    "role": r"rolle(?:r)?|roles?|deltagelse|funktion i projektet",
    "name": r"navn|name|kontakt(?:person(?:er)?)?|contact(?: person)?s?|person",
    "job": r"titel|title|stilling|job|position",
    "unit": r"enhed|afdeling|unit|department|center",
    "phone": r"tlf\.?|tel\.?|telefon(?:nummer|nr\.?)?|mobil|phone|telephone",
    "email": r"e-?mail(?:adresse)?|mail|e-post",
    "other": r"nr\.?|bemærkning(?:er)?|kommentar(?:er)?|år|projekt|type|beskrivelse|notes?|year|kilde|værdi|tal",
}
_HEADS = {name: re.compile(rf"^(?:{pattern})\s*:?$", re.IGNORECASE) for name, pattern in _COLUMNS.items()}
_WORDS_OF_ROLE = 4
_LONGEST_CELL = 60


def is_table(rows: Sequence[Row]) -> bool:
    """Whether rows that gutters run through are a table of records.

    Its first row names its columns, or nearly each row of three and more columns fills nearly each with a few words.
    """
    if len(rows) < 2:
        return False
    if _heads(rows[0]):
        return True
    if len(rows[0]) < 3:
        return False
    full = sum(sum(cell is not None for cell in row) >= len(row) - 1 for row in rows)
    longest = max(len(cell.text) for row in rows for cell in row if cell is not None)
    return full >= 0.7 * len(rows) and longest <= _LONGEST_CELL


def names_columns(row: Row) -> bool:
    """Whether a row names the columns of a table of records."""
    return _heads(row) is not None


def _heads(row: Row) -> list[str | None] | None:
    """What the columns hold, as their heads say; ``None`` where the row is no row of heads."""
    names = [_column(cell) for cell in row]
    said = sum(name is not None for name in names)
    return names if said >= 2 and said >= sum(cell is not None for cell in row) - 1 else None


def _column(cell: Span | None) -> str | None:
    if cell is None:
        return None
    return next((name for name, pattern in _HEADS.items() if pattern.match(cell.text.strip())), None)


def records(rows: Sequence[Row]) -> list[Span]:
    """One line for each row; a row without a first cell continues the row above."""
    heads = _heads(rows[0]) if rows else None
    body: list[list[Span | None]] = []
    for row in rows[1:] if heads else rows:
        if heads and _heads(row) == heads:
            continue
        if body and row[0] is None and any(row):
            body[-1] = [_both(one, other) for one, other in zip(body[-1], row, strict=False)]
        elif any(row):
            body.append(list(row))
    return [line for row in body for line in _lines(row, heads)]


def _both(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    return replace(one, text=f"{one.text} {other.text}", x1=max(one.x1, other.x1))


def _lines(row: Sequence[Span | None], heads: Sequence[str | None] | None) -> list[Span]:
    """A record as a line; what else the row of an organisation with its role says stands beside the text."""
    cells = [cell for cell in row if cell is not None]
    named = {name: cell for name, cell in zip(heads or (), row, strict=False) if name and cell}
    whole = replace(cells[0], x1=cells[-1].x1, bullet=True, bold=False)
    if "organisation" in named and "role" in named and len(named["role"].text.split()) <= _WORDS_OF_ROLE:
        party = f"{named['role'].text.rstrip(' :')}: {named['organisation'].text}"
        rest = [cell for cell in cells if cell not in (named["organisation"], named["role"])]
        more = [replace(whole, text=_listed([named["organisation"], *rest]), bullet=False, aside=True)] if rest else []
        return [replace(whole, text=party), *more]
    first = [named[name] for name in ("name", "job", "unit") if name in named] if "organisation" not in named else []
    return [replace(whole, text=_listed([*first, *(cell for cell in cells if cell not in first)]))]


def _listed(cells: Sequence[Span]) -> str:
    return ", ".join(cell.text.rstrip(" ,") for cell in cells)


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

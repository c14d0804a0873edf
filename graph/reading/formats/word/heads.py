"""Which row heads the columns of a table, and what the columns of a list of parties hold where no row says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from graph.knowledge import knowledge
from graph.reading.formats.word.columns import Columns, is_number, is_tick, kind_of
from graph.reading.formats.word.content import Cell, Row
from graph.reading.headings import FORM, exactly, heading
from graph.reading.lexicon import lexicon

__all__ = ["columns_of", "each_is_party", "guessed", "is_grouped", "with_roles"]

_LONGEST_HEAD = 45
_LONGEST_PARTY = 120
_MOST_LOOKED_AT = 50
"""Rows that tell what the columns hold."""


def columns_of(rows: Sequence[Row], section: str) -> Columns | None:
    """The columns that the first row heads, in a table of a section, or ``None`` where it is a row of data."""
    first, *below = rows
    filled = first.filled
    if len(filled) < 2 or any(len(cell.text) > _LONGEST_HEAD or len(cell.lines) > 2 for cell in filled):
        return None
    if _are_labels(filled):
        return None
    kinds = {cell.column: kind_of(cell.text) for cell in filled}
    if list(kinds.values()).count("dated") == 1:  # "Begins | 2020" is a row of data
        kinds = {column: None if kind == "dated" else kind for column, kind in kinds.items()}
    if not (_is_said(first, kinds) or _are_ticked(first, below) or (section in FORM and _is_set_off(first, below))):
        return None
    return Columns(
        {column: kind or "told" for column, kind in kinds.items()},
        {cell.column: cell.text for cell in filled},
    )


def _are_labels(cells: Sequence[Cell]) -> bool:
    """Whether cells head different sections of a form, whose fields stand below them."""
    said = {head.section for cell in cells if (head := heading(f"{cell.text.rstrip(' :')}:")) and head.section in FORM}
    return len(said) > 1 and not said <= {"parties", "contact"}


def _is_said(row: Row, kinds: dict[int, str | None]) -> bool:
    """Whether enough of the words are those of heads."""
    known = sum(kind is not None for kind in kinds.values())
    first, *others = kinds.values()
    certain = all(others) and (first is not None or exactly(row.filled[0].text) is not None)
    return certain or (row.header and known * 2 >= len(kinds)) or (known > 1 and known * 3 >= 2 * len(kinds))


def _are_ticked(row: Row, below: Sequence[Row]) -> bool:
    """Whether the cells below all heads but the first one are ticked or left empty."""
    first, *heads = (cell.column for cell in row.filled)
    under = [cell for each in below for cell in each.filled if cell.column != first]
    return bool(under) and all(cell.column in heads and is_tick(cell.text) for cell in under)


def _is_set_off(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row is set bold or shaded as a whole, and none of those below it is."""
    return row.set_off and len(below) > 1 and not any(each.set_off for each in below)


# Lists of parties without heads


def guessed(rows: Sequence[Row]) -> Columns:
    """What the columns of a list of parties hold, by what stands in them.

    The column that names the most bodies holds the parties; of several the first. One in which most cells are such
    words as "Deltager" holds the roles.
    """
    bodies, roles, counts = Counter[int](), Counter[int](), Counter[int]()
    numbers = Counter[int]()
    for row in rows[:_MOST_LOOKED_AT]:
        for cell in row.filled:
            counts[cell.column] += 1
            numbers[cell.column] += is_number(cell.text)
            roles[cell.column] += lexicon().role_cell.fullmatch(cell.text) is not None
            bodies[cell.column] += _names_body(cell)
    kinds = dict.fromkeys(sorted(counts), "told")
    for column, count in counts.items():
        if numbers[column] == count:
            kinds[column] = "number"
        elif roles[column] * 2 >= count:
            kinds[column] = "role"
    open_ = [column for column in kinds if kinds[column] == "told"]
    if open_:
        kinds[max(open_, key=lambda column: (bodies[column], counts[column], -column))] = "organisation"
    return Columns(kinds, {})


def each_is_party(rows: Sequence[Row]) -> bool:
    """Whether the cells of several columns are parties: in each column most are bodies that are known or look so."""
    columns: dict[int, list[Cell]] = {}
    for row in rows[:_MOST_LOOKED_AT]:
        for cell in row.filled:
            columns.setdefault(cell.column, []).append(cell)
    return len(columns) > 1 and all(
        sum(map(_names_body, cells)) * 2 >= len(cells) and len({cell.text for cell in cells}) == len(cells)
        for cells in columns.values()
    )


def is_grouped(rows: Sequence[Row]) -> bool:
    """Whether the first of two columns only says what kind of parties the other one names."""
    if not all(len(row.cells) == 2 and len(row.filled) == 2 and len(row.filled[0].lines) == 1 for row in rows):
        return False
    labels = [row.filled[0].text.strip(" :") for row in rows]
    bodies = [row.filled[1] for row in rows]
    return (
        len(set(labels)) == len(labels)
        and all(_is_group(label) for label in labels)
        and sum(_names_body(cell) for cell in bodies) * 2 >= len(bodies)
    )


def with_roles(rows: Sequence[Row], columns: Columns) -> list[Row]:
    """The rows, where a role that one cell says of several rows stands in each of them."""
    column = columns.column("role")
    found: list[Row] = []
    role: Cell | None = None
    for row in rows:
        own = next((cell for cell in row.cells if cell.column == column), None)
        if own is not None and own.continues and not own.text and role is not None:
            found.append(replace(row, cells=[role if cell is own else cell for cell in row.cells]))
        else:
            role = own
            found.append(row)
    return found


def _is_group(label: str) -> bool:
    """Whether words name a group or a role, and no body."""
    if lexicon().role_cell.fullmatch(label):
        return True
    group = knowledge().collective(label) is not None or lexicon().generic_noun.search(label.lower()) is not None
    return group and knowledge().organisation(label) is None


def _names_body(cell: Cell) -> bool:
    """Whether a cell begins with a body that is known, or is one by its form."""
    if not cell.lines or len(cell.text) > _LONGEST_PARTY or "@" in cell.text:
        return False
    line = cell.lines[0]
    for separator in (",", ";", " og ", " and ", " ("):
        line = line.partition(separator)[0]
    known = knowledge().organisation(line) or knowledge().organisation(cell.lines[0]) or knowledge().collective(line)
    return known is not None or lexicon().institution.match(cell.lines[0]) is not None

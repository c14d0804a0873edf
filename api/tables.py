"""Answers and results as text for a terminal or a spreadsheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final, Literal

import pyoxigraph as ox

from graph.export import write_csv
from graph.store import Bindings, Term
from ontology.models import Answer, Cell, Label, Thing

__all__ = ["answer_csv", "answer_table", "bindings_table", "table"]

Language = Literal["da", "en"]
_WIDEST: Final = 48
_NAMES: Final = {"label": "da", "label_en": "en"}


def answer_csv(answer: Answer) -> str:
    """An answer as comma separated values: things by their slugs, several of them with spaces between."""
    rows = ([_for_programs(value) for value in item.values()] for item in answer.items)
    return write_csv(answer.columns, rows)


def answer_table(answer: Answer, language: Language) -> str:
    """An answer for people: things by their names; empty columns and repeated names left out."""
    columns = [name for name in answer.columns if _is_shown(answer, name)]
    heads = [_in(answer.columns[name].label, language) for name in columns]
    rows = [[_for_people(item[name], language) for name in columns] for item in answer.items]
    count = "1 row" if answer.total == 1 else f"{answer.total} rows"
    return f"{table(heads, rows)}\n({count})\n" if rows else "(0 rows)\n"


def bindings_table(bindings: Bindings) -> str:
    """The rows of a SELECT query for people, with IRIs whole."""
    rows = [[_plain(term) for term in row] for row in bindings.rows]
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{table(bindings.columns, rows, widest=None)}\n({count})\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, widest: int | None = _WIDEST) -> str:
    r"""Rows under aligned heads; a line of a cell with more than `widest` characters is cut.

    Examples
    --------
    >>> print(table(["name", "n", "in"], [["Grøn Havn", "2", "a\nb"], ["CLEAN", "10", ""]]))
    name       n   in
    ---------  --  --
    Grøn Havn  2   a
                   b
    CLEAN      10
    """
    cells = [[[_cut(_printable(line), widest) for line in cell.split("\n")] for cell in row] for row in (heads, *rows)]
    lines = [list(line) for row in cells for line in zip_longest(*row, fillvalue="")]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    padded = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return "\n".join(line.rstrip() for line in padded)


def _is_shown(answer: Answer, name: str) -> bool:
    """Names stand with the thing they belong to; a column in which nothing stands says nothing."""
    if name in _NAMES and any(column.type == "thing" for column in answer.columns.values()):
        return False
    return any(item[name] not in (None, "", []) for item in answer.items)


def _for_programs(value: Cell) -> object:
    if isinstance(value, Thing):
        return value.id
    return " ".join(thing.id for thing in value) if isinstance(value, list) else value


def _for_people(value: Cell, language: Language) -> str:
    if isinstance(value, Thing):
        return _in(value.label, language)
    if isinstance(value, list):
        return "\n".join(_in(thing.label, language) for thing in value)
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "da": ("nej", "ja")}[language][value]
    return "" if value is None else str(value)


def _in(label: Label, language: Language) -> str:
    return label.da if language == "da" else label.en


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _printable(line: str) -> str:
    """A line without the control characters that a terminal would obey."""
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in line)


def _cut(cell: str, widest: int | None) -> str:
    return cell if widest is None or len(cell) <= widest else cell[: widest - 1] + "…"


def _width(cell: str) -> int:
    """Columns on a terminal: none for what combines, two for wide letters."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in cell)
    return len(cell) + wide - sum(unicodedata.combining(character) > 0 for character in cell)

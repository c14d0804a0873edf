"""Comma separated values, whatever separates them, into cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from graph.reading.formats.text import decode
from graph.sheets.cells import EMPTY, LONGEST_CELL, MOST_CELLS, MOST_ROWS, Cell, Row, Sheet, plain
from graph.sheets.columns import header_tokens
from ontology.errors import UnreadableDocument

__all__ = ["delimited", "is_formula", "written"]

_DELIMITERS = (";", "\t", ",", "|")
_SEPARATOR_LINE = re.compile(r"\A\s*\"?sep=(?P<sep>.)\"?[ \t;,]*(?:\r\n|[\r\n]|\Z)", re.IGNORECASE)
_MOST_FIELDS = 1_000
_SAMPLE_ROWS = 60
_SAMPLE = 200_000
"""Characters from which the separator is told."""
_MOST_LINES = 60
"""Line ends in one quoted cell: more of them mean that a quotation mark is never closed."""
_FORMULA = re.compile(
    r"""=[^\s=]                                              # equals anything
    | [+@-]\s*(?: [A-Za-zÆØÅæøå_.]{1,40}\(                  # a function
        | \$?[A-Za-z]{1,3}\$?\d                             # a cell
        | [\d.,]+\s*[*/^+-]\s*[\d.,$(A-Za-z] | \( )        # something to be worked out
    | [=+@-] (?: .{0,80}\| | .{0,80}! )                     # another program, another sheet""",
    re.VERBOSE,
)
_NUMBER_OR_PHONE = re.compile(r"[+-]?\s*(?:\(?\+?\d[\d\s().,/-]*)[%€]?\s*")
_MARKED = re.compile(r"'+[=+\-@\t\r\n']")
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def delimited(data: bytes, name: str) -> list[Sheet]:
    """The one sheet of a file of comma, semicolon or tab separated values, its name empty.

    Raises
    ------
    UnreadableDocument
        It is no text, or too large.
    """
    text = decode(data, name).replace("\x00", "")
    said = _SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    delimiter = said["sep"] if said else _delimiter(text)
    rows: list[Row] = []
    cells = 0
    for fields in _records(text, delimiter):
        if len(fields) > _MOST_FIELDS:
            raise UnreadableDocument(f"{name}: row {len(rows) + 1} has {len(fields)} cells; is this a table?")
        rows.append(tuple(_cell(field, name, len(rows) + 1) for field in fields))
        cells += sum(map(bool, fields))
        if len(rows) > MOST_ROWS or cells > MOST_CELLS:
            raise UnreadableDocument(
                f"{name}: more than {MOST_ROWS} rows or {MOST_CELLS} cells; hand in a part of them"
            )
    return [Sheet("", tuple(rows))]


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program that opens a text file would calculate a cell; telephones and numbers are none.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("@SUM(A1)"), is_formula("+A1*2"), is_formula("-2+3+cmd|' /C calc'!A0")
    (True, True, True, True)
    >>> is_formula("+45 00-11-22-33"), is_formula("-"), is_formula("- Grøn Havn"), is_formula("-5 %")
    (False, False, False, False)
    """
    return bool(_FORMULA.match(text)) and not _NUMBER_OR_PHONE.fullmatch(text)


def written(text: str) -> str:
    """A text as a cell of such a file: what begins like a formula is marked by an apostrophe, which reading takes off.

    Examples
    --------
    >>> written("=1+1"), written("'=1+1"), written("Grøn Havn")
    ("'=1+1", "''=1+1", 'Grøn Havn')
    """
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) or _MARKED.match(text) else text


def _cell(field: str, name: str, row: int) -> Cell:
    if not field:
        return EMPTY
    if len(field) > LONGEST_CELL:
        raise UnreadableDocument(f"{name}: row {row} holds a cell of {len(field)} characters; is this a table?")
    if field[0] == "'" and _MARKED.match(field):
        return Cell(plain(field[1:]))
    text = plain(field)
    return Cell(text, trouble="formula" if text.startswith(_BEGINS_FORMULA) and is_formula(text) else "")


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a text; where a quotation mark is never closed, these marks mean nothing."""
    if _is_closed(text, delimiter):
        yield from _read(text, delimiter, csv.QUOTE_MINIMAL)
        return
    for record in _read(text, delimiter, csv.QUOTE_NONE):
        yield [field.strip(' "') for field in record]


def _is_closed(text: str, delimiter: str) -> bool:
    try:
        return not any(
            len(field) > LONGEST_CELL or field.count("\n") > _MOST_LINES
            for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            for field in record
        )
    except csv.Error as error:
        # Anything else that is amiss is read as well as can be.
        return "unexpected end" not in str(error) and "larger than" not in str(error)


def _read(text: str, delimiter: str, quoting: Literal[0, 3]) -> Iterator[list[str]]:
    """The records as the library gives them; it gives up at a field far beyond any cell, which is handed on as such."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    except csv.Error:
        yield ["x" * (LONGEST_CELL + 1)]


def _delimiter(text: str) -> str:
    """What separates the cells: with it the most headers are recognised, and the rows are the most alike."""
    sample = text[:_SAMPLE]
    return max(_DELIMITERS, key=lambda delimiter: _worth(sample, delimiter))


def _worth(sample: str, delimiter: str) -> tuple[int, float, int]:
    records = [record for record in islice(_records(sample, delimiter), _SAMPLE_ROWS) if any(map(str.strip, record))]
    known = max((len(set(filter(None, header_tokens(record)))) for record in records), default=0)
    widths = Counter(len(record) for record in records if len(record) > 1)
    _, alike = max(widths.items(), key=lambda entry: entry[1], default=(0, 0))
    return known if known > 1 else 0, round(alike / max(len(records), 1), 2), max(widths, default=0)

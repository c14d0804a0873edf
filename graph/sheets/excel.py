"""Workbooks (.xlsx) into cells: values as they were typed, merged cells filled downwards, nothing calculated.

The package is checked by `graph.reading.formats.archive` before openpyxl sees it. What a sheet declares of its size is
not believed: rows are read as they come, and what is in them is counted.
"""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string

# The public reader forgets merged cells, and builds rows as wide as their last formatted cell.
from openpyxl.worksheet._reader import WorkSheetParser

from graph.reading.formats.archive import opened
from graph.sheets.cells import EMPTY, LONGEST_CELL, MOST_CELLS, MOST_ROWS, Cell, Row, Sheet, plain
from ontology.errors import UnreadableDocument

__all__ = ["workbook_sheets"]

_MOST_SHEETS = 100
_MOST_COLUMNS = 500
_MOST_MARKUP, _MOST_MARKUP_OF_TEXTS, _MOST_MARKUP_OF_SHEETS = 250_000, 4 * MOST_CELLS + 1_000, 6 * MOST_CELLS
"""Tags of one part, of that of the texts, where one takes four, and of all sheets, where a cell takes up to six."""
_MERGED = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def workbook_sheets(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook in their order.

    Raises
    ------
    UnreadableDocument
        It is no workbook, damaged, encrypted, too large, or what it unpacks to is.
    """
    with opened(data, name, "xl/workbook.xml") as archive:
        _refuse_absurd(archive, name)
    with warnings.catch_warnings():
        # What openpyxl cannot keep when it writes a workbook again is of no concern here.
        warnings.simplefilter("ignore")
        try:
            return _Workbook(data, name).sheets()
        except UnreadableDocument:
            raise
        # A damaged part makes the library fail in as many ways as there are damages.
        except (Exception, ExpatError) as error:
            raise UnreadableDocument(
                f"{name}: the workbook is damaged or written in an unusual way ({type(error).__name__}); "
                "open it in a spreadsheet program and save it again as .xlsx"
            ) from error


def _refuse_absurd(archive: ZipFile, name: str) -> None:
    """Bound what openpyxl takes in: the sheets together, and what it reads whole before them, as texts and styles."""
    in_sheets = 0
    for part in archive.namelist():
        if not part.endswith((".xml", ".rels")):
            continue
        markup = archive.read(part).count(b"<")
        most = _MOST_MARKUP_OF_TEXTS if "sharedStrings" in part else _MOST_MARKUP
        if part.startswith("xl/worksheets/"):
            in_sheets = markup = in_sheets + markup
            most = _MOST_MARKUP_OF_SHEETS
        if markup > most:
            raise UnreadableDocument(f"{name}: {part[:60]!r} holds too much for a table; save a part of it as .csv")


@dataclass
class _Found:
    """What was read of one sheet: cells by row and column from 1."""

    cells: dict[int, dict[int, Cell]]
    merged: list[tuple[int, int, int]]
    """Column, first and last row of each stretch of merged cells."""

    def rows(self) -> Iterator[Row]:
        for number in range(1, max(self.cells, default=0) + 1):
            row = self.cells.get(number, {})
            yield tuple(row.get(column, EMPTY) for column in range(1, max(row, default=0) + 1))


class _Workbook:
    """Reads the sheets of one workbook, and counts what it has read."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._cells = 0
        self._book: Any = load_workbook(BytesIO(data), read_only=True, keep_links=False)

    def sheets(self) -> list[Sheet]:
        sheets = self._book.worksheets
        if len(sheets) > _MOST_SHEETS:
            raise UnreadableDocument(f"{self._name}: {len(sheets)} sheets are too many; the limit is {_MOST_SHEETS}")
        return [self._sheet(sheet) for sheet in sheets]

    def _sheet(self, sheet: Any) -> Sheet:
        with sheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                sheet._shared_strings,
                epoch=self._book.epoch,
                date_formats=self._book._date_formats,
                timedelta_formats=self._book._timedelta_formats,
            )
            found = _Found({}, [])
            for _, cells in parser.parse():
                self._row(found, sheet.title, cells)
            found.merged = list(_merged(parser.merged_cells))
        _fill(found)
        return Sheet(plain(str(sheet.title)), tuple(found.rows()), hidden=sheet.sheet_state != "visible")

    def _row(self, found: _Found, title: str, cells: Iterable[dict[str, Any]]) -> None:
        for raw in cells:
            cell = self._cell(raw)
            if cell is EMPTY:
                continue
            place, column = raw["row"], raw["column"]
            if not (0 < place <= MOST_ROWS and 0 < column <= _MOST_COLUMNS):
                raise UnreadableDocument(
                    f"{self._name}: row {place}, column {column} of sheet {title[:40]!r} is beyond what is read: "
                    f"{MOST_ROWS} rows and {_MOST_COLUMNS} columns"
                )
            found.cells.setdefault(place, {})[column] = cell
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise UnreadableDocument(f"{self._name}: more than {MOST_CELLS} cells; hand in a part of them")

    def _cell(self, raw: dict[str, Any]) -> Cell:
        value, type_ = raw["value"], raw["data_type"]
        if type_ == "f":
            return Cell("=", trouble="formula")
        if value is None or value == "":
            return EMPTY
        if type_ == "e":
            return Cell(str(value)[:20], trouble="error")
        cell = _typed(value)
        if cell.number is not None and "%" in self._number_format(raw["style_id"]):
            # A share is shown as a percentage, and that is what people believe to have typed.
            percent = float(f"{cell.number * 100:.12g}")
            return Cell(f"{_digits(percent)} %")
        if len(cell.text) > LONGEST_CELL:
            raise UnreadableDocument(f"{self._name}: a cell holds {len(cell.text)} characters; is this a table?")
        return cell if cell.text else EMPTY

    def _number_format(self, style: int) -> str:
        if not style:
            return ""
        number = self._book._cell_styles[style].numFmtId
        builtin: str | None = BUILTIN_FORMATS.get(number)
        if builtin is not None or number < 164:
            return builtin or ""
        return str(self._book._number_formats[number - 164])


def _typed(value: object) -> Cell:
    """A value as a person would type it."""
    if isinstance(value, bool):
        return Cell("ja" if value else "nej")
    if isinstance(value, int | float):
        return Cell(_digits(value), number=int(value) if float(value).is_integer() else value)
    if isinstance(value, datetime.datetime):
        return Cell(value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" "))
    if isinstance(value, datetime.date | datetime.time):
        return Cell(value.isoformat())
    return Cell(plain(str(value)))


def _digits(value: float | int) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _merged(ranges: Any) -> Iterator[tuple[int, int, int]]:
    """Stretches of merged cells that reach over several rows, by their first column."""
    for merged in ranges.mergeCell if ranges is not None else ():
        match = _MERGED.fullmatch(str(merged.ref))
        if match and int(match[2]) < int(match[4]):
            column = column_index_from_string(match[1])
            yield column, int(match[2]), int(match[4])


def _fill(found: _Found) -> None:
    """Let a value that is merged over several rows stand in each of them that holds something else."""
    left = MOST_ROWS
    for column, first, last in found.merged:
        cell = found.cells.get(first, {}).get(column)
        left -= last - first
        if cell is None or left < 0:
            continue
        for number in range(first + 1, last + 1):
            if row := found.cells.get(number):
                row.setdefault(column, replace(cell))

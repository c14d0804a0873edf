"""Tables into bytes: workbooks and comma separated values in which no cell is ever a formula."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph.sheets.cells import LONGEST_CELL
from graph.sheets.columns import KINDS, ROLES, Language, heading, shown
from graph.sheets.delimited import written

__all__ = ["Written", "csv_bytes", "xlsx_bytes"]

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@")
_WIDTHS = {"number": 10, "initiative": 46, "organisation": 34, "builds_on": 42, "email": 30, "person": 26, "owners": 30}
_WIDTH, _GUIDE_WIDTH = 20, 110
_LAST_ROW = 2000
"""Rows that are offered a choice of roles and kinds."""


@dataclass(frozen=True)
class Written:
    """A sheet to be written: its fields or, in a guide, none; its rows; how many of the first only show how."""

    name: str
    fields: Sequence[str]
    rows: Sequence[Sequence[str]]
    shown: int = 0
    headers: Sequence[str] = field(default=())


def xlsx_bytes(sheets: Iterable[Written], language: Language) -> bytes:
    """A workbook: header in bold and always in sight, every cell text, roles and kinds to choose from."""
    book = Workbook()
    book.properties.creator = "fyrnet"
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)
    first = book.active
    for sheet in sheets:
        _sheet(book.create_sheet(sheet.name), sheet, language)
    if first is not None:
        book.remove(first)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(sheet: Written, language: Language) -> bytes:
    """Values parted as programs of the language expect: by semicolons in Danish, by commas in English."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "da" else ",", lineterminator="\r\n")
    writer.writerow(_headers(sheet, language))
    writer.writerows([written(_clean(text)) for text in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _headers(sheet: Written, language: Language) -> list[str]:
    return list(sheet.headers) or [heading(field, language) for field in sheet.fields]


def _sheet(page: Worksheet, sheet: Written, language: Language) -> None:
    headers = _headers(sheet, language)
    if headers:
        page.append(headers)
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="FFDDE7F0")
    for number, row in enumerate(sheet.rows, start=2 if headers else 1):
        _row(page, number, row, shown=number - 2 < sheet.shown and bool(headers))
    _widths(page, sheet, headers)
    _choices(page, sheet, language)


def _row(page: Worksheet, number: int, row: Sequence[str], *, shown: bool) -> None:
    for column, text in enumerate(row, start=1):
        if not text:
            continue
        cell = page.cell(number, column)
        # Only the type says what a cell is: with it, not even "=1+1" is a formula.
        cell.value = _clean(text)
        cell.data_type = "s"
        cell.number_format = "@"
        if text.startswith(_FORMULA):
            cell.quotePrefix = True
        if shown:
            cell.font = Font(italic=True, color="FF808080")
        if not page.freeze_panes:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _widths(page: Worksheet, sheet: Written, headers: Sequence[str]) -> None:
    for index in range(len(headers) or 1):
        dimension = page.column_dimensions[get_column_letter(index + 1)]
        field = sheet.fields[index] if index < len(sheet.fields) else ""
        dimension.width = _WIDTHS.get(field, _WIDTH) if headers else _GUIDE_WIDTH
        # Text, so that a telephone typed here keeps its zeros.
        dimension.number_format = "@"


def _choices(page: Worksheet, sheet: Written, language: Language) -> None:
    """Offer the words for roles, kinds and groups; other words may be typed."""
    offered = {
        "role": [shown("roles", role, language) for role in ROLES],
        "kind": [shown("kinds", kind, language) for kind in KINDS],
        "group": ["ja", "nej"] if language == "da" else ["yes", "no"],
    }
    for index, name in enumerate(sheet.fields, start=1):
        if name in offered and sheet.name:
            choice = DataValidation("list", formula1=f'"{",".join(offered[name])}"', allow_blank=True)
            choice.showErrorMessage = False
            letter = get_column_letter(index)
            choice.add(f"{letter}2:{letter}{max(_LAST_ROW, len(sheet.rows) + 1)}")
            page.add_data_validation(choice)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)[:LONGEST_CELL]

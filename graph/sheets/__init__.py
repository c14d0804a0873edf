"""Spreadsheets: tables of partners, dependencies and contacts become facts, and facts become tables again."""

from __future__ import annotations

from graph.sheets.reader import ENDINGS, REFUSED, read_sheet
from graph.sheets.template import template
from graph.sheets.workbook import workbook

__all__ = ["ENDINGS", "REFUSED", "read_sheet", "template", "workbook"]

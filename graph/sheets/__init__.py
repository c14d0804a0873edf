"""Spreadsheets: tables of partners, dependencies and contacts become facts, and facts become tables again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.later import later

if TYPE_CHECKING:
    from graph.sheets.reader import ENDINGS, REFUSED, read_sheet
    from graph.sheets.template import template
    from graph.sheets.workbook import workbook

__all__ = ["ENDINGS", "REFUSED", "read_sheet", "template", "workbook"]

# Who only serves needs none of what reads and writes workbooks, which takes a third of a second to load.
__getattr__ = later(
    __name__,
    dict.fromkeys(("ENDINGS", "REFUSED", "read_sheet"), "graph.sheets.reader")
    | {"template": "graph.sheets.template", "workbook": "graph.sheets.workbook"},
)

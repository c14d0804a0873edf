"""A spreadsheet as cells: what every format of spreadsheets delivers, bounded, with nothing calculated."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = ["EMPTY", "LONGEST_CELL", "MOST_CELLS", "MOST_ROWS", "Cell", "Row", "Sheet", "column_letter", "plain"]

MOST_ROWS = 20_000
MOST_CELLS = 200_000
"""Cells with something in them, in all sheets together."""
LONGEST_CELL = 32_767
"""Characters: what a spreadsheet program allows."""

_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad]|_x000[dD]_")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Cell:
    """What is printed in a cell.

    `number` is the value of a cell that holds one by itself; `trouble` says that it holds a formula, or only the name
    of an error ("#REF!").
    """

    text: str = ""
    number: float | int | None = None
    trouble: Literal["", "formula", "error"] = ""


EMPTY = Cell()
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet from row 1 on; `first` is the line of its row 1 in the text of the document."""

    name: str
    rows: tuple[Row, ...]
    first: int = 1
    hidden: bool = False


def plain(text: str) -> str:
    r"""Text of a cell with its line ends alone: no unseen characters, no runs of blanks, accents in one way.

    Examples
    --------
    >>> plain(" Grøn\xa0 Havn \r\n Region H ")
    'Grøn Havn\nRegion H'
    """
    if text.isprintable() and "  " not in text and "_x" not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).split("\n")
    return "\n".join(line for line in (_SPACES.sub(" ", part).strip() for part in lines) if line)


def column_letter(index: int) -> str:
    """What spreadsheet programs call the column of this index, which counts from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

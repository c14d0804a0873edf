"""Empty tables to fill in, with rows that show how."""

from __future__ import annotations

from typing import Literal

from graph.sheets.columns import Language, shown
from graph.sheets.layout import EXAMPLES, GUIDE, SHEETS, examples_title
from graph.sheets.writing import Written, csv_bytes, xlsx_bytes
from ontology.errors import InvalidParameter

__all__ = ["FORMATS", "template"]

FORMATS = ("xlsx", "csv")


def template(language: Language = "da", format: Literal["xlsx", "csv"] = "xlsx") -> bytes:  # noqa: A002 - as every door
    """The tables that `read_sheet` reads, empty but for examples, which it leaves out.

    Parameters
    ----------
    language : {"da", "en"}
        Language of the headers, the examples and the guide.
    format : {"xlsx", "csv"}
        A workbook with one sheet for participants, for what is built on, for contacts and for the guide; or one table
        with all columns.

    Raises
    ------
    InvalidParameter
        The language or the format is not one of these.
    """
    if language not in GUIDE or format not in FORMATS:
        raise InvalidParameter(f"there is no template in {language!r} as {format!r}; there are da and en, xlsx and csv")
    if format == "csv":
        return csv_bytes(_whole(language), language)
    sheets = [_sheet(kind, language) for kind in SHEETS]
    guide = Written(shown("sheets", "guide", language), (), [[line] for line in GUIDE[language]])
    return xlsx_bytes([*sheets, guide], language)


def _sheet(kind: str, language: Language) -> Written:
    fields = SHEETS[kind]
    rows = _examples(kind, fields, language)
    return Written(shown("sheets", kind, language), fields, rows, shown=len(rows))


def _whole(language: Language) -> Written:
    """All columns in one table, with the first example of each kind."""
    fields = tuple(dict.fromkeys(field for columns in SHEETS.values() for field in columns))
    rows = [_examples(kind, fields, language)[0] for kind in SHEETS]
    return Written("", fields, rows, shown=len(rows))


def _examples(kind: str, fields: tuple[str, ...], language: Language) -> list[list[str]]:
    title = {"initiative": examples_title(language)}
    return [[(title | dict(row)).get(field, "") for field in fields] for row in EXAMPLES[language][kind]]

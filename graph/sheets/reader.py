"""A spreadsheet becomes a document: its rows one after another as lines, and what they say as facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from graph.bounds import facts_of, refuse_many
from graph.knowledge import Knowledge, key
from graph.reading.names import Names
from graph.sheets.cells import Row, Sheet
from graph.sheets.columns import heading, sheet_kind
from graph.sheets.delimited import delimited
from graph.sheets.entries import Draft, Gathered, gather
from graph.sheets.excel import workbook_sheets
from graph.sheets.facts import Facts
from graph.sheets.layout import guide_texts
from graph.sheets.places import Doubts, Place
from graph.sheets.tables import Column, Table, tables
from graph.sheets.values import one_line
from ontology.errors import UnreadableDocument
from ontology.models import Document, Initiative

__all__ = ["ENDINGS", "REFUSED", "read_sheet"]

ENDINGS: Mapping[str, tuple[str, Callable[[bytes, str], list[Sheet]]]] = {
    "csv": ("text/csv", delimited),
    "tsv": ("text/tab-separated-values", delimited),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook_sheets),
}
"""Ending of a file name, in small letters, → media type, and what reads such a file."""

REFUSED = frozenset({"xls", "xlsm", "xlsb", "xltx", "ods", "numbers"})
"""Endings of spreadsheets that are not read; what would help is said."""

_LARGEST = 32 * 2**20
_MOST_NAMED = 5
_MOST_HEADERS = 12
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = ("initiative", "organisation", "role", "builds_on", "kind", "person", "phone", "email", "effect", "figure")


def read_sheet(data: bytes, name: str, known: Knowledge) -> Document:
    """Read the initiatives of a spreadsheet.

    Parameters
    ----------
    data : bytes
        The file as it is.
    name : str
        Its name; the ending says what it should be.
    known : Knowledge
        Organisations, collectives and undertakings known beforehand.

    Returns
    -------
    Document
        At least one initiative with a fact. Each row of each sheet is a line of its text, in the order of the sheets,
        and facts are located by them.

    Raises
    ------
    UnreadableDocument
        The content is not what the name says, damaged, encrypted, empty or too large, no header is recognised, a cell
        that would be read holds a formula, or no row says anything.
    """
    media_type, sheets = _sheets(data, name)
    read_of = [sheet for sheet in sheets if sheet_kind(sheet.name) != "guide" and not sheet.hidden]
    found = {sheet.first: tables(sheet) for sheet in read_of}
    every = [table for of_sheet in found.values() for table in of_sheet]
    if not every:
        raise UnreadableDocument(_no_header(sheets, name))
    _refuse_formulas(every, name)
    read = [table for table in every if not _is_register(table)]
    gathered = gather(read)
    _remark(gathered, sheets, every)
    initiatives, unplaced = _initiatives(gathered, name, known)
    if not initiatives:
        raise UnreadableDocument(_nothing(gathered, read, name))
    return Document(
        initiatives=tuple(initiatives),
        name=name,
        media_type=media_type,
        text=tuple(text for sheet in sheets for text in _lines(sheet, found.get(sheet.first, []))),
        unplaced=tuple(sorted(unplaced | _outside(sheets, found))),
        content_hash=_content_hash(sheets),
    )


# -- sheets ------------------------------------------------------------------------------------------------------------


def _sheets(data: bytes, name: str) -> tuple[str, list[Sheet]]:
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending not in ENDINGS:
        raise UnreadableDocument(f"{name}: .{ending} is not read; save it as .xlsx or .csv")
    if len(data) > _LARGEST:
        raise UnreadableDocument(f"{name}: {len(data) >> 20} MB is too large; the limit is {_LARGEST >> 20} MB")
    if not data.strip():
        raise UnreadableDocument(f"{name}: the file is empty")
    if ending != "xlsx" and data.startswith((b"PK\x03\x04", _OLD)):
        raise UnreadableDocument(f"{name}: the name says .{ending}, but the content is a workbook: name it .xlsx")
    media_type, read = ENDINGS[ending]
    sheets, first = [], 1
    for sheet in read(data, name):
        sheets.append(replace(sheet, first=first))
        first += len(sheet.rows)
    return media_type, sheets


def _lines(sheet: Sheet, found: Sequence[Table]) -> list[str]:
    """Each row as a line: with its headers where it stands below some."""
    headers = {index: table.columns for table in found for index in table.rows}
    return [_line(row, headers.get(index, ())) for index, row in enumerate(sheet.rows)]


def _line(row: Row, columns: Sequence[Column]) -> str:
    named = {column.index: one_line(column.header) for column in columns}
    texts = {index: one_line(cell.text) for index, cell in enumerate(row) if cell.text}
    return "; ".join(f"{named[index]}: {text}" if named.get(index) else text for index, text in texts.items())


def _content_hash(sheets: Iterable[Sheet]) -> str:
    """SHA-256 of what the cells say, blind to format, encoding, empty rows and empty columns."""
    rows = [[one_line(cell.text) for cell in row if cell.text] for sheet in sheets for row in sheet.rows]
    return hashlib.sha256("\x1e".join("\x1f".join(row) for row in rows if row).encode()).hexdigest()


# -- facts -------------------------------------------------------------------------------------------------------------


def _is_register(table: Table) -> bool:
    """Whether a table only lists organisations, as that of an export does."""
    return table.kind == "organisations" and not table.column("initiative") and not table.initiative


def _initiatives(gathered: Gathered, name: str, known: Knowledge) -> tuple[list[Initiative], set[int]]:
    """The initiatives of which a row says something, and the lines of rows that say nothing."""
    drafts = [draft for draft in gathered.drafts.values() if draft.entries]
    titles = {**gathered.titles, **{key(draft.title): draft.title for draft in drafts}}
    found: list[Initiative] = []
    unplaced = {entry.place.line for entry in gathered.without}
    stated = 0
    for draft in drafts:
        facts = Facts(draft, Names(known), titles)
        initiative = facts.initiative(name)
        if _says_something(initiative):
            # A register of thousands is refused once that is known, not when all of it was read.
            stated += facts_of([initiative])
            refuse_many(stated, name)
            found.append(initiative)
            unplaced.update(facts.unplaced)
        else:
            unplaced.update(entry.place.line for entry in draft.entries)
    return sorted(found, key=lambda initiative: initiative.lines[0]), unplaced


def _says_something(initiative: Initiative) -> bool:
    read = (initiative.participations, initiative.builds_on, initiative.contacts, initiative.elements)
    return any((*read, initiative.effects, initiative.key_figures))


def _remark(gathered: Gathered, sheets: Iterable[Sheet], every: Iterable[Table]) -> None:
    """Warn of what is not read, with the first initiative that it may have to do with."""
    drafts = [draft for draft in gathered.drafts.values() if draft.entries]
    if not drafts:
        return
    for sheet in sheets:
        if sheet.hidden and any(row for row in sheet.rows):
            place = Place(sheet, 0)
            drafts[0].doubts.at(place).add(
                place.line, "the sheet is hidden, so it is not read", "arket er skjult og derfor ikke læst"
            )
    _remark_on_rows(drafts, gathered)
    _remark_on_tables(drafts, every)


def _remark_on_tables(drafts: Sequence[Draft], every: Iterable[Table]) -> None:
    """Warn of columns and registers that are not read, and of a sheet's name that was taken for an initiative."""
    for table in every:
        draft = next((d for d in drafts if any(entry.table is table for entry in d.entries)), drafts[0])
        place = Place(table.sheet, max(table.rows.start - 1, 0))
        if _is_register(table):
            english, danish = "a list of organisations is not read", "en liste over organisationer læses ikke"
            draft.doubts.at(place).add(place.line, english, danish)
            continue
        if table.by_name and table.initiative == draft.title:
            english = "the initiative is taken from the name of the sheet"
            draft.doubts.at(place).add(place.line, english, "initiativet er taget fra arkets navn")
        for column in table.columns:
            _remark_on_column(draft.doubts, table, column)


def _remark_on_column(doubts: Doubts, table: Table, column: Column) -> None:
    rows = table.sheet.rows
    filled = [rows[index][column.index] for index in table.rows if column.index < len(rows[index])]
    count = sum(bool(cell.text) for cell in filled)
    if count and not column.field:
        place = Place(table.sheet, max(table.rows.start - 1, 0), column)
        doubts.at(place).add(
            place.line, f"the column is not read; {count} cells", f"kolonnen læses ikke; {count} celler"
        )
    for index, row in zip(table.rows, (rows[index] for index in table.rows), strict=True):
        if column.field and column.index < len(row) and row[column.index].trouble == "error":
            place, shown = Place(table.sheet, index, column), row[column.index].text
            doubts.at(place).add(place.line, f"the cell holds the error {shown}", f"cellen indeholder fejlen {shown}")


def _remark_on_rows(drafts: Sequence[Draft], gathered: Gathered) -> None:
    for entry in gathered.without:
        drafts[0].doubts.at(entry.place).add(
            entry.place.line,
            "no initiative is given for this row, so it is not read",
            "rækken har intet initiativ og er derfor ikke læst",
        )


def _outside(sheets: Iterable[Sheet], found: Mapping[int, Sequence[Table]]) -> set[int]:
    """Lines that belong to no table, but for the guide that fyrnet writes itself."""
    outside: set[int] = set()
    for sheet in sheets:
        taken = {index for table in found.get(sheet.first, ()) for index in (*table.rows, *table.about)}
        for index, row in enumerate(sheet.rows):
            texts = {cell.text for cell in row if cell.text}
            if texts and index not in taken and not texts <= guide_texts():
                outside.add(sheet.first + index)
    return outside


# -- what is refused ---------------------------------------------------------------------------------------------------


def _refuse_formulas(every: Iterable[Table], name: str) -> None:
    """A formula is no value: what it once gave may be wrong, and nothing is calculated here."""
    cells = [
        Place(table.sheet, index, column).cell
        for table in every
        for index in table.rows
        for column in table.columns
        if column.field not in ("", "note")
        and column.index < len(table.sheet.rows[index])
        and table.sheet.rows[index][column.index].trouble == "formula"
    ]
    if not cells:
        return
    named, more = ", ".join(cells[:_MOST_NAMED]), len(cells) - _MOST_NAMED
    if len(cells) == 1:
        raise UnreadableDocument(f"{name}: {named} holds a formula; paste it as a value")
    others = f" and {more} more" if more > 0 else ""
    raise UnreadableDocument(f"{name}: {named}{others} hold formulas; paste them as values")


def _no_header(sheets: Sequence[Sheet], name: str) -> str:
    """What the headers seem to be, and which ones are known."""
    rows = [row for sheet in sheets for row in sheet.rows[:20]]
    widest = max(rows, key=lambda row: sum(bool(cell.text) for cell in row), default=())
    texts = [one_line(cell.text)[:40] for cell in widest if cell.text][:_MOST_HEADERS]
    seen = f"found {', '.join(f'“{text}”' for text in texts)}" if texts else "the sheets are empty"
    names = (dict.fromkeys((heading(field, "da"), heading(field, "en"))) for field in _KNOWN)
    known = ", ".join("/".join(pair) for pair in names)
    help_ = "`fyrnet template` writes a table to fill in"
    return f"{name}: no row of headers is recognised: {seen}; known are {known}; {help_}"


def _nothing(gathered: Gathered, read: Sequence[Table], name: str) -> str:
    if gathered.shown and not gathered.drafts:
        return f"{name}: the template holds only its examples; write a row for each participant or contact"
    if gathered.without and not gathered.drafts:
        return (
            f"{name}: no row says which initiative it is about; a column “Initiativ” (or “Initiative”), or a line "
            "“Initiativ: …” above the table, is needed"
        )
    headers = [one_line(column.header) for table in read for column in table.columns if column.field][:_MOST_HEADERS]
    return f"{name}: no row states a participant, a foundation or a contact; read were the columns {', '.join(headers)}"

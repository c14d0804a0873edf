"""Rows of tables with the initiative that each is about: by title, by number, or as the row above it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.knowledge import key
from graph.reading.titles import numbered_title
from graph.sheets.cells import Cell
from graph.sheets.columns import is_total
from graph.sheets.layout import example_texts
from graph.sheets.places import Doubts, Place
from graph.sheets.tables import Column, Table
from graph.sheets.values import one_line

__all__ = ["Draft", "Entry", "Gathered", "gather", "untitled"]

_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?: ?[a-z])?)[.)]\s+(?P<title>\D.*)")


@dataclass(frozen=True)
class Entry:
    """One row of a table: what it holds, by field."""

    table: Table
    place: Place
    cells: Mapping[str, Sequence[tuple[Column, Cell]]]

    def all(self, name: str) -> Sequence[tuple[Column, Cell]]:
        """Every filled cell of a field."""
        return self.cells.get(name, ())

    def cell(self, name: str) -> Cell | None:
        """The first filled cell of a field."""
        return next((cell for _, cell in self.all(name)), None)

    def text(self, name: str) -> str:
        """Its text, on one line; "" where it is empty."""
        cell = self.cell(name)
        return one_line(cell.text) if cell else ""

    def at(self, name: str) -> Place:
        """The place of the first cell of a field."""
        column = next((column for column, _ in self.all(name)), None)
        return replace(self.place, column=column)

    def of(self, column: Column) -> Place:
        """The place of a cell in it."""
        return replace(self.place, column=column)

    @property
    def fields(self) -> set[str]:
        """Fields in which something stands."""
        return set(self.cells)


@dataclass
class Draft:
    """One initiative: its title and number, and the rows about it."""

    title: str
    number: str | None = None
    entries: list[Entry] = field(default_factory=list)
    doubts: Doubts = field(default_factory=Doubts)


@dataclass
class Gathered:
    """Initiatives by the key of their title; rows that are about none, and rows that only show how."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    without: list[Entry] = field(default_factory=list)
    shown: list[Entry] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """Title by number, where the number stands for one."""


def gather(tables: Iterable[Table]) -> Gathered:
    """The initiatives that tables are about, with their rows in order."""
    read = [_entries(table) for table in tables]
    found = Gathered(titles=_titles([entry for entries in read for entry in entries]))
    for entries in read:
        above: Draft | None = None
        for entry in entries:
            if _is_example(entry):
                (found.shown if _is_unchanged(entry) else found.without).append(entry)
                above = None
                continue
            above = _draft(found, entry, above)
            (above.entries if above else found.without).append(entry)
    return found


def _entries(table: Table) -> list[Entry]:
    """The rows of a table that hold anything; numbers that only count rows are left out."""
    rows = (index for index in table.rows if not any(is_total(cell.text) for cell in table.sheet.rows[index]))
    entries = [entry for index in rows if (entry := _entry(table, index)).cells]
    if not _counts_rows(entries):
        return entries
    return [replace(entry, cells={name: c for name, c in entry.cells.items() if name != "number"}) for entry in entries]


def _entry(table: Table, index: int) -> Entry:
    row = table.sheet.rows[index]
    cells: dict[str, list[tuple[Column, Cell]]] = defaultdict(list)
    for column in table.columns:
        cell = row[column.index] if column.index < len(row) else None
        if cell and cell.text and not cell.trouble and re.search(r"\w", cell.text):
            cells[column.field].append((column, cell))
    return Entry(table, Place(table.sheet, index), dict(cells))


def _counts_rows(entries: Sequence[Entry]) -> bool:
    """Whether the numbers of a table count its rows: one initiative has several, and none stands twice."""
    numbered = [(key(entry.text("initiative")), entry.text("number")) for entry in entries if entry.text("number")]
    if len({number for _, number in numbered}) < len(numbered):
        return False
    titles: dict[str, int] = defaultdict(int)
    for title, _ in numbered:
        titles[title] += 1
    by_title = max(titles.values(), default=0) > 1 and len(titles.keys() - {""}) > 0
    return by_title or (len(numbered) > 1 and bool(entries[0].table.initiative))


def _titles(entries: Sequence[Entry]) -> dict[str, str]:
    """Title by number, of the numbers that stand beside one title only."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        title, number = _named(entry)
        if title and number:
            found[number][key(title)] = title
    return {number: next(iter(titles.values())) for number, titles in found.items() if len(titles) == 1}


def _named(entry: Entry) -> tuple[str, str]:
    """Title and number that a row itself gives."""
    title, number = entry.text("initiative"), entry.text("number")
    if title and not entry.table.column("number"):
        match = _NUMBERED.fullmatch(title) or numbered_title(title)
        if match and match["title"]:
            return match["title"].strip(), match["number"]
    return title, number


def _is_example(entry: Entry) -> bool:
    return key(entry.text("initiative")) in example_texts()


def _is_unchanged(entry: Entry) -> bool:
    """Whether a row that shows how says nothing else than it did."""
    texts = example_texts()[key(entry.text("initiative"))]
    return all(cell.text in texts for name in entry.fields for _, cell in entry.all(name))


def _draft(found: Gathered, entry: Entry, above: Draft | None) -> Draft | None:
    """The initiative of a row: the one it names, that of the whole table, or that of the row above."""
    title, number = _named(entry)
    if not title and not number:
        return above or _of_table(found, entry.table)
    if not title and above and number == above.number:
        return above
    if not title and entry.table.initiative:
        return _of_table(found, entry.table)
    draft = _by_title(found, title or found.titles.get(number) or untitled(number))
    if not title and number not in found.titles and number != draft.number:
        words = f"no row gives the title of initiative {number}"
        draft.doubts.at(entry.at("number")).add(0, words, f"ingen række giver titlen på initiativ {number}")
    if number and draft.number and number != draft.number:
        draft.doubts.at(entry.at("number")).add(
            0,
            f"the initiative has number {draft.number} further up; {number} is not read",
            f"initiativet har nummer {draft.number} længere oppe; {number} er ikke læst",
        )
    draft.number = draft.number or number or None
    return draft


def untitled(number: str) -> str:
    """What an initiative is called that a table names by its number alone."""
    return f"Initiativ {number}"


def _of_table(found: Gathered, table: Table) -> Draft | None:
    if not table.initiative:
        return None
    draft = _by_title(found, table.initiative)
    draft.number = draft.number or table.number
    return draft


def _by_title(found: Gathered, title: str) -> Draft:
    return found.drafts.setdefault(key(title), Draft(title))

"""Where in a spreadsheet something stands, in words, and the warnings about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.reading.warnings import Warnings
from graph.sheets.cells import Sheet, column_letter
from graph.sheets.tables import Column

__all__ = ["Doubts", "Place"]


@dataclass(frozen=True)
class Place:
    """A row of a sheet, or one cell in it."""

    sheet: Sheet
    index: int
    column: Column | None = None

    @property
    def line(self) -> int:
        """The line of the row in the text of the document."""
        return self.sheet.first + self.index

    @property
    def cell(self) -> str:
        """The cell as spreadsheet programs name it: "Deltagere!B7"; the row where it is no single one."""
        if self.column is None:
            return f"{self.sheet.name}!{self.index + 1}" if self.sheet.name else f"{self.index + 1}"
        name = f"{column_letter(self.column.index)}{self.index + 1}"
        return f"{self.sheet.name}!{name}" if self.sheet.name else name

    @property
    def english(self) -> str:
        """The place in English words."""
        return self._words("row")

    @property
    def danish(self) -> str:
        """The place in Danish words."""
        return self._words("række")

    def _words(self, row: str) -> str:
        if self.column is None:
            where = f"{row} {self.index + 1}"
            return f"{self.sheet.name}, {where}" if self.sheet.name else where
        header = " ".join(self.column.header.split())[:60]
        return f"{self.cell} ({header})" if header else self.cell


@dataclass
class Doubts(Warnings):
    """Warnings that name the cell they are about; `place` is where the reading is."""

    place: Place | None = field(default=None)

    def at(self, place: Place) -> Doubts:
        """The same warnings, from now on about another cell."""
        self.place = place
        return self

    def add(self, line: int, english: str, danish: str) -> None:
        """Note something doubtful about the cell or row where the reading is."""
        if self.place is None:
            super().add(line, english, danish)
            return
        entry = (self.place.line, f"{self.place.english}: {english}", f"{self.place.danish}: {danish}")
        self._entries.setdefault(entry)

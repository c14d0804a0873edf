"""Rows about one initiative become its facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graph.reading.blocks import blocks
from graph.reading.figures import figures
from graph.reading.lines import Line
from graph.reading.names import Names
from graph.reading.outcomes import target_year
from graph.reading.warnings import quoted
from graph.sheets.columns import is_english, kind_word, role_word, row_word
from graph.sheets.entries import Draft, Entry
from graph.sheets.foundations import Foundations
from graph.sheets.parties import Parties
from graph.sheets.people import People
from graph.sheets.values import amount, one_line, parts, year
from ontology.models import Effect, Element, Initiative, KeyFigure

__all__ = ["Facts"]

_READ = {"number", "initiative", "", "note", "kind"}
"""Columns that state no fact by themselves."""
_NAMED = ("participation", "dependency", "contact")
"""Kinds of table whose names are those of parties, of things, or of persons."""


class Facts:
    """Reads the rows of one draft.

    Parameters
    ----------
    draft : Draft
        The initiative, its rows, and where its warnings go.
    names : Names
        What is known beforehand.
    titles : mapping of str to str
        Titles of all initiatives of the document by their key, and by their number.
    """

    def __init__(self, draft: Draft, names: Names, titles: Mapping[str, str]) -> None:
        self._draft = draft
        self._doubts = draft.doubts
        self._parties = Parties(names, _region(draft, names), draft.doubts)
        self._foundations = Foundations(names, titles, draft.title, draft.doubts)
        self._people = People(names, draft.doubts)
        self._elements: list[Element] = []
        self._effects: list[Effect] = []
        self._figures: list[KeyFigure] = []
        self.unplaced: list[int] = []

    def initiative(self, source: str) -> Initiative:
        """The initiative as its rows say it; `unplaced` then holds the lines of rows that say nothing of it."""
        for entry in self._draft.entries:
            if not self._read(entry) and entry.fields - _READ | (entry.fields & {"kind", "note"}):
                self.unplaced.append(entry.place.line)
                self._doubts.at(entry.place).add(
                    entry.place.line, "no fact was read from this row", "ingen oplysning er læst fra denne række"
                )
            self._remarks(entry)
        lines = [entry.place.line for entry in self._draft.entries]
        return Initiative(
            source=source,
            number=self._draft.number,
            title=self._draft.title,
            lines=(min(lines), max(lines)),
            participations=self._parties.found(),
            builds_on=self._foundations.found(),
            contacts=self._people.found(),
            elements=tuple(self._elements),
            effects=tuple(self._effects),
            key_figures=tuple(self._figures),
            warnings=self._doubts.english(),
            warnings_da=self._doubts.danish(),
        )

    def _read(self, entry: Entry) -> bool:
        """Read a row; whether it says anything."""
        said = row_word(entry.text("kind"))
        of_table = entry.table.kind if entry.table.kind in ("contact", "dependency") else None
        about = said or (None if role_word(entry.text("role")) else of_table)
        name = said or _kind_of_names(entry)
        read = [
            self._people.read(entry, is_person=name == "contact", only=about == "contact"),
            self._foundations.read(entry, is_thing=name == "dependency", only=about == "dependency"),
            about in (None, "participation") and self._parties.read(entry, is_party=name == "participation"),
            self._outcomes(entry, said),
        ]
        self._unknown_kind(entry, said)
        return any(read)

    def _unknown_kind(self, entry: Entry, said: str | None) -> None:
        """Say once in a table that a word for the kind of a row or thing says nothing here."""
        text = entry.text("kind")
        if text and not said and not kind_word(text):
            self._doubts.at(entry.at("kind")).add(
                entry.place.line, f"{quoted(text)} is no kind that is read", f"{quoted(text)} er ingen slags, der læses"
            )

    def _remarks(self, entry: Entry) -> None:
        for column, cell in entry.all("note"):
            place = entry.of(column)
            words = quoted(one_line(cell.text))
            self._doubts.at(place).add(
                place.line, f"the remark {words} is not read", f"bemærkningen {words} er ikke læst"
            )

    # -- what the initiative would do and achieve --------------------------------------------------------------------

    def _outcomes(self, entry: Entry, said: str | None) -> bool:
        line = entry.place.line
        name = "name" if said in ("element", "effect", "figure") else ""
        texts = {f: [(c, cell) for c, cell in entry.all(f)] for f in ("element", "effect")}
        if said in texts and not texts[said]:
            texts[said] = list(entry.all(name))
        for _, cell in texts["element"]:
            self._elements += [Element(text=text, level=1, line=line) for text in parts(cell.text)]
        for _, cell in texts["effect"]:
            stated = year(entry.text("year"))
            self._effects += [
                Effect(text=text, year=stated or target_year(text), line=line) for text in parts(cell.text)
            ]
        figured = self._figure(entry, entry.text("figure") or (entry.text(name) if said == "figure" else ""))
        return bool(texts["element"] or texts["effect"] or figured)

    def _figure(self, entry: Entry, text: str) -> bool:
        """A key figure: of its own columns, or where no value is given apart, as its text states it."""
        cell = entry.cell("value")
        english = is_english(column.header for column in entry.table.columns)
        line, unit, in_year = entry.place.line, entry.text("measure") or None, year(entry.text("year"))
        if cell is None:
            if not text:
                return False
            found = figures(blocks([Line(line, f"• {text}")]), self._doubts.at(entry.at("figure")), english=english)
            self._figures += [
                each.model_copy(update={"unit": unit or each.unit, "year": in_year or each.year}) for each in found
            ]
            return bool(found)
        stated = amount(cell, english=english)
        if stated is None:
            words = quoted(one_line(cell.text))
            self._doubts.at(entry.at("value")).add(line, f"{words} is no number", f"{words} er ikke et tal")
            return False
        most = entry.cell("value_max")
        above = amount(most, english=english) if most else None
        unit = unit or stated.unit
        self._figures.append(
            KeyFigure(
                text=text or " ".join(filter(None, (one_line(cell.text), unit))),
                value=stated.value,
                value_max=above.value if above else stated.value_max,
                unit=unit,
                year=in_year,
                pending=stated.pending,
                line=line,
            )
        )
        return True


def _kind_of_names(entry: Entry) -> str | None:
    """What a column of mere names holds in a row that does not say what it is."""
    if entry.text("kind"):
        return "dependency" if kind_word(entry.text("kind")) else None
    if entry.table.kind in _NAMED:
        return entry.table.kind
    return "contact" if entry.fields & {"phone", "email"} else "participation"


def _region(draft: Draft, names: Names) -> str | None:
    """The one region that the rows name, so that "regionen" is clear."""
    cells = (cell for entry in draft.entries for name in ("organisation", "name") for _, cell in entry.all(name))
    known = (names.organisation(part) for cell in cells for part in parts(cell.text))
    regions = Counter(found.name for found in known if found and found.kind == "region")
    return next(iter(regions)) if len(regions) == 1 else None

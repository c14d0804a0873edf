"""Who takes part, as the cells of a row say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.knowledge import key
from graph.reading.bodies import Bodies, Body, Series, abbreviates
from graph.reading.clauses import role_said
from graph.reading.lexicon import lexicon
from graph.reading.lines import Text
from graph.reading.lists import Item, items
from graph.reading.names import Names
from graph.reading.warnings import quoted
from graph.sheets.cells import Cell
from graph.sheets.columns import means_yes, role_word
from graph.sheets.entries import Entry
from graph.sheets.places import Doubts
from graph.sheets.tables import Column
from graph.sheets.values import one_line, parts
from ontology.models import Participation, Role

__all__ = ["Parties"]

_BRACKETED = re.compile(r"(?P<name>[^()]*\S)\s*\((?P<bracket>[^()]+)\)")
_LISTED = re.compile(r",|/|&| (?:og|samt|and) ")


class Parties:
    """Collects the participations of one initiative, each party once, with the role said of it first."""

    def __init__(self, names: Names, region: str | None, doubts: Doubts) -> None:
        self._names = names
        self._doubts = doubts
        self._bodies = Bodies(names, region, doubts)
        self._found: dict[tuple[str, bool], Participation] = {}

    def found(self) -> tuple[Participation, ...]:
        """All of them, in the order of the rows."""
        return tuple(self._found.values())

    def read(self, entry: Entry, *, is_party: bool) -> bool:
        """Read the parties of a row; with `is_party` a column of mere names holds them. Whether there are any."""
        ticked, cells = _ticked(entry)
        stated = False
        for column, cell in (*cells, *(entry.all("name") if is_party else ())):
            place = entry.of(column)
            self._doubts.at(place)
            listed = self._listed(cell.text, place.line)
            series = Series.of(", ".join(listed), self._names)
            for text, said in zip(listed, self._roles(entry, len(listed)), strict=True):
                self._doubts.at(place)
                stated |= self._party(text, column.role or ticked or said, entry, series)
        return stated

    def _listed(self, text: str, line: int) -> list[str]:
        """The parties of a cell: parted by semicolons and line ends, and by commas where each part is known."""
        listed = parts(text)
        if len(listed) != 1 or not _LISTED.search(listed[0]) or self._bodies.is_known(listed[0]):
            return listed
        whole = Text(listed[0], (0,), (line,))
        known = [(hit.start, hit.end) for hit in self._names.organisations(whole.string)]
        named = items(whole, known, self._bodies.is_known)
        all_known = len(named) > 1 and all(self._bodies.is_known(item.text.string) for item in named)
        return [item.text.string for item in named if not item.bracket] if all_known else listed

    def _roles(self, entry: Entry, count: int) -> Sequence[Role | None]:
        """The role of each of so many parties: one for all of them, or one for each."""
        cell = entry.cell("role")
        if cell is None:
            return [None] * count
        self._doubts.at(entry.at("role"))
        said = parts(cell.text)
        if len(said) == count > 1:
            return [self._role(text, entry.place.line) for text in said]
        return [self._role(one_line(cell.text), entry.place.line)] * count

    def _role(self, text: str, line: int) -> Role:
        word = role_word(text)
        if word:
            return word
        if any(pattern.search(text) for pattern in lexicon().roles.values()):
            return role_said(text, None)
        words = quoted(text)
        self._doubts.add(line, f"{words} is no role: read as participant", f"{words} er ingen rolle: læst som deltager")
        return "participant"

    def _party(self, text: str, role: Role | None, entry: Entry, series: Series) -> bool:
        """Add one party, and those that its brackets name; whether it is one."""
        line = entry.place.line
        if lexicon().nobody.match(text) or lexicon().pending.search(f"[{text}]"):
            return False
        if not re.search(r"[^\W\d_]", text):
            words = quoted(text)
            self._doubts.add(line, f"{words} is not read as a party", f"{words} er ikke læst som en part")
            return False
        name, role, also = self._bare(text, role)
        group = means_yes(entry.text("group"))
        body = self._bodies.judge(name, line, series) if group is None else self._told(name, group=group)
        self._add(name, body, role or "participant", line)
        for other in also:
            self._add(other, self._bodies.judge(other, line), role or "participant", line)
        return True

    def _bare(self, text: str, role: Role | None) -> tuple[str, Role | None, list[str]]:
        """A party without a word such as "evt." before it and without brackets, with what these say."""
        if self._bodies.is_known(text):
            return text, role, []
        lead = lexicon().item_leads.match(text)
        if lead and lead.end() < len(text):
            text, role = text[lead.end() :], role or role_said(lead[0], None)
        match = _BRACKETED.fullmatch(text)
        if not match or self._bodies.is_known(text):
            return text, role, []
        name, bracket = match["name"], match["bracket"].strip()
        if role_said(bracket, None) != "participant":
            return name, role or role_said(bracket, None), []
        if abbreviates(Item(_text(name), _text(bracket)), self._names):
            return name, role, []
        if self._bodies.is_known(name):
            return name, role, [bracket] if self._names.organisation(bracket) else []
        return text, role, []

    def _told(self, name: str, *, group: bool) -> Body:
        """What a column says is a group or is none."""
        known = self._names.collective(name) if group else self._names.organisation(name)
        return Body(known.name if known else name, group)

    def _add(self, printed: str, body: Body, role: Role, line: int) -> None:
        before = self._found.get((key(body.name), body.collective))
        if before is None:
            self._found[key(body.name), body.collective] = Participation(
                organisation=body.name, as_printed=printed, role=role, collective=body.collective, line=line
            )
        elif before.role != role:
            words = quoted(printed)
            self._doubts.add(
                line,
                f"{words} has another role further up, which is kept",
                f"{words} har en anden rolle længere oppe, som er beholdt",
            )


def _ticked(entry: Entry) -> tuple[Role | None, list[tuple[Column, Cell]]]:
    """Cells that hold parties, and the role that is ticked off: "Lead" headed above "x" names nobody."""
    cells = list(entry.all("organisation"))
    ticks = [(column, cell) for column, cell in cells if column.role and means_yes(cell.text) is not None]
    roles = [column.role for column, cell in ticks if means_yes(cell.text)]
    return next(iter(roles), None), [pair for pair in cells if pair not in ticks]


def _text(string: str) -> Text:
    return Text(string, (0,), (1,))

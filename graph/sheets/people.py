"""Whom to call, as the cells of a row say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from graph.knowledge import key
from graph.reading.blocks import blocks
from graph.reading.contacts import contacts
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line
from graph.reading.names import Names
from graph.reading.warnings import Warnings
from graph.sheets.cells import Cell
from graph.sheets.columns import role_word
from graph.sheets.entries import Entry
from graph.sheets.places import Doubts
from graph.sheets.values import email, one_line, parts, phone
from ontology.models import Contact

__all__ = ["People"]

_DETAILED = re.compile(r"@|(?:\d[\s.-]?){7}\d|,")
_Read = Callable[[Cell], tuple[str | None, tuple[str, str] | None]]


class People:
    """Collects the contacts of one initiative, each person once: later rows add what earlier ones lack."""

    def __init__(self, names: Names, doubts: Doubts) -> None:
        self._names = names
        self._doubts = doubts
        self._found: dict[str, Contact] = {}

    def found(self) -> tuple[Contact, ...]:
        """All of them, in the order of the rows."""
        return tuple(self._found.values())

    def read(self, entry: Entry, *, is_person: bool, only: bool) -> bool:
        """Read the persons of a row; with `is_person` a column of mere names holds them. Whether there are any.

        With `only` the row is about nothing else, so that an organisation in it is where the person works.
        """
        cell = entry.cell("person") or (entry.cell("name") if is_person else None)
        if cell is None:
            self._nobody(entry)
            return False
        people = [person for person in parts(cell.text) if not lexicon().nobody.match(person)]
        for index, name in enumerate(people):
            self._add(self._contact(name, index, len(people), entry, only=only), entry)
        return bool(people)

    def _nobody(self, entry: Entry) -> None:
        """Details without a name: an unknown name is not invented."""
        field = next((field for field in ("email", "phone") if field in entry.fields), None)
        if field:
            self._doubts.at(entry.at(field)).add(
                entry.place.line, "no name is given with it, so it is not read", "uden et navn, og derfor ikke læst"
            )

    def _contact(self, text: str, index: int, count: int, entry: Entry, *, only: bool) -> Contact:
        """The person of this index, of so many that a cell names."""
        line = entry.place.line
        typed = self._typed(text, line)
        job = self._own(entry, "job", index, count)
        if not job and "role" in entry.fields and "organisation" not in entry.fields:
            role = entry.text("role")
            job = None if role_word(role) in ("participant", "possible", "future", "example") else role
        units = [self._own(entry, "department", index, count)]
        units += [one_line(cell.text) for _, cell in entry.all("organisation")] if only else []
        unit = ", ".join(dict.fromkeys(filter(None, units)))
        return Contact(
            name=typed.name,
            role=job or typed.role,
            unit=unit or typed.unit,
            phone=self._detail(entry, "phone", phone, index, count) or typed.phone,
            email=self._detail(entry, "email", email, index, count) or typed.email,
            line=line,
        )

    def _typed(self, text: str, line: int) -> Contact:
        """A name, or a person with all details in the one cell."""
        found = contacts(blocks([Line(line, text)]), self._names, Warnings()) if _DETAILED.search(text) else []
        return found[0] if len(found) == 1 else Contact(name=text, line=line)

    def _own(self, entry: Entry, field: str, index: int, count: int) -> str | None:
        """What a cell says of one of several persons: one thing for each, or the same for all."""
        cell = entry.cell(field)
        if cell is None:
            return None
        listed = parts(cell.text)
        return listed[index] if len(listed) == count > 1 else one_line(cell.text)

    def _detail(self, entry: Entry, field: str, read: _Read, index: int, count: int) -> str | None:
        """Telephone or address of one of several persons; where there are fewer, they are those of the first."""
        cell = entry.cell(field)
        listed: Sequence[str] = parts(cell.text) if cell else ()
        if cell is None or (index and len(listed) != count):
            return None
        found, doubt = read(Cell(listed[index]) if len(listed) == count > 1 else cell)
        if doubt:
            self._doubts.at(entry.at(field)).add(entry.place.line, *doubt)
        return found

    def _add(self, contact: Contact, entry: Entry) -> None:
        before = self._found.get(key(contact.name))
        if before is None:
            self._found[key(contact.name)] = contact
            return
        told = {name: getattr(contact, name) for name in ("role", "unit", "phone", "email")}
        other = [name for name, value in told.items() if value and (getattr(before, name) or value) != value]
        if other:
            self._doubts.at(entry.place).add(
                entry.place.line,
                f"other details of {contact.name} stand further up and are kept",
                f"andre oplysninger om {contact.name} står længere oppe og er beholdt",
            )
        new = {name: value for name, value in told.items() if value and not getattr(before, name)}
        self._found[key(contact.name)] = before.model_copy(update=new)

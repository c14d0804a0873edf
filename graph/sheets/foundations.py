"""What an initiative builds on, as the cells of a row say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter

from graph.knowledge import key
from graph.reading.blocks import blocks
from graph.reading.foundations import foundations
from graph.reading.lexicon import lexicon
from graph.reading.lines import Line, Text
from graph.reading.lists import items
from graph.reading.names import Names
from graph.reading.warnings import Warnings
from graph.sheets.columns import kind_word
from graph.sheets.entries import Entry
from graph.sheets.places import Doubts
from graph.sheets.values import parts
from ontology.models import Dependency, UndertakingKind

__all__ = ["Foundations"]

_KIND: TypeAdapter[UndertakingKind] = TypeAdapter(UndertakingKind)
_LONGEST_NAME = 10
"""Words beyond which a cell is prose about things, and no name of one."""


class Foundations:
    """Collects the dependencies of one initiative, each thing once.

    Parameters
    ----------
    names : Names
        What is known beforehand.
    titles : mapping of str to str
        Titles of the initiatives of the document, by key of the title and by number.
    own : str
        Title of the initiative itself.
    doubts : Doubts
        Takes what was doubtful.
    """

    def __init__(self, names: Names, titles: Mapping[str, str], own: str, doubts: Doubts) -> None:
        self._names = names
        self._titles = titles
        self._own = own
        self._doubts = doubts
        self._found: dict[str, Dependency] = {}

    def found(self) -> tuple[Dependency, ...]:
        """All of them, in the order of the rows."""
        return tuple(self._found.values())

    def read(self, entry: Entry, *, is_thing: bool, only: bool) -> bool:
        """Read what a row builds on; with `is_thing` a column of mere names holds it. Whether there is anything.

        With `only` the row is about nothing else, so that organisations in it own the thing.
        """
        stated = False
        for column, cell in (*entry.all("builds_on"), *(entry.all("name") if is_thing else ())):
            for text in parts(cell.text):
                self._doubts.at(entry.of(column))
                for dependency in self._things(text, entry, owned=only):
                    self._found.setdefault(key(dependency.name), dependency)
                    stated = True
        return stated

    def _things(self, text: str, entry: Entry, *, owned: bool) -> Iterator[Dependency]:
        if lexicon().nobody.match(text) or lexicon().pending.search(f"[{text}]"):
            return
        owners = self._owners(entry, owned=owned)
        under = self._under(entry.text("under"))
        for name, kind, read in self._named(text, entry):
            yield Dependency(
                name=name,
                kind=kind,
                as_printed=text,
                under=None if key(under or "") == key(name) else under or (read.under if read else None),
                organisations=owners or (read.organisations if read else ()),
                line=entry.place.line,
            )

    def _named(self, text: str, entry: Entry) -> Iterator[tuple[str, UndertakingKind, Dependency | None]]:
        """Names and kinds of what a cell names, with the reading of it as prose where nothing else tells the kind."""
        said = kind_word(entry.text("kind"))
        title = self._titles.get(text) or self._titles.get(key(text))
        if title and key(title) != key(self._own) and said in (None, "initiative"):
            yield title, "initiative", None
        elif known := self._names.knowledge.undertaking(text):
            yield known.name, _KIND.validate_python(known.kind), None
        elif said in (None, "organisation") and (body := self._names.organisation(text)):
            yield body.name, "organisation", None
        elif said:
            yield text, said, None
        else:
            yield from self._in_prose(text, entry.place.line)

    def _in_prose(self, text: str, line: int) -> Iterator[tuple[str, UndertakingKind, Dependency | None]]:
        """The things of a sentence; a few words are a name as they stand, and only their kind is read."""
        is_name = len(text.split()) <= _LONGEST_NAME
        warnings = Warnings() if is_name else self._doubts
        read = foundations(blocks([Line(line, f"• {text}")]), self._names, warnings)
        if is_name:
            first = read[0] if len(read) == 1 else None
            yield text, first.kind if first else "other", first
            return
        for dependency in read:
            yield dependency.name, dependency.kind, dependency

    def _under(self, text: str) -> str | None:
        known = self._names.knowledge.undertaking(text) if text else None
        return known.name if known else text or None

    def _owners(self, entry: Entry, *, owned: bool) -> tuple[str, ...]:
        """Canonical names of those who own the thing."""
        cells = [*entry.all("owners"), *(entry.all("organisation") if owned else ())]
        listed = [owner for _, cell in cells for text in parts(cell.text) for owner in self._listed(text)]
        known = [(self._names.organisation(owner), owner) for owner in listed]
        return tuple(dict.fromkeys(found.name if found else owner for found, owner in known))

    def _listed(self, text: str) -> list[str]:
        """The owners of a stretch without semicolons: more than one where each of them is known."""

        def is_known(name: str) -> bool:
            return self._names.organisation(name) is not None

        hits = [(hit.start, hit.end) for hit in self._names.organisations(text)]
        named = [item.text.string for item in items(Text(text, (0,), (1,)), hits, is_known)]
        return named if not is_known(text) and len(named) > 1 and all(map(is_known, named)) else [text]

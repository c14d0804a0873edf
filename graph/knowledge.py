"""What is known beforehand of organisations, collectives and undertakings: the curated files of `data/`.

Nothing here is code knowledge: names, aliases, kinds, parts and owners stand in YAML files, and a body that is in none
of them is still read from a text. Every name is looked up by its `key`, which forgets case, spacing and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from graph.shipped import data_file, read_yaml
from ontology.terms import slugify

__all__ = ["Knowledge", "Known", "key", "knowledge", "read_knowledge"]

_FILES = ("organisations.yaml", "collectives.yaml", "undertakings.yaml")
_SEPARATORS = re.compile(r"[\s\-–_./’'&+,:()”\"“]+")


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """Fold a name to what makes it the same name: no case, spacing, hyphens, ampersands or full stops.

    Examples
    --------
    >>> key("GATE21") == key("Gate 21"), key("DTU-Water") == key("DTU Water")
    (True, True)
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("&", " og ")
    return _SEPARATORS.sub("", folded)


@dataclass(frozen=True)
class Known:
    """One entry: an organisation, a collective or an undertaking.

    `names` are the canonical Danish name and all aliases; `part_of`, `owners` and `members` are canonical names.
    """

    name: str
    kind: str = "other"
    en: str | None = None
    slug: str = ""
    aliases: tuple[str, ...] = ()
    part_of: str | None = None
    owners: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    origin: str | None = None
    homepage: str | None = None
    within: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical name first, then every alias."""
        return (self.name, *self.aliases)

    @property
    def printed_forms(self) -> tuple[str, ...]:
        """Every name that a text may print: the Danish ones, and the English one."""
        return (*self.names, self.en) if self.en else self.names


@dataclass(frozen=True)
class Index:
    """Entries by the key of each of their names, and every beginning of these keys."""

    entries: Mapping[str, Known] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()

    def find(self, name: str) -> Known | None:
        """The entry of this name or alias."""
        return self.entries.get(key(name))

    def may_begin(self, word: str) -> bool:
        """Whether a name, or one in the genitive, may begin with a printed word.

        Most words begin none; one in small letters begins only such names as are printed so.
        """
        folded = key(word)
        if word[:1].islower():
            return folded in self._small_beginnings or folded[:-1] in self._small_beginnings
        return folded in self.beginnings or folded in self.entries or folded[:-1] in self.entries

    @cached_property
    def heads(self) -> re.Pattern[str]:
        """A printed word, unless it begins with a small letter with which no name in small letters begins."""
        idle = set("abcdefghijklmnopqrstuvwxyzæøå") - {beginning[0] for beginning in self._small_beginnings}
        # The letter stands first, and what must not stand before it behind, since so the search is far faster.
        return re.compile(rf"[^\W{''.join(sorted(idle))}](?<!\w.)(?<!\w[-–&.].)\w*(?:[-–&.]\w+)*")

    @cached_property
    def _small_beginnings(self) -> frozenset[str]:
        """The beginnings of names that are not printed with a capital."""
        small = (folded for folded, known in self.entries.items() if _is_small(folded, known))
        return frozenset(folded[:end] for folded in small for end in range(1, len(folded) + 1))


def _is_small(folded: str, known: Known) -> bool:
    printed = [name for name in known.printed_forms if key(name) == folded] or [known.name]
    return not all(name[:1].isupper() for name in printed)


@dataclass(frozen=True)
class Knowledge:
    """Everything known beforehand, by canonical name, with an index for each kind of entry."""

    organisations: Mapping[str, Known]
    collectives: Mapping[str, Known]
    undertakings: Mapping[str, Known]
    organisation_index: Index = field(repr=False, default_factory=Index)
    collective_index: Index = field(repr=False, default_factory=Index)
    undertaking_index: Index = field(repr=False, default_factory=Index)

    def organisation(self, name: str) -> Known | None:
        """The known organisation of this name or alias."""
        return self.organisation_index.find(name)

    def collective(self, name: str) -> Known | None:
        """The known collective of this name or alias."""
        return self.collective_index.find(name)

    def undertaking(self, name: str) -> Known | None:
        """The known undertaking of this name or alias."""
        return self.undertaking_index.find(name)


def read_knowledge(folder: Path | None = None) -> Knowledge:
    """Read the three files; `folder` stands in for the shipped `data/`.

    Raises
    ------
    ValueError
        Two entries of one file share a name or alias, or an entry has a field that is unknown.
    """
    organisations, collectives, undertakings = (_read(_path(folder, name)) for name in _FILES)
    return Knowledge(
        _by_name(organisations),
        _by_name(collectives),
        _by_name(undertakings),
        *(
            _index(entries, file)
            for entries, file in zip((organisations, collectives, undertakings), _FILES, strict=True)
        ),
    )


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, read once."""
    return read_knowledge()


def _path(folder: Path | None, name: str) -> Path:
    return folder / name if folder else data_file(name)


def _read(path: Path) -> list[Known]:
    return [_entry(raw, path) for raw in read_yaml(path) or ()]


def _by_name(entries: Iterable[Known]) -> dict[str, Known]:
    return {entry.name: entry for entry in entries}


def _entry(raw: dict[str, Any], path: Path) -> Known:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    if not isinstance(raw.get("name"), str):
        raise ValueError(f"{path.name}: an entry without a name: {raw!r}")
    values.setdefault("slug", slugify(raw["name"]))
    try:
        return Known(**values)
    except TypeError as error:
        raise ValueError(f"{path.name}: {raw.get('name')!r}: {error}") from error


def _index(entries: Iterable[Known], file: str) -> Index:
    index: dict[str, Known] = {}
    for entry in entries:
        for name in entry.names:
            other = index.setdefault(key(name), entry)
            if other is not entry:
                raise ValueError(f"{file}: {name!r} names both {other.name!r} and {entry.name!r}")
    for entry in index.copy().values():
        for name in entry.printed_forms:
            index.setdefault(key(name), entry)
    return Index(index, frozenset(folded[:end] for folded in index for end in range(1, len(folded) + 1)))

"""What a printed party is: a known organisation or collective, or what its form says it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from graph.reading.lexicon import lexicon
from graph.reading.lists import Item
from graph.reading.names import Names, without_genitive
from graph.reading.series import bare, members, named
from graph.reading.warnings import Warnings, quoted

__all__ = ["Bodies", "Body", "Series", "abbreviates", "is_proper"]

_AREA = re.compile(r"^(?P<area>(?:[A-ZÆØÅ]\w+\s)+)(?P<what>kommuner|regioner|virksomheder)$")
_THE_REGION = re.compile(r"regionen|the region", re.IGNORECASE)
_CAPITALS = re.compile(r"[a-zæøå]-?[A-ZÆØÅ]|[A-ZÆØÅ]{2}|\d")
_NAME_LIKE_A_GROUP = re.compile(
    r"[A-ZÆØÅ][a-zæøå]+(?:erne|ene|(?<!ing)(?<!hed)(?<!skab)(?<!ion)(?<!mun)(?<!sel)(?<!orsk)(?<!kol)(?<!tet)er)"
)
"""A word that ends as a group does and, within a sentence, is a name: "Ærøfærgerne", "Bestseller"; not "Foreninger"."""
_NAMED_AND_PLACED = re.compile(
    r"(?P<name>[A-ZÆØÅ]\S+(?: [A-ZÆØÅ]\S+)* (?:[A-ZÆØÅ]{2,}|Institut\w*|Universit\w*|Museum|Akademi|GmbH|Center))"
    r" (?:i|in) [A-ZÆØÅ][\w-]+(?:, [A-ZÆØÅ]\w+)?"
)
"""A name of several words and where its bearer is at home: "Tang Institute i Hamborg"."""
_LONGEST_ABBREVIATION = 8


@dataclass(frozen=True)
class Body:
    """The canonical name of a party, and whether it is a collective."""

    name: str
    collective: bool


@dataclass(frozen=True)
class Series:
    """The items of a list that say their kind together: "A og B kommuner", "Regionerne A og B"."""

    named: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, listed: str, names: Names) -> Series:
        """The series in a printed list."""
        return cls({each.printed: each.name for each in members(listed, names.organisation, listed=True)})

    def name(self, printed: str) -> str | None:
        """The full name of an item, which may still have the word for the kind about it."""
        return self.named.get(printed) or self.named.get(bare(printed).rstrip("-")) if self.named else None


class Bodies:
    """Judges the parties of one proposal.

    Parameters
    ----------
    names : Names
        What is known of organisations and collectives.
    region : str or None
        The body that "regionen" stands for, where the proposal names just one.
    warnings : Warnings
        Takes what was doubtful.
    """

    def __init__(self, names: Names, region: str | None, warnings: Warnings) -> None:
        self.names = names
        self.warnings = warnings
        self._region = region

    def is_known(self, text: str) -> bool:
        """Whether all of `text` names a known organisation or collective."""
        return self.is_body(text) or bool(self.names.collective(text))

    def is_body(self, text: str) -> bool:
        """Whether all of `text` names a known organisation, or the place of a known municipality."""
        return bool(self.names.organisation(text) or named(text, self.names.organisation))

    def judge(self, printed: str, line: int, series: Series | None = None, *, within: bool = False) -> Body:
        """What `printed`, an item of the list `series`, is; what its form alone says is warned of.

        Where it stands `within` a sentence, a capital makes it a name: "…, Ærøfærgerne og …".
        """
        full, known = series.name(printed) if series else None, self._known(printed)
        if full and not (known and bare(printed) != printed):
            return Body(full, False)
        if known:
            return known
        if municipality := named(printed, self.names.organisation):
            words = f"{quoted(printed)} is read as {municipality.name}"
            self._warn(line, words, f"{quoted(printed)} er læst som {municipality.name}")
            return Body(municipality.name, False)
        if _THE_REGION.fullmatch(printed):
            return self._the_region(printed, line)
        stripped = lexicon().placeholder_count.sub("", printed)
        if stripped != printed:
            if re.match(r"[XYZQN]", printed):
                self._warn(line, f"{quoted(printed)} holds a placeholder", f"{quoted(printed)} er en pladsholder")
            return self.judge(stripped, line, series)
        area = _AREA.match(printed)
        if area and (group := self.names.collective(area["what"])):
            return Body(group.name, True)
        return self._by_form(printed, line, named=within and bool(_NAME_LIKE_A_GROUP.fullmatch(printed)))

    def _known(self, printed: str) -> Body | None:
        if organisation := self.names.organisation(printed):
            return Body(organisation.name, False)
        if group := self.names.collective(printed):
            return Body(group.name, True)
        return None

    def _the_region(self, printed: str, line: int) -> Body:
        if self._region:
            return Body(self._region, False)
        words = quoted(printed)
        self._warn(line, f"{words} may mean more than one region", f"{words} kan være mere end én region")
        return Body("regionen", True)

    def _by_form(self, printed: str, line: int, *, named: bool) -> Body:
        words = quoted(printed)
        if named or is_proper(printed):
            placed = _NAMED_AND_PLACED.fullmatch(printed)
            printed = placed["name"] if placed else printed
            self._warn(
                line,
                f"{words} is no known organisation: read as one by its form",
                f"{words} er ikke en kendt organisation: læst som en ud fra sin form",
            )
            genitive = printed.rsplit(maxsplit=1)[-1].lower() == "kommunes"
            return Body(without_genitive(printed) if genitive else printed, False)
        self._warn(
            line,
            f"{words} is no known group: read as one by its form",
            f"{words} er ikke en kendt gruppe: læst som en ud fra sin form",
        )
        return Body(printed[:1].lower() + printed[1:], True)

    def _warn(self, line: int, english: str, danish: str) -> None:
        self.warnings.add(line, english, danish)


def is_proper(printed: str) -> bool:
    """Whether words are a proper name by their form: capitals beyond the first, or a first word for no group.

    Examples
    --------
    >>> is_proper("Grøn Havn A/S"), is_proper("Dykkerforeninger"), is_proper("havne i Skåne")
    (True, False, False)
    """
    words = printed.split()
    generic = lexicon().generic_noun.search
    placed = words and lexicon().of_a_place.match(printed)
    if placed and (printed[0].islower() or any(generic(word) for word in _before_place(words) if word.islower())):
        return False
    if placed and generic(words[0].lower()) and not any(word[:1].isupper() for word in _before_place(words)[1:]):
        return False
    if not words or (not printed[0].isupper() and not printed[0].isdigit()):
        later = any(word[:1].isupper() and len(word) > 1 for word in words[1:])
        return bool(words) and (bool(_CAPITALS.search(words[0])) or (later and not generic(words[0])))
    if len(words) == 1 and words[0].lower() in lexicon().counted_adjectives:
        return False
    if any(word[:1].isupper() for word in words[1:]) or _CAPITALS.search(printed):
        return not _AREA.match(printed)
    return not any(generic(word.lower()) for word in words)


def _before_place(words: list[str]) -> list[str]:
    """The words before the preposition of a place, at most two."""
    return [*takewhile(lambda word: not lexicon().of_a_place.match(f"x {word} x"), words[:2])]


def abbreviates(item: Item, names: Names) -> bool:
    """Whether the brackets of an item hold a short form of the name before them.

    Examples
    --------
    >>> from graph.knowledge import Knowledge
    >>> from graph.reading.lines import Line, join
    >>> from graph.reading.lists import items
    >>> [item] = items(join([Line(1, "Grønt Havneforum (GHF)")]), [], lambda name: False)
    >>> abbreviates(item, Names(Knowledge({}, {}, {})))
    True
    """
    assert item.bracket
    name, bracket = item.text.string, item.bracket.string
    first, second = names.organisation(name), names.organisation(bracket)
    if first and second:
        return first is second
    short = re.sub(r"\W", "", bracket).lower()
    if not short or " " in bracket.strip() or len(short) > _LONGEST_ABBREVIATION:
        return False
    initials = "".join(word[0] for word in re.findall(r"\w+", name)).lower()
    capitals = "".join(char for char in name if char.isupper()).lower()
    return short in (capitals, initials) or short in initials or (bracket.isupper() and _within(short, name.lower()))


def _within(short: str, name: str) -> bool:
    """Whether the letters of `short` stand in `name` in their order."""
    letters = iter(name)
    return name[:1] == short[:1] and all(letter in letters for letter in short)

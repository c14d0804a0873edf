"""What speaks for and against two things being the same: each feature with its weight and a sentence.

Weights are log-odds, in the manner of Fellegi and Sunter (J. Am. Stat. Assoc. 64 (1969) 1183): a feature adds what it
tells. They are set by hand, so that the table of pairs in `tests/test_resolution_pairs.py` comes out; nothing is learnt
from anybody's data.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from graph.resolution import naming
from graph.resolution.entities import Entity, Reason
from graph.resolution.naming import compare
from graph.resolution.persons import people
from graph.resolution.rarity import Rarity
from graph.resolution.words import Name, name, numbered

__all__ = ["most", "reasons_for"]

_OPEN_SORTS = frozenset({None, "other", "organisation", "experience"})
"""Sorts that say nothing."""
_HARD_SORTS = frozenset({"region", "municipality", "ministry", "agency", "university", "hospital"})
"""Sorts that nothing else is taken for."""
_ENDEAVOURS = frozenset({"project", "programme", "initiative", "network", "agreement", "facility"})
"""Sorts of undertakings that documents take for one another."""
_MOST_OF_INITIATIVES = 2.0
"""Log-odds beyond which nothing drives two initiatives."""
_DIFFERENT_NAMES = -2.0
"""Log-odds of full names below which an abbreviation that both have is a coincidence."""
_ROUNDING = 1e-3
"""What sums of rounded contributions may differ by from their bounds."""
_FULL_NAMES = Reason(
    "full name", -4.0, "their full names have little in common", "deres fulde navne har lidt til fælles"
)
_FULL_AND_SHORT = Reason("full name", -2.0, _FULL_NAMES.english, _FULL_NAMES.danish)
_NO_NAME = Reason("name", 0.0, "one of them is only a number", "den ene er kun et nummer")
_KINDS = Reason("kind", -9.0, "they are different kinds of things", "de er forskellige slags ting")
_GROUPS = Reason("name", 6.0, "the groups are called the same", "grupperne hedder det samme")
_OTHER_GROUPS = Reason(
    "name", -6.0, "groups with other names are other groups", "grupper med andre navne er andre grupper"
)
_PART = Reason("part", -9.0, "one is a part of the other", "den ene er en del af den anden")
_WHOLES = Reason("part", -2.5, "they are parts of different wholes", "de er dele af forskellige helheder")
_OWNER = Reason("owner", 3.0, "they have the same owner", "de har samme ejer")
_OWNERS = Reason("owner", -3.5, "they have different owners", "de har forskellige ejere")
_NUMBER = Reason("printed number", 2.0, "they have the same number", "de har samme nummer")
_NUMBERS = Reason("printed number", -3.2, "their numbers differ", "deres numre er forskellige")


def reasons_for(mention: Entity, candidate: Entity, rarity: Rarity) -> Iterator[Reason]:
    """Every reason that tells something of a pair.

    Parameters
    ----------
    mention, candidate : Entity
        Of one kind, or an undertaking and the initiative that it may be.
    rarity : Rarity
        Counts of words.
    """
    kinds = {mention.kind, candidate.kind}
    if kinds == {"person"}:
        yield from people(mention, candidate)
    elif kinds == {"collective"}:
        yield _collectives(mention, candidate)
    elif kinds == {"organisation"}:
        yield from _names(mention, candidate, rarity)
        yield from _bodies(mention, candidate)
    elif kinds <= {"undertaking", "initiative"}:
        yield from _undertakings(mention, candidate, rarity)
    else:
        yield _KINDS


def most(mention: Entity, candidate: Entity, rarity: Rarity, least: float) -> float:
    """The most that the contributions of `reasons_for` can sum up to; infinite where only comparing tells.

    What is cheap to know is summed up, and the names are bounded: see `graph.resolution.naming.most`. Of a sum below
    `least` only that is told.
    """
    kinds = {mention.kind, candidate.kind}
    if kinds == {"organisation"}:
        beside = _sum([*_bodies(mention, candidate)])
        return beside + _most_of_names(mention, candidate, rarity, least - beside)
    if not kinds <= {"undertaking", "initiative"} or _only_numbered(mention, candidate):
        return math.inf
    reasons = [*_owners(mention, candidate), *_kinds(mention, candidate), *_wholes(mention, candidate)]
    beside = _sum([*reasons, *_printed_numbers(mention, candidate)])
    if mention.kind == candidate.kind == "initiative":
        beside += _two_initiatives(-math.inf).contribution
    return beside + _most_of_names(mention, candidate, rarity, least - beside)


# -- names -------------------------------------------------------------------------------------------------------------


def _most_of_names(mention: Entity, candidate: Entity, rarity: Rarity, least: float) -> float:
    ours, theirs = _all_names(mention.names), _all_names(candidate.names)
    return max(naming.most(one, other, rarity, least) for one in ours for other in theirs)


def _names(mention: Entity, candidate: Entity, rarity: Rarity) -> list[Reason]:
    """What the two names tell that go together best, and the full names where these are abbreviations."""
    ours, theirs = _all_names(mention.names), _all_names(candidate.names)
    one, other, reasons = _best(ours, theirs, mention, rarity)
    if (one.is_code or other.is_code) and _full_names_differ(ours, theirs, mention, rarity):
        reasons = [*reasons, _FULL_NAMES if one.is_code and other.is_code else _FULL_AND_SHORT]
    if one.printed != mention.names[0] or other.printed != candidate.names[0]:
        reasons = [_of_aliases(reason) for reason in reasons]
    return reasons


def _full_names_differ(ours: Sequence[Name], theirs: Sequence[Name], mention: Entity, rarity: Rarity) -> bool:
    """Whether both have names that are no abbreviations, and these are names of two things."""
    one, other = ([each for each in names if not each.is_code] for names in (ours, theirs))
    return bool(one and other) and _sum(_best(one, other, mention, rarity)[2]) < _DIFFERENT_NAMES


@lru_cache(maxsize=1 << 14)
def _all_names(names: tuple[str, ...]) -> tuple[Name, ...]:
    """Names, and abbreviations in brackets behind them."""
    parts = [name(printed) for printed in names]
    return tuple(dict.fromkeys([*parts, *(name(each.short) for each in parts if each.short)]))


def _best(
    ours: Sequence[Name], theirs: Sequence[Name], mention: Entity, rarity: Rarity
) -> tuple[Name, Name, list[Reason]]:
    """The pair of names whose comparison gives the most, the first of several."""
    best = (ours[0], theirs[0], list(compare(ours[0], theirs[0], mention.kind, rarity)))
    reached = _sum(best[2])
    for one, other in islice(product(ours, theirs), 1, None):
        if naming.most(one, other, rarity, reached) + _ROUNDING < reached:
            continue
        reasons = list(compare(one, other, mention.kind, rarity))
        if (total := _sum(reasons)) > reached:
            best, reached = (one, other, reasons), total
    return best


def _sum(reasons: list[Reason]) -> float:
    return math.fsum(reason.contribution for reason in reasons)


def _of_aliases(reason: Reason) -> Reason:
    """The same reason, told of names that are not the first of one of them."""
    if reason.feature != "name" or reason.contribution <= 0:
        return reason
    english, danish = f"{reason.english} (another name of one)", f"{reason.danish} (et andet navn for den ene)"
    return Reason("alias", reason.contribution, english, danish)


def _collectives(mention: Entity, candidate: Entity) -> Reason:
    keys = ({name(printed).key for printed in each.names} for each in (mention, candidate))
    return _GROUPS if set.intersection(*keys) else _OTHER_GROUPS


# -- organisations -----------------------------------------------------------------------------------------------------


def _bodies(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    sorts = {mention.sort, candidate.sort}
    if len(sorts) == 2 and not sorts & _OPEN_SORTS:
        cost = -5.0 if sorts & _HARD_SORTS else -1.0
        yield Reason("kind", cost, "they are of different kinds", "de er af forskellig slags")
    yield from _wholes(mention, candidate)


def _wholes(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    if mention.part_of == candidate.iri or candidate.part_of == mention.iri:
        yield _PART
    elif mention.part_of and candidate.part_of and mention.part_of != candidate.part_of:
        yield _WHOLES


# -- undertakings and initiatives --------------------------------------------------------------------------------------


def _undertakings(mention: Entity, candidate: Entity, rarity: Rarity) -> Iterator[Reason]:
    reasons = [_NO_NAME] if _only_numbered(mention, candidate) else _names(mention, candidate, rarity)
    reasons += [*_owners(mention, candidate), *_kinds(mention, candidate), *_wholes(mention, candidate)]
    reasons += _printed_numbers(mention, candidate)
    yield from reasons
    if mention.kind == candidate.kind == "initiative":
        yield _two_initiatives(_sum(reasons))


def _only_numbered(mention: Entity, candidate: Entity) -> bool:
    return any(all(numbered(printed) for printed in each.names) for each in (mention, candidate))


def _owners(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    if mention.owners and candidate.owners:
        yield _OWNER if set(mention.owners) & set(candidate.owners) else _OWNERS


def _kinds(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    sorts = {mention.sort, candidate.sort}
    if mention.kind == candidate.kind and len(sorts) == 2 and not sorts & _OPEN_SORTS:
        cost = -0.8 if sorts <= _ENDEAVOURS else -3.2
        yield Reason("kind", cost, "they are of different kinds", "de er af forskellig slags")


def _printed_numbers(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    ours, theirs = _number(mention), _number(candidate)
    if ours and theirs:
        yield _NUMBER if ours == theirs else _NUMBERS


def _number(entity: Entity) -> str | None:
    said = entity.number or next((found for each in entity.names if (found := numbered(each))), None)
    return ".".join(re.findall(r"\d+", said)) if said else None


def _two_initiatives(total: float) -> Reason:
    return Reason(
        "initiatives",
        min(-3.0, _MOST_OF_INITIATIVES - total),
        "two proposals of one title may be two: only a person says that they are one",
        "to forslag med samme titel kan være to: kun et menneske siger, at de er ét",
    )

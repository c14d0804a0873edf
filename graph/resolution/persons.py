"""What speaks for and against two persons being one: the address first, then telephone, name, and where they work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from graph.resolution.entities import Entity, Reason
from graph.resolution.words import folded, vocabulary

__all__ = ["address", "people", "telephone"]

_TELEPHONE_DIGITS = 8
_NOTHING = -6.0


def people(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    """The reasons for two persons."""
    naming = best_name(mention, candidate)
    yield naming
    yield from _addresses(mention, candidate)
    yield from _telephones(mention, candidate)
    yield from _work(mention, candidate)


def best_name(mention: Entity, candidate: Entity) -> Reason:
    """What the pair of names tells that goes together best."""
    pairs = (_names(*sorted((a, b))) for a in mention.names for b in candidate.names)
    return max(pairs, key=lambda reason: reason.contribution)


@lru_cache(maxsize=1 << 12)
def address(email: str) -> str:
    """An e-mail address as it is compared."""
    return email.strip().casefold().removeprefix("mailto:")


@lru_cache(maxsize=1 << 12)
def telephone(number: str) -> str:
    """A telephone number as it is compared: its last eight digits, without the code of the country.

    Examples
    --------
    >>> telephone("tel:+45 00 11 22 33") == telephone("00112233")
    True
    """
    return re.sub(r"\D", "", number)[-_TELEPHONE_DIGITS:]


@lru_cache(maxsize=1 << 12)
def is_shared(email: str) -> bool:
    """Whether an address is a mailbox that many read.

    Examples
    --------
    >>> is_shared("info@example.org"), is_shared("anne@example.org")
    (True, False)
    """
    return re.split(r"[.@_+-]", address(email), maxsplit=1)[0] in vocabulary().shared_mailboxes


def _addresses(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    ours, theirs = ({address(email) for email in each.emails} for each in (mention, candidate))
    both = ours & theirs
    if any(not is_shared(email) for email in both):
        yield Reason("e-mail", 7.0, "they have the same e-mail address", "de har samme e-mailadresse")
    elif both:
        yield Reason("e-mail", 0.3, "they share a mailbox that many read", "de deler en postkasse, som mange læser")
    elif _personal(ours) and _personal(theirs):
        yield Reason("e-mail", -3.0, "their e-mail addresses differ", "deres e-mailadresser er forskellige")


def _personal(emails: Iterable[str]) -> set[str]:
    return {email for email in emails if not is_shared(email)}


def _telephones(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    ours, theirs = ({telephone(number) for number in each.phones} - {""} for each in (mention, candidate))
    if ours & theirs:
        yield Reason("telephone", 4.0, "they have the same telephone number", "de har samme telefonnummer")
    elif ours and theirs:
        yield Reason("telephone", -0.7, "their telephone numbers differ", "deres telefonnumre er forskellige")


def _work(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    if mention.owners and candidate.owners:
        if set(mention.owners) & set(candidate.owners):
            yield Reason("body", 1.2, "they work for the same body", "de arbejder samme sted")
        else:
            yield Reason("body", -2.0, "they work for different bodies", "de arbejder forskellige steder")
    ours, theirs = ({_letters(unit) for unit in each.units} - {""} for each in (mention, candidate))
    if ours & theirs:
        yield Reason("unit", 0.8, "they belong to the same unit", "de hører til samme enhed")
    elif ours and theirs:
        yield Reason("unit", -1.5, "they belong to different units", "de hører til forskellige enheder")


@lru_cache(maxsize=1 << 12)
def _letters(text: str) -> str:
    return re.sub(r"\W", "", folded(text))


# -- names -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def _parts(printed: str) -> tuple[str, ...]:
    """Given and last names, titles left out; "Eksempel, Anne" is Anne Eksempel."""
    last, comma, given = printed.partition(",")
    titles = vocabulary().titles
    parted = re.findall(r"[a-z]+", folded(f"{given} {last}" if comma else printed))
    return tuple(part for part in parted if part not in titles) or tuple(parted)


def _names(first: str, second: str) -> Reason:
    ours, theirs = _parts(first), _parts(second)
    if not ours or not theirs or not _share(ours, theirs):
        return Reason("name", _NOTHING, "the names have nothing in common", "navnene har intet til fælles")
    if sorted(ours) == sorted(theirs):
        return _equal(ours)
    if 1 in (len(ours), len(theirs)):
        return Reason("name", -1.0, "one of the names is not a full one", "det ene navn er ikke et helt navn")
    if "".join(ours) == "".join(theirs):
        return Reason("name", 3.5, "the names differ in spaces only", "navnene har kun forskellige mellemrum")
    return _full(ours, theirs)


def _equal(parts: tuple[str, ...]) -> Reason:
    if len(parts) == 1:
        return Reason("name", 0.5, "only a given or a last name is known", "kun et for- eller efternavn er kendt")
    if any(len(part) == 1 for part in (parts[0], parts[-1])):
        return Reason("name", 2.0, "the same initial and last name", "samme forbogstav og efternavn")
    if len(parts) == 2 and parts[-1] in vocabulary().common_surnames:
        return Reason("name", 2.2, "the names are the same, and common", "navnene er ens og almindelige")
    return Reason("name", 4.0, "the names are the same", "navnene er ens")


def _share(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether a part of one name is one of the other, or a slip of it; last names at least."""
    return bool({*ours} & {*theirs}) or _slipped(ours[-1], theirs[-1]) or "".join(ours) == "".join(theirs)


def _full(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Reason:
    """Full names that differ: in the last name, the given name, or what stands between."""
    last = _fit(ours[-1], theirs[-1])
    given = _fit(ours[0], theirs[0])
    if "differ" in (last, given):
        english, danish = ("last", "efternavne") if last == "differ" else ("given", "fornavne")
        return Reason("name", -3.0, f"the {english} names differ", f"forskellige {danish}")
    if not _between(ours[1:-1], theirs[1:-1]):
        return Reason("name", -1.5, "the middle names differ", "mellemnavnene er forskellige")
    if "slip" in (last, given):
        return Reason("name", 1.5, "the names differ in a letter or two", "navnene adskiller sig i et bogstav eller to")
    if "initial" in (last, given):
        return Reason("name", 1.0, "an initial fits the given name", "et forbogstav passer til fornavnet")
    common = ours[-1] in vocabulary().common_surnames
    return Reason(
        "name",
        1.2 if common else 2.2,
        "given and last name fit; one has more names",
        "for- og efternavn passer; den ene har flere navne",
    )


def _fit(one: str, other: str) -> str:
    if one == other:
        return "equal"
    if 1 in (len(one), len(other)):
        return "initial" if one[0] == other[0] else "differ"
    return "slip" if _slipped(one, other) else "differ"


def _slipped(one: str, other: str) -> bool:
    """Whether two names of a person may be one, misspelt; a first letter is seldom wrong."""
    length = max(len(one), len(other))
    allowed = 0 if length < 5 or one[0] != other[0] else 1 if length < 9 else 2
    return one == other or (allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed)


def _between(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether middle names or initials can be those of one person."""
    few, many = sorted((ours, theirs), key=len)
    return all(any(_fit(name, other) != "differ" for other in many) for name in few)

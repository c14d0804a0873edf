"""What speaks for and against two things being the same: each feature with its weight and a sentence.

Weights are log-odds, in the manner of Fellegi and Sunter (1969): a feature adds what it tells. They are set by hand, so
that the decision table in `tests/test_judgement.py` comes out; nothing is learnt from anybody's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from graph.resolution.entities import Entity, Reason
from graph.resolution.words import core, folded, initials, of_other_types, opposed, without_danish, words

__all__ = ["about", "names", "people"]

_LONG_ENOUGH = 10
"""Letters of what is distinctive in a name, from which one slip of the pen makes no other name."""
_VERY_LONG = 16
"""The same for two slips."""
_ABBREVIATION = 7
_SHARED_MAILBOX = re.compile(
    r"^(?:info|kontakt|contact|post|mail|hej|office|admin|sekretariat\w*|presse|press|kommunen?)@"
)

_SAME = Reason("name", 9, "the names are the same", "navnene er ens")
_COMMON = Reason("name", 4.5, "the names are the same, but much is called so", "navnene er ens, men meget hedder sådan")
_LETTERS = Reason(
    "letters", 8, "only Danish letters are spelt differently", "kun danske bogstaver er stavet anderledes"
)
_OTHER_SHORT = Reason("name", -6, "a short name that is another one", "et kort navn, som er et andet")
_NUMBERS = Reason("number", -6, "the names hold different numbers", "navnene har forskellige tal")
_OPPOSITE = Reason("name", -6, "the names say opposite things", "navnene siger det modsatte")
_ORDER = Reason("name", 7.5, "the same words in another order", "de samme ord i en anden rækkefølge")
_FORMS = Reason("legal form", 4.5, "only the legal forms differ", "kun selskabsformen er forskellig")
_ONE_FORM = Reason("legal form", 8.5, "only one of them has a legal form", "kun den ene har en selskabsform")
_TYPES = Reason("type", -5, "they are bodies of different types", "de er organer af forskellig type")
_INFLECTED = Reason("inflection", 8, "only the endings differ", "kun endelserne er forskellige")
_SPACES = Reason("spacing", 9, "the names differ in spaces only", "navnene har kun forskellige mellemrum")
_ONE_SLIP = Reason("spelling", 7.5, "long names that differ in one letter", "lange navne med ét bogstav til forskel")
_TWO_SLIPS = Reason(
    "spelling", 7.5, "long names that differ in two letters", "lange navne med to bogstaver til forskel"
)
_PERHAPS_SLIP = Reason("spelling", 5, "the names differ in a letter or two", "et bogstav eller to er forskellige")
_PART = Reason("part", 0.5, "one name holds the other: a part is no whole", "det ene navn rummer det andet: en del")
_TELLING = Reason("name", 4.6, "the same telling words, other common ones", "de samme særlige ord, andre almindelige")
_SHARED = Reason("name", -2, "the names share some words", "navnene har nogle ord til fælles")
_NOTHING = Reason("name", -8, "the names have nothing in common", "navnene har intet til fælles")


def names(mention: Entity, candidate: Entity) -> Reason:
    """The feature of the pair of names that speaks most for both being the same."""
    pairs = ((a, b) for a in mention.names for b in candidate.names)
    return max((_names(a, b) for a, b in pairs), key=lambda reason: reason.contribution)


def _names(first: str, second: str) -> Reason:
    a, b = folded(first), folded(second)
    if a.replace(" ", "") == b.replace(" ", ""):
        return _SAME if core(first) else _COMMON
    if len(a) >= _LONG_ENOUGH and without_danish(a) == without_danish(b):
        return _LETTERS
    return _abbreviation(first, second) or _words(first, second)


def _abbreviation(first: str, second: str) -> Reason | None:
    short, long = sorted((first, second), key=len)
    letters = folded(short).replace(" ", "")
    if not 2 <= len(letters) <= _ABBREVIATION or " " in short.strip() or not short.strip()[:2].isupper():
        return None
    if letters == initials(long) and len(words(long)) > 1:
        return Reason("abbreviation", 4.5, f"{short} may stand for {long}", f"{short} kan stå for {long}")
    return _OTHER_SHORT


def _words(first: str, second: str) -> Reason:
    a, b = words(first), words(second)
    if re.findall(r"\d+", folded(first)) != re.findall(r"\d+", folded(second)):
        return _NUMBERS
    if opposed(a, b):
        return _OPPOSITE
    if a == b:
        forms = [set(folded(name).split()) - set(words(name)) - {"og", "and"} for name in (first, second)]
        return _FORMS if all(forms) and forms[0] != forms[1] else _ONE_FORM
    if sorted(a) == sorted(b):
        return _ORDER
    return _TYPES if of_other_types(a, b) else _slips(first, second)


def _slips(first: str, second: str) -> Reason:
    """How many letters differ, in what tells the names from others."""
    a, b = core(first), core(second)
    if a and a == b and set(words(first)) ^ set(words(second)) <= _inflected(first, second):
        return _INFLECTED
    joined = ["".join(words(name)) for name in (first, second)]
    distance = OSA.distance(*joined, score_cutoff=4)
    telling = min(len("".join(a)), len("".join(b)))
    if distance == 0:
        return _SPACES
    if joined[0][0] == joined[1][0] and (not a or not b or a[0][0] == b[0][0]):
        if distance == 1 and telling >= _LONG_ENOUGH:
            return _ONE_SLIP
        if distance == 2 and telling >= _VERY_LONG:
            return _TWO_SLIPS
        if distance <= 2 and telling >= 6 * distance and distance * 6 <= min(map(len, joined)):
            return _PERHAPS_SLIP
    return _overlap(a, b)


def _inflected(first: str, second: str) -> set[str]:
    """Words of two names that are one word in different forms."""
    ours, theirs = set(words(first)) - set(words(second)), set(words(second)) - set(words(first))
    pairs = ((a, b) for a in ours for b in theirs if core(a) and core(a) == core(b))
    return {word for pair in pairs for word in pair}


def _overlap(a: tuple[str, ...], b: tuple[str, ...]) -> Reason:
    ours, theirs = set(a), set(b)
    if ours and theirs and (ours < theirs or theirs < ours):
        return _PART
    if ours and ours == theirs:
        return _TELLING
    return _SHARED if ours & theirs else _NOTHING


def about(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    """What is known of both beside their names."""
    sorts = {mention.sort, candidate.sort} - {None, "other"}
    if mention.kind == "organisation" and len(sorts) == 2:
        yield Reason("kind", -4, "they are of different kinds", "de er af forskellig slags")
    if candidate.iri == mention.part_of or mention.iri == candidate.part_of:
        yield Reason("part", -9, "one is a part of the other", "den ene er en del af den anden")
    if mention.owners and candidate.owners:
        if set(mention.owners) & set(candidate.owners):
            yield Reason("owner", 4, "they have the same owner", "de har samme ejer")
        else:
            yield Reason("owner", -4.5, "they have different owners", "de har forskellige ejere")


def people(mention: Entity, candidate: Entity) -> Iterator[Reason]:
    """E-mail first, then telephone, name and unit."""
    shared = _personal(mention.emails) & _personal(candidate.emails)
    if shared:
        yield Reason("e-mail", 8, "they have the same e-mail address", "de har samme e-mailadresse")
    elif _personal(mention.emails) and _personal(candidate.emails):
        yield Reason("e-mail", -4, "their e-mail addresses differ", "deres e-mailadresser er forskellige")
    if mention.phones & candidate.phones:
        yield Reason("telephone", 4, "they have the same telephone number", "de har samme telefonnummer")
    elif mention.phones and candidate.phones and not shared:
        yield Reason("telephone", -1, "their telephone numbers differ", "deres telefonnumre er forskellige")
    yield max((_person_names(a, b) for a in mention.names for b in candidate.names), key=lambda each: each.contribution)
    if mention.units and candidate.units and not shared:
        if {folded(unit) for unit in mention.units} & {folded(unit) for unit in candidate.units}:
            yield Reason("unit", 2, "they work in the same place", "de arbejder samme sted")
        else:
            yield Reason("unit", -1, "they work in different places", "de arbejder forskellige steder")


def _personal(emails: Iterable[str]) -> set[str]:
    return {email.lower() for email in emails if not _SHARED_MAILBOX.match(email.lower())}


def _person_names(first: str, second: str) -> Reason:
    a, b = folded(first).split(), folded(second).split()
    if a == b:
        return Reason("name", 8 if len(a) > 1 else 3, "the names are the same", "navnene er ens")
    if a and b and a[-1] == b[-1] and (a[0] == b[0] or (1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0])):
        return Reason("name", 4.2, "first and last name fit", "fornavn og efternavn passer")
    if a and b and a[0][0] == b[0][0] and OSA.distance("".join(a), "".join(b)) <= 2 and len("".join(a)) >= 8:
        return Reason("name", 4.2, "the names differ in a letter or two", "et bogstav eller to er forskellige")
    if set(a) & set(b):
        return Reason("name", -2, "the names share a part", "navnene har en del til fælles")
    return Reason("name", -4, "the names have nothing in common", "navnene har intet til fælles")

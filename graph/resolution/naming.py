"""What two names tell of whether they name one thing: equal, slips of the pen, parts and wholes, places, numbers.

Weights are log-odds. Names that are one name but for spelling start from ``_EQUAL`` or ``_WORDS``, and each way in
which they differ takes something away; words that only one of them has tell a part from its whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from graph.resolution.alignment import Alignment, Slip, align, all_may_slip, left_over, may_slip, whole
from graph.resolution.entities import Kind, Reason
from graph.resolution.rarity import Rarity, is_common
from graph.resolution.words import Name, head, initials, one_form, vocabulary

__all__ = ["compare", "most"]

_EQUAL, _WORDS, _NOTHING = 6.0, 5.0, -6.0
_APART = -8.0
"""What a difference weighs that equal names could not outweigh."""
_SHORT = 4
"""Letters up to which an abbreviation with another letter is another one."""
_CODE_AT_MOST = 6
"""Letters of a word that may be an abbreviation in small letters."""


def compare(first: Name, second: Name, kind: Kind, rarity: Rarity) -> tuple[Reason, ...]:
    """What speaks for and against two names being those of one thing.

    Parameters
    ----------
    first, second : Name
        Their order makes no difference to the sum.
    kind : str
        Kind of the things.
    rarity : Rarity
        Counts of the words.
    """
    if first.key == second.key:
        return (*_equal(first, second, kind, rarity), *_forms(first, second), *_alphabets(first, second))
    if first.is_code or second.is_code:
        reason = _abbreviations(first, second)
        if reason:
            return (reason,)
    found = align(first, second)
    if not found.shared and not found.slips and not whole(first, second):
        return (_nothing(),)
    reasons = (*_likeness(found, first, second, kind, rarity), *_numbers(first, second), *_forms(first, second))
    return (*reasons, *_alphabets(first, second))


def most(first: Name, second: Name, rarity: Rarity, least: float = -math.inf) -> float:
    """The most that the sum of `compare` can be, at a tenth of its cost.

    Most of what is looked up shares a common word or two with a name and is another thing. Where both have words of
    their own, of which none may be a spelling of another one, the words that they share bound the sum. Of a sum below
    `least` only that is told.
    """
    if first.key == second.key:
        return _EQUAL
    if first.is_code or second.is_code:
        reason = _abbreviations(first, second)
        if reason:
            return reason.contribution
    beside = sum(each.contribution for each in _numbers(first, second)) if first.numbers != second.numbers else 0.0
    if _WORDS + beside < _NOTHING or _may_hold_the_same_words(first, second):
        return _WORDS + beside
    shared, ours, theirs = left_over(first, second)
    if _is_start(ours, theirs):
        return _WORDS + beside
    if all_may_slip(ours, theirs) or all_may_slip(theirs, ours):
        return _WORDS + beside
    if beside < least:
        # Where both have words of their own, what they share gives nothing: see `_overlap`.
        return beside
    misspelt = may_slip(ours, theirs)
    own = [form for form, spelt in ours if spelt not in misspelt[0]]
    own += [form for form, spelt in theirs if spelt not in misspelt[1]]
    if not shared and not misspelt[0]:
        return _NOTHING
    return _NOTHING * (1 - _share(shared, misspelt[1], own, rarity)) + beside


def _may_hold_the_same_words(first: Name, second: Name) -> bool:
    """Whether two names may be the same but for spaces and slips."""
    if not first.run_together.isdisjoint(second.spellings) or not second.run_together.isdisjoint(first.spellings):
        return True
    return whole(first, second) is not None


def _is_start(ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]) -> bool:
    """Whether one word is left of each name, and one of these begins with the other."""
    if len(ours) != 1 or len(theirs) != 1:
        return False
    (one, _), (other, _) = ours[0], theirs[0]
    return one.startswith(other) or other.startswith(one)


def _equal(first: Name, second: Name, kind: Kind, rarity: Rarity) -> Iterator[Reason]:
    if first.printed == second.printed:
        yield Reason("name", _EQUAL, "the names are the same", "navnene er ens")
    else:
        yield Reason(
            "name",
            _EQUAL,
            "the names are the same but for capitals, spaces and punctuation",
            "navnene er ens bortset fra store bogstaver, mellemrum og tegn",
        )
    bearers = rarity.bearers(first.key)
    if first.is_code and second.is_code and bearers > 1:
        yield Reason(
            "abbreviation",
            -4.0,
            f"{bearers} are known by this abbreviation",
            f"{bearers} er kendt under denne forkortelse",
        )
    if first.is_code != second.is_code:
        yield Reason(
            "capitals",
            -4.0 if len(first.key) < _SHORT else -1.0,
            "only one of them is printed as an abbreviation",
            "kun det ene er trykt som en forkortelse",
        )
    yield from _common(first, second, kind)


def _common(first: Name, second: Name, kind: Kind) -> Iterator[Reason]:
    if is_common(first, kind) and is_common(second, kind):
        yield Reason("common name", -4.2, "many things are called so", "meget hedder sådan")


def _abbreviations(first: Name, second: Name) -> Reason | None:
    """What an abbreviation tells by itself; ``None`` where its words are to be compared as those of other names."""
    short, long = (first, second) if len(first.key) <= len(second.key) else (second, first)
    if long.is_code or (short.is_code and len(long.words) == 1 and len(long.key) <= _CODE_AT_MOST):
        return _codes(first, second)
    return _stands_for(short, long) if short.is_code and short.key == initials(long) else None


def _codes(first: Name, second: Name) -> Reason:
    """Two abbreviations that are not the same: the shorter, the surer that they are two."""
    slip = Slip.of(first.key, second.key)
    digits = [[char for char in each.key if char.isdigit()] for each in (first, second)]
    if slip and not slip.replaces and min(len(first.key), len(second.key)) > _SHORT and digits[0] == digits[1]:
        return Reason(
            "abbreviation", 0.5, "the abbreviations differ in one letter", "forkortelserne adskiller sig i ét bogstav"
        )
    return Reason(
        "abbreviation", _NOTHING, "they are two different abbreviations", "det er to forskellige forkortelser"
    )


def _stands_for(short: Name, long: Name) -> Reason:
    return Reason(
        "initials",
        1.0 if len(short.key) > 2 else -0.5,
        f"{short.printed} may stand for {long.printed}, as for others",
        f"{short.printed} kan stå for {long.printed}, men også for andre",
    )


def _nothing() -> Reason:
    return Reason("name", _NOTHING, "the names have nothing in common", "navnene har intet til fælles")


def _numbers(first: Name, second: Name) -> Iterator[Reason]:
    ours, theirs = first.numbers, second.numbers
    if ours == theirs:
        return
    if ours and theirs:
        one, other = ", ".join(ours), ", ".join(theirs)
        yield Reason(
            "number", _APART, f"the numbers differ: {one} and {other}", f"tallene er forskellige: {one} og {other}"
        )
    else:
        yield Reason("number", -4.2, "only one of the names has a number", "kun det ene navn har et tal")


def _forms(first: Name, second: Name) -> Iterator[Reason]:
    if first.form == second.form:
        return
    forms = sorted(form for form in (first.form, second.form) if form)
    if len(forms) == 2:
        one, other = forms
        yield Reason("legal form", -4.5, f"one is {one}, the other {other}", f"den ene er {one}, den anden {other}")
    elif forms == ["Fonden"]:
        yield Reason("legal form", -3.5, "only one is called a foundation", "kun den ene kaldes en fond")
    else:
        yield Reason("legal form", -0.5, f"only one of them says {forms[0]}", f"kun det ene siger {forms[0]}")


def _alphabets(first: Name, second: Name) -> Iterator[Reason]:
    if first.is_foreign != second.is_foreign:
        yield Reason(
            "alphabet",
            -4.0,
            "one has letters of another alphabet, which may only look the same",
            "det ene har bogstaver fra et andet alfabet, som måske kun ligner",
        )


# -- names that differ -------------------------------------------------------------------------------------------------


def _likeness(found: Alignment, first: Name, second: Name, kind: Kind, rarity: Rarity) -> Iterator[Reason]:
    apart = [*_places(found), *_opposites(found), *_heads(first, second)]
    slip = whole(first, second)
    if slip and found.ours and found.theirs and len(first.words) != len(second.words) and not apart:
        yield Reason(
            "spelling",
            _WORDS - slip.cost,
            "the names differ in a letter and a space",
            "navnene adskiller sig i et bogstav og et mellemrum",
        )
    elif _is_cut_short(found):
        yield Reason(
            "cut short",
            _WORDS - 4.2,
            f"“{found.ours[0]}” and “{found.theirs[0]}” begin alike: one may be cut short",
            f"“{found.ours[0]}” og “{found.theirs[0]}” begynder ens: det ene kan være afkortet",
        )
    elif found.ours and found.theirs:
        yield from _overlap(found, rarity)
    else:
        yield Reason("name", _WORDS, "the names hold the same words", "navnene har de samme ord")
        yield from _spelling(found, rarity)
        yield from _rest(found, first, second, kind)
        yield from _common(first, second, kind)
    yield from apart


def _is_cut_short(found: Alignment) -> bool:
    """Whether the names differ in one word only, of which one has the first letter or letters: "Region H"."""
    if len(found.ours) != 1 or len(found.theirs) != 1 or found.slips:
        return False
    short, long = sorted((found.ours[0], found.theirs[0]), key=len)
    return len(short) <= _SHORT < len(long) and long.startswith(short)


def _overlap(found: Alignment, rarity: Rarity) -> Iterator[Reason]:
    """Both have words of their own: the more that these tell, the surer that they are two."""
    slipped = (slip.second for slip in found.slips)
    share = _share(found.shared, slipped, (*found.ours, *found.theirs), rarity)
    one, other = " ".join(found.ours), " ".join(found.theirs)
    yield Reason(
        "name",
        round(_NOTHING * (1 - share), 4),
        f"the names share words that tell {share:.0%} of them; “{one}” stands against “{other}”",
        f"navnene deler ord, som siger {share:.0%} af dem; “{one}” står over for “{other}”",
    )


def _share(shared: Iterable[str], slipped: Iterable[str], own: Iterable[str], rarity: Rarity) -> float:
    """How much of two names the words tell that both have, those misspelt a little less; in [0, 1]."""
    weight = rarity.weight
    common = sum(map(weight, shared)) + 0.8 * sum(map(weight, slipped))
    return common / (common + sum(map(weight, own)) / 2)


def _spelling(found: Alignment, rarity: Rarity) -> Iterator[Reason]:
    context = sum(rarity.weight(word) for word in found.shared)
    for number, slip in enumerate(found.slips):
        yield _slip(slip, number, context, rarity)
    if found.endings:
        yield Reason("ending", -0.3, "a word has a genitive s or an article", "et ord har genitiv-s eller artikel")
    if found.translated:
        yield Reason("language", -1.0, "words are translated or abbreviated", "ord er oversat eller forkortet")
    if found.moved:
        cost = -2.2 if found.endings or found.translated else -0.6
        yield Reason("order", cost, "the words stand in another order", "ordene står i en anden rækkefølge")
    if not (found.slips or found.endings or found.translated or found.moved or found.ours or found.theirs):
        yield Reason(
            "joining words",
            -0.2,
            "only words such as “og” and “for” differ",
            "kun ord som “og” og “for” er forskellige",
        )


def _slip(slip: Slip, number: int, context: float, rarity: Rarity) -> Reason:
    """What a misspelt word takes away: much in a short word, little in a long one or beside words that tell a lot."""
    both = all(rarity.is_word(one_form(each)) for each in (slip.first, slip.second))
    if both:
        return Reason(
            "spelling",
            -5.0,
            f"{slip.first} and {slip.second} are both words of other names",
            f"{slip.first} og {slip.second} er begge ord i andre navne",
        )
    cost = slip.cost + 0.5 * bool(number) - (0.5 if context >= 0.8 else 0.0)
    if slip.plain:
        return Reason(
            "letters",
            -cost,
            f"{slip.first} and {slip.second} differ in æ, ø or å",
            f"{slip.first} og {slip.second} er forskellige i æ, ø eller å",
        )
    english, danish = ("one letter", "ét bogstav") if slip.distance == 1 else ("two letters", "to bogstaver")
    return Reason(
        "spelling",
        -max(0.2, cost),
        f"{slip.first} and {slip.second} differ in {english}",
        f"{slip.first} og {slip.second} adskiller sig i {danish}",
    )


def _rest(found: Alignment, first: Name, second: Name, kind: Kind) -> Iterator[Reason]:
    """What only one of the names has: nothing much, or what tells a part from its whole."""
    rest = found.ours or found.theirs
    if not rest:
        return
    known, said = vocabulary(), " ".join(rest)
    places = all(word in known.places for word in found.shared)
    if len(rest) == 1 and _is_short_for(rest[0], found):
        yield Reason(
            "abbreviation", -0.3, f"{said} is the abbreviation of the rest", f"{said} er forkortelsen af resten"
        )
    elif kind in ("undertaking", "initiative") and all(word in known.labels for word in rest):
        yield Reason("label", -1.2, f"only one is called “{said}”", f"kun den ene kaldes “{said}”")
    elif _says_little(rest, places) or _is_title(rest, first, second):
        yield Reason(
            "rest",
            -4.2,
            f"only one says “{said}”, which tells little",
            f"kun det ene siger “{said}”, hvilket siger lidt",
        )
    else:
        yield Reason(
            "part",
            -9.0,
            f"one is named in the other, which says “{said}” too: a part is not its whole",
            f"den ene er nævnt i den anden, som også siger “{said}”: en del er ikke sin helhed",
        )


def _is_short_for(word: str, found: Alignment) -> bool:
    """Whether a word has the initials of the words that both names share."""
    return any(sorted(word) == sorted(each[side][0] for each in found.spelt) for side in (0, 1))


def _is_title(rest: Sequence[str], first: Name, second: Name) -> bool:
    """Whether one name begins with a word that only says what the body is: "Professionshøjskolen Metropol"."""
    long = max(first, second, key=lambda each: len(each.words))
    begins = long.words[:1] == tuple(rest) and long.spelt[0].endswith(("en", "et"))
    return begins and len(long.words) > 1 and head(long.spelt[0]) is not None


def _says_little(rest: Sequence[str], only_places: bool) -> bool:
    """Whether words behind a name leave it likely the same: a common word, or the place of a body that is no place."""
    known = vocabulary()
    if only_places:
        return all(word in ("kommune", "region") for word in rest)
    return all(word in known.generic or word in known.places for word in rest)


def _places(found: Alignment) -> Iterator[Reason]:
    known = vocabulary().places
    ours, theirs = ([word for word in words if word in known] for words in (found.ours, found.theirs))
    slipped = [slip for slip in found.slips if one_form(slip.first) in known and one_form(slip.second) in known]
    if (ours and theirs) or slipped:
        one = ours[0] if ours else slipped[0].first
        other = theirs[0] if theirs else slipped[0].second
        yield Reason(
            "place",
            _APART,
            f"they name different places: {one} and {other}",
            f"de nævner forskellige steder: {one} og {other}",
        )


def _opposites(found: Alignment) -> Iterator[Reason]:
    # Few words stand against any other.
    ours = [word for word in (*found.ours, *(slip.first for slip in found.slips)) if _facing(word)]
    theirs = [word for word in (*found.theirs, *(slip.second for slip in found.slips)) if _facing(word)] if ours else []
    for one in ours:
        for other in theirs:
            if _opposed(one, other):
                yield Reason("opposite", _APART, f"{one} is not {other}", f"{one} er ikke {other}")
                return


def _opposed(one: str, other: str) -> bool:
    """Whether words stand against each other, or begin with such words and go on alike: "nordkyst", "sydkyst"."""
    ours, theirs = _facing(one), _facing(other)
    return any(
        start != theirs[row] and one[len(start) :] == other[len(theirs[row]) :]
        for row, start in ours.items()
        if row in theirs
    )


@lru_cache(maxsize=1 << 16)
def _facing(word: str) -> dict[int, str]:
    """The word of each row of opposites that a word is or begins with."""
    found = {}
    for number, row in enumerate(vocabulary().opposites):
        start = max((each for each in row if word.startswith(each)), key=len, default="")
        if start and len(word) - len(start) != 1:
            found[number] = start
    return found


def _heads(first: Name, second: Name) -> Iterator[Reason]:
    ours, theirs = ({what for word in each.words if (what := head(word))} for each in (first, second))
    if ours and theirs and not ours & theirs:
        one, other = sorted(ours)[0], sorted(theirs)[0]
        yield Reason(
            "type", -5.0, f"one is called a {one}, the other a {other}", "navnene siger, at de er af forskellig slags"
        )

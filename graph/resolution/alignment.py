"""Which words of two names are the same word: equal, inflected, translated, run together or misspelt."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from graph.resolution.words import Name, ending, head, stem, vocabulary

__all__ = ["Alignment", "Slip", "align", "all_may_slip", "left_over", "may_slip", "whole"]

_LONG_KEY, _VERY_LONG_KEY = 10, 16
"""Letters of a whole name from which one and two slips are allowed in it."""
_LONG_WORD, _LONG_REPLACED = 9, 14
"""Letters of a word from which a letter too many or too few, and another letter, is taken for a slip."""
_MOST_LETTERS = 2
"""Letters by which two spellings of one word differ in length."""
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Slip:
    """Two spellings of what may be one word, and what is against it in log-odds.

    `plain` is true where only æ, ø and å are written otherwise, `replaces` where one letter stands for another.
    """

    first: str
    second: str
    distance: int
    cost: float
    plain: bool = False
    replaces: bool = False

    @staticmethod
    def of(first: str, second: str) -> Slip | None:
        """The slip between two spellings, or ``None`` where they are two words."""
        # Nearly all pairs are two words: that is told at a glance, and not worth keeping.
        if OSA.distance(first, second, score_cutoff=_MOST_LETTERS) > _MOST_LETTERS and _plain(first) != _plain(second):
            return None
        return _slip(first, second) if first <= second else _turned(_slip(second, first))


@dataclass(frozen=True)
class Alignment:
    """How the words of two names go together.

    `shared` are words in their one form, `spelt` the same as each name spells them; `ours` and `theirs` are left over.
    """

    shared: tuple[str, ...]
    spelt: tuple[tuple[str, str], ...]
    slips: tuple[Slip, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    endings: bool = False
    translated: bool = False
    moved: bool = False


def align(first: Name, second: Name) -> Alignment:
    """Match the words of two names; numbers are left out."""
    ours, theirs = first.told, second.told
    equal = _equal(ours, theirs)
    joined, away = _joined(ours, theirs, equal)
    taken = {*equal.values(), *away[1]}
    rest = [i for i in range(len(ours)) if i not in equal and i not in away[0]]
    other = [j for j in range(len(theirs)) if j not in taken]
    slips = _slips([ours[i] for i in rest], [theirs[j] for j in other])
    pairs = [(ours[i], theirs[j]) for i, j in equal.items()]
    unlike = [(a[1], b[1]) for a, b in pairs if a[1] != b[1]]
    order = list(equal.values())
    return Alignment(
        shared=(*(a[0] for a, _ in pairs), *joined),
        spelt=(*((a[1], b[1]) for a, b in pairs), *((word, word) for word in joined)),
        slips=tuple(slips.values()),
        ours=tuple(ours[i][0] for place, i in enumerate(rest) if place not in {a for a, _ in slips}),
        theirs=tuple(theirs[j][0] for place, j in enumerate(other) if place not in {b for _, b in slips}),
        endings=any(stem(a) == stem(b) for a, b in unlike),
        translated=any(stem(a) != stem(b) for a, b in unlike),
        moved=order != sorted(order),
    )


def whole(first: Name, second: Name) -> Slip | None:
    """The slip between whole names without their spaces, where they are long and hold the same digits."""
    shorter, longer = sorted((len(first.key), len(second.key)))
    if longer - shorter > _MOST_LETTERS:
        return None
    allowed = 2 if shorter >= _VERY_LONG_KEY else 1 if shorter >= _LONG_KEY else 0
    if not allowed or first.numbers != second.numbers:
        return None
    distance = int(OSA.distance(first.key, second.key, score_cutoff=allowed))
    return Slip(first.key, second.key, distance, 0.9 * distance) if distance <= allowed else None


def left_over(first: Name, second: Name) -> tuple[Collection[str], list[_Word], list[_Word]]:
    """The one forms of the words that two names share, and the words that are left of each."""
    ours, theirs = first.told, second.told
    if len(first.forms) == len(ours) and len(second.forms) == len(theirs):
        shared = first.forms & second.forms
        return shared, [word for word in ours if word[0] not in shared], [w for w in theirs if w[0] not in shared]
    equal = _equal(ours, theirs)
    taken = {*equal.values()}
    rest = [word for place, word in enumerate(theirs) if place not in taken]
    return [ours[place][0] for place in equal], [w for place, w in enumerate(ours) if place not in equal], rest


def all_may_slip(ours: Sequence[_Word], theirs: Sequence[_Word]) -> bool:
    """Whether every word of one name may be a misspelling of some word of the other."""
    return all(any(_near(spelt, other) for _, other in theirs) for _, spelt in ours)


def may_slip(ours: Sequence[_Word], theirs: Sequence[_Word]) -> tuple[set[str], set[str]]:
    """The spellings of either name of which each may be a misspelling of one of the other."""
    lengths = [(other, len(other)) for _, other in theirs]
    pairs = [
        (spelt, other)
        for _, spelt in ours
        for length in (len(spelt),)
        for other, other_length in lengths
        if -_MOST_LETTERS <= length - other_length <= _MOST_LETTERS and Slip.of(spelt, other)
    ]
    return {spelt for spelt, _ in pairs}, {other for _, other in pairs}


def _near(first: str, second: str) -> bool:
    return -_MOST_LETTERS <= len(first) - len(second) <= _MOST_LETTERS and Slip.of(first, second) is not None


_Word = tuple[str, str]
"""One form, and as it is spelt."""


def _equal(ours: Sequence[_Word], theirs: Sequence[_Word]) -> dict[int, int]:
    """Places of words that have one form, each used once."""
    free: dict[str, list[int]] = {}
    for place in range(len(theirs) - 1, -1, -1):
        free.setdefault(theirs[place][0], []).append(place)
    return {i: free[word].pop() for i, (word, _) in enumerate(ours) if free.get(word)}


def _joined(
    ours: Sequence[_Word], theirs: Sequence[_Word], equal: dict[int, int]
) -> tuple[list[str], tuple[set[int], set[int]]]:
    """Words of one name that are two neighbours in the other: "klima tilpasning"."""
    away: tuple[set[int], set[int]] = (set(), set())
    taken = (set(equal), set(equal.values()))
    found = []
    for side, (one, other) in enumerate(((ours, theirs), (theirs, ours))):
        if len(one) == len(taken[side]) or len(other) < 2:
            continue
        single = {word[1]: place for place, word in enumerate(one) if place not in taken[side]}
        for place in range(len(other) - 1):
            both = {place, place + 1}
            run_together = other[place][1] + other[place + 1][1]
            if run_together in single and not both & (taken[1 - side] | away[1 - side]):
                away[side].add(single.pop(run_together))
                away[1 - side].update(both)
                found.append(run_together)
    return found, away


def _slips(ours: Sequence[_Word], theirs: Sequence[_Word]) -> dict[tuple[int, int], Slip]:
    """The nearest spellings first, each word used once; by places."""
    if not ours or not theirs:
        return {}
    others = [(j, spelt, len(spelt)) for j, (_, spelt) in enumerate(theirs)]
    near = [
        (slip, i, j)
        for i, (_, spelt) in enumerate(ours)
        for length in (len(spelt),)
        for j, other, other_length in others
        if -_MOST_LETTERS <= length - other_length <= _MOST_LETTERS and (slip := Slip.of(spelt, other))
    ]
    if not near:
        return {}
    near.sort(key=lambda each: (each[0].cost, *sorted((each[0].first, each[0].second))))
    found: dict[tuple[int, int], Slip] = {}
    for slip, i, j in near:
        if all(i != a and j != b for a, b in found):
            found[i, j] = slip
    return found


@lru_cache(maxsize=1 << 14)
def _slip(first: str, second: str) -> Slip | None:
    length = max(len(first), len(second))
    if length < 4 or abs(len(first) - len(second)) > _MOST_LETTERS:
        return None
    if _plain(first) == _plain(second):
        return Slip(first, second, 1, 0.6, plain=True)
    allowed = 2 if length >= 8 else 1
    distance = int(OSA.distance(first, second, score_cutoff=allowed))
    if distance > allowed:
        return None
    replaces = len(first) == len(second) and sorted(first) != sorted(second)
    return Slip(first, second, distance, _cost(first, second, distance, length, replaces), replaces=replaces)


def _cost(first: str, second: str, distance: int, length: int, replaces: bool) -> float:
    """What is against two spellings being one word; set by hand.

    A letter doubled or two swapped are slips of the pen. A letter that is lost, added or another one makes words that
    there are ("børne-" and "bjørne-"), unless the word is long once the type of body at its end is taken away.
    """
    if _is_common(first) != _is_common(second):
        cheap = _is_clumsy(first, second) or (length > 6 and not replaces)
        return 0.4 * distance if cheap else 2.6
    if distance == 1:
        cost = 0.8 if length >= 10 else 1.2 if length >= 8 else 2.3 if length >= 6 else 3.2
    else:
        cost = 2.0 if length >= 16 else 3.0
    cost += 0.9 if replaces and length < 10 else 0.0
    cost += 1.5 if first[0] != second[0] else 0.0
    if not _is_clumsy(first, second) and _core(first, second) < (_LONG_REPLACED if replaces else _LONG_WORD):
        cost = max(cost, 2.6)
    return cost + (3.0 if _is_surname(first) and _is_surname(second) else 0.0)


def _is_clumsy(first: str, second: str) -> bool:
    """Whether the spellings differ in letters swapped or doubled only."""
    return sorted(first) == sorted(second) or _DOUBLED.sub(r"\1", first) == _DOUBLED.sub(r"\1", second)


def _core(first: str, second: str) -> int:
    """Letters of the longer word without the type of body at its end; none where one has another type."""
    if head(first) != head(second):
        return 0
    return max(len(each) - len(ending(each)) for each in (first, second))


def _is_surname(word: str) -> bool:
    return word.endswith(("sen", "sens")) and not head(word)


def _is_common(word: str) -> bool:
    known = vocabulary()
    return known.is_common(word) or known.is_common(stem(word)) or word in known.synonyms


@lru_cache(maxsize=1 << 14)
def _plain(word: str) -> str:
    """Folded letters as somebody without a Danish keyboard types them."""
    return word.replace("aa", "a").replace("oe", "o").replace("ae", "a")


def _turned(slip: Slip | None) -> Slip | None:
    return Slip(slip.second, slip.first, slip.distance, slip.cost, slip.plain, slip.replaces) if slip else None

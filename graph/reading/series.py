"""Names whose kind is said once for all: "A, B og C kommuner", "regionerne A og B", "the municipalities of A and B".

The word for the kind is found first, and names are taken from it outwards, one at a time, for as long as they are names
of that kind. What is known decides; a name that nobody listed is taken where the names beside it are unlisted too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from graph.knowledge import Known
from graph.reading.lexicon import lexicon

__all__ = ["Member", "bare", "members", "named"]

_NEAR = 400
"""Characters before and behind the word for the kind in which its names stand."""
_PARTED = re.compile(r"(?P<comma>-?,\s*(?:(?:og|samt|and)\s+)?)|-?\s+(?P<joint>og|samt|and|&)\s+")
_JOINT = re.compile(r"\b(?:og|samt|and)\b|&")
_NAME = r"[A-ZÆØÅÖÄ]\w*(?:[- ][A-ZÆØÅÖÄ]\w*){0,2}"
_LAST = re.compile(rf"(?<![\w-])(?P<name>{_NAME})$")
_FIRST = re.compile(rf"(?P<name>{_NAME})(?![\w-])")
_SIMPLE = re.compile(r"[A-ZÆØÅ][a-zæøå]+(?<!s)")
_OF_ALL = re.compile(r"(?:r|rne|rne i|s| of)$", re.IGNORECASE)
"""The words that say the kind of every name: "the municipalities of A and B", "kommunerne i A og B"."""
_NAMED_BY_PLACE = 2
"""Kinds whose members are fully named by their place: the first ones, municipalities and regions."""
_LONGEST = 100


@dataclass(frozen=True)
class Member:
    """A name in a series, with the word for its kind where that stands beside it: from `start` to `end`.

    `printed` is the name alone and `name` the full one; it has no `known` where nobody listed it.
    """

    start: int
    end: int
    printed: str
    name: str
    known: Known | None


@dataclass(frozen=True)
class _Kind:
    """The words for a kind behind its names and before them, and the full names of one of the kind.

    A text without any of the hints, in small letters, has no such word, which is seen far sooner.
    """

    behind: re.Pattern[str]
    ahead: re.Pattern[str]
    forms: tuple[str, ...]
    behind_hints: tuple[str, ...]
    ahead_hints: tuple[str, ...]


Find = Callable[[str], Known | None]


def members(text: str, find: Find, *, listed: bool = False) -> list[Member]:
    """The names of every series in a text, in order; `find` looks up an organisation by its full name.

    None of them overlap. In a list of parties (`listed`) the kind may be said in the singular ("Aarhus og Aalborg
    Universitet"), which elsewhere is said of the one name beside it ("i Aarhus og Københavns Kommune"); and hospitals
    and universities are named so in lists only, for "hospitalerne i A og B" says where they are.
    """
    found: dict[int, Member] = {}
    small = text.lower()
    if not _holds(small, _hints(listed=listed)):
        return []
    for kind in _kinds() if listed else _kinds()[:_NAMED_BY_PLACE]:
        for pattern, hints, read in ((kind.behind, kind.behind_hints, _behind), (kind.ahead, kind.ahead_hints, _ahead)):
            for word in pattern.finditer(text) if _holds(small, hints) else ():
                series = list(read(text, word, kind, find))
                if _OF_ALL.search(word[0].strip()) or (listed and _is_series(series, text)):
                    found |= {member.start: member for member in series if member.start not in found}
    kept: list[Member] = []
    for start in sorted(found):
        if not kept or kept[-1].end <= start:
            kept.append(found[start])
    return kept


def _holds(text: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # noqa: SIM110 - asked of every text, and twice as fast as any()
        if hint in text:
            return True
    return False


@cache
def _hints(*, listed: bool) -> tuple[str, ...]:
    kinds = _kinds() if listed else _kinds()[:_NAMED_BY_PLACE]
    return tuple(dict.fromkeys(hint for kind in kinds for hint in (*kind.behind_hints, *kind.ahead_hints)))


def _is_series(series: list[Member], text: str) -> bool:
    """Whether names share a kind that is said in the singular: the last of them stands behind "og"."""
    if len(series) < 2:
        return False
    *_, before, last = sorted(series, key=lambda member: member.start)
    return bool(_JOINT.search(text[before.end : last.start]))


def named(name: str, find: Find) -> Known | None:
    """The municipality that the name of a place alone stands for, in a list of those who take part."""
    if not re.fullmatch(_NAME, name.rstrip("-")):
        return None
    return _known(name.rstrip("-"), _kinds()[0], find)


def bare(printed: str) -> str:
    """An item of a series without the word for its kind: "Allerød" of "Allerød kommuner"."""
    if len(printed) > _LONGEST:
        return printed
    for kind in _kinds():
        if ahead := kind.ahead.match(printed):
            return printed[ahead.end() :]
        behind = kind.behind.search(printed)
        if behind and behind.end() == len(printed):
            return printed[: behind.start()].rstrip()
    return printed


@cache
def _kinds() -> tuple[_Kind, ...]:
    words = lexicon()
    return tuple(
        _Kind(
            re.compile(rf"(?<=\w)\s+(?i:{'|'.join(words.series_behind[name])})(?!\w)"),
            re.compile(rf"(?<![\w-])(?i:{'|'.join(words.series_ahead[name])})\s+(?=[A-ZÆØÅÖÄ])"),
            words.series_forms[name],
            tuple(map(_hint, words.series_behind[name])),
            tuple(map(_hint, words.series_ahead[name])),
        )
        for name in words.series_forms
    )


def _hint(pattern: str) -> str:
    """The longest run of letters that every match of a pattern of the lexicon holds; empty where there is none.

    Groups and what may be left out are cut off first, from the innermost outwards.
    """
    before = ""
    while pattern != before:
        before, pattern = pattern, re.sub(r"\((?:\?[:!=])?[^()]*\)[?*]?|\w[?*]", "|", pattern)
    return max(re.findall(r"[a-zæøå ]+", pattern), key=len, default="").strip()


def _behind(text: str, word: re.Match[str], kind: _Kind, find: Find) -> Iterator[Member]:
    """The names before the word for their kind, from the last to the first."""
    offset = max(0, word.start() - _NEAR)
    stretches = _stretches(text, offset, word.start())
    unlisted = 0
    for index, (start, end) in enumerate(reversed(stretches)):
        match = _LAST.search(text, start, end)
        known = _known(match["name"], kind, find) if match else None
        beside = kind is _kinds()[0] and len(stretches) > 1 and (index < 2 or unlisted == index)
        if match is None or not (known or (beside and _is_unlisted(match["name"], find))):
            return
        unlisted += known is None
        stop = word.end() if index == 0 else match.end()
        yield _member(match, match.start(), stop, kind, known)
        if match.start() > start:
            return


def _ahead(text: str, word: re.Match[str], kind: _Kind, find: Find) -> Iterator[Member]:
    """The names behind the word for their kind."""
    stretches = _stretches(text, word.end(), min(len(text), word.end() + _NEAR))
    for index, (start, end) in enumerate(stretches):
        match = _FIRST.match(text, start, end)
        known = _known(match["name"], kind, find) if match else None
        if match is None or known is None:
            return
        yield _member(match, match.start() if index else word.start(), match.end(), kind, known)
        if match.end() < end:
            return


def _stretches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What stands between the commas and "og" from `start` to `end`."""
    cuts = [match.span() for match in _PARTED.finditer(text, start, end)]
    return list(zip([start, *(stop for _, stop in cuts)], [*(begin for begin, _ in cuts), end], strict=True))


def _member(match: re.Match[str], start: int, end: int, kind: _Kind, known: Known | None) -> Member:
    printed = match["name"]
    return Member(start, end, printed, known.name if known else kind.forms[0].format(printed), known)


def _known(name: str, kind: _Kind, find: Find) -> Known | None:
    found = (find(form.format(name)) for form in kind.forms)
    return next((known for known in found if known), None)


def _is_unlisted(name: str, find: Find) -> bool:
    """Whether a name that nobody listed may be that of a place."""
    counts = lexicon().placeholder_count.match(f"{name} kommuner")
    return bool(_SIMPLE.fullmatch(name)) and not counts and find(name) is None

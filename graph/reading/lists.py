"""Lists in running text: "A, B og C (D) m.fl." into its items, without cutting names that hold commas or "og"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.reading.lexicon import lexicon
from graph.reading.lines import Text

__all__ = ["Item", "brackets", "inside", "items", "without_others"]

_SEPARATOR = re.compile(
    r"\s*[,;•]\s*(?:og\s+|samt\s+|and\s+)?(?!\d(?!\d?\.\s[A-ZÆØÅ]))"
    r"|\s+(?:og|samt|and|såvel som|as well as)\s+|\s+[+/|]\s+|(?<=[^\W\d_]{3})/(?=[A-ZÆØÅ][^\W_]{2})"
)
_SEMICOLON = re.compile(r"\s*;\s*(?:og\s+|samt\s+|and\s+)?")
_IN_SINGULAR = re.compile(
    r"[A-ZÆØÅ][a-zæøå]*(?:skole|akademi|universitet|center|institut|museum|selskab|værk|bibliotek)"
)
"""A noun that ends a name with two of them: "Tangby Erhvervsakademi og Professionshøjskole"."""
_JOINTS = ("og", "and", "samt")
_WORD_BEFORE = re.compile(r"[\w-]+$")
_ELLIPSIS = re.compile(r"\w-$")
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*")
_LAST_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*\.?$")
_NAMED_FOR = re.compile(r"\b(?:for|af|of|om)\s+[\w-]+$")
_WORDS_BEFORE = re.compile(r"^.*(?:[,;(]|\s(?:og|samt|and)\s)\s*")
_WORDS_BEHIND = re.compile(r"[,;(.]|\s(?:og|samt|and)\s")
_NAME = 80
"""Characters of a name before or behind a stroke: "Tangby Universitet/TU Energi"."""
_TAIL = 40
"""Characters in which a trailing "og lignende" stands."""


@dataclass(frozen=True)
class Item:
    """One item of a list, and what stands in brackets behind it."""

    text: Text
    bracket: Text | None = None


def without_others(text: Text) -> Text:
    """The text without a trailing "m.fl.", "mv." or "etc.", which name nobody."""
    cut = len(text) - len(_trailing(text.string))
    return text.part(0, cut) if cut < len(text) else text


def _trailing(string: str) -> str:
    from_ = max(0, len(string) - _TAIL)
    match = lexicon().trailing_others.search(string[from_:])
    return match[0] if match else ""


def brackets(string: str) -> list[tuple[int, int]]:
    """Where brackets stand, the outermost ones, in order; one that is never closed is none."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in re.finditer(r"[()]", string):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, match.end()))
    return found


def inside(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch overlaps one of `stretches`, which are in order and do not overlap."""
    index = bisect_right(stretches, (start, end)) - 1
    return any(a < end and start < b for a, b in stretches[max(0, index) : index + 2])


def items(text: Text, names: Sequence[tuple[int, int]], is_known: Callable[[str], bool]) -> list[Item]:
    """The items of a list.

    Parameters
    ----------
    text : Text
        The list, without its lead-in.
    names : sequence of (start, end)
        Stretches of known names, which are never cut, in order.
    is_known : callable
        Whether a stretch of text is a known party: decides whether "A og B" between two commas is one name or two.

    Notes
    -----
    "og" parts items where it closes the list or where one of its sides is known or begins with a small letter;
    elsewhere ("Forsikring og Pension, State of Green") it is part of a name. After a hyphen ("Erhvervs- og
    Vækstministeriet") it parts only what is known ("Egedal- og Furesø Kommune"). In a list with semicolons only these
    part.
    """
    text = without_others(text)
    bracketed = brackets(text.string)
    if len(_SEMICOLON.findall(text.string)) > 1:
        pieces = (part for start, end in _between(_SEMICOLON, text.string) for part in [text.part(start, end)])
        return [_item(without_others(piece)) for piece in pieces if re.search(r"\w", piece.string)]
    commas: list[tuple[int, int]] = []
    joints: list[tuple[int, int]] = []
    for match in _SEPARATOR.finditer(text.string):
        if inside(names, *match.span()) or inside(bracketed, *match.span()):
            continue
        if match[0] == "/" and not is_known(_WORDS_BEFORE.sub("", text.string[: match.start()])[-_NAME:]):
            behind = _WORDS_BEHIND.split(text.string[match.end() : match.end() + _NAME])[0]
            if not is_known(behind):
                continue
        joint = match[0].strip() in _JOINTS
        if joint and _ELLIPSIS.search(text.string[max(0, match.start() - 2) : match.start()]):
            before = _WORD_BEFORE.search(text.string[max(0, match.start() - _TAIL) : match.start()])
            if not before or not is_known(before[0]):
                continue
        (joints if joint else commas).append(match.span())
    cuts = sorted([*commas, *_parting(text.string, joints, commas, is_known)])
    bounds = zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)], strict=True)
    pieces = (without_others(text.part(a, b)) for a, b in bounds)
    return [_item(piece) for piece in pieces if re.search(r"\w", piece.string)]


def _between(separator: re.Pattern[str], string: str) -> list[tuple[int, int]]:
    """The stretches between separators."""
    cuts = [match.span() for match in separator.finditer(string)]
    return list(zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(string)], strict=True))


def _parting(
    text: str, joints: Sequence[tuple[int, int]], commas: Sequence[tuple[int, int]], is_known: Callable[[str], bool]
) -> list[tuple[int, int]]:
    """The joints that part two items."""
    parting: list[tuple[int, int]] = []
    for index, (start, end) in enumerate(joints):
        place = bisect_left(commas, (start, end))
        before = [commas[place - 1][1]] if place else []
        after = [commas[place][0]] if place < len(commas) else []
        left_edge = max([0, *before, *(joints[index - 1][1:] if index else ())])
        right_edge = min([len(text), *after, *(joints[index + 1][:1] if index + 1 < len(joints) else ())])
        left, right = _bare(text[left_edge:start]), _bare(text[end:right_edge])
        if _parts(left, right, not after, is_known):
            parting.append((start, end))
    return parting


def _parts(left: str, right: str, closes: bool, is_known: Callable[[str], bool]) -> bool:
    """Whether "og" between `left` and `right` parts two items; `closes` where no comma follows it."""
    if _IN_SINGULAR.fullmatch(right) and " " in left and not is_known(left) and left[:1].isupper():
        return False
    if is_known(left) or is_known(right) or right[:1].islower() or left[:1].islower():
        return True
    return closes and not (_NAMED_FOR.search(left) and " " not in right)


def _bare(text: str) -> str:
    text = text[-300:]
    tail = _trailing(text)
    bare = _BRACKET.sub(" ", text[: len(text) - len(tail)]).strip(" .")
    return lexicon().placeholder_count.sub("", bare)


def _item(text: Text) -> Item:
    match = _LAST_BRACKET.search(text.string) if text.string.endswith((")", ").")) else None
    if not match:
        return Item(text.part(0, len(text.string.rstrip(" ."))))
    if not match.start():
        return Item(text.part(match.start(1), match.end(1)))
    return Item(text.part(0, match.start()), text.part(match.start(1), match.end(1)))

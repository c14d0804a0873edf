"""What an overlap means, in sentences: what is shared, how rare that is, and what chance has to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from graph.analysis.naming import Names, named
from graph.analysis.wording import WORDS
from graph.analysis.words import Words, count, joined, share, spoken

__all__ = ["Kind", "about_all", "about_pair", "about_wording"]

# By what is compared and by what: one and several things, in Danish and English.
_THINGS: Final = {
    ("initiatives", "participants"): (("part", "parter"), ("party", "parties")),
    ("organisations", "participants"): (("initiativ", "initiativer"), ("initiative", "initiatives")),
    ("", "builds_on"): (("ting, de bygger på", "ting, de bygger på"), ("thing they build on", "things they build on")),
    ("", "contacts"): (("kontaktperson", "kontaktpersoner"), ("contact person", "contact persons")),
    ("", "themes"): (("tema", "temaer"), ("theme", "themes")),
    ("", "wording"): (("formulering", "formuleringer"), ("phrase", "phrases")),
}
_ITEMS: Final = {
    "initiatives": (("initiativ", "initiativer"), ("initiative", "initiatives")),
    "organisations": (("organisation", "organisationer"), ("organisation", "organisations")),
}
_LONGEST: Final = 120


class Numbers(Protocol):
    """What numbers say of a pair."""

    @property
    def q_value(self) -> float: ...

    @property
    def q_is_bound(self) -> bool: ...

    @property
    def weighted_jaccard(self) -> float: ...


@dataclass(frozen=True)
class Kind:
    """What is compared, by what, how many items have anything, and how many tests there are."""

    of: str
    by: str
    every: int
    tests: int


def about_pair(
    shared: Sequence[str], counts: npt.NDArray[np.int64], names: Names, kind: Kind, numbers: Numbers
) -> Words:
    """What two items share, which of it is rarest, and whether chance would give as much.

    Parameters
    ----------
    shared : sequence of str
        The things, at least one.
    counts : array of int64
        How many items have each of them.
    names : mapping
        Names of the things.
    kind : Kind
        What is compared.
    numbers : Overlap
        The pair.
    """
    said = spoken(
        "De har {things} til fælles: {names}.",
        "They have {things} in common: {names}.",
        things=count(len(shared), *_of(kind)),
        names=named(names, shared),
    )
    return joined(said, _rarest(shared, counts, names, kind), _chance(numbers, kind.tests))


def about_wording(passages: Sequence[str], phrases: int, kind: Kind, numbers: Numbers) -> Words:
    """How much wording two items share, and the longest passage of it."""
    said = spoken(
        "De har {phrases} på {words} ord til fælles, længst: “{text}”.",
        "They have {phrases} of {words} words in common, the longest passage being “{text}”.",
        phrases=count(phrases, *_of(kind)),
        words=WORDS,
        text=_cut(passages[0]),
    )
    return joined(said, _likeness(numbers.weighted_jaccard), _chance(numbers, kind.tests))


def about_all(every: int, total: int | None, tests: int, *, of: str, exact: bool) -> Words:
    """How many pairs there are, and how sure q is."""
    items = count(every, *_ITEMS[of])
    if total is None:
        said = spoken(
            "{items} er sammenlignet; kun de par, der har mest til fælles, er fundet, for alle er for mange at tælle.",
            "{items} are compared; only the pairs that share most are found, for all are too many to count.",
            items=items,
        )
    else:
        said = spoken(
            "{items} har noget, der kan deles; {total} af {tests} par har nok til fælles.",
            "{items} have something to share; {total} of {tests} pairs have enough in common.",
            items=items,
            total=total,
            tests=tests,
        )
    if exact:
        return said
    rest = "q er en øvre grænse: par med mindre til fælles er ikke talt med."
    return joined(said, Words(rest, "q is an upper bound: pairs that share less are not counted."))


def _rarest(shared: Sequence[str], counts: npt.NDArray[np.int64], names: Names, kind: Kind) -> Words:
    """What the rarest of the shared things says."""
    at = int(np.argmin(counts))
    every = kind.every
    have, items, name = int(counts[at]), count(every, *_ITEMS[kind.of]), names[shared[at]]
    if have == every:
        return spoken(
            "Alt det har alle {items}, så det siger intet om netop de to.",
            "All {items} have all of that, so it says nothing about these two.",
            items=items,
        )
    if have == 2:
        return spoken(
            "Af {items} er det kun de to, der har {name}: det er sjældent.",
            "Of {items} only these two have {name}: that is rare.",
            items=items,
            name=name,
        )
    values = {"name": name, "have": have, "items": items, "part": share(have / every)}
    if have * 2 > every:
        return spoken(
            "Selv det sjældneste, {name}, har {have} af {items} ({part}): det siger ikke meget.",
            "Even the rarest, {name}, {have} of {items} have ({part}): that does not say much.",
            **values,
        )
    return spoken(
        "Det sjældneste er {name}, som {have} af {items} har ({part}).",
        "The rarest is {name}, which {have} of {items} have ({part}).",
        **values,
    )


def _chance(numbers: Numbers, tests: int) -> Words:
    q = numbers.q_value
    most = Words("højst ", "at most ") if numbers.q_is_bound else Words("", "")
    values = {"most": most, "q": share(q), "tests": tests}
    if q < 0.05:
        return spoken(
            "Så meget til fælles er næppe tilfældigt (q er {most}{q} efter {tests} sammenligninger).",
            "So much in common is hardly an accident (q is {most}{q} after {tests} comparisons).",
            **values,
        )
    return spoken(
        "Så meget til fælles kan være et tilfælde (q er {most}{q} efter {tests} sammenligninger).",
        "So much in common may be an accident (q is {most}{q} after {tests} comparisons).",
        **values,
    )


def _likeness(weighted: float) -> Words:
    """What a share of the phrases means."""
    if weighted >= 0.5:
        return Words("Teksterne er for det meste de samme.", "Most of the texts is the same.")
    if weighted >= 0.1:
        return Words("Hele afsnit er de samme.", "Whole paragraphs are the same.")
    return Words("Det er en lille del af teksterne.", "That is a small part of the texts.")


def _of(kind: Kind) -> tuple[tuple[str, str], tuple[str, str]]:
    return _THINGS.get((kind.of, kind.by)) or _THINGS["", kind.by]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"

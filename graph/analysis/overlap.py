"""Overlap: which initiatives share partners, foundations, contacts, themes or wording, and whether it means anything.

What two items share is compared with chance by the upper tail of the hypergeometric distribution: were the things of
`b` drawn at random, without replacement, from all N things that any item has, how often would at least as many of them
be among those of `a`? N is the number of organisations with a participation where initiatives are compared by their
participants, and the number of things that at least one item has in every other case.

Every pair of items that both have something is a test, also those pairs that share nothing (their p is 1); the
correction of Benjamini and Hochberg runs over all of these tests, whatever `min_shared` and `limit` then leave out. Of
one item with all others, the tests are its own pairs. Items that have nothing cannot overlap and are in no pair.

Chance counts things and does not ask which. Rarity does: a thing weighs minus the logarithm of the share of items that
have it, nothing where everybody has it. So one rare partner in common can weigh more than three that are everywhere.

Organisations compared by what is built on, contacts, themes or wording have those of the initiatives they take part in.
Two members of one initiative then share everything that comes with it, so such p-values describe and do not prove. The
same holds of wording, where neighbouring phrases come together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.analysis.chance import at_least_by_chance, false_discovery_rates
from graph.analysis.engine.matrices import Progress, silent
from graph.analysis.holdings import BASES, ITEMS, Holdings, holdings
from graph.analysis.naming import Names, found, names_of, no_names
from graph.analysis.pairing import MOST_PAIRS, Pairing, best, with_others
from graph.analysis.sharing_words import Kind, about_all, about_pair, about_wording
from graph.analysis.views import Told, checked
from graph.analysis.wording import Phrases, phrases_of
from graph.analysis.words import Words
from graph.arrays import Arrays, Filters, arrays
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter
from ontology.terms import kind_and_slug

__all__ = [
    "BASES",
    "ITEMS",
    "MOST_PAIRS",
    "Overlap",
    "Overlaps",
    "at_least_by_chance",
    "false_discovery_rates",
    "items_with",
    "overlap",
    "overlap_report",
    "overlaps",
    "overlaps_with",
]


Integers = npt.NDArray[np.int64]

SILENT: Final = Words("", "")


@dataclass(frozen=True)
class Overlap:
    """Two items, what they share, and how much that is.

    `shared` is in the order of the IRIs; of wording it holds the passages themselves. `jaccard` is what is shared over
    what either has, `overlap_coefficient` what is shared over what the smaller has; both in (0, 1]. `p_value` and
    `q_value` are in [0, 1]; where `q_is_bound`, the true q is at most that. `rarity` is the sum over the shared things
    of minus the natural logarithm of the share of items that have it, at least 0; `weighted_jaccard` is the Jaccard
    index with things weighted so, in [0, 1]. `reading` says all that in a few sentences.
    """

    a: str
    b: str
    shared: tuple[str, ...]
    jaccard: float
    overlap_coefficient: float
    p_value: float
    q_value: float
    rarity: float = 0.0
    weighted_jaccard: float = 0.0
    q_is_bound: bool = False
    reading: Words = SILENT


@dataclass(frozen=True)
class Overlaps:
    """Pairs, and what they are part of.

    `total` is the number of pairs that share enough, None where not all were counted; `tests` is that of the
    correction; `exact` says whether q is exact or an upper bound. `revision` and `filters` say what it was made from.
    """

    items: tuple[Overlap, ...]
    total: int | None
    tests: int
    exact: bool
    revision: str
    filters: Filters
    reading: Words


def overlap(
    store: Store,
    *,
    of: str = "initiatives",
    by: str = "participants",
    min_shared: int = 1,
    collectives: bool = False,
    limit: int | None = None,
    filters: Filters | None = None,
) -> tuple[Overlap, ...]:
    """Pairs of initiatives, or of organisations, that share at least `min_shared` things.

    Parameters
    ----------
    store : Store
        Where the triples are.
    of : str
        What is compared: "initiatives" or "organisations".
    by : str
        What they share: "participants" (of organisations: the initiatives they take part in), "builds_on", "contacts",
        "themes" or "wording" (phrases of the texts, where a document was ingested here).
    min_shared : int
        Least number of shared things, at least 1. It does not change p or q.
    collectives : bool
        Whether groups named only in general count as organisations; also where `filters` say so.
    limit : int, optional
        How many pairs, the best first; None for all.
    filters : Filters, optional
        What is left out; None for nothing but collectives.

    Returns
    -------
    tuple of Overlap
        Most shared things first, then highest Jaccard index, then by IRI.

    Raises
    ------
    InvalidParameter
        `of` or `by` is unknown, `min_shared` or `limit` is below 1, all pairs are asked for where they meet too often,
        or wording is asked for where no text is stored.

    Notes
    -----
    Remembered until the store changes. Without a limit, time grows with the sum, over all things, of the square of how
    many items have it; above `MOST_PAIRS` the question is refused rather than left to run. With one, see
    `overlap_report`.
    """
    return overlap_report(
        store, of=of, by=by, min_shared=min_shared, collectives=collectives, limit=limit, filters=filters
    ).items


def overlap_report(  # noqa: PLR0913 - each is a parameter that a reader may ask by
    store: Store,
    *,
    of: str = "initiatives",
    by: str = "participants",
    min_shared: int = 1,
    collectives: bool = False,
    limit: int | None = None,
    offset: int = 0,
    filters: Filters | None = None,
    exact: bool = False,
    progress: Progress = silent,
) -> Overlaps:
    """`overlap` with what it was computed from.

    Parameters
    ----------
    store, of, by, min_shared, collectives, limit, filters
        As in `overlap`.
    offset : int
        How many of the best pairs are passed over, at least 0.
    exact : bool
        Whether q is made exact where only the best pairs would be looked at: minutes at a billion meetings.
    progress : callable
        Told the share that is done, from 0 to 1; it may raise to cancel.

    Notes
    -----
    Up to twenty million meetings all are counted, and q is exact. Beyond, only the pairs that share most are found, by
    their rarest things; they are the right ones, while q is an upper bound, as pairs that share less are not counted.
    """
    if offset < 0:
        raise InvalidParameter(f"offset={offset}: at least 0 pairs are passed over")
    checked("of", of, ITEMS)
    checked("by", by, BASES)
    asked = filters or Filters()
    asked = replace(asked, collectives=collectives or asked.collectives)
    return _report(store, _Asked(of, by, asked), min_shared, limit, offset, exact, Told(progress))


def overlaps_with(
    store: Store,
    thing: str,
    *,
    by: str = "participants",
    min_shared: int = 1,
    collectives: bool = False,
    limit: int | None = 100,
    filters: Filters | None = None,
) -> Overlaps:
    """What one initiative, or one organisation, shares with the others of its kind.

    Parameters
    ----------
    store, by, min_shared, collectives, limit, filters
        As in `overlap`.
    thing : str
        IRI or slug; of a slug that several have, the initiative, then the organisation, then the collective.

    Returns
    -------
    Overlaps
        `a` is the thing, `b` another; the tests of the correction are its pairs. Nothing where it has nothing to share.

    Raises
    ------
    UnknownEntity
        There is no such thing, or a filter leaves it out.
    InvalidParameter
        As in `overlap`.
    """
    checked("by", by, BASES)
    asked = filters or Filters()
    asked = replace(asked, collectives=collectives or asked.collectives)
    view = arrays(store).filtered(asked)
    number = found(view, thing, "initiative", "organisation", *(["collective"] if asked.collectives else []))
    kind = (kind_and_slug(view.iris[number]) or ("",))[0]
    of = "initiatives" if kind == "initiative" else "organisations"
    question = _Asked(of, by, asked)
    held, phrases = _held(store, view, question)
    place = held.place(number)
    if place is None:
        nothing = Words("Der er intet at dele.", "It has nothing to share.")
        return Overlaps((), 0, 0, True, view.revision, asked, nothing)
    made = with_others(held, place, min_shared=min_shared, first=limit)
    return _told(store, question, view, _Sharing(held, made, phrases))


def overlaps(
    held: Mapping[str, frozenset[str]], *, min_shared: int = 1, limit: int | None = None
) -> tuple[Overlap, ...]:
    """Overlapping pairs of sets.

    Parameters
    ----------
    held : mapping of str to frozenset of str
        What each item has; the universe is the union of all.
    min_shared : int
        Least number of shared things, at least 1.
    limit : int, optional
        How many pairs, the best first.

    Returns
    -------
    tuple of Overlap
        `a` before `b` in the alphabet; most shared things first.

    Raises
    ------
    InvalidParameter
        `min_shared` is below 1.

    Notes
    -----
    Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995) 289, doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> pair, = overlaps({"a": frozenset("xy"), "b": frozenset("xyz"), "c": frozenset("w")})
    >>> pair.shared, pair.jaccard, pair.overlap_coefficient, pair.p_value   # 2 of 3, 2 of 2, C(2,2)·C(2,1)/C(4,3)
    (('x', 'y'), 0.6666666666666666, 1.0, 0.5)
    >>> pair.q_value                                                        # 3 pairs: min(1, 0.5 × 3 / 1)
    1.0
    >>> round(pair.rarity, 3)                                               # two things of two of three: 2 × ln 3/2
    0.811
    """
    items, things = sorted(item for item in held if held[item]), sorted(frozenset().union(*held.values()))
    places = {thing: place for place, thing in enumerate(things)}
    rows = [row for row, item in enumerate(items) for _ in held[item]]
    columns = [places[thing] for item in items for thing in held[item]]
    matrix = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(len(items), len(things)))
    sets = Holdings.of(matrix, np.arange(len(items)), np.arange(len(things)))
    made = best(sets, min_shared=min_shared, first=limit)
    names = no_names([*items, *things])
    iris = _Iris(items, things)
    asked = _Asked("initiatives", "participants", Filters())
    return tuple(_overlap(_Sharing(sets, made), at, iris, names, asked) for at in range(len(made)))


def items_with(store: Store, *, of: str, by: str, collectives: bool = False) -> dict[str, frozenset[str]]:
    """What each item has: initiatives their participants, foundations, contacts or themes; organisations theirs."""
    view = arrays(store).filtered(Filters(collectives=collectives))
    held = holdings(view, of=of, by=by)
    every = view.initiatives if of == "initiatives" else view.parties
    sets = {view.iris[int(item)]: frozenset[str]() for item in every}
    for row, item in enumerate(held.items):
        columns = held.matrix.indices[held.matrix.indptr[row] : held.matrix.indptr[row + 1]]
        sets[view.iris[int(item)]] = frozenset(view.iris.take(held.things[columns]))
    return sets


@dataclass(frozen=True)
class _Asked:
    """What is compared, by what, and what is left out."""

    of: str
    by: str
    filters: Filters


@dataclass(frozen=True, eq=False)
class _Sharing:
    """What is held, the pairs that share, and of wording the phrases."""

    held: Holdings
    made: Pairing
    phrases: Phrases | None = None


@remembered
def _report(
    store: Store, asked: _Asked, min_shared: int, limit: int | None, offset: int, exact: bool, told: Told
) -> Overlaps:
    view = arrays(store).filtered(asked.filters)
    held, phrases = _held(store, view, asked)
    first = None if limit is None else limit + offset
    if limit is not None and limit < 1:
        raise InvalidParameter(f"limit={limit}: at least 1 pair is asked for")
    made = best(held, min_shared=min_shared, first=first, exact=exact, progress=told.progress)
    return _told(store, asked, view, _Sharing(held, made.since(offset), phrases))


def _held(store: Store, view: Arrays, asked: _Asked) -> tuple[Holdings, Phrases | None]:
    """What is compared, and of wording the phrases that the columns stand for."""
    if asked.by == "wording":
        return phrases_of(store, view, of=asked.of)
    return holdings(view, of=asked.of, by=asked.by), None


@dataclass(frozen=True)
class _Iris:
    """What rows and columns of a matrix stand for."""

    items: Sequence[str]
    things: Sequence[str]


def _told(store: Store, asked: _Asked, view: Arrays, found: _Sharing) -> Overlaps:
    held, made = found.held, found.made
    shown, columns = np.unique(np.concatenate([made.one, made.other])), np.unique(made.things.indices)
    if found.phrases is not None:
        columns = columns[:0]
    iris = _Iris(_listed(shown, view, held.items), _listed(columns, view, held.things))
    names = names_of(store, [*(iris.items[row] for row in shown), *(iris.things[column] for column in columns)])
    pairs = tuple(_overlap(found, at, iris, names, asked) for at in range(len(made)))
    words = about_all(len(held.items), made.total, made.tests, of=asked.of, exact=made.exact)
    return Overlaps(pairs, made.total, made.tests, made.exact, view.revision, asked.filters, words)


def _listed(wanted: Integers, view: Arrays, numbers: Integers) -> list[str]:
    """IRIs by row or column, where they are wanted."""
    listed = [""] * len(numbers)
    for place in wanted.tolist():
        listed[place] = view.iris[int(numbers[place])]
    return listed


def _overlap(found: _Sharing, at: int, iris: _Iris, names: Names, asked: _Asked) -> Overlap:
    held, made = found.held, found.made
    columns = made.things.indices[made.things.indptr[at] : made.things.indptr[at + 1]]
    if found.phrases is not None:
        shared = found.phrases.text(held.things[columns])
    else:
        shared = tuple(iris.things[column] for column in columns)
    pair = Overlap(
        iris.items[made.one[at]],
        iris.items[made.other[at]],
        shared,
        jaccard=float(made.jaccard[at]),
        overlap_coefficient=float(made.coefficient[at]),
        p_value=float(made.p[at]),
        q_value=float(made.q[at]),
        rarity=float(made.rarity[at]),
        weighted_jaccard=float(made.weighted[at]),
        q_is_bound=not made.exact,
    )
    kind = Kind(asked.of, asked.by, len(held.items), made.tests)
    if found.phrases is not None:
        words = about_wording(shared, len(columns), kind, pair)
    else:
        words = about_pair(shared, held.counts[columns], names, kind, pair)
    return replace(pair, reading=words)

"""Overlap: which initiatives share partners, foundations, contacts or themes, and whether more than chance would give.

What two items share is compared with chance by the upper tail of the hypergeometric distribution: were the things of
`b` drawn at random, without replacement, from all N things that any item has, how often would at least as many of them
be among those of `a`? N is the number of organisations with a participation where initiatives are compared by their
participants, and the number of things that at least one item has in every other case.

Every pair of items that both have something is a test, also those pairs that share nothing (their p is 1); the
correction of Benjamini and Hochberg runs over all of these tests, whatever `min_shared` then leaves out. Items that
have nothing cannot overlap and are in no pair.

Organisations compared by what is built on, contacts or themes have those of the initiatives they take part in. Two
members of one initiative then share everything that comes with it, so such p-values describe and do not prove.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import Final

from graph.catalogue import catalogue
from graph.networks import of_kind, participation_network, remembered
from graph.store import Store
from ontology.errors import InvalidParameter

__all__ = [
    "BASES",
    "ITEMS",
    "Overlap",
    "at_least_by_chance",
    "false_discovery_rates",
    "items_with",
    "overlap",
    "overlaps",
]

ITEMS: Final = ("initiatives", "organisations")
BASES: Final = ("participants", "builds_on", "contacts", "themes")
MOST_MEETINGS: Final = 5_000_000

# What an initiative has, by basis, in the catalogue's links; participants come from the participation network.
_LINKS: Final = {"builds_on": "builds_on", "contacts": "people", "themes": "themes"}


@dataclass(frozen=True)
class Overlap:
    """Two items, what they share, and how much that is.

    `shared` is in the order of the IRIs. `jaccard` is what is shared over what either has, `overlap_coefficient` what
    is shared over what the smaller has; both in (0, 1]. `p_value` and `q_value` are in [0, 1].
    """

    a: str
    b: str
    shared: tuple[str, ...]
    jaccard: float
    overlap_coefficient: float
    p_value: float
    q_value: float


@remembered
def overlap(
    store: Store,
    *,
    of: str = "initiatives",
    by: str = "participants",
    min_shared: int = 1,
    collectives: bool = False,
) -> tuple[Overlap, ...]:
    """Pairs of initiatives, or of organisations, that share at least `min_shared` things.

    Parameters
    ----------
    store : Store
        Where the triples are.
    of : str
        What is compared: "initiatives" or "organisations".
    by : str
        What they share: "participants" (of organisations: the initiatives they take part in), "builds_on", "contacts"
        or "themes".
    min_shared : int
        Least number of shared things, at least 1. It does not change p or q.
    collectives : bool
        Whether groups named only in general count as organisations.

    Returns
    -------
    tuple of Overlap
        Most shared things first, then highest Jaccard index, then by IRI.

    Raises
    ------
    InvalidParameter
        `of` or `by` is unknown, `min_shared` is below 1, or the items meet in too many things to count.

    Notes
    -----
    Remembered until the store changes. Time grows with the sum, over all things, of the square of how many items have
    it; above `MOST_MEETINGS` the question is refused rather than left to run.
    """
    if of not in ITEMS:
        raise InvalidParameter(f"of={of!r}: what can be compared is {', '.join(ITEMS)}")
    if by not in BASES:
        raise InvalidParameter(f"by={by!r} is not available in this version; available are {', '.join(BASES)}")
    return overlaps(items_with(store, of=of, by=by, collectives=collectives), min_shared=min_shared)


def overlaps(held: Mapping[str, frozenset[str]], *, min_shared: int = 1) -> tuple[Overlap, ...]:
    """Overlapping pairs of sets.

    Parameters
    ----------
    held : mapping of str to frozenset of str
        What each item has; the universe is the union of all.
    min_shared : int
        Least number of shared things, at least 1.

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
    """
    if min_shared < 1:
        raise InvalidParameter(f"min_shared={min_shared}: two items that share nothing do not overlap; at least 1")
    sets = {item: things for item, things in sorted(held.items()) if things}
    universe = len(frozenset().union(*sets.values()))
    shared = _meetings(sets)
    chances = [at_least_by_chance(count, len(sets[a]), len(sets[b]), universe) for (a, b), count in shared.items()]
    rates = false_discovery_rates(chances, tests=comb(len(sets), 2))
    found = [
        _overlap(a, b, sets[a], sets[b], p, q)
        for (a, b), p, q in zip(shared, chances, rates, strict=True)
        if shared[a, b] >= min_shared
    ]
    return tuple(sorted(found, key=lambda pair: (-len(pair.shared), -pair.jaccard, pair.a, pair.b)))


@lru_cache(maxsize=65_536)
def at_least_by_chance(shared: int, first: int, second: int, universe: int) -> float:
    """Chance that two random sets of these sizes share at least so many things.

    Parameters
    ----------
    shared : int
        Number of things in both sets.
    first, second : int
        Sizes of the sets.
    universe : int
        Number of things they are drawn from, at least the larger size.

    Returns
    -------
    float
        Upper tail of the hypergeometric distribution, in [0, 1]; counted in whole numbers and divided once, so it is
        exact to the last digit.

    Examples
    --------
    >>> at_least_by_chance(2, 2, 3, 4)        # both of the first are among the three: C(2,2)·C(2,1) / C(4,3) = 2/4
    0.5
    """
    most = min(first, second)
    favourable = sum(comb(first, k) * comb(universe - first, second - k) for k in range(shared, most + 1))
    return favourable / comb(universe, second)


def false_discovery_rates(chances: Iterable[float], *, tests: int) -> list[float]:
    """q-values after Benjamini and Hochberg, in the order of the p-values.

    Parameters
    ----------
    chances : iterable of float
        p-values.
    tests : int
        Number of tests made, at least the number of p-values; those that are not given have p = 1.

    Returns
    -------
    list of float
        For each p the least of p' · tests / rank' over all p' ≥ p, at most 1.

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.04, 0.03], tests=4)     # .04·4/3 is the least from rank 2 on
    [0.04, 0.05333333333333334, 0.05333333333333334]
    """
    ranked = sorted(enumerate(chances), key=lambda entry: entry[1])
    rates = [1.0] * len(ranked)
    least = 1.0
    for rank, (place, chance) in reversed(list(enumerate(ranked, start=1))):
        least = min(least, chance * tests / rank)
        rates[place] = least
    return rates


def items_with(store: Store, *, of: str, by: str, collectives: bool = False) -> dict[str, frozenset[str]]:
    """What each item has: initiatives their participants, foundations, contacts or themes; organisations theirs."""
    network = participation_network(store, collectives=collectives)
    initiatives = of_kind(network, "initiative")
    parties = [node for node in network if node not in initiatives]
    if by == "participants":
        return {node: frozenset(network[node]) for node in (initiatives if of == "initiatives" else parties)}
    held = catalogue(store).tables.links[_LINKS[by]]
    if of == "initiatives":
        return {node: frozenset(held.get(node, ())) for node in initiatives}
    return {node: frozenset().union(*(held.get(other, ()) for other in network[node])) for node in parties}


def _meetings(sets: Mapping[str, frozenset[str]]) -> Counter[tuple[str, str]]:
    """How many things the items of each pair share; pairs that share nothing are not looked at."""
    owners: dict[str, list[str]] = {}
    for item, things in sets.items():
        for thing in sorted(things):
            owners.setdefault(thing, []).append(item)
    if (meetings := sum(comb(len(items), 2) for items in owners.values())) > MOST_MEETINGS:
        raise InvalidParameter(
            f"{meetings:,} meetings of two items are too many for one answer (the bound is {MOST_MEETINGS:,}):"
            " ask what one initiative or organisation shares instead"
        )
    return Counter(pair for items in owners.values() for pair in combinations(items, 2))


def _overlap(a: str, b: str, first: frozenset[str], second: frozenset[str], p: float, q: float) -> Overlap:
    common = first & second
    return Overlap(
        a,
        b,
        tuple(sorted(common)),
        jaccard=len(common) / len(first | second),
        overlap_coefficient=len(common) / min(len(first), len(second)),
        p_value=p,
        q_value=q,
    )

"""How surprising it is that two sets share so much, and how surprising it still is among many pairs.

A pair is known by three numbers: how many things both have, and how many each has. Chance knows no more of it, so a
million pairs are a few thousand different questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

__all__ = ["at_least_by_chance", "corrected", "false_discovery_rates", "tails"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Products of whole numbers up to which all questions are answered exactly: some tenths of a second.
_EXACT: Final = 400_000


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


def tails(shared: Integers, first: Integers, second: Integers, universe: int) -> Floats:
    """`at_least_by_chance` of many pairs at once.

    Parameters
    ----------
    shared, first, second : array of int64
        One entry a pair; `shared` at least 1.
    universe : int
        Number of things they are drawn from.

    Returns
    -------
    array of float64
        Exact where the numbers are small, else right to about nine digits.

    Examples
    --------
    >>> tails(np.array([2]), np.array([2]), np.array([3]), 4).tolist()
    [0.5]
    """
    small, large = np.minimum(first, second), np.maximum(first, second)
    base = int(large.max(initial=0)) + 1
    kinds, back = np.unique((shared * base + small) * base + large, return_inverse=True)
    s, b, a = kinds // base**2, kinds // base % base, kinds % base
    if int(((b - s + 1) * b).sum()) <= _EXACT:
        # The larger set first, so that a pair has the same value whichever way round it is given.
        asked = zip(s.tolist(), a.tolist(), b.tolist(), strict=True)
        values = np.array([at_least_by_chance(*one, universe) for one in asked], np.float64)
    else:
        values = _approximate(s, a, b, universe)
    return values[back.reshape(-1)]


def corrected(chances: Floats, *, tests: int, counts: Integers | None = None) -> Floats:
    """q-values after Benjamini and Hochberg, in the order of the p-values.

    Parameters
    ----------
    chances : array of float64
        p-values.
    tests : int
        Number of tests made, at least the number of p-values; those that are not given have p = 1.
    counts : array of int64, optional
        How many tests have each p-value; None for one each.

    Returns
    -------
    array of float64
        For each p the least of p' · tests / rank' over all p' ≥ p, at most 1. Where tests with a smaller p than 1 are
        left out, ranks are too low and each value is an upper bound of the true one.

    Notes
    -----
    Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995) 289, doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> corrected(np.array([0.01, 0.04, 0.03]), tests=4).tolist()    # .04·4/3 is the least from rank 2 on
    [0.04, 0.05333333333333334, 0.05333333333333334]
    """
    order = np.argsort(chances, kind="stable")
    ranks = np.cumsum(np.ones(len(order), np.int64) if counts is None else counts[order])
    least = np.minimum.accumulate((chances[order] * tests / ranks)[::-1])[::-1]
    rates = np.empty(len(order), np.float64)
    # Rounding of p · tests / tests must not make a q smaller than its p.
    rates[order] = np.maximum(np.minimum(least, 1.0), chances[order])
    return rates


def false_discovery_rates(chances: Iterable[float], *, tests: int) -> list[float]:
    """`corrected` for a few p-values.

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.04, 0.03], tests=4)
    [0.04, 0.05333333333333334, 0.05333333333333334]
    """
    return [float(rate) for rate in corrected(np.array(list(chances), np.float64), tests=tests)]


def _approximate(s: Integers, a: Integers, b: Integers, universe: int) -> Floats:
    """Upper tails by logarithms: summed away from the mode, so that terms only become smaller."""
    above = s * (universe + 2) > (a + 1) * (b + 1)
    values = np.empty(len(s), np.float64)
    values[above] = _summed(s[above], a[above], b[above], universe, upwards=True)
    below = ~above
    # At least s is everything but at most s - 1.
    values[below] = 1.0 - _summed(s[below] - 1, a[below], b[below], universe, upwards=False)
    return np.clip(values, 0.0, 1.0)


def _summed(k: Integers, a: Integers, b: Integers, universe: int, *, upwards: bool) -> Floats:
    """Probability of k and of all that lies beyond it on one side."""
    least = np.maximum(0, a + b - universe)
    if not len(k):
        return np.zeros(0)
    first = np.where(k >= least, np.exp(_log_of(np.maximum(k, least), a, b, universe)), 0.0)
    term, total, at = np.ones(len(k)), np.ones(len(k)), k.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        while True:
            if upwards:
                ratio = (a - at) * (b - at) / ((at + 1) * (universe - a - b + at + 1))
            else:
                ratio = at * (universe - a - b + at) / ((a - at + 1) * (b - at + 1))
            term = term * np.where(np.isfinite(ratio), np.maximum(ratio, 0.0), 0.0)
            if not (term > total * 1e-17).any():
                return first * total
            total += term
            at += 1 if upwards else -1


def _log_of(k: Integers, a: Integers, b: Integers, universe: int) -> Floats:
    """Logarithm of the probability of exactly k."""

    def choose(n: Integers, m: Integers) -> Floats:
        return np.asarray(gammaln(n + 1.0) - gammaln(m + 1.0) - gammaln(n - m + 1.0), np.float64)

    return choose(a, k) + choose(universe - a, b - k) - choose(np.full_like(b, universe), b)

"""What a rank rests on: each initiative in turn is left out, everything is measured again, the ranks are compared.

The jackknife. On a dozen initiatives a rank can rest on one line of one document, and a reader should know. The
networks without one initiative stand one after the other as blocks of one matrix: a measure takes them in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from scipy import sparse

from graph.analysis.engine.matrices import Array, Flags, Indices, Matrix, Progress, as_adjacency, silent
from graph.analysis.ranking import Stability, competition
from graph.analysis.views import View
from graph.analysis.words import Words, spoken
from ontology.errors import InvalidParameter

__all__ = ["CHEAP", "MOST", "affordable", "cost", "stabilities"]

# Steps along ties in all networks together: what is done unasked (about a tenth of a second), and what at all.
CHEAP: Final = 5_000_000
MOST: Final = 2_000_000_000
_BLOCK: Final = 1 << 16
_ROUNDS: Final = 100


Quick = Callable[[View, int, Progress], Array]
"""Measures several networks of the same size, one after the other: a value for each node, the more the better."""


def cost(view: View, *, paths: bool = False) -> int:
    """Steps along ties that leaving out every initiative takes, roughly; `paths` where a measure follows all paths."""
    once = (len(view) + int(view.matrix.nnz)) * (len(view) if paths else _ROUNDS)
    return len(view.arrays.initiatives) * once


def affordable(view: View, wanted: bool | None, *, paths: bool = False) -> bool:
    """Whether ranks are to be tested: as wanted; where nothing is said, if that takes a moment only.

    Raises
    ------
    InvalidParameter
        It is wanted and would take more than `MOST` steps.
    """
    steps = cost(view, paths=paths)
    if wanted and steps > MOST:
        raise InvalidParameter(
            f"leaving out {len(view.arrays.initiatives):,} initiatives in turn takes {steps:,} steps, more than"
            f" {MOST:,}: ask without stability, or narrow the network by filters"
        )
    return steps <= CHEAP if wanted is None else wanted


def stabilities(view: View, quick: Quick, listed: Indices, ranks: Indices, progress: Progress) -> dict[int, Stability]:
    """How the rank of everything listed fares.

    Parameters
    ----------
    view : View
        n nodes.
    quick : callable
        Measures the networks without one initiative.
    listed : array of int
        Places of the nodes that are ranked against each other.
    ranks : array of n int
        Rank of each of these in the whole network.
    progress : callable
        Told the share that is done.
    """
    best, worst = ranks[listed].copy(), ranks[listed].copy()
    rests = np.full(len(listed), -1)
    for without, values in _measured(view, quick, progress):
        found, present = _ranks(view, values, listed, without)
        np.minimum(best, np.where(present, found, best), out=best)
        fallen = present & (found > worst)
        worst[fallen], rests[fallen] = found[fallen], without
    return {
        int(place): _stability(view, (int(ranks[place]), int(low), int(high)), int(on), len(listed))
        for place, low, high, on in zip(listed, best, worst, rests, strict=True)
    }


def _ranks(view: View, values: Array, listed: Indices, without: int) -> tuple[Indices, Flags]:
    """Ranks without an initiative, and who has one: not the initiative itself; who goes with it comes last."""
    counts = view.arrays.initiative_count[view.nodes]
    members = view.arrays.participations.links.of(without)
    gone = (counts == 1) & np.isin(view.nodes, members)
    present = view.nodes[listed] != without
    ranks = np.zeros(len(listed), dtype=np.int64)
    ranks[present] = competition(np.where(gone, -np.inf, values)[listed[present]])
    return ranks, present


def _measured(view: View, quick: Quick, progress: Progress) -> Iterator[tuple[int, Array]]:
    """Each initiative that is left out, with the values of all nodes without it."""
    size, initiatives = len(view), view.arrays.initiatives.tolist()
    lot = max(1, _BLOCK // size)
    for begin in range(0, len(initiatives), lot):
        part = initiatives[begin : begin + lot]
        whole = replace(
            view,
            matrix=_without(view, part),
            nodes=np.tile(view.nodes, len(part)),
            initiative=np.tile(view.initiative, len(part)),
        )
        yield from zip(part, quick(whole, len(part), silent).reshape(len(part), size), strict=True)
        progress((begin + len(part)) / len(initiatives))


def _without(view: View, initiatives: list[int]) -> Matrix:
    """Adjacencies without each of some initiatives, one after the other; who goes keeps a row without entries."""
    size = len(view)
    rows = np.repeat(np.arange(size), np.diff(view.matrix.indptr))
    columns = view.matrix.indices.astype(np.int64)
    entries = []
    for place, initiative in enumerate(initiatives):
        if view.name == "organisations":
            # Two members share one initiative less.
            member = np.isin(view.nodes, view.arrays.participations.links.of(initiative))
            data = view.matrix.data - (member[rows] & member[columns])
        else:
            data = view.matrix.data * ((view.nodes[rows] != initiative) & (view.nodes[columns] != initiative))
        kept = data > 0
        entries.append((data[kept], rows[kept] + place * size, columns[kept] + place * size))
    data, ends, others = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    return as_adjacency(sparse.csr_array((data, (ends, others)), shape=(size * len(initiatives),) * 2))


def _stability(view: View, ranks: tuple[int, int, int], on: int, ranked: int) -> Stability:
    """From the rank, its best and its worst, and the number of the initiative it rests on, or -1."""
    rank, best, worst = ranks
    steady = worst - best <= max(1, ranked // 10)
    iri = view.arrays.iris[on] if on >= 0 else None
    if best == worst:
        said = spoken(
            "Plads {rank} holder, uanset hvilket initiativ der udelades.",
            "Rank {rank} holds whichever initiative is left out.",
            rank=rank,
        )
        return Stability(best, worst, steady, iri, said)
    said = spoken(
        "Plads {rank} er {word}: den ligger mellem {best} og {worst}, når ét initiativ udelades ad gangen",
        "Rank {rank} is {word}: it lies between {best} and {worst} when one initiative at a time is left out",
        rank=rank,
        best=best,
        worst=worst,
        word=Words("stabil", "steady") if steady else Words("usikker", "shaky"),
    )
    rest = Words(".", ".")
    if on >= 0:
        name = view.arrays.label(on)
        rest = spoken(", og den hviler mest på {on}.", ", and it rests most on {on}.", on=Words(name.da, name.en))
    return Stability(best, worst, steady, iri, Words(said.da + rest.da, said.en + rest.en))

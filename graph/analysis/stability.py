"""What a rank rests on: each initiative in turn is left out, everything is measured again, and the ranks are compared.

The jackknife. On a dozen initiatives a rank can rest on one line of one document, and a reader should know. The networks
without one initiative stand one after the other as blocks of one matrix, so a measure takes them all in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import sparse

from graph.analysis.engine.matrices import Array, Indices, Matrix, Progress, as_adjacency
from graph.analysis.measures import Measure
from graph.analysis.ranking import Stability, competition
from graph.analysis.views import View
from graph.analysis.words import Words, spoken
from graph.arrays import incidence
from ontology.errors import InvalidParameter

__all__ = ["CHEAP", "MOST", "cost", "stabilities"]

# Steps along ties in all networks together: what is done unasked (about a tenth of a second), and what at all.
CHEAP: Final = 5_000_000
MOST: Final = 2_000_000_000
_BLOCK: Final = 1 << 16
_ROUNDS: Final = 100


def cost(view: View, measure: Measure) -> int:
    """Steps along ties that leaving out every initiative takes, roughly."""
    once = (len(view) + view.matrix.nnz) * (len(view) if measure.paths else _ROUNDS)
    return len(view.arrays.initiatives) * once


def stabilities(
    view: View, measure: Measure, listed: Indices, ranks: Indices, label: Callable[[str], Words], progress: Progress
) -> dict[int, Stability]:
    """How the rank of everything listed fares.

    Parameters
    ----------
    view : View
        n nodes.
    measure : Measure
        What is ranked.
    listed : array of int
        Places of the nodes that are ranked against each other.
    ranks : array of n int
        Rank of each of these in the whole network.
    label : callable
        Name of an initiative by its IRI.
    progress : callable
        Told the share that is done.

    Raises
    ------
    InvalidParameter
        It would take more than `MOST` steps.
    """
    if (steps := cost(view, measure)) > MOST:
        raise InvalidParameter(
            f"leaving out {len(view.arrays.initiatives):,} initiatives in turn takes {steps:,} steps, more than {MOST:,}:"
            " ask without stability, or narrow the network by filters"
        )
    best, worst = ranks[listed].copy(), ranks[listed].copy()
    rests = np.full(len(listed), -1)
    for without, values in _measured(view, measure, progress):
        found, present = _ranks(view, values, listed, without)
        np.minimum(best, np.where(present, found, best), out=best)
        fallen = present & (found > worst)
        worst[fallen], rests[fallen] = found[fallen], without
    names = {int(initiative): view.arrays.iris[int(initiative)] for initiative in np.unique(rests) if initiative >= 0}
    return {
        int(place): _stability(int(ranks[place]), int(low), int(high), names.get(int(on)), len(listed), label)
        for place, low, high, on in zip(listed, best, worst, rests, strict=True)
    }


def _ranks(view: View, values: Array, listed: Indices, without: int) -> tuple[Indices, Array]:
    """Ranks without an initiative, and who has one: not the initiative itself; who goes with it comes last."""
    counts = view.arrays.initiative_count[view.nodes]
    members = view.arrays.participations.links.of(without)
    gone = (counts == 1) & np.isin(view.nodes, members)
    present = view.nodes[listed] != without
    ranks = np.zeros(len(listed), dtype=np.int64)
    ranks[present] = competition(np.where(gone, -np.inf, values)[listed[present]])
    return ranks, present


@dataclass(frozen=True)
class _Left:
    """The networks without one initiative each, and which ones."""

    without: list[int]
    matrices: list[Matrix]


def _measured(view: View, measure: Measure, progress: Progress) -> Iterator[tuple[int, Array]]:
    """Each initiative that is left out, with the values of all nodes without it."""
    size, done = len(view), 0
    for left in _lots(view, max(1, _BLOCK // size)):
        copies = len(left.without)
        blocks = sparse.block_diag(left.matrices, format="csr")
        whole = replace(
            view, matrix=blocks, nodes=np.tile(view.nodes, copies), initiative=np.tile(view.initiative, copies)
        )
        yield from zip(left.without, measure.quick(whole, copies, lambda _: None).reshape(copies, size), strict=True)
        done += copies
        progress(done / len(view.arrays.initiatives))


def _lots(view: View, size: int) -> Iterator[_Left]:
    initiatives = view.arrays.initiatives.tolist()
    for begin in range(0, len(initiatives), size):
        part = initiatives[begin : begin + size]
        yield _Left(part, [_without(view, initiative) for initiative in part])


def _without(view: View, initiative: int) -> Matrix:
    """The adjacency without an initiative; who goes keeps a row without entries."""
    if view.name == "organisations":
        held = incidence(view.arrays)
        kept = np.flatnonzero(view.arrays.initiatives != initiative)
        shared = as_adjacency(held[:, kept] @ held[:, kept].T)
        return as_adjacency(shared - sparse.diags_array(shared.diagonal()))
    kept = sparse.diags_array((view.nodes != initiative).astype(np.float64))
    return as_adjacency(kept @ view.matrix @ kept)


def _stability(
    rank: int, best: int, worst: int, on: str | None, ranked: int, label: Callable[[str], Words]
) -> Stability:
    steady = worst - best <= max(1, ranked // 10)
    if best == worst:
        said = spoken(
            "Plads {rank} holder, uanset hvilket initiativ der udelades.",
            "Rank {rank} holds whichever initiative is left out.",
            rank=rank,
        )
        return Stability(best, worst, steady, on, said)
    words = ("stabil", "steady") if steady else ("usikker", "shaky")
    said = spoken(
        "Plads {rank} er {word}: den ligger mellem {best} og {worst}, når ét initiativ udelades ad gangen",
        "Rank {rank} is {word}: it lies between {best} and {worst} when one initiative at a time is left out",
        rank=rank,
        best=best,
        worst=worst,
        word=Words(*words),
    )
    rest = (
        spoken(", og den hviler mest på {on}.", ", and it rests most on {on}.", on=label(on)) if on else Words(".", ".")
    )
    return Stability(best, worst, steady, on, Words(said.da + rest.da, said.en + rest.en))

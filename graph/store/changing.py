"""What a change comes to on the data as they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Quad

from graph.store.forms import digest, named, normalised
from graph.store.journal import random_token
from graph.store.protocol import Change, GraphName

__all__ = ["effective", "tokens_after"]

_COMPARED: Final = 100_000
"""Quads of a graph that are compared one by one with what takes their place; a larger one is emptied and filled."""


def effective(store: ox.Store, change: Change) -> Change:
    """Only what makes a difference: a graph put in place of an equal one is no change."""
    new = normalised(change.added)
    by_graph: dict[GraphName, list[Quad]] = {}
    for quad in new:
        by_graph.setdefault(quad.graph_name, []).append(quad)
    removed = {quad for quad in change.removed if quad in store}
    emptied: set[GraphName] = set()
    for graph in change.dropped | change.cleared:
        old = list(islice(store.quads_for_pattern(None, None, None, graph), _COMPARED + 1))
        if len(old) > _COMPARED:
            emptied.add(graph)
        elif _same(old, by_graph.get(graph, ())):
            by_graph.pop(graph, None)
        else:
            removed.update(old)
    added = {quad for quads in by_graph.values() for quad in quads}
    removed, added = (
        removed - added,
        {quad for quad in added if quad.graph_name in emptied or quad not in store},
    )
    filled = {quad.graph_name for quad in new}
    wanted = filled | change.created
    return Change(
        dropped=frozenset(_there(store, change.dropped - wanted - {DefaultGraph()})),
        cleared=frozenset(emptied & (change.cleared | wanted | {DefaultGraph()})),
        created=frozenset(wanted - set(_there(store, wanted))),
        removed=list(removed),
        added=list(added),
    )


def tokens_after(change: Change) -> dict[str, str | None]:
    """New tokens of the graphs that a change touches; None for those that will be gone."""
    touched = change.cleared | change.created
    touched |= {quad.graph_name for quad in change.removed} | {quad.graph_name for quad in change.added}
    gone: dict[str, str | None] = dict.fromkeys(map(named, change.dropped))
    return gone | {named(graph): random_token() for graph in touched - change.dropped}


def _same(old: Sequence[Quad], new: Sequence[Quad]) -> bool:
    """Whether two graphs are equal, whatever the names of their blank nodes."""
    if len(old) != len(new):
        return False
    return set(old) == set(new) or _digest(old) == _digest(new)


def _digest(quads: Sequence[Quad]) -> str:
    return digest(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")


def _there(store: ox.Store, graphs: frozenset[GraphName] | set[GraphName]) -> list[GraphName]:
    return [graph for graph in graphs if isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)]

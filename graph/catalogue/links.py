"""Where the links between things are said: the node that a document's statement has, and its passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from graph.catalogue.facts import Part, parts
from graph.catalogue.tables import Tables
from graph.store import Store

__all__ = ["Tie", "ties"]

Tie = tuple[str, str, str]
"""From a thing to a thing, and the relation, as `participation`."""

_PATHS: Final = {
    "participation": ("fyr:participation", "fyr:participant"),
    "dependency": ("fyr:dependency", "fyr:on"),
    "contact": ("fyr:contact", "fyr:person"),
    "mention": ("fyr:mention", "fyr:organisation"),
}
"""Relations that have a node of their own, with evidence. What curation adds, as an owner, has none."""


def ties(store: Store, tables: Tables, wanted: Iterable[Tie]) -> dict[Tie, list[Part]]:
    """The statements of some links, each with its passage; a link without a node of its own has none.

    Parameters
    ----------
    store : Store
        Where the triples are.
    tables : Tables
        Names of the sources.
    wanted : iterable of Tie
        Each in the direction it is stated in: from the initiative, or from what builds.
    """
    pairs: dict[str, list[Tie]] = defaultdict(list)
    for tie in wanted:
        if tie[2] in _PATHS:
            pairs[tie[2]].append(tie)
    found: dict[Tie, list[Part]] = defaultdict(list)
    for relation, asked in pairs.items():
        to_node, from_node = _PATHS[relation]
        values = " ".join(f"({NamedNode(one)} {NamedNode(other)})" for one, other, _ in dict.fromkeys(asked))
        where = f"VALUES (?owner ?other) {{ {values} }} ?owner {to_node} ?part . ?part {from_node} ?other"
        for part in parts(store, tables, where):
            other = part.iri_of(from_node)
            if other is not None:
                found[part.owner, other, relation].append(part)
    return dict(found)

"""Networks out of a store: who takes part in what, and what rests on what.

Nodes are IRIs, in the order of their IRIs; edges are in the order of their ends; so equal stores give equal networks.
Every initiative is a node, with or without an edge. Attributes are plain strings and whole numbers, so that any writer
of networkx can write them; several slugs in one attribute (`roles`, `themes`, `relations`) are separated by a space.

Nodes carry `kind` (initiative, organisation, collective, undertaking), `slug`, `label_da`, `label_en`; where they have
one `organisation_kind`, `undertaking_kind`, `themes` and `aliases`; initiatives `short_da` and `short_en`, the shortest
name they go by. Where the network has participations, parties carry `initiative_count` (initiatives they take part in)
and initiatives `partner_count` (organisations that take part); where it has dependencies, every node carries
`builder_count` (initiatives that build on it).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, cast

from graph.arrays import ROLES, Filters, arrays
from graph.networks.formats import gexf, graphml
from graph.networks.labels import ALIAS_SEPARATOR
from graph.networks.net import Net, made
from graph.remembering import remembered
from graph.store import Store
from ontology.edges import edges
from ontology.errors import InvalidParameter

if TYPE_CHECKING:
    # Written so that others may take the names from here.
    from graph.networks.net import DirectedNetwork as DirectedNetwork
    from graph.networks.net import Network as Network

__all__ = [
    "ALIAS_SEPARATOR",
    "NETWORKS",
    "ROLES",
    "Net",
    "dependency_network",
    "full_network",
    "gexf",
    "graphml",
    "network",
    "of_kind",
    "participation_network",
    "remembered",
]

NETWORKS: Final = (*edges(), "collaboration", "initiatives", "full")
"""Those that the ontology declares, organisations linked by shared initiatives, initiatives by shared parties, and
participations with dependencies in one."""


def network(store: Store, name: str = "participation", filters: Filters | None = None) -> Net:
    """A network of a store by its name, as numbers and a matrix.

    Parameters
    ----------
    store : Store
        Where the triples are.
    name : str
        One of `NETWORKS`.
    filters : Filters, optional
        What is left out; without one, nothing but collectives.

    Raises
    ------
    InvalidParameter
        There is no such network, or the filter names something that is not there.

    Notes
    -----
    O(n + m); "collaboration" and "initiatives" as `graph.arrays.projection`.
    """
    if name not in NETWORKS:
        raise InvalidParameter(f"no network is called {name!r}; the networks are {', '.join(NETWORKS)}")
    return made(name, arrays(store).filtered(filters or Filters()))


def participation_network(store: Store, *, collectives: bool = False, roles: Iterable[str] | None = None) -> Network:
    """Initiatives and the organisations that have a participation in one; an edge is a participation.

    Parameters
    ----------
    store : Store
        Where the triples are.
    collectives : bool
        Whether groups named only in general ("kommuner") are nodes too.
    roles : iterable of str, optional
        Keeps participations in one of these roles (`ROLES`); None or an empty one keeps all, also those without.

    Returns
    -------
    networkx.Graph
        Two-mode: every edge joins an initiative and a party; its `roles` are slugs, its `weight` is 1, for two
        statements of the same participation are one.

    Raises
    ------
    InvalidParameter
        `roles` holds an unknown role.
    """
    filters = Filters(
        roles=() if roles is None else (roles,) if isinstance(roles, str) else tuple(roles), collectives=collectives
    )
    return network(store, "participation", filters).to_networkx(store)


def dependency_network(store: Store) -> DirectedNetwork:
    """Every initiative and all that something builds on; an edge leads from what builds to what it builds on.

    Returns
    -------
    networkx.DiGraph
        Its closure is `networkx.descendants`; it may hold cycles where the data do.
    """
    return cast("DirectedNetwork", network(store, "dependency", Filters(collectives=True)).to_networkx(store))


def full_network(store: Store, *, collectives: bool = False) -> DirectedNetwork:
    """Initiatives, those who take part, and what is built on, in one network: what the network view draws.

    Returns
    -------
    networkx.DiGraph
        From initiative to party and from what builds to what it builds on. An edge's `relations` are "participation",
        "dependency" or both; its `roles` are the slugs of the roles, empty for a mere dependency.
    """
    return cast("DirectedNetwork", network(store, "full", Filters(collectives=collectives)).to_networkx(store))


def of_kind(network: Network | DirectedNetwork, kind: str) -> set[str]:
    """The nodes of one kind."""
    return {node for node, about in network.nodes(data=True) if about["kind"] == kind}

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

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import networkx as nx

from graph.arrays.filters import ROLES
from graph.catalogue import catalogue
from graph.catalogue.tables import Tables
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter

if TYPE_CHECKING:
    Network = nx.Graph[str]
    DirectedNetwork = nx.DiGraph[str]

__all__ = [
    "ROLES",
    "dependency_network",
    "full_network",
    "gexf",
    "graphml",
    "of_kind",
    "participation_network",
    "remembered",
]

ALIAS_SEPARATOR: Final = " | "

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NODE_KINDS: Final = ("initiative", "organisation", "collective", "undertaking")
_TYPES: Final = {"organisation": "organisation_kind", "undertaking": "undertaking_kind"}


def participation_network(store: Store, *, collectives: bool = False, roles: Iterable[str] | None = None) -> Network:
    """Initiatives and the organisations that have a participation in one; an edge is a participation.

    Parameters
    ----------
    store : Store
        Where the triples are.
    collectives : bool
        Whether groups named only in general ("kommuner") are nodes too.
    roles : iterable of str, optional
        Keeps participations in one of these roles (`ROLES`); None keeps all, also those without a role.

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
    tables = catalogue(store).tables
    ties = _participations(tables, collectives=collectives, roles=None if roles is None else _known_roles(roles))
    network: Network = nx.Graph()
    _add_nodes(network, tables, (party for _, party in ties))
    for (initiative, party), held in sorted(ties.items()):
        network.add_edge(initiative, party, roles=_joined(held), weight=1)
    _count_parties(network, ties)
    return network


def dependency_network(store: Store) -> DirectedNetwork:
    """Every initiative and all that something builds on; an edge leads from what builds to what it builds on.

    Returns
    -------
    networkx.DiGraph
        Its closure is `networkx.descendants`; it may hold cycles where the data do.
    """
    tables = catalogue(store).tables
    network: DirectedNetwork = nx.DiGraph()
    ties = _dependencies(tables)
    _add_nodes(network, tables, (end for tie in ties for end in tie))
    network.add_edges_from(sorted(ties))
    _count_builders(network, ties)
    return network


def full_network(store: Store, *, collectives: bool = False) -> DirectedNetwork:
    """Initiatives, those who take part, and what is built on, in one network: what the network view draws.

    Returns
    -------
    networkx.DiGraph
        From initiative to party and from what builds to what it builds on. An edge's `relations` are "participation",
        "dependency" or both; its `roles` are the slugs of the roles, empty for a mere dependency.
    """
    tables = catalogue(store).tables
    parties, rests = _participations(tables, collectives=collectives), _dependencies(tables)
    network: DirectedNetwork = nx.DiGraph()
    _add_nodes(network, tables, (end for tie in (*parties, *rests) for end in tie))
    for tie in sorted(parties.keys() | rests):
        relations = [name for name, ties in (("participation", parties), ("dependency", rests)) if tie in ties]
        network.add_edge(*tie, relations=" ".join(relations), roles=_joined(parties.get(tie, set())))
    _count_parties(network, parties)
    _count_builders(network, rests)
    return network


def of_kind(network: Network | DirectedNetwork, kind: str) -> set[str]:
    """The nodes of one kind."""
    return {node for node, about in network.nodes(data=True) if about["kind"] == kind}


def graphml(network: Network | DirectedNetwork) -> str:
    """The network as GraphML, node ids being IRIs.

    Examples
    --------
    >>> graphml(nx.Graph([("a", "b")])).count("<node")
    2
    """
    return _XML + "\n".join(nx.generate_graphml(network, named_key_ids=True)) + "\n"


def gexf(network: Network | DirectedNetwork) -> str:
    """The network as GEXF 1.2, each node labelled with its Danish name."""
    labelled = network.copy()
    for _, attributes in labelled.nodes(data=True):
        attributes["label"] = attributes.get("label_da", "")
    return _XML + "\n".join(nx.generate_gexf(labelled)) + "\n"


def _participations(
    tables: Tables, *, collectives: bool, roles: set[str] | None = None
) -> dict[tuple[str, str], set[str]]:
    """Roles, by initiative and party; a participation without a role gives an empty set."""
    ties: dict[tuple[str, str], set[str]] = defaultdict(set)
    known = set(tables.kinds["organisation"]) | (set(tables.kinds["collective"]) if collectives else set())
    for initiative, parties in tables.parties.items():
        for party, role in parties:
            if initiative in tables.kinds["initiative"] and party in known and (roles is None or role in roles):
                ties[initiative, party] |= {role} if role else set()
    return dict(ties)


def _dependencies(tables: Tables) -> set[tuple[str, str]]:
    """What builds, and what it builds on; a thing that builds on itself says nothing."""
    known = frozenset().union(*(tables.kinds[kind] for kind in _NODE_KINDS))
    found = {(one, other) for one, others in tables.links["builds_on"].items() for other in others if one != other}
    return {tie for tie in found if known.issuperset(tie)}


def _add_nodes(network: Network | DirectedNetwork, tables: Tables, tied: Iterable[str]) -> None:
    """Every initiative, and what is tied to something."""
    for iri in sorted({*tables.kinds["initiative"], *tied}):
        network.add_node(iri, **_described(tables, iri))


def _described(tables: Tables, iri: str) -> dict[str, str]:
    thing = tables.thing(iri)
    about = {"kind": thing.kind, "slug": thing.id, "label_da": thing.label.da, "label_en": thing.label.en}
    if (type_ := tables.type(iri)) and thing.kind in _TYPES:
        about[_TYPES[thing.kind]] = type_
    if themes := tables.links["themes"].get(iri):
        about["themes"] = " ".join(sorted(tables.thing(theme).id for theme in themes))
    if aliases := set(tables.names(iri)) - {thing.label.da, thing.label.en}:
        about["aliases"] = ALIAS_SEPARATOR.join(sorted(aliases))
    if thing.kind == "initiative":
        about |= {f"short_{language}": _shortest(tables, iri, language) for language in ("da", "en")}
    return about


def _shortest(tables: Tables, iri: str, language: str) -> str:
    label = tables.label(iri)
    names = [alias.value for alias in tables.aliases.get(iri, ()) if alias.language == language]
    return min([label.da if language == "da" else label.en, *names], key=len)


def _count_parties(network: Network | DirectedNetwork, ties: Iterable[tuple[str, str]]) -> None:
    """Write into each party how many initiatives, and into each initiative how many organisations take part."""
    for _, about in network.nodes(data=True):
        if about["kind"] != "undertaking":
            about["partner_count" if about["kind"] == "initiative" else "initiative_count"] = 0
    for initiative, party in ties:
        network.nodes[party]["initiative_count"] += 1
        network.nodes[initiative]["partner_count"] += network.nodes[party]["kind"] == "organisation"


def _count_builders(network: DirectedNetwork, ties: Iterable[tuple[str, str]]) -> None:
    """Write into each node how many initiatives build on it."""
    for _, about in network.nodes(data=True):
        about["builder_count"] = 0
    for one, other in ties:
        network.nodes[other]["builder_count"] += network.nodes[one]["kind"] == "initiative"


def _joined(held: set[str]) -> str:
    """Roles in the order of `ROLES`, unknown ones last."""
    return " ".join(sorted(held, key=lambda role: (ROLES.index(role) if role in ROLES else len(ROLES), role)))


def _known_roles(roles: Iterable[str]) -> set[str]:
    wanted = {roles} if isinstance(roles, str) else set(roles)
    if unknown := wanted - set(ROLES):
        raise InvalidParameter(f"no role is called {', '.join(sorted(unknown))}; the roles are {', '.join(ROLES)}")
    return wanted

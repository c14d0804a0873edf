"""One row of the table: what the network view says about one node, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.catalogue import alphabetical
from graph.catalogue.tables import Tables
from graph.drawing.picture import number_of_initiatives
from graph.drawing.words import WORDS
from graph.networks import ALIAS_SEPARATOR
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from graph.networks import DirectedNetwork

__all__ = ["KIND_ORDER", "for_script", "name_of", "place", "row"]

KIND_ORDER: Final = ("initiative", "organisation", "undertaking", "collective")


def row(tables: Tables, network: DirectedNetwork, node: str, language: str, roles: Mapping[str, str]) -> dict[str, Any]:
    """One row of the table."""
    about = network.nodes[node]
    return {
        "id": node,
        "kind": about["kind"],
        "name": about[f"label_{language}"],
        "aliases": _other_names(about, language),
        "type": _type(tables, about, language),
        "count": None if about["kind"] == "initiative" else number_of_initiatives(about),
        "ties": _ties(network, node, language, roles),
    }


def _other_names(about: Mapping[str, Any], language: str) -> list[str]:
    """The name in the other language, and the aliases."""
    names = [about["label_en" if language == "da" else "label_da"], *about.get("aliases", "").split(ALIAS_SEPARATOR)]
    return [name for name in dict.fromkeys(names) if name and name != about[f"label_{language}"]]


def for_script(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the script of the view needs of a row; ties it reads off the edges."""
    return {name: row[name] for name in ("name", "aliases", "type", "count")}


def _type(tables: Tables, about: Mapping[str, Any], language: str) -> str:
    """Kind of organisation or undertaking; what has none is called by the kind of thing it is."""
    for attribute, prefix in (("organisation_kind", "orgkind"), ("undertaking_kind", "kind")):
        if about.get(attribute, "other") != "other":
            return name_of(tables, PREFIXES[prefix] + about[attribute], language)
    return WORDS[language][about["kind"]]


def name_of(tables: Tables, iri: str, language: str) -> str:
    """Name of a thing, role or kind."""
    label = tables.label(iri)
    return label.da if language == "da" else label.en


def _ties(network: DirectedNetwork, node: str, language: str, roles: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """What a node is tied to, under the heading of each relation."""
    found: dict[str, list[str]] = {}
    for other, inward, about in _around(network, node):
        name = network.nodes[other][f"label_{language}"]
        if "participation" in about["relations"]:
            held = ", ".join(roles.get(role, role) for role in about["roles"].split() if role != "participant")
            found.setdefault("takes_part" if inward else "parties", []).append(f"{name} ({held})" if held else name)
        if "dependency" in about["relations"]:
            found.setdefault("built_on_by" if inward else "builds_on", []).append(name)
    order = ("takes_part", "parties", "builds_on", "built_on_by")
    return [(WORDS[language][tie], sorted(found[tie], key=alphabetical)) for tie in order if tie in found]


def _around(network: DirectedNetwork, node: str) -> list[tuple[str, bool, Mapping[str, Any]]]:
    inward = [(one, True, about) for one, _, about in network.in_edges(node, data=True)]
    return inward + [(other, False, about) for _, other, about in network.out_edges(node, data=True)]


def place(row: Mapping[str, Any]) -> tuple[int, int, str]:
    """Key that sorts rows by kind, most initiatives first, then by name."""
    kind = KIND_ORDER.index(row["kind"]) if row["kind"] in KIND_ORDER else len(KIND_ORDER)
    return kind, -(row["count"] or 0), alphabetical(row["name"])

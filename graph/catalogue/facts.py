"""Facts of one thing: its parts with all their properties, and the passages they were read from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.catalogue.models import Evidence
from graph.catalogue.tables import PREFIX_LINES, Tables, as_label
from graph.store import Store, Term
from ontology.models import Label
from ontology.terms import fyr, term

__all__ = ["Part", "parts", "places"]

_PROPERTIES: Final = "SELECT DISTINCT ?owner ?part ?property ?value {{ {where} . ?part ?property ?value }}"
_PASSAGES: Final = """SELECT DISTINCT ?owner ?part ?passage ?property ?value {{
  {where} . ?part prov:wasDerivedFrom|dcterms:source ?passage . ?passage a fyr:Passage ; ?property ?value }}"""

_Properties = dict[str, list[Term]]


@dataclass(frozen=True)
class Part:
    """One node below a thing, such as a participation, with what is said of it."""

    iri: str
    owner: str
    properties: _Properties
    evidence: Evidence | None

    def iri_of(self, name: str) -> str | None:
        """The first IRI of a property, by its prefixed name."""
        return next((value.value for value in self._values(name) if isinstance(value, NamedNode)), None)

    def is_a(self, class_: str) -> bool:
        """Whether it is of one of fyrnet's own classes."""
        return fyr(class_) in self.properties.get(term("rdf:type").value, ())

    def text(self, name: str, language: str = "da") -> str | None:
        """The text of a property, in Danish where there are several."""
        found = [value for value in self._values(name) if isinstance(value, Literal)]
        best = next((value for value in found if value.language == language), next(iter(found), None))
        return best.value if best else None

    def label(self, name: str) -> Label | None:
        """The texts of a property as a label."""
        return as_label({v.language or "": v.value for v in self._values(name) if isinstance(v, Literal)})

    def number(self, name: str) -> int | float | None:
        """A whole number as int, any other as float; None where there is none."""
        try:
            value = Decimal(self.text(name) or "")
        except InvalidOperation:
            return None
        return int(value) if value == value.to_integral_value() else float(value)

    def whole(self, name: str) -> int | None:
        """A whole number or a year; None where there is none."""
        found = re.match(r"-?\d+", self.text(name) or "")
        return int(found[0]) if found else None

    def _values(self, name: str) -> list[Term]:
        return sorted(self.properties.get(term(name).value, ()), key=str)


def parts(store: Store, tables: Tables, where: str) -> list[Part]:
    """The parts that a pattern finds, in the order of their position, then of the lines they stand on.

    Parameters
    ----------
    store : Store
        Where the triples are.
    tables : Tables
        Names of the sources.
    where : str
        Binds ``?owner`` and ``?part``; written here, never by a caller from outside.
    """
    found: dict[tuple[str, str], _Properties] = defaultdict(lambda: defaultdict(list))
    for owner, part, property_, value in store.select(PREFIX_LINES + _PROPERTIES.format(where=where)).rows:
        if isinstance(owner, NamedNode) and isinstance(part, NamedNode) and isinstance(property_, NamedNode) and value:
            found[owner.value, part.value][property_.value].append(value)
    evidence = _evidence(store, tables, where)
    read = [Part(iri, owner, said, evidence.get(iri)) for (owner, iri), said in found.items()]
    return sorted(read, key=_order)


def places(store: Store, tables: Tables, passages: Iterable[str]) -> list[Evidence]:
    """Where some passages stand, in the order of the documents."""
    return list(place_of_each(store, tables, passages).values())


def place_of_each(store: Store, tables: Tables, passages: Iterable[str]) -> dict[str, Evidence]:
    """Where each of some passages stands, by their IRIs; one that is not there is left out."""
    values = " ".join(str(NamedNode(iri)) for iri in passages)
    found = parts(store, tables, f"VALUES ?part {{ {values} }} BIND(?part AS ?owner)")
    return {part.iri: _passage(tables, part) for part in sorted(found, key=_place)}


def _evidence(store: Store, tables: Tables, where: str) -> dict[str, Evidence]:
    """The first passage of each part."""
    passages: dict[tuple[str, str], _Properties] = defaultdict(lambda: defaultdict(list))
    for _, part, passage, property_, value in store.select(PREFIX_LINES + _PASSAGES.format(where=where)).rows:
        if (
            isinstance(part, NamedNode)
            and isinstance(passage, NamedNode)
            and isinstance(property_, NamedNode)
            and value
        ):
            passages[part.value, passage.value][property_.value].append(value)
    found: dict[str, Evidence] = {}
    for (part_iri, iri), said in sorted(passages.items(), key=lambda entry: _place(Part("", "", entry[1], None))):
        found.setdefault(part_iri, _passage(tables, Part(iri, "", said, None)))
    return found


def _passage(tables: Tables, passage: Part) -> Evidence:
    first, last = passage.whole("fyr:firstLine"), passage.whole("fyr:lastLine")
    return Evidence(
        source=tables.thing(passage.iri_of("dcterms:source") or passage.iri.split("/passage/")[0]),
        section=passage.text("fyr:section") or "text",
        lines=(first, last or first) if first else None,
        page=passage.whole("fyr:page"),
        text=passage.text("fyr:text"),
    )


def _place(passage: Part) -> tuple[str, int]:
    return passage.iri_of("dcterms:source") or "", passage.whole("fyr:firstLine") or passage.whole("fyr:page") or 0


def _order(part: Part) -> tuple[str, int, str, tuple[int, int], str]:
    evidence = part.evidence
    lines = (evidence.lines if evidence else None) or (0, 0)
    return part.owner, part.whole("fyr:position") or 0, evidence.source.iri if evidence else "", lines, part.iri

"""What the catalogue keeps in memory: names and links of all things, read from a store once a revision.

Passages, contact details and texts are not kept; they are read when a single thing is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.spelling import alphabetical
from graph.store import Store
from ontology.models import Label, Thing
from ontology.terms import CLASSES, CURATION_GRAPH, PREFIXES, kind_and_slug

__all__ = ["PREFIX_LINES", "Links", "Tables", "read_tables"]

PREFIX_LINES: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

Links = Mapping[str, list[str]]
"""Things by the thing they are linked from, without repetitions."""

_LINKS: Final = {
    "builds_on": "fyr:buildsOn|(fyr:dependency/fyr:on)",
    "themes": "fyr:theme",
    "mentions": "fyr:mentions|(fyr:mention/fyr:organisation)",
    "people": "dcat:contactPoint|(fyr:contact/fyr:person)",
    "types": "fyr:organisationKind|fyr:undertakingKind",
    "owners": "fyr:owner",
    "part_of": "dcterms:isPartOf|org:subOrganizationOf",
    "members": "fyr:member",
    "sources": "dcterms:source",
}
_TEXTS: Final = {"numbers": "fyr:printedNumber", "titles": "dcterms:title"}
_PARTICIPATIONS: Final = """
SELECT DISTINCT ?initiative ?party ?role {
  ?initiative a fyr:Initiative ; fyr:participation ?participation .
  ?participation fyr:participant ?party .
  OPTIONAL { ?participation fyr:role ?role }
} ORDER BY ?initiative ?party ?role"""
_PLACES: Final = """
SELECT ?initiative (MIN(?place) AS ?first) {
  ?initiative a fyr:Initiative ; dcterms:source ?passage .
  ?passage a fyr:Passage ; dcterms:source ?source ; fyr:firstLine|fyr:page ?line .
  BIND(CONCAT(STR(?source), " ", SUBSTR(STR(10000000 + ?line), 2)) AS ?place)
} GROUP BY ?initiative"""
_NAMES: Final = "SELECT DISTINCT ?thing ?name { ?thing %s ?name } ORDER BY ?thing ?name"


@dataclass(frozen=True)
class Tables:
    """Names and links of everything under `ID`; concepts of any base have labels too."""

    kinds: Mapping[str, Mapping[str, None]]
    labels: Mapping[str, Mapping[str, str]]
    aliases: Mapping[str, list[Literal]]
    definitions: Mapping[str, Mapping[str, str]]
    summaries: Mapping[str, Mapping[str, str]]
    parties: Mapping[str, list[tuple[str, str | None]]]
    roles: Mapping[str, list[tuple[str, str | None]]]
    links: Mapping[str, Links]
    reverse: Mapping[str, Links]
    texts: Mapping[str, Mapping[str, str]]
    order: Mapping[str, str]
    things: dict[str, Thing] = field(default_factory=dict, compare=False)

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """Place of every thing in the order of the Danish names."""
        listed = {iri for kind in self.kinds.values() for iri in kind}
        ordered = sorted(listed, key=lambda iri: (alphabetical(self.label(iri).da), iri))
        return {iri: rank for rank, iri in enumerate(ordered)}

    @cached_property
    def initiatives(self) -> Mapping[str, int]:
        """Place of every initiative in the order of the documents, then of the names.

        Printed numbers would not do: they repeat, and run together where changes were tracked.
        """
        listed = self.kinds["initiative"]
        ordered = sorted(listed, key=lambda iri: (self.order.get(iri, "~"), self.ranks[iri]))
        return {iri: place for place, iri in enumerate(ordered)}

    def thing(self, iri: str) -> Thing:
        """A thing as every list shows it; one of a foreign base is named by the end of its IRI."""
        if iri not in self.things:
            kind, slug = kind_and_slug(iri) or ("thing", _local(iri))
            self.things[iri] = Thing(id=slug, iri=iri, kind=kind, label=self.label(iri))
        return self.things[iri]

    def sorted_things(self, iris: Iterable[str]) -> list[Thing]:
        """Things in the order of their Danish names, without repetitions."""
        last = len(self.ranks)
        return [self.thing(iri) for iri in sorted(set(iris), key=lambda iri: (self.ranks.get(iri, last), iri))]

    def label(self, iri: str) -> Label:
        """Its name; where there is none, its title or the end of its IRI in words."""
        bare = self.texts["titles"].get(iri) or _local(iri).replace("-", " ").capitalize()
        return as_label(self.labels.get(iri, {})) or Label(da=bare, en=bare)

    def names(self, iri: str) -> list[str]:
        """Every name: labels of all languages, aliases, printed forms."""
        return [*self.labels.get(iri, {}).values(), *(alias.value for alias in self.aliases.get(iri, ()))]

    def type(self, iri: str) -> str | None:
        """Slug of the kind of an organisation or undertaking."""
        return next((_local(concept) for concept in self.links["types"].get(iri, ())), None)

    def used(self, links: str) -> set[str]:
        """What some links lead to."""
        return {other for others in self.links[links].values() for other in others}

    def concepts(self, scheme: str) -> list[str]:
        """IRIs of the concepts in use below this IRI, in the order of their Danish names."""
        used = {
            concept for concepts in self.links["types"].values() for concept in concepts if concept.startswith(scheme)
        }
        return sorted(used, key=lambda concept: alphabetical(self.label(concept).da))


def as_label(texts: Mapping[str, str]) -> Label | None:
    """Texts by language as a label; None where there is none.

    Examples
    --------
    >>> as_label({"en": "Green Harbour"})
    Label(da='Green Harbour', en='Green Harbour')
    """
    other = next(iter(texts.values()), None)
    danish, english = texts.get("da") or texts.get("en"), texts.get("en") or texts.get("da")
    return Label(da=danish or other or "", en=english or other or "") if other is not None else None


def read_tables(store: Store) -> Tables:
    """Read the names and links of a store: some milliseconds, or about eight seconds for a million triples."""
    read = _Reader(store)
    links = {name: read.pairs(path) for name, path in _LINKS.items()}
    parties, roles = read.participations()
    tables = Tables(
        kinds={kind: read.members(class_, kind) for kind, class_ in CLASSES.items()},
        labels=read.by_language("skos:prefLabel", curated=True),
        aliases=read.aliases(),
        definitions=read.by_language("skos:definition"),
        summaries=read.by_language("dcterms:abstract", curated=True),
        parties=parties,
        roles=roles,
        links=links,
        reverse={name: _reversed(pairs) for name, pairs in links.items()},
        texts={name: read.texts(predicate) for name, predicate in _TEXTS.items()},
        order=read.order(),
    )
    # Whoever reads the tables does so in a thread: the orders are worked out here, not by the first who asks.
    assert len(tables.initiatives) <= len(tables.ranks)
    return tables


@dataclass(frozen=True)
class _Reader:
    """Asks a store for one table at a time."""

    store: Store

    def members(self, class_: str, kind: str) -> dict[str, None]:
        """IRIs of the things of a class whose IRI is of that kind (an initiative is an undertaking too)."""
        rows = self._rows(f"SELECT DISTINCT ?thing {{ ?thing a {class_} }} ORDER BY ?thing")
        iris = (thing.value for (thing,) in rows if isinstance(thing, NamedNode))
        return dict.fromkeys(iri for iri in iris if (kind_and_slug(iri) or ("",))[0] == kind)

    def pairs(self, path: str) -> Links:
        """Things linked by a path."""
        found: dict[str, list[str]] = defaultdict(list)
        for one, other in self._rows(f"SELECT DISTINCT ?one ?other {{ ?one {path} ?other }} ORDER BY ?one ?other"):
            if isinstance(one, NamedNode) and isinstance(other, NamedNode):
                found[one.value].append(other.value)
        return dict(found)

    def participations(self) -> tuple[dict[str, list[tuple[str, str | None]]], dict[str, list[tuple[str, str | None]]]]:
        """Parties with their role by initiative, and initiatives with the role by party."""
        parties: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        roles: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        for initiative, party, role in self._rows(_PARTICIPATIONS):
            if isinstance(initiative, NamedNode) and isinstance(party, NamedNode):
                slug = _local(role.value) if isinstance(role, NamedNode) else None
                parties[initiative.value].append((party.value, slug))
                roles[party.value].append((initiative.value, slug))
        return dict(parties), dict(roles)

    def by_language(self, predicate: str, *, curated: bool = False) -> dict[str, dict[str, str]]:
        """One text of each language; of several the first in the alphabet, or the curated one."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        rows = list(self._rows(_NAMES % predicate))
        if curated:
            inside = (
                f"SELECT ?thing ?name {{ GRAPH {CURATION_GRAPH} {{ ?thing {predicate} ?name }} }} ORDER BY ?thing ?name"
            )
            rows = [*self._rows(inside), *rows]
        for thing, text in rows:
            if isinstance(thing, NamedNode) and isinstance(text, Literal):
                found[thing.value].setdefault(text.language or "", text.value)
        return dict(found)

    def aliases(self) -> dict[str, list[Literal]]:
        """All further names."""
        found: dict[str, list[Literal]] = defaultdict(list)
        for thing, name in self._rows(_NAMES % "skos:altLabel"):
            if isinstance(thing, NamedNode) and isinstance(name, Literal):
                found[thing.value].append(name)
        return dict(found)

    def texts(self, predicate: str) -> dict[str, str]:
        """One text of each thing."""
        rows = self._rows(_NAMES % predicate)
        return {one.value: text.value for one, text in rows if isinstance(one, NamedNode) and isinstance(text, Literal)}

    def order(self) -> dict[str, str]:
        """Where each initiative begins: a text that sorts as the documents go."""
        rows = self._rows(_PLACES)
        return {one.value: at.value for one, at in rows if isinstance(one, NamedNode) and isinstance(at, Literal)}

    def _rows(self, query: str) -> Iterable[tuple[object, ...]]:
        return self.store.select(PREFIX_LINES + query).rows


def _reversed(links: Links) -> Links:
    found: dict[str, list[str]] = defaultdict(list)
    for one, others in links.items():
        for other in others:
            found[other].append(one)
    return dict(found)


def _local(iri: str) -> str:
    """What stands after the last slash or hash."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]

"""The things that sources and curated lists name, ready to be compared: taken from quads, whoever holds them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.knowledge import Knowledge, Known
from graph.resolution.entities import Entity, Kind
from graph.rows import Row, iri_of, value_of
from graph.store import Store
from ontology.terms import ONTOLOGY_GRAPH, REVIEW_GRAPH, fyr, kind_and_slug, term, thing

__all__ = ["Register", "entities", "known_entities", "stored"]

_A, _LABEL, _OTHER = term("rdf:type"), term("skos:prefLabel"), term("skos:altLabel")
_PERSON, _OWNER, _NUMBER = fyr("person"), fyr("owner"), fyr("printedNumber")
_PART_OF = term("org:subOrganizationOf")
_KINDS: Mapping[str, Kind] = {
    "organisation": "organisation",
    "undertaking": "undertaking",
    "person": "person",
    "initiative": "initiative",
}
_SORTS = (fyr("organisationKind"), fyr("undertakingKind"))
_REACH = (term("vcard:hasEmail"), term("vcard:hasTelephone"), term("vcard:organization-unit"))
_LOOKED_AT = (
    _A,
    _LABEL,
    _OTHER,
    *_SORTS,
    *_REACH,
    _PART_OF,
    _OWNER,
    _NUMBER,
    _PERSON,
)
_LOOKED_FOR = frozenset(_LOOKED_AT)
_AS_ROWS = {str(predicate): predicate for predicate in _LOOKED_AT}
_UNREACHED: Mapping[NamedNode, list[str]] = {each: [] for each in _REACH}
_LONGEST_SHORT = 60
_SHORT_TITLE = re.compile(r"^(?P<short>[^:–—(]{3,60}?)\s*(?::|\s[–—-]\s|\()")


@dataclass
class Register:
    """The triples that matter of every thing, and the sources that name it.

    `says` holds values by IRI and predicate; `sources` the IRIs of the graphs that say something of it.
    """

    says: dict[str, dict[NamedNode, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    danish: dict[str, str] = field(default_factory=dict)
    graphs: dict[str, set[NamedNode]] = field(default_factory=lambda: defaultdict(set))
    contacts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, quads: Iterable[Quad]) -> None:
        """Take in what quads say."""
        # Each part of a quad is made when it is asked for.
        for subject, predicate, target, graph in quads:
            if predicate in _LOOKED_FOR and isinstance(subject, NamedNode):
                language = target.language if isinstance(target, Literal) else None
                value = target.value if isinstance(target, NamedNode | Literal) else ""
                self._take(subject.value, predicate, value, language, graph)

    def add_rows(self, rows: Iterable[Row], graph: NamedNode) -> None:
        """Take in what the rows of a graph say."""
        for subject, said, target in rows:
            predicate = _AS_ROWS.get(said)
            if predicate is not None and (iri := iri_of(subject)):
                self._take(iri, predicate, *value_of(target), graph)

    def _take(self, iri: str, predicate: NamedNode, value: str, language: str | None, graph: object) -> None:
        if predicate is _A or predicate == _A:
            # Parts of things are not compared, and there are many.
            if not kind_and_slug(iri):
                return
            if isinstance(graph, NamedNode):
                self.graphs[iri].add(graph)
        values = self.says[iri][predicate]
        if value not in values:
            values.append(value)
        if predicate == _PERSON:
            self.contacts[value].append(iri)
        elif predicate == _LABEL and language == "da":
            self.danish.setdefault(iri, value)

    def join(self, other: Register) -> None:
        """Take in what another one holds, as if its quads were added; cheaper than adding them."""
        for iri, says in other.says.items():
            own = self.says[iri]
            for predicate, values in says.items():
                held = own[predicate]
                held += [value for value in values if value not in held] if held else values
        for iri, name in other.danish.items():
            self.danish.setdefault(iri, name)
        for iri, graphs in other.graphs.items():
            self.graphs[iri] |= graphs
        for person, contacts in other.contacts.items():
            self.contacts[person] += contacts

    def things(self) -> Iterable[str]:
        """IRIs of what has a type and can be compared."""
        return (iri for iri in self.graphs if (kind_and_slug(iri) or ("",))[0] in _KINDS)

    def names(self, iri: str) -> bool:
        """Whether anything is said of a thing."""
        return iri in self.says or iri in self.contacts

    def entity(self, iri: str) -> Entity | None:
        """The thing as it is compared; ``None`` where it has no name."""
        says = self.says.get(iri)
        kind, _ = (says and kind_and_slug(iri)) or ("", "")
        if says is None or kind not in _KINDS:
            return None
        # What is not said must not be put down by asking for it: that would fill the memory with empty lists.
        said = says.get
        own = [self.danish[iri]] if iri in self.danish else []
        names = list(dict.fromkeys([*own, *said(_LABEL, ()), *said(_OTHER, ())]))
        if not names:
            return None
        reach = self._reach(iri)
        return Entity(
            iri=iri,
            kind=_KINDS[kind],
            names=(*names, *(_shorter(names) if kind == "initiative" else ())),
            sort=next((value.rsplit("/", 1)[-1] for sort in _SORTS for value in said(sort, ())), None),
            part_of=next(iter(said(_PART_OF, ())), None),
            owners=tuple(said(_OWNER, ())),
            emails=frozenset(value.removeprefix("mailto:") for value in reach[_REACH[0]]),
            phones=frozenset(value.removeprefix("tel:") for value in reach[_REACH[1]]),
            units=frozenset(reach[_REACH[2]]),
            number=next(iter(said(_NUMBER, ())), None),
        )

    def _reach(self, iri: str) -> Mapping[NamedNode, list[str]]:
        contacts = self.contacts.get(iri)
        if not contacts:
            return _UNREACHED
        said = [self.says[node] for node in contacts]
        return {each: [value for says in said for value in says.get(each, ())] for each in _REACH}

    def describe(self, iri: str) -> list[Triple]:
        """Type, Danish label and kind of a thing."""
        says, node = self.says.get(iri), NamedNode(iri)
        if says is None:
            return []
        triples = [Triple(node, _A, NamedNode(value)) for value in says.get(_A, ())]
        name = self.danish.get(iri) or next(iter(says.get(_LABEL, ())), None)
        triples += [Triple(node, _LABEL, Literal(name, language="da"))] if name else []
        return triples + [Triple(node, sort, NamedNode(says[sort][0])) for sort in _SORTS if says.get(sort)]


def _shorter(titles: Iterable[str]) -> Iterable[str]:
    """What stands before a colon or a dash in a title, by which an initiative may be named."""
    for title in titles:
        match = _SHORT_TITLE.match(title)
        if match and len(match["short"]) <= _LONGEST_SHORT:
            yield match["short"].strip()


def stored(store: Store, leave_out: Iterable[NamedNode] = (), *, things: Iterable[str] | None = None) -> Register:
    """What a store says of things, or of these only, but for some graphs."""
    away = {*leave_out, REVIEW_GRAPH, ONTOLOGY_GRAPH}
    register = Register()
    predicates = " ".join(map(str, _LOOKED_AT))
    only = "" if things is None else f"VALUES ?s {{ {' '.join(str(NamedNode(iri)) for iri in things)} }} "
    rows = store.select(f"SELECT ?s ?p ?o ?g {{ {only}VALUES ?p {{ {predicates} }} GRAPH ?g {{ ?s ?p ?o }} }}").rows
    register.add(Quad(s, p, o, g) for s, p, o, g in rows if g not in away)  # type: ignore[arg-type]  # as the pattern says
    return register


def entities(register: Register, iris: Iterable[str]) -> list[Entity]:
    """Those of some things that have a name."""
    return [entity for iri in iris if (entity := register.entity(iri))]


def known_entities(knowledge: Knowledge) -> dict[str, Entity]:
    """Organisations and undertakings of the curated lists, by IRI."""
    found = {}
    for kind, entries in (("organisation", knowledge.organisations), ("undertaking", knowledge.undertakings)):
        for known in entries.values():
            entity = _known(kind, known, knowledge)
            found[entity.iri] = entity
    return found


def _known(kind: str, known: Known, knowledge: Knowledge) -> Entity:
    bodies = (knowledge.organisation(owner) for owner in known.owners)
    whole = knowledge.organisation(known.part_of) if known.part_of and kind == "organisation" else None
    return Entity(
        iri=thing(kind, known.slug).value,
        kind=_KINDS[kind],
        names=known.printed_forms,
        sort=known.kind,
        part_of=thing("organisation", whole.slug).value if whole else None,
        owners=tuple(thing("organisation", body.slug).value for body in bodies if body),
    )

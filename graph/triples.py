"""Facts become quads: what one document says, in the named graph of that source, each fact with its passage.

The graph of a source stands on its own: whatever a fact refers to is typed and labelled there too. The order of the
quads is that of the document, so the same document always gives the same list.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain, count
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from graph.identity import fingerprint, person_slug, unique
from graph.knowledge import Knowledge, key
from graph.rows import Row, quads_of
from graph.titles import Others, Titles
from ontology.models import (
    Contact,
    Dependency,
    Document,
    Effect,
    Element,
    Initiative,
    KeyFigure,
    Mention,
    Participation,
)
from ontology.terms import PREFIXES, kind_and_slug, slugify, source_graph, term, thing

__all__ = ["initiative_slugs", "quads", "rows"]

_TRUE = str(Literal(True))
_ADDRESS = "@!$&'*+=~-._"
_NUMBER_ALONE = re.compile(
    r"(?:fyrtårns?(?:projekt|initiativ)?|initiativ|projekt|forslag|initiative|proposal|project|lighthouse)"
    r"(?:et)?\s+(?:(?:nr|nummer|no|number)\b\.?\s*)?(?P<number>\d{1,3})",
    re.IGNORECASE,
)
_FIRMEST_FIRST = ("lead", "participant", "future", "possible", "example")
# The kinds of undertaking that are classes of their own; experience, initiative and other are plain undertakings.
_CLASSES = {
    "project": "Project",
    "programme": "Programme",
    "strategy": "Strategy",
    "agreement": "Agreement",
    "facility": "Facility",
    "event": "Event",
    "network": "Network",
    "analysis": "Analysis",
}


def rows(
    document: Document,
    source: str,
    knowledge: Knowledge,
    *,
    passages: bool,
    others: Others | None = None,
    given: Mapping[str, str] | None = None,
) -> list[Row]:
    """Everything a document says, as rows of the graph of its source: what resolution reads.

    Parameters
    ----------
    document : Document
        Facts whose names are canonical.
    source : str
        Slug of the source; names its graph.
    knowledge : Knowledge
        Gives known organisations, collectives and undertakings their slugs and kinds.
    passages : bool
        Whether the text as printed is stored too, on passages and on what has a text of its own.
    others : Others, optional
        The initiatives that other sources of the same store hold. Their slugs are taken, and an initiative that builds
        on one of them is linked to it.
    given : mapping of str to str, optional
        Titles, by slug, of the initiatives that this source held before: an initiative keeps its slug.

    Returns
    -------
    list of Row
        In the order of the document, without repetitions.
    """
    others = others or Titles().others(source_graph(source))
    slugs = initiative_slugs(document, others, given or {})
    return _Writer(document, source, knowledge, passages, others, slugs).write()


def quads(
    document: Document,
    source: str,
    knowledge: Knowledge,
    *,
    passages: bool,
    others: Others | None = None,
    given: Mapping[str, str] | None = None,
) -> list[Quad]:
    """The same as quads of the graph of its source; see `rows`."""
    written_down = rows(document, source, knowledge, passages=passages, others=others, given=given)
    return quads_of(written_down, source_graph(source))


def initiative_slugs(
    document: Document, others: Container[str] = (), given: Mapping[str, str] | None = None
) -> list[str]:
    """Slugs of a document's initiatives in order; see `quads` for `others` and `given`.

    The slug given before where the title is the same, else that of the title, numbered from 2 where it is taken.
    """
    left = dict(given or {})
    taken = {*left}
    slugs: list[str] = []
    for initiative in document.initiatives:
        before = (slug for slug, title in left.items() if key(title) == key(initiative.title))
        slug = next(before, None) or _free(slugify(initiative.title), taken, others)
        left.pop(slug, None)
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _free(slug: str, *taken: Container[str]) -> str:
    numbered = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(candidate for candidate in numbered if not any(candidate in each for each in taken))


@dataclass
class _Writer:
    """Collects the rows of one document; every method adds those of one fact. Nodes are text as rows hold it."""

    document: Document
    source: str
    knowledge: Knowledge
    passages: bool
    others: Others
    slugs: list[str]
    _titles: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _rows: dict[Row, None] = field(default_factory=dict)
    _passages: set[str] = field(default_factory=set)

    def write(self) -> list[Row]:
        self._source()
        own = list(zip(self.slugs, self.document.initiatives, strict=True))
        # Of two initiatives with one title, the first of this document is meant.
        self._titles = {key(initiative.title): slug for slug, initiative in reversed(own)}
        self._numbers = _by_number(own)
        for slug, initiative in own:
            self._initiative(slug, initiative)
        return list(self._rows)

    def _add(self, subject: str, predicate: str, *objects: str) -> None:
        for value in objects:
            self._rows[subject, _term(predicate), value] = None

    def _text(self, subject: str, predicate: str, text: str | None) -> None:
        """A Danish text as printed: stored only where the text of the document is."""
        if self.passages and text:
            self._add(subject, predicate, _danish(text))

    # -- the source and its passages ---------------------------------------------------------------------------------

    def _source(self) -> None:
        iri = _thing("source", self.source)
        self._add(iri, "rdf:type", _term("fyr:Source"), _term("prov:Entity"))
        self._add(iri, "dcterms:title", _literal(self.document.name or self.source))
        self._add(iri, "dcterms:format", _literal(self.document.media_type))
        if self.document.content_hash:
            self._add(iri, "fyr:contentHash", _literal(self.document.content_hash))

    def _evidence(
        self,
        subject: str,
        section: str,
        first: int,
        last: int | None = None,
        predicate: str = "prov:wasDerivedFrom",
    ) -> None:
        """Say where a fact stands."""
        end = max(first, last or first)
        iri = _below(_thing("source", self.source), "passage", f"{section}-{first}-{end}")
        self._add(subject, predicate, iri)
        if iri in self._passages:
            return
        self._passages.add(iri)
        self._add(iri, "rdf:type", _term("fyr:Passage"))
        self._add(iri, "dcterms:source", _thing("source", self.source))
        self._add(iri, "fyr:section", _literal(section))
        self._add(iri, "fyr:firstLine", _integer(first))
        self._add(iri, "fyr:lastLine", _integer(end))
        page = self.document.pages[first - 1] if first <= len(self.document.pages) else None
        if page:
            self._add(iri, "fyr:page", _integer(page))
        self._text(iri, "fyr:text", "\n".join(self.document.text[first - 1 : end]).strip())

    # -- the initiative and its facts --------------------------------------------------------------------------------

    def _initiative(self, slug: str, initiative: Initiative) -> None:
        iri = _thing("initiative", slug)
        self._add(iri, "rdf:type", _term("fyr:Initiative"))
        self._add(iri, "skos:prefLabel", _danish(initiative.title))
        if initiative.number:
            self._add(iri, "fyr:printedNumber", _literal(initiative.number))
        # An activity cannot be derived from a passage in PROV-O: only entities can.
        self._add(iri, "dcterms:source", _thing("source", self.source))
        self._evidence(iri, "title", initiative.lines[0], predicate="dcterms:source")
        self._text(iri, "dcterms:description", initiative.description)
        self._facts(iri, initiative)
        self._add(iri, "fyr:warning", *(_literal(warning, "en") for warning in initiative.warnings))
        self._add(iri, "fyr:warning", *(_literal(warning, "da") for warning in initiative.warnings_da))

    def _facts(self, iri: str, initiative: Initiative) -> None:
        self._participations(iri, initiative.participations)
        for dependency in initiative.builds_on:
            self._dependency(iri, dependency)
        for contact in initiative.contacts:
            self._contact(iri, contact)
        self._elements(iri, initiative.elements)
        self._effects(iri, initiative.effects)
        self._figures(iri, initiative.key_figures)
        for mention in initiative.mentions:
            self._mention(iri, mention)

    def _participations(self, initiative: str, facts: Sequence[Participation]) -> None:
        """Each party in one role: of a party that two spellings name, the firmest."""
        roles: dict[str, str] = {}
        for fact in facts:
            node = self._participation(initiative, fact)
            roles[node] = min(roles.get(node, fact.role), fact.role, key=_FIRMEST_FIRST.index)
        for node, role in roles.items():
            self._add(node, "fyr:role", _term(f"role:{role}"))

    def _participation(self, initiative: str, fact: Participation) -> str:
        party = self._collective(fact.organisation) if fact.collective else self._organisation(fact.organisation)
        self._printed_form(party, fact)
        node = _below(initiative, "participation", _local(party, plain="organisation"))
        self._add(initiative, "fyr:participation", node)
        self._add(initiative, "fyr:hasParticipant", party)
        self._add(node, "rdf:type", _term("fyr:Participation"))
        self._add(node, "fyr:participant", party)
        self._add(node, "fyr:asPrinted", _literal(fact.as_printed))
        self._evidence(node, "parties", fact.line, fact.last_line)
        return node

    def _printed_form(self, party: str, fact: Participation) -> None:
        if fact.as_printed not in (fact.organisation, self._names.get(party)) and not fact.collective:
            self._add(party, "skos:altLabel", _danish(fact.as_printed))

    def _named(self, thing_: str, name: str) -> None:
        """Its one preferred name; another spelling that has the same slug is an alias."""
        preferred = self._names.setdefault(thing_, name) == name
        self._add(thing_, "skos:prefLabel" if preferred else "skos:altLabel", _danish(name))

    def _dependency(self, initiative: str, fact: Dependency) -> None:
        target = self._built_on(initiative, fact)
        node = _below(initiative, "dependency", _local(target))
        self._add(initiative, "fyr:dependency", node)
        self._add(initiative, "fyr:buildsOn", target)
        self._add(node, "rdf:type", _term("fyr:Dependency"))
        self._add(node, "fyr:on", target)
        self._evidence(node, "foundations", fact.line, fact.last_line)
        self._text(node, "fyr:text", fact.as_printed)

    def _contact(self, initiative: str, fact: Contact) -> None:
        slug = person_slug(fact.name)
        person, node = _thing("person", slug), _below(initiative, "contact", slug)
        self._add(person, "rdf:type", _term("foaf:Person"))
        self._add(person, "foaf:name", _literal(fact.name))
        self._named(person, fact.name)
        self._add(initiative, "fyr:contact", node)
        self._add(initiative, "dcat:contactPoint", person)
        self._add(node, "rdf:type", _term("fyr:Contact"))
        self._add(node, "fyr:person", person)
        self._reach(node, fact)
        self._evidence(node, "contact", fact.line, fact.last_line)

    def _reach(self, node: str, fact: Contact) -> None:
        if fact.role:
            self._add(node, "vcard:role", _literal(fact.role))
        if fact.unit:
            self._add(node, "vcard:organization-unit", _literal(fact.unit))
        if fact.email:
            self._add(node, "vcard:hasEmail", str(NamedNode(f"mailto:{quote(fact.email, safe=_ADDRESS)}")))
        if fact.phone:
            self._add(node, "vcard:hasTelephone", str(NamedNode(f"tel:{fact.phone}")))

    def _mention(self, initiative: str, fact: Mention) -> None:
        organisation = self._organisation(fact.organisation)
        node = _below(initiative, "mention", f"{_local(organisation, plain='organisation')}-{fact.line}")
        self._add(initiative, "fyr:mention", node)
        self._add(initiative, "fyr:mentions", organisation)
        self._add(node, "rdf:type", _term("fyr:Mention"))
        self._add(node, "fyr:organisation", organisation)
        self._evidence(node, "text", fact.line, fact.last_line)

    # -- what an initiative would do and achieve ---------------------------------------------------------------------

    def _parts(
        self, initiative: str, part: str, link: str, type_: str, facts: Sequence[Element | Effect | KeyFigure]
    ) -> list[str]:
        """The numbered parts of one section: linked, typed, in their order, with evidence and printed text."""
        section = {"element": "elements", "effect": "effects", "figure": "figures"}[part]
        slugs = unique(fingerprint(fact.text, *_amounts(fact)) for fact in facts)
        nodes = [_below(initiative, part, slug) for slug in slugs]
        for position, (node, fact) in enumerate(zip(nodes, facts, strict=True), start=1):
            self._add(initiative, link, node)
            self._add(node, "rdf:type", _term(f"fyr:{type_}"))
            self._add(node, "fyr:position", _integer(position))
            self._evidence(node, section, fact.line, fact.last_line)
            self._text(node, "fyr:text", fact.text)
        return nodes

    def _elements(self, initiative: str, facts: Sequence[Element]) -> None:
        nodes = self._parts(initiative, "element", "fyr:element", "Element", facts)
        for node, fact in zip(nodes, facts, strict=True):
            self._add(node, "fyr:level", _integer(fact.level))

    def _effects(self, initiative: str, facts: Sequence[Effect]) -> None:
        nodes = self._parts(initiative, "effect", "fyr:expectedEffect", "Effect", facts)
        for node, fact in zip(nodes, facts, strict=True):
            if fact.year:
                self._add(node, "fyr:targetYear", _year(fact.year))

    def _figures(self, initiative: str, facts: Sequence[KeyFigure]) -> None:
        nodes = self._parts(initiative, "figure", "fyr:keyFigure", "KeyFigure", facts)
        for node, fact in zip(nodes, facts, strict=True):
            self._figure(node, fact)

    def _figure(self, node: str, fact: KeyFigure) -> None:
        if fact.value is not None:
            self._add(node, "fyr:value", _decimal(fact.value))
        if fact.value_max is not None:
            self._add(node, "fyr:valueMax", _decimal(fact.value_max))
        if fact.unit:
            self._add(node, "fyr:unit", _literal(fact.unit))
        if fact.year:
            self._add(node, "fyr:year", _year(fact.year))
        if fact.pending:
            self._add(node, "fyr:pending", _TRUE)

    # -- things, typed and labelled where they are referred to -------------------------------------------------------

    def _organisation(self, name: str) -> str:
        known = self.knowledge.organisation(name)
        iri = _thing("organisation", known.slug if known else slugify(name))
        self._add(iri, "rdf:type", _term("org:Organization"))
        self._named(iri, known.name if known else name)
        if known:
            self._add(iri, "fyr:organisationKind", _term(f"orgkind:{known.kind}"))
        return iri

    def _collective(self, name: str) -> str:
        known = self.knowledge.collective(name)
        iri = _thing("collective", known.slug if known else slugify(name))
        self._add(iri, "rdf:type", _term("fyr:Collective"))
        self._named(iri, known.name if known else name)
        return iri

    def _built_on(self, initiative: str, fact: Dependency) -> str:
        """An initiative of that title, an organisation, or an undertaking with its programme and owners."""
        named = fact.kind == "initiative"
        other = (self._titles.get(key(fact.name)) or self.others.named(fact.name)) if named else None
        other = other or self._numbered(fact.name)
        # Its own title means an earlier phase, not itself.
        if other and _thing("initiative", other) != initiative:
            return _thing("initiative", other)
        if fact.kind == "organisation":
            return self._organisation(fact.name)
        iri = self._undertaking(fact.name, fact.kind)
        if fact.under:
            self._add(iri, "dcterms:isPartOf", self._undertaking(fact.under, "programme"))
        for owner in fact.organisations:
            self._add(iri, "fyr:owner", self._organisation(owner))
        return iri

    def _numbered(self, name: str) -> str | None:
        """The initiative of this document that is named by its printed number alone, as in "Fyrtårn nr. 4"."""
        match = _NUMBER_ALONE.fullmatch(name)
        return self._numbers.get(match["number"]) if match else None

    def _undertaking(self, name: str, kind: str) -> str:
        """The undertaking of this name; `kind` where nothing is known of it."""
        known = self.knowledge.undertaking(name)
        iri = _thing("undertaking", known.slug if known else slugify(name))
        kind = known.kind if known else kind
        self._add(iri, "rdf:type", _term("fyr:Undertaking"))
        if kind in _CLASSES:
            self._add(iri, "rdf:type", _term(f"fyr:{_CLASSES[kind]}"))
        self._add(iri, "fyr:undertakingKind", _term(f"kind:{kind}"))
        self._named(iri, known.name if known else name)
        return iri


def _by_number(own: Sequence[tuple[str, Initiative]]) -> dict[str, str]:
    """Slugs of initiatives by printed number; a number that two have names neither."""
    numbers = [initiative.number for _, initiative in own]
    alone = [(slug, initiative.number) for slug, initiative in own if numbers.count(initiative.number) == 1]
    return {number: slug for slug, number in alone if number}


def _amounts(fact: Element | Effect | KeyFigure) -> tuple[float | int | None, ...]:
    """What tells a figure from the others of its sentence."""
    return (fact.value, fact.value_max) if isinstance(fact, KeyFigure) else ()


# -- nodes as text -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _term(name: str) -> str:
    return str(term(name))


@lru_cache(maxsize=1 << 12)
def _thing(kind: str, slug: str) -> str:
    return str(thing(kind, slug))


def _below(owner: str, *parts: str) -> str:
    return f"{owner[:-1]}/{'/'.join(parts)}>"


def _local(node: str, plain: str = "") -> str:
    """Kind and slug as one segment; of the `plain` kind the slug alone."""
    kind, slug = kind_and_slug(node[1:-1]) or ("", node[1:-1].rsplit("/", 1)[-1])
    return slug if kind == plain else f"{kind}-{slug}"


def _literal(text: str, language: str = "") -> str:
    # What is printable needs no escape but for these two.
    plain = text.isprintable() and '"' not in text and "\\" not in text
    node = f'"{text}"' if plain else str(Literal(text))
    return f"{node}@{language}" if language else node


def _danish(text: str) -> str:
    return _literal(text, "da")


@lru_cache(maxsize=1024)
def _integer(number: int) -> str:
    return str(Literal(str(number), datatype=NamedNode(PREFIXES["xsd"] + "integer")))


def _decimal(number: float | int) -> str:
    return str(Literal(format(Decimal(str(number)), "f"), datatype=NamedNode(PREFIXES["xsd"] + "decimal")))


def _year(year: int) -> str:
    return str(Literal(f"{year:04d}", datatype=NamedNode(PREFIXES["xsd"] + "gYear")))

"""The whole way in: documents are read, become quads, are checked against the shapes, and replace their graphs.

Invariants. All or nothing: either every document that is accepted is stored in one transaction, or none. A document is
known by the hash of its text: under whatever name it comes again, it replaces the graph of the same source, and its
initiatives keep their slugs. What people curated is added to where a document names known things for the first time,
and never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from threading import Lock

from pyoxigraph import Literal, NamedNode, Quad

from graph import curation, triples
from graph.knowledge import Knowledge, key
from graph.knowledge import knowledge as shipped_knowledge
from graph.reading import read
from graph.store import Store
from ontology import shapes
from ontology.errors import FyrnetError, InvalidInput, ShapeViolation
from ontology.models import Document
from ontology.terms import CURATION_GRAPH, fyr, kind_and_slug, slugify, source_graph, term, thing

__all__ = ["Report", "Stored", "ingest"]

# Slugs are chosen by looking at the store: two at once would choose the same.
_ONE_AT_A_TIME = Lock()
_COUNTED = ("initiative", "organisation", "collective", "undertaking", "person")
_PLURAL = {"person": "people"}
_NEAR = 0.85
_SHOWN = 6


@dataclass(frozen=True)
class Stored:
    """One document: its file name, the slug of its source, what became of its graph, and its initiatives' slugs."""

    name: str
    source: str
    status: str
    initiatives: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What an ingest did, or with `dry_run` would do.

    `new` and `matched` are IRIs of things that the store did not know before, and of those it did. `review` are lines
    for a person to look at; `refused` those documents that were left out, one line each.
    """

    documents: tuple[Stored, ...]
    new: tuple[str, ...]
    matched: tuple[str, ...]
    review: tuple[str, ...]
    refused: tuple[str, ...] = ()
    changed: bool = False
    dry_run: bool = False

    def __str__(self) -> str:
        stored = [f"{d.name} -> {d.source} ({d.status}): {_initiatives_told(d)}" for d in self.documents]
        found = [f"  {_counted(kind, self.new, self.matched)}" for kind in _COUNTED]
        review = [f"{len(self.review)} left for review", *(f"  {line}" for line in self.review)] if self.review else []
        end = "nothing was stored: this was a dry run" if self.dry_run else ""
        unchanged = "nothing changed: the store held all this already"
        return "\n".join(filter(None, [*stored, *found, *review, end or ("" if self.changed else unchanged)]))


@dataclass
class _Plan:
    """What is about to be stored, document by document."""

    store: Store
    knowledge: Knowledge
    graphs: dict[NamedNode, list[Quad]] = field(default_factory=dict)
    documents: list[Stored] = field(default_factory=list)
    titles: dict[NamedNode, dict[str, str]] = field(default_factory=dict)
    review: list[str] = field(default_factory=list)
    refused: list[FyrnetError] = field(default_factory=list)


def ingest(
    store: Store,
    documents: Iterable[Path | Document],
    *,
    knowledge: Knowledge | None = None,
    keep_going: bool = False,
    dry_run: bool = False,
) -> Report:
    """Take documents into a store.

    Parameters
    ----------
    store : Store
        Where their graphs are replaced.
    documents : iterable of Path or Document
        Files to read, or what was read already.
    knowledge : Knowledge, optional
        What is known beforehand; the shipped by default.
    keep_going : bool
        Whether documents that cannot be taken in are left out, where by default they stop all.
    dry_run : bool
        Whether all is done but the storing.

    Raises
    ------
    UnreadableDocument, ShapeViolation
        A document cannot be read, or its facts break a shape; nothing was stored.
    InvalidInput
        That holds for several; the message has one line for each.
    """
    with _ONE_AT_A_TIME:
        plan = _Plan(store, knowledge or shipped_knowledge(), titles=_titles(store))
        for document in documents:
            _prepare(plan, document)
        _refuse(plan, keep_going)
        report = _report(plan, dry_run)
        changed = not dry_run and store.replace(_with_curation(plan))
        return replace(report, changed=changed)


def _prepare(plan: _Plan, document: Path | Document) -> None:
    """Read, turn into quads and check one document; what is wrong with it is kept in the plan."""
    try:
        facts = read(document, plan.knowledge) if isinstance(document, Path) else document
        source = _source(plan, facts)
        quads = _quads(plan, source, _under_its_first_name(plan, source, facts))
        warnings = _check(facts.name, quads, _beside(plan, quads))
    except FyrnetError as error:
        plan.refused.append(error)
        return
    graph = source_graph(source)
    plan.review += [*_left_for_review(plan, source, facts), *warnings]
    plan.documents = [stored for stored in plan.documents if stored.source != source]
    plan.documents.append(Stored(facts.name, source, _status(plan.store, graph, quads), _initiatives(quads)))
    plan.graphs[graph] = quads
    plan.titles[graph] = _titles_in(quads)


def _beside(plan: _Plan, quads: Sequence[Quad]) -> list[Quad]:
    """What is known of the things that quads refer to and does not stand there: initiatives of others, known things."""
    named, own = curation.referred(quads), {quad.subject for quad in quads}
    beside = curation.known_quads(plan.knowledge, named)
    for titles in plan.titles.values():
        for iri, title in ((thing("initiative", slug), title) for slug, title in titles.items()):
            if iri in named and iri not in own:
                beside.append(Quad(iri, term("rdf:type"), fyr("Initiative"), CURATION_GRAPH))
                beside.append(Quad(iri, term("skos:prefLabel"), Literal(title, language="da"), CURATION_GRAPH))
    return beside


def _check(name: str, quads: Sequence[Quad], beside: Sequence[Quad]) -> list[str]:
    """What the shapes warn of in a document; what breaks them there is raised."""
    own = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    found = tuple(each for each in shapes.validate([*quads, *beside]).violations if each.focus in own)
    broken = tuple(str(each) for each in found if each.severity == "violation")
    if broken:
        more = f"; and {len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
        raise ShapeViolation(f"{name}: {'; '.join(broken[:_SHOWN])}{more}", broken)
    return [f"{name}: {each}" for each in found]


def _quads(plan: _Plan, source: str, facts: Document) -> list[Quad]:
    own = source_graph(source)
    others = {slug: title for graph, titles in plan.titles.items() if graph != own for slug, title in titles.items()}
    given = plan.titles.get(own, {})
    return triples.quads(facts, source, plan.knowledge, passages=True, others=others, given=given)


def _under_its_first_name(plan: _Plan, source: str, facts: Document) -> Document:
    """The document by the name it first came under, so that the same text under another name changes nothing."""
    iri, text = thing("source", source), Literal(facts.content_hash)
    asked = f"SELECT ?title {{ {iri} {term('fyr:contentHash')} {text} ; {term('dcterms:title')} ?title }}"
    found = plan.store.select(asked).rows if facts.content_hash else ()
    title = found[0][0] if found else None
    return facts.model_copy(update={"name": title.value}) if isinstance(title, Literal) else facts


def _refuse(plan: _Plan, keep_going: bool) -> None:
    """Stop where something was refused, unless something else may go on."""
    if not plan.refused or (keep_going and plan.documents):
        return
    if len(plan.refused) == 1:
        raise plan.refused[0]
    raise InvalidInput("\n".join(str(error) for error in plan.refused))


def _with_curation(plan: _Plan) -> Mapping[NamedNode, Sequence[Quad]]:
    """The graphs to replace; curation among them where known things are named that it does not describe yet."""
    curated = list(plan.store.quads(CURATION_GRAPH))
    described = {quad.subject for quad in curated}
    named = curation.referred(quad for quads in plan.graphs.values() for quad in quads)
    added = [quad for quad in curation.known_quads(plan.knowledge, named) if quad.subject not in described]
    return {**plan.graphs, CURATION_GRAPH: [*curated, *added]} if added else plan.graphs


# -- which source a document is ----------------------------------------------------------------------------------------


def _source(plan: _Plan, facts: Document) -> str:
    """The source of the same text, else a free slug from the file name."""
    same = _same_text(plan, facts.content_hash)
    if same:
        return same
    own = slugify(Path(facts.name).stem)
    number, slug = 1, own
    while source_graph(slug) in plan.titles:
        number += 1
        slug = f"{own}-{number}"
    if slug != own:
        plan.review.append(f"{facts.name}: another text came under this name before ({own}); both are kept")
    return slug


def _same_text(plan: _Plan, content_hash: str) -> str | None:
    """Slug of the source whose text has this hash, in the plan or in the store."""
    says, digest = term("fyr:contentHash"), Literal(content_hash)
    planned = [
        quad.subject
        for quads in plan.graphs.values()
        for quad in quads
        if quad.predicate == says and quad.object == digest
    ]
    stored = plan.store.select(f"SELECT ?source {{ ?source {says} {digest} }}").rows if content_hash else ()
    found = [*planned, *(row[0] for row in stored)]
    return next((_slug(iri) for iri in found if isinstance(iri, NamedNode) and kind_and_slug(iri.value)), None)


def _titles(store: Store) -> dict[NamedNode, dict[str, str]]:
    """Titles of initiatives by slug, by the graph of their source; a source without initiatives has an entry too."""
    rows = store.select(
        f"SELECT ?graph ?initiative ?title {{ GRAPH ?graph {{ ?source a {term('fyr:Source')} "
        f"OPTIONAL {{ ?initiative a {term('fyr:Initiative')} ; {term('skos:prefLabel')} ?title }} }} }}"
    ).rows
    titles: dict[NamedNode, dict[str, str]] = {}
    for graph, initiative, title in rows:
        of = titles.setdefault(graph, {}) if isinstance(graph, NamedNode) else {}
        if isinstance(initiative, NamedNode) and isinstance(title, Literal):
            of[_slug(initiative)] = title.value
    return titles


def _titles_in(quads: Iterable[Quad]) -> dict[str, str]:
    quads = list(quads)
    named = {quad.subject: quad.object for quad in quads if quad.predicate == term("skos:prefLabel")}
    found = {slug: named[thing("initiative", slug)] for slug in _initiatives(quads)}
    return {slug: title.value for slug, title in found.items() if isinstance(title, Literal)}


def _initiatives(quads: Iterable[Quad]) -> tuple[str, ...]:
    a, initiative = term("rdf:type"), term("fyr:Initiative")
    found = (quad.subject for quad in quads if quad.predicate == a and quad.object == initiative)
    return tuple(_slug(iri) for iri in found if isinstance(iri, NamedNode))


def _slug(iri: NamedNode) -> str:
    return iri.value.rsplit("/", 1)[-1]


# -- what there is to tell ---------------------------------------------------------------------------------------------


def _status(store: Store, graph: NamedNode, quads: Sequence[Quad]) -> str:
    held = set(store.quads(graph))
    if not held:
        return "new"
    return "unchanged" if held == set(quads) else "replaced"


def _known_before(store: Store, iris: Sequence[str]) -> set[str]:
    values = " ".join(str(NamedNode(iri)) for iri in iris)
    rows = store.select(
        f"SELECT DISTINCT ?thing {{ VALUES ?thing {{ {values} }} ?thing {term('rdf:type')} ?class }}"
    ).rows
    return {row[0].value for row in rows if isinstance(row[0], NamedNode)}


def _report(plan: _Plan, dry_run: bool) -> Report:
    named = curation.referred(quad for quads in plan.graphs.values() for quad in quads)
    found = sorted(iri.value for iri in named if _kind(iri.value) in _COUNTED)
    before = _known_before(plan.store, found)
    return Report(
        documents=tuple(plan.documents),
        new=tuple(iri for iri in found if iri not in before),
        matched=tuple(iri for iri in found if iri in before),
        review=tuple(dict.fromkeys(plan.review)),
        refused=tuple(str(error) for error in plan.refused),
        dry_run=dry_run,
    )


def _kind(iri: str) -> str:
    return (kind_and_slug(iri) or ("",))[0]


def _initiatives_told(document: Stored) -> str:
    number = len(document.initiatives)
    return f"{number} initiative{'s' if number != 1 else ''}"


def _counted(kind: str, new: Iterable[str], matched: Iterable[str]) -> str:
    """One line of a report, as ``organisations: 2 new (gate-21, clean), 7 matched``."""
    fresh = [iri.rsplit("/", 1)[-1] for iri in new if _kind(iri) == kind]
    # A person's slug tells nobody anything.
    names = ", ".join(fresh[:_SHOWN]) + (", …" if len(fresh) > _SHOWN else "") if kind != "person" else ""
    told = f" ({names})" if names else ""
    return (
        f"{_PLURAL.get(kind, kind + 's')}: {len(fresh)} new{told}, {sum(_kind(iri) == kind for iri in matched)} matched"
    )


def _left_for_review(plan: _Plan, source: str, facts: Document) -> list[str]:
    """What a reader should look at: warnings, names near to known ones, titles that exist already."""
    lines = []
    elsewhere = {
        key(title): slug
        for graph, titles in plan.titles.items()
        if graph != source_graph(source)
        for slug, title in titles.items()
    }
    for initiative in facts.initiatives:
        lines += [f"{facts.name}: {initiative.title}: {warning}" for warning in initiative.warnings]
        if key(initiative.title) in elsewhere:
            lines.append(f"{facts.name}: {initiative.title}: another source has {elsewhere[key(initiative.title)]}")
    return [*lines, *_unknown(plan.knowledge, facts)]


def _unknown(knowledge: Knowledge, facts: Document) -> list[str]:
    """Organisations in no list of known ones whose name comes near to one that is: perhaps another spelling."""
    named: dict[str, int] = {}
    for initiative in facts.initiatives:
        for participation in initiative.participations:
            if not participation.collective and not knowledge.organisation(participation.organisation):
                named.setdefault(participation.organisation, participation.line)
    known = [name for entry in knowledge.organisations.values() for name in entry.names]
    near = {name: get_close_matches(name, known, 1, _NEAR) for name in named}
    return [f"{facts.name}: line {named[name]}: is {name!r} {found[0]!r}?" for name, found in near.items() if found]

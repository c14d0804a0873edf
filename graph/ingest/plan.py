"""From files to the graphs that are stored, in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from threading import Lock
from time import monotonic

from pyoxigraph import Literal, NamedNode, Quad

from graph import curation, triples
from graph.ingest import versions
from graph.ingest.apart import GARBAGE
from graph.ingest.changes import changes
from graph.ingest.rdf import Data, quads_of
from graph.ingest.reading import Content, Read, read_all
from graph.ingest.report import COUNTED, Progress, Report, Stored, kind_of
from graph.knowledge import Knowledge
from graph.knowledge import knowledge as shipped_knowledge
from graph.packed import PackedGraphs
from graph.resolution.matching import Matched, Work, begin, finish, judge_rows, match
from graph.resolution.review import informed
from graph.rows import Row, rows_in, text_of, things_in
from graph.rows import quads_of as quads_of_rows
from graph.store import Store
from graph.titles import Titles
from ontology import shapes
from ontology.errors import FyrnetError, InvalidInput, InvalidParameter, ShapeViolation
from ontology.models import Document
from ontology.terms import CURATION_GRAPH, fyr, source_graph, term, thing

__all__ = ["ingest"]

# Slugs are chosen by looking at the store: two at once would choose the same.
_ONE_AT_A_TIME = Lock()
_SHOWN = 6
# Nobody mends more at once, and to find them all in a large file that is wrong throughout would hold up all others.
_ENOUGH = 1_000
_READING = 0.5
"""How much of the time of a long import has passed when all is read: then names are compared, and all is stored."""


@dataclass
class _Plan:
    """What is about to be stored, document by document.

    `documents` are by the slug of their source. `texts` gives for the hash of each text that is stored, or about to be,
    the slug of its source and the name it came under. `named` and `numbers` give for each graph what it refers to, and
    the printed numbers and titles of its initiatives. `work` is who is who in all of them; None where one takes the
    place of another: what that one said is to be forgotten first.
    """

    store: Store
    knowledge: Knowledge
    catalogue: curation.Catalogue
    graphs: PackedGraphs = field(default_factory=PackedGraphs)
    named: dict[NamedNode, frozenset[str]] = field(default_factory=dict)
    numbers: dict[NamedNode, list[tuple[str, str]]] = field(default_factory=dict)
    documents: dict[str, Stored] = field(default_factory=dict)
    titles: Titles = field(default_factory=Titles)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    review: list[str] = field(default_factory=list)
    refused: list[FyrnetError] = field(default_factory=list)
    as_source: str | None = None
    work: Work | None = None


def ingest(
    store: Store,
    documents: Iterable[Path | Content | Document],
    *,
    knowledge: Knowledge | None = None,
    keep_going: bool = False,
    dry_run: bool = False,
    as_source: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Take documents into a store.

    Parameters
    ----------
    store : Store
        Where their graphs are replaced.
    documents : iterable of Path, Content or Document
        Files to read, or what was read already.
    knowledge : Knowledge, optional
        What is known beforehand; the shipped by default.
    keep_going : bool
        Whether documents that cannot be taken in are left out, where by default they stop all.
    dry_run : bool
        Whether all is done but the storing.
    as_source : str, optional
        Slug or IRI of the source that the one document is a newer version of; by default its name and titles tell.
    progress : callable, optional
        Is told how far it is, after each document.

    Raises
    ------
    UnreadableDocument, ShapeViolation
        A document cannot be read, or its facts break a shape; nothing was stored.
    InvalidInput
        That holds for several; the message has one line for each.
    InvalidParameter
        `as_source` names no source of the store, or several documents are given.
    OutdatedRevision
        Somebody else wrote while it went on; nothing was stored.
    """
    documents = list(documents)
    with _ONE_AT_A_TIME:
        revision = store.revision
        named = as_source.rsplit("/", 1)[-1] if as_source else None
        known = knowledge or shipped_knowledge()
        plan = _Plan(
            store,
            known,
            curation.Catalogue(known),
            titles=_titles(store),
            texts=_texts(store),
            as_source=named,
            work=begin(store, known),
        )
        _require_source(plan, len(documents))
        with _seldom_looking_for_garbage():
            _read(plan, documents, progress)
            _refuse(plan, keep_going)
            found = finish(plan.work) if plan.work is not None else match(store, plan.graphs, plan.knowledge)
            report = _report(plan, found, dry_run)
            if not dry_run:
                found.graphs.update(_curation(plan))
                report = replace(report, changed=store.replace(found.graphs, expected=revision))
        return report


def _read(
    plan: _Plan, documents: Sequence[Path | Content | Document], progress: Callable[[Progress], None] | None
) -> None:
    """Read and prepare every document, and tell how far it is."""
    begun, facts, number = monotonic(), 0, len(documents)
    for done, read in enumerate(read_all(documents, informed(plan.store, plan.knowledge)), start=1):
        facts += _prepare(plan, read)
        if progress:
            passed = monotonic() - begun
            left = passed / done * number / _READING - passed
            progress(Progress(done, number, facts, left, read.name))


@contextmanager
def _seldom_looking_for_garbage() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _require_source(plan: _Plan, number: int) -> None:
    if plan.as_source is None:
        return
    if number != 1:
        raise InvalidParameter(f"only one document can be the new version of {plan.as_source}: name one file")
    if source_graph(plan.as_source) not in plan.titles:
        known = sorted(_slug(graph) for graph in plan.titles.graphs())
        raise InvalidParameter(f"there is no source {plan.as_source!r}: the store has {', '.join(known) or 'none'}")


def _prepare(plan: _Plan, read: Read) -> int:
    """Turn what was read into quads and check them; what is wrong is kept in the plan. Gives the number of facts."""
    try:
        if isinstance(read.found, FyrnetError):
            raise read.found
        if isinstance(read.found, Data):
            return _prepare_data(plan, read.found)
        facts = versions.titled(read.found, _numbered(plan)) if versions.is_sheet(read.found) else read.found
        source = _source(plan, facts)
        rows = _rows(plan, source, _under_its_first_name(plan, source, facts))
        quads, named = quads_of_rows(rows, source_graph(source)), {NamedNode(iri) for iri in things_in(rows)}
        warnings = _check(facts.name, quads, _beside(plan, quads, named))
    except FyrnetError as error:
        plan.refused.append(error)
        return 0
    plan.review += [*_left_for_review(plan, source, facts), *warnings]
    _plan(plan, facts.name, source, quads, rows, facts.unplaced)
    return sum(
        len(each.participations) + len(each.builds_on) + len(each.contacts) + len(each.elements)
        + len(each.effects) + len(each.key_figures) for each in facts.initiatives
    )  # fmt: skip


def _prepare_data(plan: _Plan, data: Data) -> int:
    """Quads that come ready in RDF, each graph of a source by itself."""
    source = versions.source_of_data(data, plan.as_source, _same_text(plan, data.content_hash))
    graphs, notes = quads_of(data, source)
    quads = [quad for each in graphs.values() for quad in each]
    warnings = _check(data.name, quads, _beside(plan, quads, curation.referred(quads)))
    plan.review += [*(f"{data.name}: {note}" for note in notes), *warnings]
    for graph, own in graphs.items():
        _plan(plan, data.name, graph.value.rsplit("/", 1)[-1], own, rows_in(text_of(own), graph), ())
    return len(quads)


def _plan(plan: _Plan, name: str, source: str, quads: list[Quad], rows: Sequence[Row], unplaced: Sequence[int]) -> None:
    graph, named = source_graph(source), things_in(rows)
    if plan.work is not None and graph not in plan.titles:
        judge_rows(plan.work, graph, rows)
        plan.graphs.share(graph, plan.work.new)
    else:
        plan.work = None
        plan.graphs[graph] = quads
    plan.documents.pop(source, None)
    plan.documents[source] = Stored(name, source, "", _initiatives(quads), tuple(unplaced))
    plan.named[graph] = named
    plan.numbers[graph] = _numbers_in(quads)
    plan.titles.put(graph, _titles_in(quads))
    plan.texts |= _texts_in(quads)


def _beside(plan: _Plan, quads: Sequence[Quad], named: Set[NamedNode]) -> list[Quad]:
    """What is known of the things that quads refer to and does not stand there: initiatives of others, known things."""
    own = {quad.subject for quad in quads}
    beside = plan.catalogue.quads(named)
    for iri in named - own:
        title = plan.titles.title(_slug(iri)) if kind_of(iri.value) == "initiative" else None
        if title is not None:
            beside.append(Quad(iri, term("rdf:type"), fyr("Initiative"), CURATION_GRAPH))
            beside.append(Quad(iri, term("skos:prefLabel"), Literal(title, language="da"), CURATION_GRAPH))
    return beside


def _check(name: str, quads: Sequence[Quad], beside: Sequence[Quad]) -> list[str]:
    """What the shapes warn of in a document; what breaks them there is raised."""
    own = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    report = shapes.validate([*quads, *beside], focus=own, enough=_ENOUGH)
    names = {node.value for node in own}
    found = tuple(each for each in report.violations if each.focus in names)
    broken = tuple(str(each) for each in found if each.severity == "violation")
    if broken:
        least = "" if report.complete else "at least "
        more = f"; and {least}{len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
        raise ShapeViolation(f"{name}: {'; '.join(broken[:_SHOWN])}{more}", broken)
    return [f"{name}: {each}" for each in found]


def _rows(plan: _Plan, source: str, facts: Document) -> list[Row]:
    own = source_graph(source)
    others = plan.titles.others(own)
    given = versions.kept(plan.titles.of(own), facts)
    if versions.is_sheet(facts):
        # A row that names an initiative of another document speaks of that one.
        named = ((others.named(each.title), each.title) for each in facts.initiatives)
        given |= {slug: title for slug, title in named if slug}
    return triples.rows(facts, source, plan.knowledge, passages=True, others=others, given=given)


def _under_its_first_name(plan: _Plan, source: str, facts: Document) -> Document:
    """The document by the name it first came under, so that the same text under another name changes nothing."""
    held, name = plan.texts.get(facts.content_hash, (None, None))
    return facts.model_copy(update={"name": name}) if held == source else facts


def _refuse(plan: _Plan, keep_going: bool) -> None:
    """Stop where something was refused, unless something else may go on."""
    if not plan.refused or (keep_going and plan.documents):
        return
    if len(plan.refused) == 1:
        raise plan.refused[0]
    raise InvalidInput("\n".join(str(error) for error in plan.refused))


def _curation(plan: _Plan) -> Mapping[NamedNode, Sequence[Quad]]:
    """Curation, where known things are named that it does not describe yet."""
    curated = list(plan.store.quads(CURATION_GRAPH))
    described = {quad.subject for quad in curated}
    named = {NamedNode(iri) for iri in frozenset().union(*plan.named.values())}
    added = [quad for quad in plan.catalogue.quads(named) if quad.subject not in described]
    return {CURATION_GRAPH: [*curated, *added]} if added else {}


# -- which source a document is ----------------------------------------------------------------------------------------


def _source(plan: _Plan, facts: Document) -> str:
    """The source of the same text or of an older version, else a free slug from the file name."""
    same = _same_text(plan, facts.content_hash)
    if same and plan.as_source in (None, same):
        return same
    choice = versions.source(facts, plan.titles, plan.as_source)
    plan.review += [f"{facts.name}: {choice.note}"] if choice.note else []
    return choice.slug


def _same_text(plan: _Plan, content_hash: str) -> str | None:
    """Slug of the source whose text has this hash, in the plan or in the store."""
    return plan.texts[content_hash][0] if content_hash in plan.texts else None


def _texts(store: Store) -> dict[str, tuple[str, str]]:
    """Slug and name of each source by the hash of its text."""
    says, named = term("fyr:contentHash"), term("dcterms:title")
    return _by_hash(store.select(f"SELECT ?source ?hash ?title {{ ?source {says} ?hash ; {named} ?title }}").rows)


def _texts_in(quads: Iterable[Quad]) -> dict[str, tuple[str, str]]:
    hashes, titles = (
        {quad.subject: quad.object for quad in quads if quad.predicate == term(predicate)}
        for predicate in ("fyr:contentHash", "dcterms:title")
    )
    return _by_hash((source, digest, titles.get(source)) for source, digest in hashes.items())


def _by_hash(rows: Iterable[Sequence[object]]) -> dict[str, tuple[str, str]]:
    return {
        digest.value: (_slug(source), title.value)
        for source, digest, title in rows
        if isinstance(source, NamedNode) and kind_of(source.value) == "source"
        if isinstance(digest, Literal) and digest.value and isinstance(title, Literal)
    }


def _titles(store: Store) -> Titles:
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
    return Titles(titles)


def _numbered(plan: _Plan) -> dict[str, set[str]]:
    """Titles of initiatives by the number that is printed beside them, in the store and in the plan."""
    says, called = term("fyr:printedNumber"), term("skos:prefLabel")
    rows = plan.store.select(f"SELECT ?number ?title {{ ?initiative {says} ?number ; {called} ?title }}").rows
    numbered: dict[str, set[str]] = {}
    for number, title in chain(_in_danish(rows), *plan.numbers.values()):
        numbered.setdefault(number, set()).add(title)
    return numbered


def _numbers_in(quads: Sequence[Quad]) -> list[tuple[str, str]]:
    titles = {quad.subject: quad.object for quad in quads if quad.predicate == term("skos:prefLabel")}
    rows = ((quad.object, titles.get(quad.subject)) for quad in quads if quad.predicate == term("fyr:printedNumber"))
    return list(_in_danish(rows))


def _in_danish(rows: Iterable[Sequence[object]]) -> Iterator[tuple[str, str]]:
    for number, title in rows:
        if isinstance(number, Literal) and isinstance(title, Literal) and title.language == "da":
            yield number.value, title.value


def _titles_in(quads: Iterable[Quad]) -> dict[str, str]:
    quads = list(quads)
    named = {quad.subject: quad.object for quad in quads if quad.predicate == term("skos:prefLabel")}
    found = {slug: named.get(thing("initiative", slug)) for slug in _initiatives(quads)}
    return {slug: title.value for slug, title in found.items() if isinstance(title, Literal)}


def _initiatives(quads: Iterable[Quad]) -> tuple[str, ...]:
    a, initiative = term("rdf:type"), term("fyr:Initiative")
    found = (quad.subject for quad in quads if quad.predicate == a and quad.object == initiative)
    return tuple(_slug(iri) for iri in found if isinstance(iri, NamedNode))


def _slug(iri: NamedNode) -> str:
    return iri.value.rsplit("/", 1)[-1]


# -- what there is to tell ---------------------------------------------------------------------------------------------


def _told(plan: _Plan, found: Matched, document: Stored) -> Stored:
    """A document with what became of its graph, and what a new version changes."""
    graph = source_graph(document.source)
    held = set(plan.store.quads(graph))
    if not held:
        return replace(document, status="new")
    quads = set(found.graphs[graph])
    if held == quads:
        return replace(document, status="unchanged")
    words = changes(held, quads) or [("the same facts, on other lines", "de samme oplysninger på andre linjer")]
    return replace(
        document, status="replaced", changes=tuple(en for en, _ in words), changes_da=tuple(da for _, da in words)
    )


def _known_before(store: Store, iris: Sequence[str]) -> set[str]:
    values = " ".join(str(NamedNode(iri)) for iri in iris)
    rows = store.select(
        f"SELECT DISTINCT ?thing {{ VALUES ?thing {{ {values} }} ?thing {term('rdf:type')} ?class }}"
    ).rows
    return {row[0].value for row in rows if isinstance(row[0], NamedNode)}


def _report(plan: _Plan, matched: Matched, dry_run: bool) -> Report:
    found = sorted(iri for iri in matched.named if kind_of(iri) in COUNTED)
    before = _known_before(plan.store, found)
    return Report(
        documents=tuple(_told(plan, matched, document) for document in plan.documents.values()),
        new=tuple(iri for iri in found if iri not in before),
        matched=tuple(iri for iri in found if iri in before),
        review=tuple(dict.fromkeys(plan.review)),
        recognised=matched.matched,
        queued=matched.queued,
        refused=tuple(str(error) for error in plan.refused),
        dry_run=dry_run,
    )


def _left_for_review(plan: _Plan, source: str, facts: Document) -> list[str]:
    """What a reader should look at: warnings, and titles that exist already."""
    lines: list[str] = []
    others = plan.titles.others(source_graph(source))
    for initiative in facts.initiatives:
        lines += [f"{facts.name}: {initiative.title}: {warning}" for warning in initiative.warnings]
        elsewhere = None if versions.is_sheet(facts) else others.named(initiative.title)
        if elsewhere:
            lines.append(f"{facts.name}: {initiative.title}: another source has {elsewhere}")
    return lines

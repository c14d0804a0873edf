"""Who is who in the documents that are about to be stored, and what that changes in those that are there already.

Each thing that a reading names and no list knows is compared with what is known. What is nearly certain is matched,
what is doubtful waits for a person, and what a person decided stands. A name that was judged once is judged the same
way in every later document. Withdrawing a source forgets what only it said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Quad

from graph import curation
from graph.knowledge import Knowledge
from graph.packed import PackedGraphs
from graph.resolution.candidates import Candidates
from graph.resolution.cases import Case, Found, Renaming, load, review_quads
from graph.resolution.entities import Entity, Judgement
from graph.resolution.judgement import judge, may_be_same
from graph.resolution.rarity import Rarity
from graph.resolution.register import Register, entities, known_entities, stored
from graph.resolution.substitution import as_read, source_of, substitute_rows
from graph.rows import Row, iri_of, rows_in, text_of, things_in, written
from graph.store import Store
from ontology.terms import REVIEW_GRAPH, source_graph, term

__all__ = ["Matched", "Work", "begin", "finish", "judge_graph", "judge_rows", "match", "with_decisions"]

_MOST_DOUBTS = 3
"""Doubtful candidates of one thing that a person is asked about."""
_A = str(term("rdf:type"))
_RESTS_ON = frozenset({str(term("prov:wasDerivedFrom")), str(term("dcterms:source"))})
_NO_COUNTS = Rarity()
_SPLIT = ("person", "undertaking")
"""Kinds of which two may have one name."""


@dataclass(frozen=True)
class Matched:
    """What is to be stored: every graph that changes, the graph of reviews among them; and what was found, in words."""

    graphs: PackedGraphs
    named: frozenset[str] = frozenset()
    """Things that the graphs given are about or point to, by their new names."""
    matched: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()


@dataclass
class Work:
    """One round of matching: the cases as they are and will be, and everything that can be compared.

    `held` are the cases as they are by mention, `apart` those of things kept apart by what their name alone would make
    of them, `asked_of` the mentions that are compared with a candidate, `named` the
    things that each new graph is about or points to.
    """

    store: Store
    knowledge: Knowledge
    before: dict[str, Case]
    after: dict[str, Case]
    known: dict[str, Entity]
    register: Register
    candidates: Candidates
    present: frozenset[str] = frozenset()
    new: PackedGraphs = field(default_factory=PackedGraphs)
    named: dict[NamedNode, frozenset[str]] = field(default_factory=dict)
    held: dict[str, list[Case]] = field(default_factory=lambda: defaultdict(list))
    asked_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    apart: dict[str, list[Case]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[str, int] = field(default_factory=dict)
    """The number that was given last to a thing of the same name; a number that is taken stays so."""
    _of_mention: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        for case in self.before.values():
            self.held[case.mention_iri].append(case)
            if case.read_as:
                self.apart[case.read_as].append(case)
        for case in list(self.after.values()):
            self.put(case)

    def describe(self, iri: str) -> Sequence[object]:
        """What is known of a thing that takes another one's place."""
        told = (self.register if self.new else stored(self.store, things=[iri])).describe(iri)
        if told or iri not in self.known:
            return told
        listed = Register()
        listed.add(curation.known_quads(self.knowledge, [NamedNode(iri)]))
        return listed.describe(iri)

    def of(self, mention: str) -> list[Case]:
        """The cases of one thing."""
        return [self.after[id_] for id_ in self._of_mention.get(mention, ())]

    def put(self, case: Case) -> None:
        """Add a case, or what is new of it."""
        self.after[case.id] = case
        self._of_mention[case.mention_iri][case.id] = None
        self.asked_of[case.candidate_iri].add(case.mention_iri)


def match(store: Store, graphs: Mapping[NamedNode, Sequence[Quad]], knowledge: Knowledge) -> Matched:
    """Find out who is who in graphs that are about to be stored.

    Parameters
    ----------
    store : Store
        What is there already; it is not changed.
    graphs : mapping of NamedNode to sequence of Quad
        Graphs of sources as they were read; an empty one is a source that is withdrawn.
    knowledge : Knowledge
        The curated lists: what they name is known, and compared with nothing.
    """
    work = begin(store, knowledge, graphs)
    for graph in graphs:
        judge_graph(work, graph, graphs[graph])
    return finish(work)


def with_decisions(store: Store, knowledge: Knowledge, after: Mapping[str, Case]) -> PackedGraphs:
    """The graphs that change when the cases of a store become these."""
    # Nothing is compared: what is not asked for need not be gathered, which takes seconds in a large store.
    work = Work(store, knowledge, load(store), dict(after), known_entities(knowledge), Register(), Candidates(()))
    return _renamed(work).graphs


def begin(store: Store, knowledge: Knowledge, replaced: Mapping[NamedNode, Sequence[Quad]] | None = None) -> Work:
    """Gather what there is to compare with, but for what the graphs say that are about to be replaced."""
    graphs = replaced or {}
    before = load(store)
    sources = {source_of(graph).value for graph in graphs}
    after = {id_: replace(case, sources=case.sources - sources) for id_, case in before.items()}
    after = {id_: case for id_, case in after.items() if case.sources or case.decision}
    known, register = known_entities(knowledge), stored(store, graphs)
    comparable = [*known.values(), *entities(register, (iri for iri in register.things() if iri not in known))]
    present = {*known, *register.graphs, *(_typed(graphs) if before else ())}
    return Work(store, knowledge, before, after, known, register, Candidates(comparable), frozenset(present))


def _typed(graphs: Mapping[NamedNode, Sequence[Quad]]) -> Iterator[str]:
    for graph in graphs:
        for quad in graphs[graph]:
            if quad.predicate == term("rdf:type") and isinstance(quad.subject, NamedNode):
                yield quad.subject.value


# -- judging -----------------------------------------------------------------------------------------------------------


def judge_graph(work: Work, graph: NamedNode, quads: Sequence[Quad], named: Iterable[str] | None = None) -> None:
    """Judge every thing that one source names, in the order of its document.

    `named` are the things that the quads are about or point to, where these are known already.
    """
    judge_rows(work, graph, rows_in(text_of(quads), graph), named)


def judge_rows(work: Work, graph: NamedNode, rows: Sequence[Row], named: Iterable[str] | None = None) -> None:
    """The same for the rows of a graph: see `graph.rows`."""
    own = Register()
    own.add_rows(rows, graph)
    register = work.register
    source = source_of(graph).value
    things = things_in(rows)
    places = _places(rows, things)
    fresh: list[Entity] = []
    for entity in entities(own, [iri for iri in own.things() if iri not in work.known]):
        passages = tuple(sorted(places.get(entity.iri, ())))
        if not _seen_before(work, entity, source, passages):
            _judge(work, entity, source, passages)
        fresh.append(entity)
    unheard = {entity.iri for entity in fresh if not register.names(entity.iri)}
    register.join(own)
    work.new.put(graph, written(rows, graph).encode())
    work.named[graph] = things if named is None else frozenset(named)
    for entity in fresh:
        # Of what nothing else speaks, nothing more is known than before.
        work.candidates.add(entity if entity.iri in unheard else register.entity(entity.iri) or entity)
    for entity in fresh:
        if entity.kind == "initiative":
            _link_those_who_build_on(work, entity)


def _seen_before(work: Work, entity: Entity, source: str, passages: tuple[str, ...]) -> bool:
    """Take up the cases that a thing has already; whether it has any."""
    held = [case for case in work.held.get(entity.iri, ()) if case.candidate_iri in work.present]
    here = {case.id: replace(case, sources=frozenset()) for case in held}
    now = {case.id: case for case in work.of(entity.iri)}
    cases = [case for case in {**here, **now}.values() if not case.read_as]
    for held_before in cases:
        case = work.after.get(held_before.id, held_before)
        seen = (*case.passages, *passages)
        sources = case.sources | {source}
        work.put(replace(case, sources=sources, passages=tuple(sorted({*seen})), mention=entity.names[0]))
    return bool(cases)


def _judge(work: Work, entity: Entity, source: str, passages: tuple[str, ...]) -> None:
    there = work.register.entity(entity.iri)
    if there is not None:
        if entity.kind in _SPLIT:
            _perhaps_apart(work, entity, there, source, passages)
        return
    asked = work.asked_of.get(entity.iri, set())
    rarity = work.candidates.rarity
    near = [each for each in work.candidates.near(entity) if each.iri not in asked and _comparable(entity, each)]
    judged = [judge(entity, each, rarity) for each in near if may_be_same(entity, each, rarity)]
    judged.sort(key=lambda judgement: (-judgement.score, judgement.candidate.iri))
    certain = [judgement for judgement in judged if judgement.verdict == "same"]
    if certain:
        _add(work, certain[0], "matched", source, passages)
        return
    for judgement in [each for each in judged if each.verdict == "doubtful"][:_MOST_DOUBTS]:
        _add(work, judgement, "queued", source, passages)


def _comparable(mention: Entity, candidate: Entity) -> bool:
    if mention.iri == candidate.iri:
        return False
    return mention.kind == candidate.kind or (mention.kind, candidate.kind) == ("undertaking", "initiative")


def _perhaps_apart(work: Work, entity: Entity, there: Entity, source: str, passages: tuple[str, ...]) -> None:
    """Keep two things of one name apart where what is said of them does not fit together."""
    judgement = judge(entity, there)
    if judgement.verdict == "same":
        return
    kept = [case for case in work.apart.get(entity.iri, ()) if source in case.sources]
    iri = kept[0].mention_iri if kept else _free(work, entity.iri)
    judgement = replace(judgement, mention=replace(entity, iri=iri))
    found: Found = "queued" if judgement.verdict == "doubtful" else "apart"
    _add(work, judgement, found, source, passages, read_as=entity.iri)


def _free(work: Work, iri: str) -> str:
    number = work.taken.get(iri, 2)
    while work.held.get(f"{iri}-{number}") or work.of(f"{iri}-{number}") or work.register.entity(f"{iri}-{number}"):
        number += 1
    work.taken[iri] = number
    return f"{iri}-{number}"


def _link_those_who_build_on(work: Work, initiative: Entity) -> None:
    """Documents that came before and build on what they could not know to be this initiative."""
    for other in work.candidates.near(replace(initiative, kind="undertaking")):
        entity = work.register.entity(other.iri) if other.kind == "undertaking" and not work.of(other.iri) else None
        if entity is None or not may_be_same(entity, initiative, _NO_COUNTS):
            continue
        judgement = judge(entity, initiative)
        found: Found | None = {"same": "matched", "doubtful": "queued"}.get(judgement.verdict)  # type: ignore[assignment]  # the third verdict gives None
        if found:
            _add(work, judgement, found, *_named_by(work, entity))


def _named_by(work: Work, entity: Entity) -> tuple[frozenset[str], tuple[str, ...]]:
    graphs = [graph for graph in work.register.graphs[entity.iri] if graph.value.startswith(source_graph("").value)]
    passages = set[str]()
    for graph in graphs:
        rows = _rows(work, graph)
        passages |= _places(rows, things_in(rows)).get(entity.iri, set())
    return frozenset(source_of(graph).value for graph in graphs), tuple(sorted(passages))


def _add(
    work: Work,
    judgement: Judgement,
    found: Found,
    source: str | frozenset[str],
    passages: tuple[str, ...],
    read_as: str | None = None,
) -> None:
    case = Case(
        mention_iri=judgement.mention.iri,
        candidate_iri=judgement.candidate.iri,
        mention=judgement.mention.names[0],
        candidate=judgement.candidate.names[0],
        found=found,
        score=judgement.score,
        reasons=judgement.reasons,
        sources=frozenset({source}) if isinstance(source, str) else source,
        passages=passages,
        read_as=read_as,
    )
    decided = work.after.get(case.id) or work.before.get(case.id)
    work.put(replace(case, decision=decided.decision if decided else None))


def _places(rows: Sequence[Row], things: Container[str]) -> dict[str, set[str]]:
    """Passages by the thing whose part of an initiative rests on them."""
    leads_to: dict[str, set[str]] = {}
    resting: list[tuple[str, str]] = []
    for subject, predicate, target in rows:
        thing, part = iri_of(target), iri_of(subject)
        if thing is None:
            continue
        if part and thing in things and part not in things:
            leads_to.setdefault(subject, set()).add(thing)
        if predicate in _RESTS_ON and "/passage/" in thing:
            resting.append((subject, thing))
    found: dict[str, set[str]] = {}
    for subject, passage in resting:
        own = iri_of(subject) or ""
        for iri in leads_to.get(subject, {own} if own in things else ()):
            found.setdefault(iri, set()).add(passage)
    return found


# -- what follows ------------------------------------------------------------------------------------------------------


def _drop_what_lost_its_candidate(work: Work) -> None:
    """Forget cases whose candidate no source names by itself any more; what a person decided stays."""
    for case in list(work.after.values()):
        if case.decision or case.candidate_iri in work.known or case.candidate_iri == case.read_as:
            continue
        if not any(_names_itself(work, graph, case) for graph in work.register.graphs.get(case.candidate_iri, ())):
            del work.after[case.id]


def _names_itself(work: Work, graph: NamedNode, case: Case) -> bool:
    """Whether a graph names the candidate of a case also where nothing in it was renamed."""
    if graph in work.new or source_of(graph).value not in case.sources:
        return True
    candidate = f"<{case.candidate_iri}>"
    return any(subject == candidate and predicate == _A for subject, predicate, _ in _rows(work, graph))


def _rows(work: Work, graph: NamedNode) -> list[Row]:
    """A graph as it was read."""
    text = work.new.text(graph).decode() if graph in work.new else text_of(as_read(work.store.quads(graph)))
    return rows_in(text, graph)


def finish(work: Work) -> Matched:
    """What follows once every graph was judged."""
    _drop_what_lost_its_candidate(work)
    return _renamed(work)


def _renamed(work: Work) -> Matched:
    """The graphs under their new names, and the words."""
    was, now = Renaming(work.before.values()), Renaming(work.after.values())
    graphs = PackedGraphs()
    for graph in work.new:
        renamed = now.of(source_of(graph).value)
        if any(renamed.get(iri, iri) != iri for iri in work.named[graph]):
            _substitute(work, now, graph, graphs)
        else:
            graphs.share(graph, work.new)
    for source in sorted(_sources_that_change(work, was, now)):
        graph = source_graph(source.rsplit("/", 1)[-1])
        if graph not in graphs:
            _substitute(work, now, graph, graphs)
    graphs[REVIEW_GRAPH] = review_quads(sorted(work.after.values(), key=lambda case: case.id))
    added = [case for id_, case in work.after.items() if id_ not in work.before and not case.decision]
    named = {now.of(source_of(graph).value).get(iri, iri) for graph, iris in work.named.items() for iri in iris}
    return Matched(
        graphs,
        frozenset(named),
        tuple(_told(case) for case in added if case.found == "matched"),
        tuple(_told(case) for case in added if case.found == "queued"),
    )


def _substitute(work: Work, renaming: Renaming, graph: NamedNode, graphs: PackedGraphs) -> None:
    """Put a graph under its new names among the graphs."""
    renamed = renaming.of(source_of(graph).value)
    rows = substitute_rows(_rows(work, graph), graph, renamed, work.describe)  # type: ignore[arg-type]
    graphs.put(graph, written(rows, graph).encode())


def _sources_that_change(work: Work, was: Renaming, now: Renaming) -> set[str]:
    """Sources of which some thing gets another name than it had."""
    moved = {name for name, _ in was.everywhere.items() ^ now.everywhere.items()}
    found: set[str] = set()
    for case in (*work.before.values(), *work.after.values()):
        name = case.read_as
        if case.mention_iri in moved:
            found |= case.sources
        elif name:
            found |= {source for source in case.sources if was.of(source).get(name) != now.of(source).get(name)}
    return found


def _told(case: Case) -> str:
    why = case.reasons[0].english if case.reasons else "no reason is recorded"
    sign = "=" if case.found == "matched" else "=?"
    return f"{case.mention} {sign} {case.candidate} ({case.score:.2f}: {why})"

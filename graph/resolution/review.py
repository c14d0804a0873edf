"""What waits for a person: the queue, decisions, and taking them back.

A decision is stored as curation. It stands above what the program found, no import changes it, and taking it back gives
every graph as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pyoxigraph import NamedNode

from graph.knowledge import Index, Knowledge, Known, key
from graph.resolution.cases import Case, Decision, Person, decision_quads, load
from graph.resolution.matching import with_decisions
from graph.resolution.register import stored
from graph.resolution.substitution import source_of
from graph.store import Store
from ontology.errors import InvalidParameter, NotFound
from ontology.terms import CURATION_GRAPH, kind_and_slug, term

__all__ = ["Case", "cases", "decide", "informed", "pair", "queue", "undo", "where"]

_VERDICTS = ("same", "different", "unsure")


def cases(store: Store) -> list[Case]:
    """Every case: queued, matched by the program, kept apart, and decided; the most alike first."""
    return sorted(load(store).values(), key=lambda case: (-case.score, case.mention, case.id))


def queue(store: Store) -> list[Case]:
    """The cases that wait for a person, the most alike first."""
    return [case for case in cases(store) if case.status == "queued"]


def where(store: Store, case: Case) -> list[str]:
    """The places of a case in words, as ``forslag.docx, line 12``."""
    if not case.passages:
        return []
    values = " ".join(str(NamedNode(iri)) for iri in case.passages)
    rows = store.select(
        f"SELECT DISTINCT ?title ?line {{ VALUES ?passage {{ {values} }} ?passage {term('dcterms:source')} ?source ; "
        f"{term('fyr:firstLine')} ?line . ?source {term('dcterms:title')} ?title }}"
    ).rows
    places = {(getattr(title, "value", ""), int(getattr(line, "value", 0))) for title, line in rows}
    return [f"{title}, line {line}" for title, line in sorted(places)]


def pair(store: Store, mention: str, candidate: str) -> Case:
    """The case of two things that a person names, also where the program never compared them.

    Raises
    ------
    InvalidParameter
        One of them is not in the store, both are the same, or they are things of different kinds.
    """
    register = stored(store)
    first, second = register.entity(mention), register.entity(candidate)
    for iri, entity in ((mention, first), (candidate, second)):
        if entity is None:
            raise InvalidParameter(f"{iri}: the store has no such thing that could be compared")
    assert first and second
    if first.iri == second.iri or (second.kind not in (first.kind, "initiative")):
        raise InvalidParameter(f"{mention} and {candidate} cannot be compared: two things of one kind are needed")
    case = Case(
        first.iri,
        second.iri,
        first.names[0],
        second.names[0],
        "queued",
        0.5,
        sources=_sources(register.graphs[first.iri]),
    )
    return load(store).get(case.id, case)


def _sources(graphs: Iterable[NamedNode]) -> frozenset[str]:
    """Sources by their graphs."""
    return frozenset(source_of(graph).value for graph in graphs if "/graph/source/" in graph.value)


def decide(
    store: Store,
    knowledge: Knowledge,
    case: str | Case,
    verdict: Person,
    by: str | None = None,
    at: datetime | None = None,
) -> list[str]:
    """Store what a person decided, and let it take effect.

    Parameters
    ----------
    case : str or Case
        The case, or its id.
    verdict : "same", "different" or "unsure"
        What the person says.
    by : str, optional
        Who says so.
    at : datetime, optional
        When; by default now.

    Returns
    -------
    list of str
        What changed, in words.

    Raises
    ------
    NotFound
        There is no such case.
    InvalidParameter
        The verdict is none.
    """
    if verdict not in _VERDICTS:
        raise InvalidParameter(f"{verdict!r} is no verdict: choose {', '.join(_VERDICTS)}")
    chosen = _case(store, case)
    moment = (at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    decided = replace(chosen, decision=Decision(verdict, moment, by))
    return _apply(store, knowledge, chosen, decided)


def undo(store: Store, knowledge: Knowledge, case: str | Case) -> list[str]:
    """Take a decision back: everything is as if it had not been made.

    Raises
    ------
    NotFound
        There is no such case.
    InvalidParameter
        Nothing was decided about it.
    """
    chosen = _case(store, case)
    if chosen.decision is None:
        raise InvalidParameter(f"{chosen.id}: nothing was decided about {chosen.mention} and {chosen.candidate}")
    return _apply(store, knowledge, chosen, replace(chosen, decision=None))


def informed(store: Store, knowledge: Knowledge) -> Knowledge:
    """The curated lists with the names that people decided about, so that the next reading knows them as names."""
    decided = [case for case in load(store).values() if case.decision and case.kind == "organisation"]
    unknown = [case for case in decided if not knowledge.organisation(case.mention) and case.read_as is None]
    if not unknown:
        return knowledge
    slugs = {case.mention: (kind_and_slug(case.mention_iri) or ("", ""))[1] for case in unknown}
    entries = {name: Known(name=name, slug=slug) for name, slug in slugs.items()}
    added = {key(name): entry for name, entry in entries.items()}
    index = knowledge.organisation_index
    beginnings = {folded[:end] for folded in added for end in range(1, len(folded) + 1)}
    return replace(
        knowledge,
        organisations={**entries, **knowledge.organisations},
        organisation_index=Index({**added, **index.entries}, index.beginnings | beginnings),
    )


def _case(store: Store, case: str | Case) -> Case:
    if isinstance(case, Case):
        return case
    found = load(store)
    if case not in found:
        raise NotFound(f"there is no case {case!r}: the list of cases shows their ids")
    return found[case]


def _apply(store: Store, knowledge: Knowledge, before: Case, after: Case) -> list[str]:
    """Write curation and every graph that follows from it, in one go."""
    revision = store.revision
    all_cases = load(store)
    # A pair that only a person brought up is gone once nothing is decided about it.
    if after.decision or after.reasons:
        all_cases[after.id] = after
    else:
        all_cases.pop(after.id, None)
    curated = [quad for quad in store.quads(CURATION_GRAPH) if quad not in decision_quads(before)]
    graphs = with_decisions(store, knowledge, all_cases)
    graphs[CURATION_GRAPH] = [*curated, *decision_quads(after)]
    store.replace(graphs, expected=revision)
    return _words(before, after, graphs)


def _words(before: Case, after: Case, graphs: Iterable[object]) -> list[str]:
    changed = sum("/graph/source/" in getattr(graph, "value", "") for graph in graphs)
    names = f"{after.mention} and {after.candidate}"
    told = f"{names}: decided {after.decision.verdict}" if after.decision else f"{names}: the decision was taken back"
    if before.same == after.same:
        return [f"{told}; nothing else changes"]
    now = "are one thing from now on" if after.same else "are two things from now on"
    return [told, f"{names} {now}; {changed} source{'s' if changed != 1 else ''} changed"]

"""Cases of who is who, as they lie in a store: what the program found, and what people decided.

What the program found is in the graph of reviews and may be made anew by every import. What people decided is in the
graph of curation, and no import touches it.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, cast

from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, Quad

from graph.resolution.entities import Kind, Reason
from graph.store import Store
from ontology.terms import CURATION_GRAPH, PREFIXES, REVIEW_GRAPH, fyr, kind_and_slug, term

__all__ = ["Case", "Decision", "Found", "Person", "Renaming", "decision_quads", "load", "review_quads"]

Found = Literal["matched", "queued", "apart"]
Person = Literal["same", "different", "unsure"]

_A, _LABEL = term("rdf:type"), term("rdfs:label")


@dataclass(frozen=True)
class Decision:
    """What a person said: `at` is a time in ISO 8601, `by` a name where one was given."""

    verdict: Person
    at: str
    by: str | None = None


@dataclass(frozen=True)
class Case:
    """One thing that documents name, compared with one that is known.

    `sources` are the IRIs of the sources that name it, `passages` those of the places. `read_as` is set where two
    things of one name are kept apart: it is what the name alone would make of the mention.
    """

    mention_iri: str
    candidate_iri: str
    mention: str
    candidate: str
    found: Found
    score: float
    reasons: tuple[Reason, ...] = ()
    sources: frozenset[str] = frozenset()
    passages: tuple[str, ...] = ()
    read_as: str | None = None
    decision: Decision | None = None

    @cached_property
    def id(self) -> str:
        """Eight hexadecimal digits that name the pair."""
        return hashlib.sha256(f"{self.mention_iri} {self.candidate_iri}".encode()).hexdigest()[:8]

    @property
    def kind(self) -> Kind:
        """Kind of thing that was compared."""
        return cast(Kind, (kind_and_slug(self.mention_iri) or ("organisation",))[0])

    @property
    def status(self) -> Literal["matched", "queued", "apart", "decided"]:
        """Where it stands: what a person decided comes first."""
        return "decided" if self.decision else self.found

    @property
    def same(self) -> bool:
        """Whether both are treated as one thing."""
        return self.decision.verdict == "same" if self.decision else self.found == "matched"

    @property
    def node(self) -> str:
        """What follows the IRI of the mention in the IRIs of match and decision."""
        kind, slug = kind_and_slug(self.candidate_iri) or ("thing", self.id)
        return f"{kind}-{slug}"


def load(store: Store) -> dict[str, Case]:
    """Every case of a store by its id, those that were decided and have no match any more among them."""
    found = {case.id: case for case in _cases(_by_subject(store.quads(REVIEW_GRAPH)))}
    for case in _decided(_by_subject(_decisions(store))):
        found[case.id] = replace(found.get(case.id, case), decision=case.decision)
    return found


class Renaming:
    """Which IRIs of sources' readings others take the place of, by what was found and decided.

    Parameters
    ----------
    cases : iterable of Case
        All of them.
    """

    def __init__(self, cases: Iterable[Case]) -> None:
        listed = sorted(cases, key=lambda case: (case.decision.at if case.decision else "", case.score, case.id))
        self._into = {case.mention_iri: case.candidate_iri for case in listed if case.same and case.read_as is None}
        self._apart: dict[str, dict[str, Case]] = defaultdict(dict)
        for case in listed:
            for source in case.sources if case.read_as else ():
                self._apart[source][case.read_as or ""] = case
        self.everywhere: dict[str, str] = {name: _end(name, self._into) for name in self._into}

    def of(self, source: str) -> Mapping[str, str]:
        """By the IRI as read, what takes its place in one source."""
        if source not in self._apart:
            return self.everywhere
        apart = self._apart[source].items()
        own = {name: _end(name if case.same else case.mention_iri, self._into) for name, case in apart}
        return ChainMap(own, self.everywhere)


def _end(iri: str, into: Mapping[str, str]) -> str:
    """Where a chain of names ends; a ring ends where it began."""
    seen = {iri}
    while iri in into and into[iri] not in seen:
        iri = into[iri]
        seen.add(iri)
    return iri


# -- as quads ----------------------------------------------------------------------------------------------------------


def review_quads(cases: Iterable[Case]) -> list[Quad]:
    """The graph of reviews: every case that some source still names."""
    return [quad for case in cases if case.sources for quad in _match(case)]


def _match(case: Case) -> Iterable[Quad]:
    node = NamedNode(f"{case.mention_iri}/match/{case.node}")
    yield from _pair(node, case, "Match", case.found, REVIEW_GRAPH)
    yield Quad(node, fyr("score"), _decimal(case.score), REVIEW_GRAPH)
    if case.read_as:
        yield Quad(node, fyr("readAs"), NamedNode(case.read_as), REVIEW_GRAPH)
    for source in sorted(case.sources):
        yield Quad(node, term("dcterms:source"), NamedNode(source), REVIEW_GRAPH)
    for passage in case.passages:
        yield Quad(node, term("prov:wasDerivedFrom"), NamedNode(passage), REVIEW_GRAPH)
    for position, reason in enumerate(case.reasons, start=1):
        each = NamedNode(f"{node.value}/reason/{position}")
        yield Quad(node, fyr("reason"), each, REVIEW_GRAPH)
        yield Quad(each, _A, fyr("Reason"), REVIEW_GRAPH)
        yield Quad(each, fyr("position"), Text(position), REVIEW_GRAPH)
        yield Quad(each, fyr("feature"), Text(reason.feature), REVIEW_GRAPH)
        yield Quad(each, fyr("contribution"), _decimal(reason.contribution), REVIEW_GRAPH)
        yield Quad(each, _LABEL, Text(reason.english, language="en"), REVIEW_GRAPH)
        yield Quad(each, _LABEL, Text(reason.danish, language="da"), REVIEW_GRAPH)


def decision_quads(case: Case) -> list[Quad]:
    """What curation says of a decided case."""
    if case.decision is None:
        return []
    node = NamedNode(f"{case.mention_iri}/decision/{case.node}")
    quads = [
        *_pair(node, case, "Decision", case.decision.verdict, CURATION_GRAPH),
        Quad(node, term("dcterms:date"), _moment(case.decision.at), CURATION_GRAPH),
    ]
    if case.decision.by:
        quads.append(Quad(node, term("dcterms:creator"), Text(case.decision.by), CURATION_GRAPH))
    return quads


def _pair(node: NamedNode, case: Case, type_: str, verdict: str, graph: NamedNode) -> Iterable[Quad]:
    yield Quad(node, _A, fyr(type_), graph)
    yield Quad(node, fyr("compared"), NamedNode(case.mention_iri), graph)
    yield Quad(node, fyr("candidate"), NamedNode(case.candidate_iri), graph)
    yield Quad(node, fyr("verdict"), term(f"verdict:{verdict}"), graph)
    yield Quad(node, fyr("asPrinted"), Text(case.mention), graph)
    yield Quad(node, term("dcterms:title"), Text(case.candidate), graph)


def _decimal(value: float) -> Text:
    return Text(f"{value:.4f}", datatype=NamedNode(PREFIXES["xsd"] + "decimal"))


def _moment(at: str) -> Text:
    return Text(at, datatype=NamedNode(PREFIXES["xsd"] + "dateTime"))


# -- from quads --------------------------------------------------------------------------------------------------------

_Fields = Mapping[NamedNode, list[str]]


def _by_subject(quads: Iterable[Quad]) -> dict[str, dict[NamedNode, list[str]]]:
    """Values by subject and predicate; of a label in a language, the language in front."""
    found: dict[str, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Text):
            language = quad.object.language if isinstance(quad.object, Text) else None
            found[quad.subject.value][quad.predicate].append(f"{language}:" * bool(language) + quad.object.value)
    return found


def _decisions(store: Store) -> list[Quad]:
    """The quads of curation that are about decisions."""
    return [
        quad
        for quad in store.quads(CURATION_GRAPH)
        if isinstance(quad.subject, NamedNode) and "/decision/" in quad.subject.value
    ]


def _cases(subjects: Mapping[str, _Fields]) -> Iterable[Case]:
    for fields in subjects.values():
        if fyr("Match").value not in fields.get(_A, ()):
            continue
        reasons = [subjects[iri] for iri in fields.get(fyr("reason"), ()) if iri in subjects]
        yield Case(
            mention_iri=_one(fields, fyr("compared")),
            candidate_iri=_one(fields, fyr("candidate")),
            mention=_one(fields, fyr("asPrinted")),
            candidate=_one(fields, term("dcterms:title")),
            found=cast(Found, _one(fields, fyr("verdict")).rsplit("/", 1)[-1]),
            score=float(_one(fields, fyr("score")) or 0),
            reasons=tuple(map(_reason, sorted(reasons, key=lambda each: int(_one(each, fyr("position")))))),
            sources=frozenset(fields.get(term("dcterms:source"), ())),
            passages=tuple(sorted(fields.get(term("prov:wasDerivedFrom"), ()))),
            read_as=_one(fields, fyr("readAs")) or None,
        )


def _reason(fields: _Fields) -> Reason:
    words = {text[:2]: text[3:] for text in fields.get(_LABEL, ())}
    return Reason(
        _one(fields, fyr("feature")), float(_one(fields, fyr("contribution"))), words.get("en", ""), words.get("da", "")
    )


def _decided(subjects: Mapping[str, _Fields]) -> Iterable[Case]:
    for fields in subjects.values():
        if fyr("Decision").value in fields.get(_A, ()):
            verdict = cast(Person, _one(fields, fyr("verdict")).rsplit("/", 1)[-1])
            by = _one(fields, term("dcterms:creator")) or None
            yield Case(
                mention_iri=_one(fields, fyr("compared")),
                candidate_iri=_one(fields, fyr("candidate")),
                mention=_one(fields, fyr("asPrinted")),
                candidate=_one(fields, term("dcterms:title")),
                found="queued",
                score=0.5,
                decision=Decision(verdict, _one(fields, term("dcterms:date")), by),
            )


def _one(fields: _Fields, predicate: NamedNode) -> str:
    return next(iter(fields.get(predicate, ())), "")

"""When is a graph well formed? `shapes.ttl` says it, pySHACL checks it, and the report is put into words here.

This is the one module that knows rdflib and pySHACL. Both are imported inside functions: together they take half a
second to load, and most commands never validate. They are asked only about what `ontology.gate` does not see
to be in order. Nothing here reads a user's file or opens a connection; `owl:imports` in the data is a triple like any
other.
"""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, cast

import pyoxigraph as ox

from ontology.errors import ShapeViolation
from ontology.gate import NO_CYCLE, doubts, rules
from ontology.gate import Node as Term
from ontology.terms import ID, PREFIXES, fyr, term
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["Report", "Severity", "Violation", "require", "validate"]

Severity = Literal["violation", "warning"]
Language = Literal["en", "da"]
# pySHACL swaps how rdflib reads literals while it works, for the whole process: one at a time.
_ONE_AT_A_TIME: Final = Lock()
# What a shape needs to know of the ontology: which class is under which, which concept in which scheme.
_SCAFFOLD: Final = frozenset({PREFIXES["rdfs"] + "subClassOf", PREFIXES["skos"] + "inScheme"})
_NODE: Final = (ox.NamedNode, ox.BlankNode)
_MESSAGE: Final = term("sh:message")
_LONGEST_FIRST: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_XSD: Final = PREFIXES["xsd"]
_SHOWN: Final = 5
# Shapes and things for pySHACL at a time: it compares each result with all that it has.
_PORTION: Final = 500


@dataclass(frozen=True)
class Violation:
    """One rule broken by one thing.

    `severity` is "violation", which keeps data out of a store, or "warning", which asks a person to look. `focus` is
    the IRI of the thing; `path` is the property that the rule is about, as a prefixed name; `value` what stands there.
    """

    severity: Severity
    focus: str
    path: str | None
    message: str
    value: str | None

    def __str__(self) -> str:
        where = f"{_short(self.focus)}, {self.path}" if self.path else _short(self.focus)
        return f"{where}: {self.message}" + (f" [{self.value}]" if self.value else "")


@dataclass(frozen=True)
class Report:
    """What was found: violations first, then warnings, each by focus and path.

    `complete` is false where as much was wrong as the caller wanted to know, and the rest was not looked at.
    """

    violations: tuple[Violation, ...]
    complete: bool = True

    @property
    def conforms(self) -> bool:
        """Whether nothing is worse than a warning."""
        return all(found.severity == "warning" for found in self.violations)

    @property
    def lines(self) -> tuple[str, ...]:
        """The report in words, one line for each rule that is broken."""
        return tuple(f"{found.severity}: {found}" for found in self.violations)


def validate(
    quads: Iterable[ox.Quad | ox.Triple],
    *,
    language: Language = "en",
    focus: Collection[Term] | None = None,
    enough: float = math.inf,
) -> Report:
    """Check triples against the shapes; which named graph they are in makes no difference.

    Parameters
    ----------
    quads : iterable of pyoxigraph.Quad or pyoxigraph.Triple
        What should hold together: one source with the curation of its things. The ontology need not be among them.
    language : "en" or "da"
        The language of the messages.
    focus : collection of terms, optional
        The things to look at, by default all; the rest is only what they are seen against.
    enough : float
        Violations after which no more are looked for; by default all are found.

    Returns
    -------
    Report
        Empty where every rule holds.

    Notes
    -----
    A tenth of a second for ten thousand triples that keep every rule; more than a second where pySHACL has to look. A
    check of what a write brings, not of a large store.

    Examples
    --------
    >>> from ontology.terms import fyr, term, thing
    >>> report = validate([ox.Triple(thing("collective", "kommuner"), term("rdf:type"), fyr("Collective"))])
    >>> print(report.violations[0])
    collective/kommuner, skos:prefLabel: This thing has no name. Give it a skos:prefLabel, best in Danish (@da) and ...
    """
    triples = {quad.triple if isinstance(quad, ox.Quad) else quad for quad in quads}
    broken, complete = _broken(triples, language, focus, enough)
    return Report(tuple(sorted({*_circles(triples, language), *broken}, key=_order)), complete)


def require(quads: Iterable[ox.Quad | ox.Triple], *, language: Language = "en") -> Report:
    """Return the report where nothing is worse than a warning; raise it otherwise.

    Raises
    ------
    ShapeViolation
        Its `report` has one line for each violation, and its message shows the first of them.
    """
    report = validate(quads, language=language)
    if report.conforms:
        return report
    broken = tuple(str(found) for found in report.violations if found.severity == "violation")
    more = f"; and {len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
    raise ShapeViolation("; ".join(broken[:_SHOWN]) + more, broken)


def _order(found: Violation) -> tuple[str, ...]:
    return found.severity, found.focus, found.path or "", found.message, found.value or ""


def _broken(
    triples: set[ox.Triple], language: Language, focus: Collection[Term] | None, enough: float
) -> tuple[set[Violation], bool]:
    """What pySHACL finds, asked only where something may be wrong, as mostly nothing is; and whether that is all."""
    together = triples | _scaffold()
    doubtful, found = doubts(together, focus), set[Violation]()
    if not doubtful:
        return found, True
    with _ONE_AT_A_TIME, _quietly():
        data = _graph(together)
        for first in range(0, len(doubtful), _PORTION):
            with _aimed_at(doubtful[first : first + _PORTION]) as aimed:
                found.update(_violations(_run(data, aimed), language))
            if sum(each.severity == "violation" for each in found) >= enough:
                return found, first + _PORTION >= len(doubtful)
    return found, True


@contextmanager
def _quietly() -> Iterator[None]:
    """A literal that does not fit its datatype is for the shapes to report, not for rdflib's log and warnings."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    with warnings.catch_warnings(action="ignore"):
        yield


@contextmanager
def _aimed_at(doubtful: Iterable[tuple[Term, Term]]) -> Iterator[Graph]:
    """The shapes, each aimed at the things that may break it and at no others."""
    from rdflib import SH

    shapes, aims = _shapes(), [(_node(shape), SH.targetNode, _node(thing)) for shape, thing in doubtful]
    for aim in aims:
        shapes.add(aim)
    try:
        yield shapes
    finally:
        for aim in aims:
            shapes.remove(aim)


def _run(data: Graph, shapes: Graph) -> Graph:
    """The validation report as SHACL defines it."""
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import SH, Graph

    try:
        return _applied(data, shapes)
    except (ReportableRuntimeError, TypeError, ArithmeticError):
        # pySHACL fails where two values cannot be compared, as a number and a word. What is wrong with them, other
        # rules say.
        others = Graph()
        for rule in shapes:
            if rule[1] != SH.lessThanOrEquals:
                others.add(rule)
        return _applied(data, others)


def _applied(data: Graph, shapes: Graph) -> Graph:
    from pyshacl import validate as run
    from rdflib import Graph

    # `inplace`: the graph was made for this, so pySHACL need not copy it.
    _, report, text = run(data, shacl_graph=shapes, inference="none", inplace=True, do_owl_imports=False)
    if not isinstance(report, Graph):
        raise ShapeViolation(f"the shapes could not be applied: {text}") from cast(Exception, report)
    return report


@cache
def _shapes() -> Graph:
    """The shapes without what they aim at, and without their one query.

    rdflib follows a path by recursion, and once for each node on it: a thousand links in a row would end in an error,
    so `_circles` keeps that rule here, in one pass over the links.
    """
    from rdflib import SH

    shapes = _graph(rules())
    for aim in (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf):
        shapes.remove((None, aim, None))
    return shapes


def _circles(triples: Iterable[ox.Triple], language: Language) -> Iterator[Violation]:
    """One violation for each link of a circle of `fyr:buildsOn`."""
    steps: dict[str, set[str]] = {}
    for triple in sorted((triple for triple in triples if triple.predicate == fyr("buildsOn")), key=str):
        if isinstance(triple.subject, _NODE) and isinstance(triple.object, _NODE):
            steps.setdefault(triple.subject.value, set()).add(triple.object.value)
    while circle := _circle(steps):
        words = _messages()[NO_CYCLE.value, language]
        for foundation, builder in pairwise(circle):
            steps[builder].discard(foundation)
            yield Violation("violation", builder, "fyr:buildsOn", words, _short(foundation))


def _circle(steps: dict[str, set[str]]) -> list[str]:
    """A circle of links, each node before what builds on it; empty where there is none."""
    try:
        TopologicalSorter(steps).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@cache
def _scaffold() -> frozenset[ox.Triple]:
    known = (*vocabulary("fyrnet.ttl"), *vocabulary("concepts.ttl"))
    return frozenset(triple for triple in known if triple.predicate.value in _SCAFFOLD)


def _graph(triples: Iterable[ox.Triple]) -> Graph:
    """The same triples in rdflib, less those that it cannot hold: RDF 1.2 triples about triples."""
    from rdflib import Graph

    graph = Graph()
    for triple in triples:
        if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple):
            graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    """One term in rdflib; rdflib would parse XML and HTML, so a literal outside XML Schema becomes plain text."""
    from rdflib import BNode, URIRef
    from rdflib import Literal as Text

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Text(term.value, lang=term.language)
    return Text(term.value, datatype=term.datatype.value if term.datatype.value.startswith(_XSD) else None)


def _violations(report: Graph, language: Language) -> Iterator[Violation]:
    from rdflib import SH

    for result in report.objects(None, SH.result):
        focus = str(report.value(result, SH.focusNode))
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        yield Violation(
            severity="warning" if report.value(result, SH.resultSeverity) == SH.Warning else "violation",
            focus=focus,
            path=_path(report, path) if path else None,
            message=_messages()[str(report.value(result, SH.sourceShape)), language],
            value=_short(str(value)) if value is not None and str(value) != focus else None,
        )


@cache
def _messages() -> Mapping[tuple[str, str | None], str]:
    """What each shape says in a language."""
    said = (triple for triple in rules() if triple.predicate == _MESSAGE)
    return {(s.value, o.language): o.value for s, _, o in said if isinstance(s, _NODE) and isinstance(o, ox.Literal)}


def _path(report: Graph, path: Node) -> str:
    """A property path as SPARQL writes it."""
    from rdflib import RDF, SH, BNode

    if not isinstance(path, BNode):
        return _short(str(path))
    if inverse := report.value(path, SH.inversePath):
        return f"^{_path(report, inverse)}"
    if alternatives := report.value(path, SH.alternativePath):
        return "|".join(_path(report, step) for step in report.items(alternatives))
    return "/".join(_path(report, step) for step in report.items(path)) if report.value(path, RDF.first) else ""


def _short(text: str) -> str:
    """A prefixed name, or the path of a thing below `ID`; anything else as it is."""
    for prefix, namespace in _LONGEST_FIRST:
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text.removeprefix(ID)

"""`docs/ontology.md`: every term, concept and rule of the Turtle files. `python -m ontology.document` writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import FYR, PREFIXES, term
from ontology.vocabulary import FILES, vocabulary

__all__ = ["reference"]

Node = NamedNode | BlankNode | Literal | Triple
# Vocabularies that fyrnet only points to, so that `ontology.terms` need not know them.
_ALIGNED: Final = {
    "cids": "https://ontology.commonapproach.org/cids#",
    "cv": "http://data.europa.eu/m8g/",
    "eurio": "http://data.europa.eu/s66#",
    "oa": "http://www.w3.org/ns/oa#",
}
_NAMESPACES: Final = sorted((PREFIXES | _ALIGNED).items(), key=lambda item: -len(item[1]))
_SECTIONS: Final = {
    "owl:Class": "Classes",
    "owl:ObjectProperty": "Links",
    "owl:DatatypeProperty": "Values",
    "owl:AnnotationProperty": "Edges of networks",
}
_AXIOMS: Final = {
    "rdfs:subClassOf": "under",
    "rdfs:subPropertyOf": "under",
    "rdfs:domain": "of",
    "rdfs:range": "leads to",
    "owl:propertyChainAxiom": "short for",
    "owl:disjointWith": "never also",
    "skos:closeMatch": "close to",
    "fyr:edgeIn": "edge in the network",
    "fyr:edgeFrom": "edge from",
    "fyr:edgeTo": "edge to",
    "fyr:edgeShortcut": "edge shortcut",
}
_HEAD: Final = """\
# The ontology

<!-- Written by `python -m ontology.document` from ontology/*.ttl: change those, not this. -->

The terms of fyrnet, in English with their Danish names: what can be said (`ontology/fyrnet.ttl`), the lists to choose
from (`ontology/concepts.ttl`) and what must hold (`ontology/shapes.ttl`). Why the axioms are as few as they are stands
in [decision 0003](decisions/0003-ontology.md). `fyr:` is `{fyr}`.
"""


@dataclass(frozen=True)
class _Statements:
    """Triples by subject and predicate, in the order of their file."""

    by_subject: dict[Node, dict[str, list[Node]]]

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        """What the subject says with the predicate."""
        return self.by_subject.get(subject, {}).get(term(predicate).value, [])

    def text(self, subject: Node, predicate: str, language: str) -> str:
        """The words in one language; empty where there are none."""
        texts = (node for node in self.objects(subject, predicate) if isinstance(node, Literal))
        return next((node.value for node in texts if node.language == language), "")

    def subjects(self, type_: str) -> list[Node]:
        """Everything of that type, in the order of the file."""
        return [subject for subject in self.by_subject if term(type_) in self.objects(subject, "rdf:type")]

    def items(self, head: Node) -> Iterator[Node]:
        """What an RDF list holds."""
        while first := self.objects(head, "rdf:first"):
            yield first[0]
            head = self.objects(head, "rdf:rest")[0]


@cache
def _statements() -> _Statements:
    index: dict[Node, dict[str, list[Node]]] = {}
    for triple in (triple for name in FILES for triple in vocabulary(name)):
        index.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return _Statements(index)


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD.format(fyr=FYR)]
    for type_, heading in _SECTIONS.items():
        parts.append(f"\n## {heading}\n")
        own = (node for node in _statements().subjects(type_) if isinstance(node, NamedNode))
        parts.extend(_term(node) for node in own if node.value.startswith(FYR))
    parts.extend(_scheme(scheme) for scheme in _statements().subjects("skos:ConceptScheme"))
    parts.append(_rules())
    return "".join(parts)


def _term(node: NamedNode) -> str:
    graph = _statements()
    axioms = [f"{says} {found}" for predicate, says in _AXIOMS.items() if (found := _listed(node, predicate))]
    english, danish = (
        [graph.text(node, predicate, language) for predicate in ("rdfs:label", "skos:definition", "skos:example")]
        for language in ("en", "da")
    )
    return (
        f"\n### `{_short(node)}`\n\n**{english[0]}**: {english[1]}\n*Example: {english[2]}*\n\n"
        f"Dansk: **{danish[0]}**: {danish[1]}\n" + (f"\n{'; '.join(axioms)}.\n" if axioms else "")
    )


def _listed(node: Node, predicate: str) -> str:
    return ", ".join(_expression(found) for found in _statements().objects(node, predicate))


def _expression(node: Node) -> str:
    """A name, a literal, one of several classes, or a chain of properties."""
    graph = _statements()
    if not isinstance(node, BlankNode):
        return f"“{node.value}”" if isinstance(node, Literal) else f"`{_short(node)}`"
    for union in graph.objects(node, "owl:unionOf"):
        return " or ".join(_expression(item) for item in graph.items(union))
    return f"`{'/'.join(_short(item) for item in graph.items(node))}`"


def _scheme(scheme: Node) -> str:
    graph = _statements()
    concepts = (node for node in graph.subjects("skos:Concept") if scheme in graph.objects(node, "skos:inScheme"))
    rows = "".join(
        f"| `{_short(concept)}` | {graph.text(concept, 'skos:prefLabel', 'en')} "
        f"| {graph.text(concept, 'skos:prefLabel', 'da')} | {graph.text(concept, 'skos:definition', 'en')} |\n"
        for concept in concepts
    )
    return (
        f"\n## {graph.text(scheme, 'skos:prefLabel', 'en')}\n\n{graph.text(scheme, 'skos:definition', 'en')}\n\n"
        f"| concept | English | Danish | what |\n| --- | --- | --- | --- |\n{rows}"
    )


def _rules() -> str:
    shapes = "".join(
        _shape(shape, target) for shape in _statements().subjects("sh:NodeShape") if (target := _target(shape))
    )
    return f"\n## What must hold\n\nA violation keeps data out of a store; a warning asks a person to look.\n{shapes}"


def _shape(shape: Node, target: str) -> str:
    """What the shape looks at, and its rules by the message that is shown where one is broken."""
    graph = _statements()
    rules = [shape, *graph.objects(shape, "sh:property")]
    return f"\n{target}:\n\n" + "".join(_rule(rule) for rule in rules if graph.objects(rule, "sh:message"))


def _rule(rule: Node) -> str:
    graph = _statements()
    path = "".join(f"`{_path(path)}`: " for path in graph.objects(rule, "sh:path"))
    severity = "*Warning.* " if term("sh:Warning") in graph.objects(rule, "sh:severity") else ""
    return f"- {severity}{path}{graph.text(rule, 'sh:message', 'en')}\n"


def _target(shape: Node) -> str:
    graph = _statements()
    classes = [f"`{_short(node)}`" for node in graph.objects(shape, "sh:targetClass")]
    objects = [f"`{_short(node)}`" for node in graph.objects(shape, "sh:targetObjectsOf")]
    subjects = [f"`{_short(node)}`" for node in graph.objects(shape, "sh:targetSubjectsOf")]
    named = [", ".join(classes)] if classes else []
    named += [f"what {' or '.join(objects)} leads to"] if objects else []
    named += [f"what has {' or '.join(subjects)}"] if subjects else []
    return "; ".join(named).replace("what", "What", 1) if not classes else "; ".join(named)


def _path(path: Node) -> str:
    """A property path as SPARQL writes it."""
    graph = _statements()
    if not isinstance(path, BlankNode):
        return _short(path)
    for inverse in graph.objects(path, "sh:inversePath"):
        return f"^{_path(inverse)}"
    for alternatives in graph.objects(path, "sh:alternativePath"):
        return "|".join(_path(step) for step in graph.items(alternatives))
    return "/".join(_path(step) for step in graph.items(path))


def _short(node: Node) -> str:
    """A prefixed name where a prefix is known."""
    iri = node.value if isinstance(node, NamedNode) else str(node)
    for prefix, namespace in _NAMESPACES:
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


def _write(out: Path) -> None:
    out.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    _write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/ontology.md"))

"""The terms of fyrnet: each one is explained in both languages, and no axiom says more than is meant."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import get_args

import owlrl  # type: ignore[import-untyped]  # ships no types, and none are published
import pyoxigraph as ox
import pytest
import rdflib
import yaml

from graph.shipped import data_file
from ontology import models
from ontology.document import reference
from ontology.terms import FYR, PREFIXES, fyr, term
from ontology.vocabulary import FILES, vocabulary

ROOT = Path(__file__).parents[1]
ONTOLOGY = ox.NamedNode("https://w3id.org/fyrnet/ontology")
OWN = {
    "owl:Class": """Initiative Undertaking Project Programme Strategy Agreement Facility Event Network Analysis
        Collective Participation Dependency Contact Element Effect KeyFigure Mention Passage Source
        Match Reason Decision""",
    "owl:ObjectProperty": """participation participant role hasParticipant dependency on buildsOn mention mentions
        organisation contact person element expectedEffect keyFigure theme owner member undertakingKind
        organisationKind compared candidate readAs verdict reason""",
    "owl:DatatypeProperty": """printedNumber asPrinted warning text section firstLine lastLine page contentHash level
        position targetYear value valueMax unit year pending confirmed score feature contribution asRead""",
    "owl:AnnotationProperty": "edgeIn edgeFrom edgeTo edgeShortcut",
}
NAMES = [name for names in OWN.values() for name in names.split()]
SCHEMES = {
    "role": "https://w3id.org/fyrnet/role",
    "orgkind": "https://w3id.org/fyrnet/organisation-kind",
    "kind": "https://w3id.org/fyrnet/undertaking-kind",
    "theme": "https://w3id.org/fyrnet/theme",
    "verdict": "https://w3id.org/fyrnet/verdict",
}
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def objects(name: str, subject: Node, predicate: str) -> list[Node]:
    return [t.object for t in vocabulary(name) if t.subject == subject and t.predicate == term(predicate)]


def languages(name: str, subject: Node, predicate: str) -> list[str]:
    """The languages of a text, once for each text."""
    found = objects(name, subject, predicate)
    return sorted(text.language or "" for text in found if isinstance(text, ox.Literal) and len(text.value) > 0)


def concepts(prefix: str) -> list[ox.NamedNode]:
    scheme = ox.NamedNode(SCHEMES[prefix])
    own = [t.subject for t in vocabulary("concepts.ttl") if t.predicate == term("skos:inScheme") and t.object == scheme]
    return [node for node in own if isinstance(node, ox.NamedNode)]


# -- every term and every concept is explained -------------------------------------------------------------------------


def test_terms_are_those_that_the_rest_of_fyrnet_relies_on() -> None:
    for type_, names in OWN.items():
        typed = [t.subject for t in vocabulary("fyrnet.ttl") if t.object == term(type_)]
        declared = {node.value for node in typed if isinstance(node, ox.NamedNode)}
        assert {iri.removeprefix(FYR) for iri in declared if iri.startswith(FYR)} == set(names.split())


@pytest.mark.parametrize("name", NAMES)
def test_term_has_label_definition_and_example_in_both_languages(name: str) -> None:
    for predicate in ("rdfs:label", "skos:definition", "skos:example"):
        assert languages("fyrnet.ttl", fyr(name), predicate) == ["da", "en"], predicate
    assert objects("fyrnet.ttl", fyr(name), "rdfs:isDefinedBy") == [ONTOLOGY]


@pytest.mark.parametrize("prefix", SCHEMES)
def test_concept_has_label_and_definition_in_both_languages_and_its_code(prefix: str) -> None:
    assert languages("concepts.ttl", ox.NamedNode(SCHEMES[prefix]), "skos:prefLabel") == ["da", "en"]
    for concept in concepts(prefix):
        assert languages("concepts.ttl", concept, "skos:prefLabel") == ["da", "en"]
        assert languages("concepts.ttl", concept, "skos:definition") == ["da", "en"]
        assert objects("concepts.ttl", concept, "skos:topConceptOf") == [ox.NamedNode(SCHEMES[prefix])]
        assert objects("concepts.ttl", concept, "skos:notation") == [
            ox.Literal(concept.value.removeprefix(PREFIXES[prefix]))
        ]


@pytest.mark.parametrize("prefix", SCHEMES)
def test_concepts_of_a_scheme_are_numbered_without_gaps_and_no_two_share_a_label(prefix: str) -> None:
    found = [objects("concepts.ttl", concept, "fyr:position") for concept in concepts(prefix)]
    numbers = [int(position.value) for (position,) in found if isinstance(position, ox.Literal)]
    assert numbers == list(range(1, len(concepts(prefix)) + 1))
    labels = [label for concept in concepts(prefix) for label in objects("concepts.ttl", concept, "skos:prefLabel")]
    assert len(set(labels)) == len(labels)


def test_roles_are_the_five_that_a_fact_can_have_the_firmest_first_each_with_an_example() -> None:
    assert [node.value.removeprefix(PREFIXES["role"]) for node in concepts("role")] == list(get_args(models.Role))
    assert all(languages("concepts.ttl", node, "skos:example") == ["da", "en"] for node in concepts("role"))


def test_kinds_of_undertaking_are_those_that_a_fact_can_have_and_point_to_their_class() -> None:
    codes = {node.value.removeprefix(PREFIXES["kind"]): node for node in concepts("kind")}
    assert set(codes) == set(get_args(models.UndertakingKind))
    for code, node in codes.items():
        own = [fyr(code.capitalize())] if code.capitalize() in NAMES else []
        assert objects("concepts.ttl", node, "rdfs:seeAlso") == own


def test_every_kind_given_to_a_known_organisation_is_a_concept() -> None:
    known = yaml.safe_load(data_file("organisations.yaml").read_text(encoding="utf-8"))
    codes = {node.value.removeprefix(PREFIXES["orgkind"]) for node in concepts("orgkind")}
    assert {entry.get("kind", "other") for entry in known} <= codes


# -- the files are good Turtle, and the code speaks of the same terms --------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_turtle_reads_the_same_in_rdflib_and_pyoxigraph(name: str) -> None:
    assert len(rdflib.Graph().parse(ROOT / "ontology" / name)) == len(set(vocabulary(name)))


@pytest.mark.parametrize("name", FILES)
def test_prefixes_are_those_of_the_code(name: str) -> None:
    parser = ox.parse(path=str(ROOT / "ontology" / name), format=ox.RdfFormat.TURTLE)
    list(parser)
    shared = {prefix: iri for prefix, iri in parser.prefixes.items() if prefix in PREFIXES}
    assert shared == {prefix: PREFIXES[prefix] for prefix in shared}
    assert "fyr" in shared


def test_triples_are_the_same_in_every_process() -> None:
    code = "from ontology.vocabulary import *; print(*(str(t) for name in FILES for t in vocabulary(name)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == " ".join(str(triple) for name in FILES for triple in vocabulary(name))


def test_themes_stand_below_the_base_that_is_set() -> None:
    code = "from ontology.vocabulary import vocabulary; print(*(t.subject for t in vocabulary('concepts.ttl')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"FYRNET_BASE": "https://example.org/"},
        capture_output=True,
        check=True,
    )
    assert b"<https://example.org/id/theme/mobility>" in done.stdout
    assert b"<https://w3id.org/fyrnet/role/lead>" in done.stdout


def test_every_term_that_code_or_a_question_uses_is_declared() -> None:
    for path in (*ROOT.glob("graph/**/*.py"), *ROOT.glob("api/**/*.py"), *ROOT.glob("ontology/queries/*.rq")):
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r"\bfyr:([A-Za-z]+)", text)) | set(re.findall(r"\bfyr\(\"([A-Za-z]+)\"\)", text))
        assert used <= set(NAMES), path.name


def test_reference_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m ontology.document"


def test_reference_page_lists_every_term_and_every_concept() -> None:
    page = reference()
    assert all(f"### `fyr:{name}`\n" in page for name in NAMES)
    codes = [(prefix, node.value.removeprefix(PREFIXES[prefix])) for prefix in SCHEMES for node in concepts(prefix)]
    assert all(f"| `{prefix}:{code}` |" in page for prefix, code in codes)


# -- which class is an edge is said in the schema ----------------------------------------------------------------------


def test_an_edge_class_says_how_its_two_ends_are_reached() -> None:
    edges = [t.subject for t in vocabulary("fyrnet.ttl") if t.predicate == fyr("edgeIn")]
    assert edges == [fyr("Participation"), fyr("Dependency"), fyr("Mention"), fyr("Contact")]
    for edge in edges:
        (start,), (end,) = objects("fyrnet.ttl", edge, "fyr:edgeFrom"), objects("fyrnet.ttl", edge, "fyr:edgeTo")
        assert objects("fyrnet.ttl", start, "rdfs:range") == [edge]
        assert objects("fyrnet.ttl", end, "rdfs:domain") == [edge]


def test_a_shortcut_of_our_own_is_the_chain_of_the_two_ends_of_its_edge() -> None:
    graph = rdflib.Graph().parse(ROOT / "ontology" / "fyrnet.ttl")
    own = rdflib.Namespace(FYR)
    chains = {s: list(graph.items(head)) for s, head in graph.subject_objects(rdflib.OWL.propertyChainAxiom)}
    ends = {
        graph.value(edge, own.edgeShortcut): [graph.value(edge, own.edgeFrom), graph.value(edge, own.edgeTo)]
        for edge in graph.subjects(own.edgeIn)
    }
    assert chains == {shortcut: pair for shortcut, pair in ends.items() if str(shortcut).startswith(FYR)}
    assert set(ends) - set(chains) == {rdflib.URIRef(term("dcat:contactPoint").value)}


# -- axioms do not say too much ----------------------------------------------------------------------------------------

# What the other vocabularies say of their own terms, as far as it could carry a consequence into fyrnet's data.
FOREIGN = """
prov:qualifiedAssociation rdfs:domain prov:Activity ; rdfs:range prov:Association .
prov:agent rdfs:domain prov:AgentInfluence ; rdfs:range prov:Agent .
prov:hadRole rdfs:domain prov:Influence ; rdfs:range prov:Role .
prov:wasAssociatedWith rdfs:domain prov:Activity ; rdfs:range prov:Agent .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:hadPrimarySource rdfs:subPropertyOf prov:wasDerivedFrom .
prov:Association rdfs:subClassOf prov:AgentInfluence . prov:AgentInfluence rdfs:subClassOf prov:Influence .
prov:Activity owl:disjointWith prov:Entity .
org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
org:Organization rdfs:subClassOf foaf:Agent ; owl:equivalentClass foaf:Organization ; owl:disjointWith org:Role .
org:classification rdfs:domain org:Organization ; rdfs:range skos:Concept .
foaf:Person rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Organization , foaf:Project .
dcat:contactPoint rdfs:range vcard:Kind .
dcat:theme rdfs:subPropertyOf dcterms:subject .
"""
FACTS = """
:havn a fyr:Initiative ; dcterms:source :passage ; fyr:participation :p , :q ; fyr:hasParticipant :gate , :kommuner ;
    fyr:dependency :d ; fyr:contact :c ; dcat:contactPoint :anne ; fyr:theme :mobility .
:p fyr:participant :gate ; fyr:role :lead ; prov:wasDerivedFrom :passage .
:q fyr:participant :kommuner ; fyr:role :example ; prov:wasDerivedFrom :passage .
:d fyr:on :strategy ; prov:wasDerivedFrom :passage .
:c fyr:person :anne ; prov:wasDerivedFrom :passage .
:gate a org:Organization . :kommuner a fyr:Collective ; fyr:member :by . :strategy a fyr:Strategy ; fyr:owner :gate .
:strategy fyr:buildsOn :older . :older a fyr:Analysis .
:passage a fyr:Passage .
"""


@cache
def closure(facts: str, rules: type) -> rdflib.Graph:
    """The facts with everything that follows from them, from fyrnet's ontology and from the vocabularies below it."""
    known = PREFIXES | {"": "https://example.org/"}
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in known.items())
    graph = rdflib.Graph().parse(ROOT / "ontology" / "fyrnet.ttl")
    graph.parse(data=prefixes + FOREIGN + facts, format="turtle")
    owlrl.DeductiveClosure(rules).expand(graph)
    return graph


def types(graph: rdflib.Graph, name: str) -> set[str]:
    found: Iterable[object] = graph.objects(rdflib.URIRef(f"https://example.org/{name}"), rdflib.RDF.type)
    return {str(type_) for type_ in found}


def contradictions(graph: rdflib.Graph) -> list[str]:
    return [str(text) for s, p, text in graph if str(p).endswith("#error")]


def test_initiative_is_an_activity_and_neither_an_organisation_nor_an_entity() -> None:
    found = types(closure(FACTS, owlrl.RDFS_Semantics), "havn")
    assert {term("prov:Activity").value, fyr("Undertaking").value} <= found
    wrong = ("org:Organization", "foaf:Organization", "foaf:Agent", "prov:Entity")
    assert not {term(name).value for name in wrong} & found


def test_collective_is_an_agent_and_never_an_organisation() -> None:
    found = types(closure(FACTS, owlrl.RDFS_Semantics), "kommuner")
    assert term("prov:Agent").value in found
    assert term("org:Organization").value not in found


def test_strategy_that_is_built_on_is_no_activity() -> None:
    found = types(closure(FACTS, owlrl.RDFS_Semantics), "strategy")
    assert fyr("Undertaking").value in found
    assert term("prov:Activity").value not in found


def test_participation_is_an_association_of_an_agent_in_a_role() -> None:
    graph = closure(FACTS, owlrl.RDFS_Semantics)
    assert term("prov:Association").value in types(graph, "p")
    assert term("prov:Agent").value in types(graph, "gate")
    assert term("prov:Role").value in types(graph, "lead")


@pytest.mark.slow
def test_shortcut_follows_from_its_edge_and_building_on_stays_one_step() -> None:
    graph = closure(FACTS, owlrl.OWLRL_Semantics)
    havn, builds_on = rdflib.URIRef("https://example.org/havn"), rdflib.URIRef(fyr("buildsOn").value)
    assert set(graph.objects(havn, builds_on)) == {rdflib.URIRef("https://example.org/strategy")}


@pytest.mark.slow
def test_facts_contradict_no_vocabulary_that_they_stand_on() -> None:
    assert contradictions(closure(FACTS, owlrl.OWLRL_Semantics)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "claim",
    [
        ":havn prov:wasDerivedFrom :passage .",
        ":kommuner a org:Organization .",
        ":kommuner fyr:organisationKind :municipality .",
    ],
)
def test_claim_that_a_reasoner_must_refuse_is_refused(claim: str) -> None:
    assert contradictions(closure(FACTS + claim, owlrl.OWLRL_Semantics))


def test_no_property_is_transitive_or_functional_and_nothing_is_imported() -> None:
    said = {t.object for t in vocabulary("fyrnet.ttl")} | {t.predicate for t in vocabulary("fyrnet.ttl")}
    unwanted = ("TransitiveProperty", "SymmetricProperty", "FunctionalProperty", "InverseFunctionalProperty", "imports")
    assert not said & {term(f"owl:{name}") for name in unwanted}


def test_terms_of_others_are_declared_and_nothing_is_said_about_them() -> None:
    for triple in vocabulary("fyrnet.ttl"):
        if isinstance(triple.subject, ox.NamedNode) and not triple.subject.value.startswith(ONTOLOGY.value):
            assert triple.predicate == term("rdf:type")

"""What a well-formed graph is: one small graph that keeps every rule, and for each rule the same graph with it broken.

Each broken graph differs from the good one in one place, and is recognised by the message that a person would read.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from ontology.errors import ShapeViolation
from ontology.shapes import Report, require, validate
from ontology.terms import PREFIXES, term
from ontology.vocabulary import vocabulary

ROOT = Path(__file__).parents[1]
GOOD = """
@base <https://w3id.org/fyrnet/id/> .

<source/forslag> a fyr:Source ; dcterms:title "forslag.txt" ; fyr:contentHash "HASH" .
<source/forslag/passage/parties-80-82> a fyr:Passage ; dcterms:source <source/forslag> ;
    fyr:section "parties" ; fyr:firstLine 80 ; fyr:lastLine 82 ; fyr:page 4 .

<initiative/havn> a fyr:Initiative ; skos:prefLabel "Grøn Havn"@da , "Green Harbour"@en ;
    dcterms:source <source/forslag> ;
    fyr:participation <initiative/havn/participation/gate-21> , <initiative/havn/participation/collective-kommuner> ;
    fyr:hasParticipant <organisation/gate-21> , <collective/kommuner> ;
    fyr:dependency <initiative/havn/dependency/undertaking-havneforum> ; fyr:buildsOn <undertaking/havneforum> ;
    fyr:mention <initiative/havn/mention/clean-15> ; fyr:mentions <organisation/clean> ;
    fyr:contact <initiative/havn/contact/p-1> ; dcat:contactPoint <person/p-1> ;
    fyr:element <initiative/havn/element/e1> ; fyr:expectedEffect <initiative/havn/effect/x1> ;
    fyr:keyFigure <initiative/havn/figure/f1> , <initiative/havn/figure/f2> ; fyr:theme theme:mobility .

<initiative/havn/participation/gate-21> a fyr:Participation ; fyr:participant <organisation/gate-21> ;
    fyr:role role:possible ; fyr:asPrinted "GATE21" ; prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<initiative/havn/participation/collective-kommuner> a fyr:Participation ; fyr:participant <collective/kommuner> ;
    fyr:role role:participant ; prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<organisation/gate-21> a org:Organization ; skos:prefLabel "Gate 21"@da ; skos:altLabel "GATE21"@da ;
    fyr:organisationKind orgkind:partnership .
<collective/kommuner> a fyr:Collective ; skos:prefLabel "kommuner"@da ; fyr:member <organisation/eksempelby> .
<organisation/eksempelby> a org:Organization ; skos:prefLabel "Eksempelby Kommune"@da .

<initiative/havn/dependency/undertaking-havneforum> a fyr:Dependency ; fyr:on <undertaking/havneforum> ;
    prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<undertaking/havneforum> a fyr:Network ; fyr:undertakingKind kind:network ; skos:prefLabel "Havneforum"@da ;
    fyr:owner <organisation/clean> .

<initiative/havn/mention/clean-15> a fyr:Mention ; fyr:organisation <organisation/clean> ;
    prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<organisation/clean> a org:Organization ; skos:prefLabel "CLEAN"@da .

<initiative/havn/contact/p-1> a fyr:Contact ; fyr:person <person/p-1> ; vcard:role "Chefkonsulent" ;
    vcard:hasEmail <mailto:anne@example.org> ; vcard:hasTelephone <tel:00112233> ;
    prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<person/p-1> a foaf:Person ; foaf:name "Anne Eksempel" ; skos:prefLabel "Anne Eksempel"@da .

<initiative/havn/element/e1> a fyr:Element ; fyr:level 1 ; fyr:position 1 ; rdfs:label "Ladestation"@da .
<initiative/havn/effect/x1> a fyr:Effect ; fyr:targetYear "2030"^^xsd:gYear ; rdfs:label "Renere luft"@da ;
    prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<initiative/havn/figure/f1> a fyr:KeyFigure ; fyr:value 1.5 ; fyr:valueMax 2.0 ; fyr:unit "mio. kr." ;
    fyr:year "2021"^^xsd:gYear ; rdfs:label "Pris"@da ; prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
<initiative/havn/figure/f2> a fyr:KeyFigure ; fyr:pending true ; fyr:text "[Udestår]"@da ;
    prov:wasDerivedFrom <source/forslag/passage/parties-80-82> .
""".replace("HASH", "0123456789abcdef" * 4)
EVIDENCE = "prov:wasDerivedFrom <source/forslag/passage/parties-80-82> "


@dataclass(frozen=True)
class Broken:
    """The good graph with `cut` replaced by `put`, and what is then said, beginning with `says`."""

    says: str
    cut: str
    put: str = ""
    severity: str = "violation"


PASSAGE = "dcterms:source <source/forslag> ;\n    fyr:section"
BOTH = (
    "fyr:participation <initiative/havn/participation/gate-21> , <initiative/havn/participation/collective-kommuner> ;"
)
FORUM = "<undertaking/havneforum> a fyr:Network ;"
FIGURE = "fyr:value 1.5 ; fyr:valueMax 2.0"
BROKEN = {
    # evidence
    "participation without evidence": Broken(
        "This fact has no evidence.", f'fyr:asPrinted "GATE21" ; {EVIDENCE}', 'fyr:asPrinted "GATE21" '
    ),
    "dependency without evidence": Broken(
        "This fact has no evidence.",
        f"fyr:on <undertaking/havneforum> ;\n    {EVIDENCE}",
        "fyr:on <undertaking/havneforum> ",
    ),
    "contact without evidence": Broken(
        "This fact has no evidence.", f"<tel:00112233> ;\n    {EVIDENCE}", "<tel:00112233> "
    ),
    "effect without evidence": Broken(
        "This fact has no evidence.", f'"Renere luft"@da ;\n    {EVIDENCE}', '"Renere luft"@da '
    ),
    "key figure without evidence": Broken("This fact has no evidence.", f'"Pris"@da ; {EVIDENCE}', '"Pris"@da '),
    "evidence that is no passage": Broken(
        "This fact has no evidence.", f'"Pris"@da ; {EVIDENCE}', '"Pris"@da ; prov:wasDerivedFrom <source/forslag> '
    ),
    "passage without a source": Broken("A passage belongs to exactly one source", PASSAGE, "fyr:section"),
    "passage in an unknown section": Broken("A passage lies in exactly one section", '"parties"', '"partners"'),
    "passage that begins on line 0": Broken("The first line of a passage", "fyr:firstLine 80", "fyr:firstLine 0"),
    "passage whose last line is a word": Broken("The last line of a passage", "fyr:lastLine 82", 'fyr:lastLine "82"'),
    "passage that ends before it begins": Broken(
        "The passage ends before it begins", "fyr:lastLine 82", "fyr:lastLine 79"
    ),
    "passage on page 0": Broken("The page of a passage", "fyr:page 4", "fyr:page 0"),
    "passage without lines and page": Broken(
        "The passage cannot be found again.", "fyr:firstLine 80 ; fyr:lastLine 82 ; fyr:page 4"
    ),
    "source without a title": Broken("The source has no title.", 'dcterms:title "forslag.txt" ;'),
    "source with half a hash": Broken("The content hash of a source", "0123456789abcdef" * 2),
    "source without a hash": Broken(
        "The source has no content hash", ' ; fyr:contentHash "' + "0123456789abcdef" * 4 + '"', "", "warning"
    ),
    # initiatives and names
    "initiative without a Danish title": Broken("The initiative has no Danish title.", '"Grøn Havn"@da , '),
    "initiative without a document": Broken(
        "No document is named for the initiative.",
        "dcterms:source <source/forslag> ;\n    fyr:participation",
        "fyr:participation",
    ),
    "party without the shortcut": Broken(
        "The initiative's participations and its fyr:hasParticipant disagree",
        "<organisation/gate-21> , <collective",
        "<collective",
    ),
    "party without a participation": Broken(
        "The initiative's participations and its fyr:hasParticipant disagree",
        "fyr:hasParticipant ",
        "fyr:hasParticipant <organisation/clean> , ",
    ),
    "thing built on without the shortcut": Broken(
        "The initiative's dependencies and its fyr:buildsOn disagree", "fyr:buildsOn <undertaking/havneforum> ;"
    ),
    "mention without the shortcut": Broken(
        "The initiative's mentions and its fyr:mentions disagree", "fyr:mentions <organisation/clean> ;"
    ),
    "contact without the shortcut": Broken(
        "The initiative's contacts and its dcat:contactPoint disagree",
        "dcat:contactPoint <person/p-1> ;",
        "",
        "warning",
    ),
    "initiative without parties": Broken(
        "The initiative has no parties.",
        BOTH,
        "",
        "warning",
    ),
    "initiative without a contact": Broken(
        "The initiative has no contact.", "fyr:contact <initiative/havn/contact/p-1> ;", "", "warning"
    ),
    "organisation without a name": Broken("This thing has no name.", '; skos:prefLabel "CLEAN"@da'),
    "undertaking without a name": Broken("This thing has no name.", '; skos:prefLabel "Havneforum"@da'),
    "two titles in one language": Broken(
        "This thing has two names in one language.", '"Green Harbour"@en', '"Green Harbour"@en , "Green Port"@en'
    ),
    "name without a language": Broken("This name does not say its language.", '"CLEAN"@da', '"CLEAN"'),
    "alias that is the name": Broken(
        "This alias is also the preferred name.", '"GATE21"@da', '"Gate 21"@da', "warning"
    ),
    # parties
    "participation of no initiative": Broken(
        "A participation belongs to exactly one initiative.", "<initiative/havn/participation/gate-21> ,"
    ),
    "participation without a party": Broken(
        "A participation has exactly one party.", "fyr:participant <organisation/gate-21> ;"
    ),
    "participation with two parties": Broken(
        "A participation has exactly one party.",
        "fyr:participant <organisation/gate-21>",
        "fyr:participant <organisation/gate-21> , <organisation/clean>",
    ),
    "participation without a role": Broken("A participation has exactly one role.", "fyr:role role:possible ;"),
    "participation with two roles": Broken(
        "A participation has exactly one role.", "fyr:role role:possible", "fyr:role role:possible , role:lead"
    ),
    "participation in a role outside the scheme": Broken(
        "A participation has exactly one role.", "fyr:role role:possible", "fyr:role kind:project"
    ),
    "participation in a role that is a word": Broken(
        "A participation has exactly one role.", "fyr:role role:possible", 'fyr:role "possible"'
    ),
    "party of neither type": Broken(
        "What takes part must be an organisation",
        "<organisation/gate-21> a org:Organization ;",
        "<organisation/gate-21>",
    ),
    "collective that is an organisation": Broken(
        "A collective cannot also be an organisation", "a fyr:Collective", "a fyr:Collective , org:Organization"
    ),
    "mention of a collective": Broken(
        "Only an organisation can stand here.",
        "fyr:organisation <organisation/clean>",
        "fyr:organisation <collective/kommuner>",
    ),
    "organisation of an unknown kind": Broken(
        "This is no kind of organisation.", "orgkind:partnership", "orgkind:guild"
    ),
    "organisation of two kinds": Broken(
        "The organisation has several kinds.", "orgkind:partnership", "orgkind:partnership , orgkind:ngo", "warning"
    ),
    # dependencies
    "dependency of nothing": Broken(
        "A dependency belongs to exactly one", "fyr:dependency <initiative/havn/dependency/undertaking-havneforum> ;"
    ),
    "dependency on nothing": Broken("A dependency is on exactly one thing.", "fyr:on <undertaking/havneforum> ;"),
    "dependency on two things": Broken(
        "A dependency is on exactly one thing.",
        "fyr:on <undertaking/havneforum>",
        "fyr:on <undertaking/havneforum> , <organisation/clean>",
    ),
    "initiative that builds on itself": Broken(
        "Nothing builds on itself.", "fyr:on <undertaking/havneforum>", "fyr:on <initiative/havn>"
    ),
    "dependency on a person": Broken(
        "What is built on must be an initiative", "fyr:on <undertaking/havneforum>", "fyr:on <person/p-1>"
    ),
    "two that build on each other": Broken(
        "This builds on itself in a circle", FORUM, f"{FORUM} fyr:buildsOn <initiative/havn> ;"
    ),
    "undertaking that builds on itself": Broken(
        "This builds on itself in a circle", FORUM, f"{FORUM} fyr:buildsOn <undertaking/havneforum> ;"
    ),
    "undertaking of an unknown kind": Broken("This is no kind of undertaking.", "kind:network ;", "orgkind:network ;"),
    "undertaking of two kinds": Broken(
        "The undertaking has several kinds.", "kind:network ;", "kind:network , kind:project ;", "warning"
    ),
    "theme outside the scheme": Broken("This is no theme.", "theme:mobility", "theme:weather"),
    # mentions and contacts
    "mention of no initiative": Broken(
        "A mention belongs to exactly one initiative.", "fyr:mention <initiative/havn/mention/clean-15> ;"
    ),
    "mention of nobody": Broken("A mention names exactly one organisation.", "fyr:organisation <organisation/clean> ;"),
    "contact of no initiative": Broken(
        "A contact belongs to exactly one initiative.", "fyr:contact <initiative/havn/contact/p-1> ;"
    ),
    "contact without a person": Broken("A contact is for exactly one person.", "fyr:person <person/p-1> ;"),
    "e-mail that is text": Broken("This is no e-mail address.", "<mailto:anne@example.org>", '"anne@example.org"'),
    "e-mail without a host": Broken("This is no e-mail address.", "<mailto:anne@example.org>", "<mailto:anne>"),
    "telephone with letters": Broken("This is no telephone number.", "<tel:00112233>", "<tel:0011-2233>"),
    "contact that cannot be reached": Broken(
        "This person cannot be reached",
        "vcard:hasEmail <mailto:anne@example.org> ; vcard:hasTelephone <tel:00112233> ;",
        "",
        "warning",
    ),
    "person without a name": Broken("The person has no name.", 'foaf:name "Anne Eksempel" ;'),
    # elements, effects, key figures
    "element of no initiative": Broken(
        "An element belongs to exactly one initiative.", "fyr:element <initiative/havn/element/e1> ;"
    ),
    "element on level 0": Broken("An element has one level", "fyr:level 1", "fyr:level 0"),
    "element without a level": Broken("An element has one level", "fyr:level 1 ;"),
    "effect of no initiative": Broken(
        "An effect belongs to exactly one initiative.", "fyr:expectedEffect <initiative/havn/effect/x1> ;"
    ),
    "target year that is a number": Broken("An effect has at most one target year", '"2030"^^xsd:gYear', "2030"),
    "target year that is no year": Broken(
        "An effect has at most one target year", '"2030"^^xsd:gYear', '"soon"^^xsd:gYear'
    ),
    "position that is a word": Broken("The position is one whole number", "fyr:position 1", 'fyr:position "first"'),
    "element without words": Broken("There is nothing to show", ' ; rdfs:label "Ladestation"@da', "", "warning"),
    "key figure of no initiative": Broken(
        "A key figure belongs to exactly one initiative.", "<initiative/havn/figure/f1> , "
    ),
    "value with its unit": Broken("The value of a key figure", "fyr:value 1.5", 'fyr:value "1,5 mio."'),
    "upper value that is a word": Broken("The upper value of a key figure", "fyr:valueMax 2.0", 'fyr:valueMax "two"'),
    "range upside down": Broken("The range is upside down", FIGURE, "fyr:value 2.0 ; fyr:valueMax 1.5"),
    "range of a number and a lower whole number": Broken(
        "The range is upside down", FIGURE, "fyr:value 1.5 ; fyr:valueMax 1"
    ),
    "range with only its upper end": Broken("The range has only its upper end.", FIGURE, "fyr:valueMax 2.0"),
    "key figure of two years": Broken(
        "A key figure has at most one year", '"2021"^^xsd:gYear', '"2021"^^xsd:gYear , "2022"^^xsd:gYear'
    ),
    "pending that is a word": Broken("Whether a key figure is pending", "fyr:pending true", 'fyr:pending "yes"'),
    "confirmation that is a word": Broken(
        "Whether a person confirms a fact", 'fyr:asPrinted "GATE21"', 'fyr:asPrinted "GATE21" ; fyr:confirmed "yes"'
    ),
    "key figure that says nothing": Broken(
        "The key figure says nothing.", 'fyr:pending true ; fyr:text "[Udestår]"@da', "fyr:pending false"
    ),
    "pending key figure with a value": Broken(
        "The key figure is marked as pending", "fyr:pending true", "fyr:pending true ; fyr:value 3", "warning"
    ),
}


def graph(turtle: str) -> list[ox.Triple]:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return [quad.triple for quad in ox.parse((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)]


def found(report: Report, says: str) -> list[str]:
    return [violation.severity for violation in report.violations if violation.message.startswith(says)]


def test_good_graph_breaks_no_rule() -> None:
    report = validate(graph(GOOD))
    assert report.lines == ()
    assert report.conforms


@pytest.mark.parametrize("case", BROKEN)
def test_broken_rule_is_named_in_words(case: str) -> None:
    broken = BROKEN[case]
    assert broken.cut in GOOD
    report = validate(graph(GOOD.replace(broken.cut, broken.put, 1)))
    assert set(found(report, broken.says)) == {broken.severity}, report.lines


def test_every_rule_has_a_graph_that_breaks_it_and_its_message_in_both_languages() -> None:
    said: dict[object, dict[str | None, str]] = {}
    for triple in vocabulary("shapes.ttl"):
        if triple.predicate == term("sh:message") and isinstance(triple.object, ox.Literal):
            said.setdefault(triple.subject, {})[triple.object.language] = triple.object.value
    assert all(set(messages) == {"en", "da"} for messages in said.values())
    untested = [m["en"] for m in said.values() if not any(m["en"].startswith(case.says) for case in BROKEN.values())]
    assert untested == []


def test_shapes_look_at_nothing_but_what_fyrnet_uses() -> None:
    targets = ("targetClass", "targetObjectsOf", "targetSubjectsOf", "targetNode")
    wanted = {term(f"sh:{target}") for target in targets}
    aimed = {str(triple.object) for triple in vocabulary("shapes.ttl") if triple.predicate in wanted}
    assert aimed
    assert all(node.startswith(f"<{PREFIXES['fyr']}") for node in aimed)


def test_foreign_triples_are_left_in_peace() -> None:
    foreign = """
        <https://example.org/a> a org:Organization , prov:Activity , skos:Concept .
        <https://example.org/b> a foaf:Person , prov:Agent ; vcard:hasEmail "not an address" .
        <https://example.org/c> prov:wasDerivedFrom <https://example.org/d> ; prov:hadRole "boss" .
        <https://example.org/d> dcterms:source "a book"^^rdf:HTML ; dcterms:subject "<b>"^^rdf:XMLLiteral .
    """
    assert validate(graph(GOOD + foreign)).lines == ()


def test_undertaking_of_a_narrower_class_is_an_undertaking_without_saying_so() -> None:
    assert "a fyr:Network" in GOOD
    assert "a fyr:Undertaking" not in GOOD
    assert validate(graph(GOOD)).conforms


def test_theme_of_ones_own_is_good_where_the_data_put_it_into_the_scheme() -> None:
    own = GOOD.replace("theme:mobility", "<theme/weather>")
    assert not validate(graph(own)).conforms
    added = own + "<theme/weather> a skos:Concept ; skos:inScheme <https://w3id.org/fyrnet/theme> ."
    assert validate(graph(added)).conforms


def chain(links: int) -> list[str]:
    return [f"<https://example.org/{n}> fyr:buildsOn <https://example.org/{n + 1}> ." for n in range(links)]


def circles(report: Report) -> set[tuple[str, str | None]]:
    found = [violation for violation in report.violations if violation.message.startswith("This builds on itself")]
    return {(violation.focus, violation.value) for violation in found}


def test_every_link_of_a_circle_is_named_and_no_link_beside_it() -> None:
    closed = [*chain(3), "<https://example.org/2> fyr:buildsOn <https://example.org/1> ."]
    report = validate(graph("\n".join(closed)))
    assert circles(report) == {
        ("https://example.org/1", "https://example.org/2"),
        ("https://example.org/2", "https://example.org/1"),
    }


@pytest.mark.slow
def test_chain_of_many_links_is_no_circle_and_takes_no_recursion() -> None:
    assert circles(validate(graph("\n".join(chain(sys.getrecursionlimit() + 1))))) == set()


@pytest.mark.parametrize("extra", ["", "<https://example.org/2> fyr:buildsOn <https://example.org/0> ."])
def test_rule_against_circles_as_shapes_state_it_agrees_with_its_check_here(extra: str) -> None:
    triples = graph("\n".join([*chain(3), extra]))
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    data = rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    rule = "https://w3id.org/fyrnet/shape/NoCycle"
    conforms, _, _ = pyshacl.validate(data, shacl_graph=shapes, use_shapes=[rule])
    assert conforms == (not circles(validate(triples)))


def test_named_graph_makes_no_difference() -> None:
    triples = graph(GOOD)
    halves = [ox.NamedNode("https://example.org/graph/1"), ox.NamedNode("https://example.org/graph/2")]
    quads = [ox.Quad(t.subject, t.predicate, t.object, halves[number % 2]) for number, t in enumerate(triples)]
    assert validate(quads) == validate(triples)


def test_triple_about_a_triple_is_passed_over() -> None:
    about = ox.Triple(ox.BlankNode(), term("rdf:type"), ox.Triple(ox.BlankNode(), term("rdf:type"), term("org:Role")))
    assert validate([*graph(GOOD), about]).conforms


def test_nothing_at_all_is_well_formed() -> None:
    assert validate([]).violations == ()


def test_warning_does_not_keep_data_out() -> None:
    report = require(graph(GOOD.replace('"GATE21"@da', '"Gate 21"@da')))
    assert report.conforms
    assert [violation.severity for violation in report.violations] == ["warning"]


def test_message_is_danish_where_danish_is_asked_for() -> None:
    report = validate(graph(GOOD.replace("fyr:role role:possible ;", "")), language="da")
    assert [violation.message.split(".")[0] for violation in report.violations] == ["En deltagelse har netop én rolle"]


def test_violation_names_the_thing_the_property_and_what_stands_there() -> None:
    report = validate(graph(GOOD.replace("fyr:role role:possible", "fyr:role kind:project")))
    (violation,) = report.violations
    assert violation.focus == "https://w3id.org/fyrnet/id/initiative/havn/participation/gate-21"
    assert (violation.path, violation.value) == ("fyr:role", "kind:project")
    assert str(violation).startswith("initiative/havn/participation/gate-21, fyr:role: A participation has exactly one")
    assert str(violation).endswith("[kind:project]")


@pytest.mark.parametrize(
    ("cut", "path"),
    [
        ("<initiative/havn/figure/f1> , ", "^fyr:keyFigure"),
        ("fyr:buildsOn <undertaking/havneforum> ;", "fyr:dependency/fyr:on"),
        (
            "dcterms:source <source/forslag> ;\n    fyr:participation",
            "dcterms:source",
        ),
    ],
)
def test_path_over_several_properties_is_written_as_in_sparql(cut: str, path: str) -> None:
    put = "fyr:participation" if cut.endswith("fyr:participation") else ""
    assert path in {violation.path for violation in validate(graph(GOOD.replace(cut, put, 1))).violations}


def test_report_lists_violations_before_warnings() -> None:
    both = GOOD.replace('"GATE21"@da', '"Gate 21"@da').replace("fyr:role role:possible ;", "")
    assert [line.split(":")[0] for line in validate(graph(both)).lines] == ["violation", "warning"]


def test_require_raises_with_one_line_for_each_violation_and_the_first_five_in_its_message() -> None:
    bare = "".join(f"<https://w3id.org/fyrnet/id/collective/{number}> a fyr:Collective .\n" for number in range(7))
    with pytest.raises(
        ShapeViolation, match=r"collective/0, skos:prefLabel: This thing has no name.*; and 2 more"
    ) as info:
        require(graph(bare))
    assert len(info.value.report) == 7
    assert all(re.match(r"collective/\d, skos:prefLabel: ", line) for line in info.value.report)


@pytest.mark.slow
def test_no_more_violations_are_looked_for_than_are_enough_and_the_report_says_so() -> None:
    bare = "".join(f"<https://w3id.org/fyrnet/id/collective/{number}> a fyr:Collective .\n" for number in range(1_200))
    some, all_ = validate(graph(bare), enough=300), validate(graph(bare))
    assert (some.complete, all_.complete) == (False, True)
    assert set(some.violations) < set(all_.violations)
    assert 300 <= len(some.violations) < len(all_.violations) == 1_200
    assert validate(graph(bare), enough=5_000) == all_


def test_import_in_the_data_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    data = "<https://example.org/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/o.ttl> , <file:///etc/hostname> ."
    assert validate(graph(data)).conforms


def test_shapes_in_the_data_are_not_obeyed() -> None:
    strict = """
        <https://example.org/s> a sh:NodeShape ; sh:targetClass fyr:Initiative ;
            sh:property [ sh:path fyr:warning ; sh:minCount 1 ] .
    """
    assert validate(graph(GOOD + strict)).lines == ()


@pytest.mark.slow
def test_shapes_keep_the_rules_of_shacl_itself() -> None:
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    conforms, _, _ = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms


def test_libraries_of_the_validation_are_loaded_only_when_it_runs() -> None:
    code = "import sys, ontology.shapes; print(sorted({'rdflib', 'pyshacl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

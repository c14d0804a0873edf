"""The quick look in front of pySHACL lets nothing through that pySHACL would find, and knows what is in order.

pySHACL is asked about the whole of each graph, with the shapes as they stand in their file: what it says is the rule.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology import gate, shapes
from ontology.gate import doubts, rules
from ontology.shapes import Violation, validate
from ontology.terms import PREFIXES, fyr, term
from ontology.vocabulary import vocabulary
from tests.laws import examples
from tests.test_shapes import BROKEN, GOOD, graph

SCAFFOLD = shapes._scaffold()
WHOLE = graph(GOOD)
XSD = PREFIXES["xsd"]


def asked_of_all(triples: list[ox.Triple]) -> set[Violation]:
    """What pySHACL says where it is asked about everything."""
    with shapes._quietly():
        report = shapes._run(shapes._graph({*triples, *SCAFFOLD}), shapes._graph(rules()))
    return {*shapes._violations(report, "en"), *shapes._circles(triples, "en")}


# -- changes that people and programs make to a graph ------------------------------------------------------------------

LITERALS = [
    ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
    for kind, texts in {
        "integer": ("0", "1", "01", "-3", "+2", " 4", "x", "80", "82", "999999999999999999999"),
        "decimal": ("1.5", "2.0", "1.50", ".5", "2", "1,5", "2e3"),
        "double": ("1.5", "1e3", "NaN"),
        "gYear": ("2021", "0000", "21", "2021Z", "02021", "soon"),
        "boolean": ("true", "false", "1", "0", "TRUE"),
        "string": ("parties", "partners", "", "x"),
        "date": ("2021-02-30",),
        "normalizedString": ("a  b", "a b"),
    }.items()
    for text in texts
]
TEXTS = [
    *(ox.Literal(text, language=language) for text in ("CLEAN", "Gate 21") for language in ("da", "DA", "da-DK", "en")),
    *(ox.Literal("<b>", datatype=term(f"rdf:{kind}")) for kind in ("HTML", "XMLLiteral")),
    *(ox.Literal("odd", datatype=ox.NamedNode(f"https://example.org/{kind}")) for kind in "ab"),
]
OTHERS: list[gate.Node] = [
    ox.BlankNode("b"),
    ox.NamedNode("mailto:a@example"),
    ox.NamedNode("tel:001122"),
    ox.NamedNode("https://example.org/æ"),
    *(term(name) for name in ("role:lead", "kind:project", "orgkind:ngo", "org:Organization", "fyr:Collective")),
    *(term(name) for name in ("fyr:Undertaking", "fyr:Network", "foaf:Person", "fyr:KeyFigure", "rdfs:Class")),
]
PREDICATES = sorted(
    {triple.predicate for triple in WHOLE}
    | {term("rdfs:subClassOf"), term("skos:inScheme"), term("rdfs:label"), fyr("text")},
    key=str,
)
HELD = {node for triple in WHOLE for node in (triple.subject, triple.object) if not isinstance(node, ox.Triple)}
NODES: list[gate.Node] = [*sorted(HELD, key=str), *LITERALS, *TEXTS, *OTHERS]
SUBJECTS = [node for node in NODES if not isinstance(node, ox.Literal)]


def changed(drawn: random.Random, changes: int) -> list[ox.Triple]:
    """The good graph with some triples dropped, changed at one end, or added."""
    triples = list(WHOLE)
    for _ in range(changes):
        place = drawn.randrange(len(triples))
        old = triples[place]
        match drawn.randrange(5):
            case 0:
                del triples[place]
            case 1:
                triples[place] = ox.Triple(old.subject, old.predicate, drawn.choice(NODES))
            case 2:
                triples.append(ox.Triple(old.subject, old.predicate, drawn.choice(NODES)))
            case 3:
                triples[place] = ox.Triple(drawn.choice(SUBJECTS), old.predicate, old.object)
            case _:
                triples.append(ox.Triple(drawn.choice(SUBJECTS), drawn.choice(PREDICATES), drawn.choice(NODES)))
    return triples


def same_as_asked_of_all(triples: list[ox.Triple]) -> None:
    assert set(validate(triples).violations) == asked_of_all(triples)


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_report_is_the_same_as_where_pyshacl_is_asked_about_everything(seed: int, changes: int) -> None:
    same_as_asked_of_all(changed(random.Random(seed), changes))


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None)
@given(st.integers(0, 2**32))
def test_report_is_the_same_after_one_change(seed: int) -> None:
    same_as_asked_of_all(changed(random.Random(seed), 1))


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(WHOLE), st.sampled_from([*LITERALS, *TEXTS, *OTHERS]))
def test_report_is_the_same_with_an_odd_value(old: ox.Triple, value: gate.Node) -> None:
    odd = ox.Triple(old.subject, old.predicate, value)
    same_as_asked_of_all([odd if triple == old else triple for triple in WHOLE])


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(WHOLE)))
def test_report_is_the_same_without_any_one_triple(place: int) -> None:
    same_as_asked_of_all(WHOLE[:place] + WHOLE[place + 1 :])


@pytest.mark.slow
@pytest.mark.parametrize("case", BROKEN)
def test_report_of_a_broken_rule_is_the_same(case: str) -> None:
    same_as_asked_of_all(graph(GOOD.replace(BROKEN[case].cut, BROKEN[case].put, 1)))


def test_nothing_is_doubted_where_all_is_in_order() -> None:
    assert doubts([*WHOLE, *SCAFFOLD]) == []


def test_pyshacl_is_not_asked_where_nothing_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_run", lambda *_: pytest.fail("pySHACL was asked"))
    assert validate(WHOLE).violations == ()


def test_pyshacl_is_asked_about_the_doubtful_thing_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    run, asked = shapes._run, list[object]()

    def listening(data: rdflib.Graph, aimed: rdflib.Graph) -> rdflib.Graph:
        asked.extend(aimed.objects(None, rdflib.SH.targetNode))
        return run(data, aimed)

    monkeypatch.setattr(shapes, "_run", listening)
    assert len(validate(graph(GOOD.replace("fyr:role role:possible ;", ""))).violations) == 1
    assert [str(each).rsplit("/", 2)[1:] for each in asked] == [["participation", "gate-21"]]


def test_hash_that_a_library_would_write_otherwise_is_not_passed() -> None:
    number = ox.Literal("0" * 63 + "1", datatype=ox.NamedNode(XSD + "integer"))
    hashed = [t if t.predicate != fyr("contentHash") else ox.Triple(t.subject, t.predicate, number) for t in WHOLE]
    same_as_asked_of_all(hashed)
    assert not validate(hashed).conforms


@pytest.fixture
def with_one_more(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, ox.NamedNode], None]]:
    """Adds a statement about the shape of sources."""
    known = vocabulary("shapes.ttl")

    def add(name: str, value: ox.NamedNode | ox.Literal) -> None:
        added = ox.Triple(ox.NamedNode("https://w3id.org/fyrnet/shape/Source"), term(f"sh:{name}"), value)
        monkeypatch.setattr(gate, "vocabulary", lambda _: (*known, added))

    for cached in (gate.rules, gate._shapes):
        cached.cache_clear()
    yield add
    for cached in (gate.rules, gate._shapes):
        cached.cache_clear()


def test_constraint_of_an_unknown_kind_lets_nothing_pass(with_one_more: Callable[..., None]) -> None:
    with_one_more("closed", ox.Literal(True))
    [(shape, thing)] = doubts([*WHOLE, *SCAFFOLD])
    assert (shape.value.rsplit("/", 1)[-1], thing.value.rsplit("/", 1)[-1]) == ("Source", "forslag")


def test_query_of_another_shape_lets_nothing_pass(with_one_more: Callable[..., None]) -> None:
    with_one_more("sparql", ox.Literal("SELECT $this { $this ?p ?o }"))
    assert [thing.value.rsplit("/", 1)[-1] for _, thing in doubts([*WHOLE, *SCAFFOLD])] == ["forslag"]


def test_aim_of_an_unknown_kind_is_no_aim_that_is_passed_over(with_one_more: Callable[..., None]) -> None:
    with_one_more("targetNode", fyr("Source"))
    with pytest.raises(KeyError, match="targetNode"):
        doubts(WHOLE)


@pytest.mark.parametrize("last", ["[]", '"x"^^xsd:integer', '"NaN"^^xsd:double', "<https://example.org/82>"])
def test_lines_that_cannot_be_compared_are_told_as_lines_that_are_no_numbers(last: str) -> None:
    report = validate(graph(GOOD.replace("fyr:lastLine 82", f"fyr:lastLine {last}")))
    assert "The last line of a passage is one whole number; lines count from 1." in {
        violation.message for violation in report.violations if violation.severity == "violation"
    }


def test_shapes_are_aimed_at_nothing_after_a_run() -> None:
    validate(graph(GOOD.replace("fyr:role role:possible ;", "")))
    assert not list(shapes._shapes().objects(None, rdflib.SH.targetNode))

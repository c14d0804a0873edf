"""The shipped data: made by one command, the same each time, and what the lighthouse proposals say.

The numbers here were counted by hand in the proposals.
"""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from graph import build
from graph.answers import ask
from graph.shipped import data_file
from graph.store import Store, open_store
from ontology import shapes
from ontology.terms import CURATION_GRAPH, fyr, source_graph, term
from tests.absence import lacking
from tests.scoring import source_file

SHIPPED = data_file("lighthouse-proposals.trig")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store("memory:")


def rows(store: Store, where: str) -> list[tuple[str, ...]]:
    prefixes = "PREFIX fyr: <https://w3id.org/fyrnet/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    prefixes += "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    found = store.select(prefixes + where).rows
    return [tuple("" if cell is None else cell.value for cell in row) for row in found]  # type: ignore[union-attr]


@pytest.mark.slow
def test_making_the_data_again_gives_the_same_file() -> None:
    source = source_file()
    if source is None:
        lacking("no lighthouse proposals: name their folder in FYRNET_SOURCES", required_by="FYRNET_REQUIRE_SOURCES")
    assert build.build(source) == SHIPPED.read_bytes()


def test_the_shipped_graph_satisfies_every_shape() -> None:
    report = shapes.validate(ox.parse(path=str(SHIPPED), format=ox.RdfFormat.TRIG))
    assert report.conforms, report.violations


def test_there_are_one_source_graph_and_one_curation_graph() -> None:
    graphs = {quad.graph_name for quad in ox.parse(path=str(SHIPPED), format=ox.RdfFormat.TRIG)}
    assert graphs == {source_graph("lighthouse-proposals"), CURATION_GRAPH}


@pytest.mark.parametrize(
    ("what", "pattern", "expected"),
    [
        ("initiatives", "?x a fyr:Initiative", 11),
        ("participations of named bodies", "?x fyr:participant ?p . ?p a <http://www.w3.org/ns/org#Organization>", 49),
        ("participations of collectives", "?x fyr:participant ?p . ?p a fyr:Collective", 49),
        ("contact entries", "?x a fyr:Contact", 18),
        ("persons", "?x a <http://xmlns.com/foaf/0.1/Person>", 10),
        ("expected effects", "?x a fyr:Effect", 43),
    ],
)
def test_the_graph_holds_what_was_counted_by_hand(store: Store, what: str, pattern: str, expected: int) -> None:
    assert rows(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}") == [(str(expected),)], what


def test_partners_in_at_least_two_initiatives_are_the_seven_that_were_counted(store: Store) -> None:
    answer = ask(store, "partners_spanning_initiatives", minimum=2)
    counted = [(item["organisation"].label.da, item["count"]) for item in answer.items]  # type: ignore[union-attr]
    assert counted[:3] == [("CLEAN", 5), ("Gate 21", 5), ("Copenhagen Capacity", 3)]
    assert sorted(counted[3:]) == [
        ("Dansk Industri", 2),
        ("Erhvervs- og Vækstministeriet", 2),
        ("Miljøstyrelsen", 2),
        ("Væksthus Hovedstaden", 2),
    ]


def test_the_collective_of_the_capital_region_has_29_municipalities_and_names_where_the_list_is_from(
    store: Store,
) -> None:
    members = rows(
        store,
        'SELECT DISTINCT ?m ?origin WHERE { ?c a fyr:Collective ; skos:prefLabel "kommuner i hovedstadsregionen"@da ; '
        "fyr:member ?m ; dcterms:source ?origin }",
    )
    assert len({member for member, _ in members}) == 29
    assert all(origin for _, origin in members)


@pytest.mark.parametrize(
    "kind", ["Participation", "Dependency", "Contact", "Effect", "KeyFigure", "Element", "Mention"]
)
def test_every_fact_says_on_which_lines_of_which_section_it_stands(store: Store, kind: str) -> None:
    without = rows(
        store,
        f"SELECT ?x WHERE {{ ?x a fyr:{kind} FILTER NOT EXISTS {{ ?x prov:wasDerivedFrom ?p . ?p fyr:section ?s ; "
        "fyr:firstLine ?a ; fyr:lastLine ?b ; dcterms:source ?d FILTER(?a <= ?b) } }",
    )
    assert without == []


@pytest.mark.parametrize("kind", ["Element", "Effect", "KeyFigure"])
def test_every_element_effect_and_figure_has_a_short_label_in_both_languages(store: Store, kind: str) -> None:
    labels = "?x <http://www.w3.org/2000/01/rdf-schema#label> ?da, ?en FILTER(LANG(?da) = 'da' && LANG(?en) = 'en')"
    without = rows(
        store,
        f"SELECT ?x WHERE {{ ?x a fyr:{kind} FILTER NOT EXISTS {{ {labels} }} "
        "FILTER NOT EXISTS { ?x fyr:pending true } }",
    )
    assert without == []


def test_no_text_of_the_source_is_shipped() -> None:
    assert b"ontology#text" not in SHIPPED.read_bytes()
    assert b"fyr:text" not in SHIPPED.read_bytes()


def test_no_run_of_ten_words_of_the_source_stands_in_the_shipped_file(store: Store) -> None:
    source = source_file()
    if source is None:
        lacking("no lighthouse proposals: name their folder in FYRNET_SOURCES", required_by="FYRNET_REQUIRE_SOURCES")
    words = re.findall(r"\w+", source.read_text(encoding="utf-8").casefold())
    printed = {" ".join(words[i : i + 10]) for i in range(len(words) - 9)}
    titles = [_plain(title) for (title,) in rows(store, "SELECT ?t WHERE { ?x a fyr:Initiative ; skos:prefLabel ?t }")]
    copied = {run for label in _labels() for run in _runs(_plain(label)) if run in printed}
    assert {run for run in copied if not any(run in title for title in titles)} == set()


def _labels() -> list[str]:
    """Every text but names, which are facts."""
    quads = ox.parse(path=str(SHIPPED), format=ox.RdfFormat.TRIG)
    names = {term("skos:prefLabel"), term("skos:altLabel"), fyr("asPrinted")}
    return [q.object.value for q in quads if isinstance(q.object, ox.Literal) and q.predicate not in names]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _runs(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[i : i + 10]) for i in range(len(words) - 9)]

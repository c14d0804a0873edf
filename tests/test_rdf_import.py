"""RDF taken in as a source: Turtle, TriG, N-Quads and JSON-LD, nothing fetched, curation left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.export import export
from graph.ingest import ingest
from graph.store import EmbeddedStore
from ontology.errors import ShapeViolation, UnreadableDocument
from ontology.terms import CURATION_GRAPH, source_graph
from tests.sample import sample_store

TURTLE = """
@prefix fyr: <https://w3id.org/fyrnet/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix role: <https://w3id.org/fyrnet/role/> .
@prefix i: <https://w3id.org/fyrnet/id/initiative/> .
@prefix o: <https://w3id.org/fyrnet/id/organisation/> .
i:tang a fyr:Initiative ; skos:prefLabel "Tang i byen"@da ; fyr:hasParticipant o:tanglauget ; fyr:participation
  <https://w3id.org/fyrnet/id/initiative/tang/participation/tanglauget> .
<https://w3id.org/fyrnet/id/initiative/tang/participation/tanglauget> a fyr:Participation ;
  fyr:participant o:tanglauget ; fyr:role role:lead .
o:tanglauget a org:Organization ; skos:prefLabel "Tanglauget"@da .
"""

pytestmark = pytest.mark.slow


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_turtle_becomes_a_source_with_evidence(tmp_path: Path) -> None:
    store = EmbeddedStore()
    report = ingest(store, [written(tmp_path, "tang.ttl", TURTLE)])
    assert [(each.source, each.initiatives) for each in report.documents] == [("tang", ("tang",))]
    assert ingest(store, [tmp_path / "tang.ttl"]).changed is False


def test_export_of_a_store_can_be_taken_in_but_for_its_curation(tmp_path: Path) -> None:
    first, second = sample_store(), EmbeddedStore()
    path = written(tmp_path, "alt.trig", export(first, "trig"))
    report = ingest(second, [path])
    assert {each.source for each in report.documents} >= {"forslag", "tillaeg"}
    assert any("curation or ontology were left out" in line for line in report.review)
    assert set(second.quads(source_graph("forslag"))) == set(first.quads(source_graph("forslag")))
    kept = {quad.subject for quad in second.quads(CURATION_GRAPH)}
    assert not [subject for subject in kept if "/initiative/" in str(subject)]


def test_blank_nodes_get_lasting_names(tmp_path: Path) -> None:
    text = TURTLE.replace("i:tang a fyr:Initiative ;", "i:tang a fyr:Initiative ; skos:note [ skos:note 1 ] ;")
    store = EmbeddedStore()
    ingest(store, [written(tmp_path, "tang.ttl", text)])
    assert "_:" not in "".join(str(quad) for quad in store.quads())
    assert not ingest(store, [tmp_path / "tang.ttl"]).changed


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.ttl", "this is no turtle", "this is not ttl"),
        ("a.nt", "", "empty|not one triple"),
        ("a.ttl", "# nothing", "not one triple"),
        ("a.jsonld", '{"@context": "https://example.org/c.jsonld", "@id": "x"}', "nothing is fetched"),
        ("a.jsonld", '{"@context": {"@import": "https://example.org/c.jsonld"}}', "nothing is fetched"),
        ("a.jsonld", "[" * 5000, "nested"),
        ("a.jsonld", '{"@graph":[' * 70 + "]}" * 70, "nested"),
        ("a.ttl", "<urn:a> <urn:b> " + "(" * 5000, "nested"),
        ("a.trig", "<urn:a> <urn:b> " + "[ <urn:b> " * 300, "nested"),
        ("a.nt", "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 300, "nested"),
        ("a.nq", "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 300, "nested"),
        ("a.ttl", f"<urn:a> <urn:b> '{'x' * 1_100_000}' .", "literal .* characters"),
        ("a.ttl", f"@prefix : <urn:{'x' * 20_000}> . :a :b :c .", "IRI .* characters"),
    ],
)
def test_data_that_cannot_be_used_are_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    store = EmbeddedStore()
    with pytest.raises(UnreadableDocument, match=words):
        ingest(store, [written(tmp_path, name, text)])
    assert len(store) == 0


def test_brackets_in_labels_are_no_nesting(tmp_path: Path) -> None:
    text = TURTLE + "".join(f'o:tanglauget skos:altLabel "lauget :( {number}"@da .\n' for number in range(300))
    assert ingest(EmbeddedStore(), [written(tmp_path, "tang.ttl", text)]).changed


def test_data_that_break_a_shape_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ShapeViolation, match="role"):
        ingest(EmbeddedStore(), [written(tmp_path, "a.ttl", TURTLE.replace("; fyr:role role:lead", ""))])


def test_json_ld_with_its_own_context_is_read(tmp_path: Path) -> None:
    named = {
        "@context": {"skos": "http://www.w3.org/2004/02/skos/core#", "fyr": "https://w3id.org/fyrnet/ontology#"},
        "@id": "https://w3id.org/fyrnet/id/initiative/tang",
        "@type": "fyr:Initiative",
        "skos:prefLabel": {"@value": "Tang i byen", "@language": "da"},
    }
    report = ingest(EmbeddedStore(), [written(tmp_path, "tang.jsonld", json.dumps(named))])
    assert report.documents[0].initiatives == ("tang",)

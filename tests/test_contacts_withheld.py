"""Who may not see contact details finds none, whatever is asked, in whatever form, wherever they stand.

The store holds the small world with its passages, and beside it addresses and numbers in every disguise that was
thought of. An answer is searched as a person would read it: with percent-encoding, references and escapes undone.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Contacts, Settings
from graph.privacy import Withheld, reaches_a_person, withheld
from graph.store import Change, EmbeddedStore
from ontology.terms import fyr, term
from tests.sample import TEXT, initiative, sample_graphs

TOKEN = "open-sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = NamedNode("https://w3id.org/fyrnet/graph/source/disguised")
THING = NamedNode("https://example.org/thing")
NOTE = NamedNode("https://example.org/note")
HAVN = NamedNode(initiative("groen-havn"))
DISGUISED = [
    "Skriv til carla@example.org i dag",
    "carla%40example.org",
    "carla%2540example.org",
    "carla&#64;example.org",
    "carla (at) example.org",
    "carla[at]example.org",
    "carla snabel-a example.org",
    "ca\u200brla@exam\u00adple.org",
    "carla\uff20example\uff0eorg",
    "mailto:carla@example.org?subject=x",
    "Ring 77 88 99 11",
    "77889911",
    "77.88.99.11",
    "77-88-99-11",
    "7788 9911",
    "77\u00a088\u00a099\u00a011",
    "".join(chr(ord(each) + 0xFEE0) for each in "77889911"),
    "(+45) 77 88 99 11",
    "0045 77889911",
    "+46 77 88 99 11 22",
    "tlf.: 778 899 11",
    "tel:+4577889911",
    "77/88/99/11",
]
IRIS = [
    "mailto:carla@example.org",
    "MAILTO:carla%40example.org",
    "tel:77889911",
    "sms:+4577889911",
    "https://example.org/call?number=77889911",
    "https://example.org/people/carla@example.org",
    "https://example.org/people/carla%40example.org",
    "https://w3id.org/fyrnet/id/person/carla@example.org",
]
HARMLESS = ["2016-2020", "300 mia. kr.", "12.500.000 kr.", "linje 815–823", "7-13.000 skibe", "den 2016-01-02", "a @"]
# What must be in no answer, after everything but letters, digits and @ was taken out.
SECRETS = re.compile(r"anne@|carla@|example\.org.{0,3}mailto|00112233|44556677|77889911|Spørg efter")
SEES = "PREFIX fyr: <https://w3id.org/fyrnet/ontology#> PREFIX vcard: <http://www.w3.org/2006/vcard/ns#> "


def disguised() -> list[Quad]:
    triples = [
        *(Quad(THING, NOTE, Literal(text, language="da"), GRAPH) for text in DISGUISED[::2]),
        *(Quad(THING, NOTE, Literal(text), GRAPH) for text in DISGUISED[1::2]),
        *(Quad(THING, NOTE, NamedNode(iri), GRAPH) for iri in IRIS),
        *(Quad(NamedNode(iri), NOTE, Literal("subject"), GRAPH) for iri in IRIS),
        Quad(THING, NOTE, Literal("77889911", datatype=NamedNode("https://example.org/number")), GRAPH),
        Quad(THING, NOTE, Literal("<b>carla@example.org</b>", datatype=term("rdf:HTML")), GRAPH),
        Quad(THING, NOTE, Triple(THING, NOTE, Literal("carla@example.org")), GRAPH),
        Quad(THING, NamedNode("http://xmlns.com/foaf/0.1/phone"), Literal(77889911), GRAPH),
        Quad(THING, NamedNode("http://xmlns.com/foaf/0.1/mbox_sha1sum"), Literal("0a1b"), GRAPH),
        Quad(THING, NOTE, Literal("harmless"), NamedNode("mailto:carla@example.org")),
        Quad(THING, NOTE, Literal("harmless"), GRAPH),
        Quad(HAVN, term("skos:altLabel"), Literal("Havn, tlf. 77889911", language="da"), GRAPH),
    ]  # fmt: skip
    return triples


def filled(store: EmbeddedStore) -> EmbeddedStore:
    store.replace(sample_graphs(passages=True))
    store.change(Change(added=disguised()), check="off")
    return store


@pytest.fixture(scope="module", params=["memory", "folder"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("withheld") / "store" if request.param == "folder" else None
    with filled(EmbeddedStore(folder)) as store, serving(store, "token") as client:
        yield client


def serving(store: EmbeddedStore, contacts: Contacts) -> TestClient:
    return TestClient(create_app(Settings(contacts=contacts, write_token=TOKEN), store))


@pytest.mark.parametrize(
    ("host", "contacts", "shown"),
    [
        ("127.0.0.1:8000", None, True),
        ("localhost", None, True),
        ("[::1]:8000", None, True),
        ("rebound.example.org", None, False),
        ("rebound.example.org:8000", None, False),
        ("127.0.0.1.example.org", None, False),
        ("rebound.example.org.", None, False),
        ("rebound.example.org", "public", True),
    ],
)
def test_page_of_elsewhere_whose_name_leads_to_this_machine_sees_no_contacts(
    host: str, contacts: Contacts | None, shown: bool
) -> None:
    with filled(EmbeddedStore()) as store:
        client = TestClient(create_app(Settings(contacts=contacts, write_token=TOKEN), store))
        with client:
            # Neither of them is given what was made ready for the other.
            for name, sees in (("localhost", True), (host, shown), ("localhost", True)):
                answer = client.get("/api/initiatives/groen-havn", headers={"Host": name})
                assert bool(found(answer.content)) is sees
            assert found(client.get("/api/initiatives/groen-havn", headers={"Host": host} | BEARER).content)


def found(body: bytes) -> list[str]:
    """What an answer gives away."""
    if body[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(body))
        return [each for name in archive.namelist() for each in found(archive.read(name))]
    text = body.decode("utf-8", "replace")
    for _ in range(3):
        text = unquote(html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)))
    joined = re.sub(r"(?<=\d)[ .\-/\u00a0]{1,2}(?=\d)", "", text)
    return [*SECRETS.findall(text), *SECRETS.findall(joined)]


# -- what is told from what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DISGUISED)
def test_disguise_is_seen_through(text: str) -> None:
    assert withheld(Quad(THING, NOTE, Literal(text), GRAPH))


@pytest.mark.parametrize("iri", IRIS)
def test_iri_that_reaches_a_person_is_withheld_wherever_it_stands(iri: str) -> None:
    node = NamedNode(iri)
    for quad in (Quad(node, NOTE, THING, GRAPH), Quad(THING, NOTE, node, GRAPH), Quad(THING, NOTE, THING, node)):
        assert withheld(quad)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_figures_and_signs_are_shown(text: str) -> None:
    assert not reaches_a_person(text)
    assert not withheld(Quad(THING, NOTE, Literal(text, language="da"), GRAPH))


def test_own_iris_of_digits_are_shown() -> None:
    for path in (
        "initiative/groen-havn/effect/12345678",
        "source/x/passage/text-1650-1651",
        "initiative/x/figure/12345678-2",
    ):
        assert not withheld(Quad(NamedNode(f"https://w3id.org/fyrnet/id/{path}"), NOTE, Literal(12345678), GRAPH))


# -- every question ----------------------------------------------------------------------------------------------------

ATTACKS = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    f"SELECT * FROM {GRAPH} {{ ?s ?p ?o }}",  # noqa: S608 - SPARQL, of our own
    f"SELECT * FROM NAMED {GRAPH} {{ GRAPH ?g {{ ?s ?p ?o }} }}",  # noqa: S608 - SPARQL, of our own
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?b } WHERE { ?s ?p ?o BIND(STR(?o) AS ?b) }",
    f"DESCRIBE {THING}",
    f"DESCRIBE ?x {{ ?x a {fyr('Contact')} }}",
    "SELECT ?o { ?s ?p ?o FILTER(REGEX(STR(?o), '@|[0-9]{8}')) }",
    "SELECT (ENCODE_FOR_URI(STR(?o)) AS ?x) { ?s ?p ?o }",
    "SELECT (CONCAT(STR(?s), ' ', STR(?o)) AS ?x) { ?s ?p ?o }",
    "SELECT (GROUP_CONCAT(STR(?o); separator='|') AS ?x) { ?s ?p ?o }",
    "SELECT (SUBSTR(STR(?o), 2) AS ?x) { ?s ?p ?o FILTER(ISIRI(?o)) }",
    "SELECT (REPLACE(STR(?o), '@', 'AT@') AS ?x) { ?s ?p ?o }",
    "SELECT (UCASE(STR(?o)) AS ?x) (SHA256(STR(?o)) AS ?h) { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'example.org')) }",
    "SELECT ?s (SAMPLE(?o) AS ?x) { ?s ?p ?o } GROUP BY ?s",
    SEES + "SELECT * { ?c vcard:hasEmail|vcard:hasTelephone ?x }",
    SEES + "SELECT * { ?c (!fyr:none)+ ?x } LIMIT 2000",
    "SELECT * { ?s ?p ?o } ORDER BY DESC(STR(?o))",
    "SELECT * { { SELECT ?o { ?s ?p ?o } } }",
    f"SELECT * {{ VALUES ?s {{ {THING} }} ?s ?p ?o OPTIONAL {{ ?o ?q ?r }} }}",
]
FORMATS = ["json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf"]


@pytest.mark.slow
@pytest.mark.parametrize("query", ATTACKS)
def test_no_form_of_query_gives_a_contact_away(client: TestClient, query: str) -> None:
    seen = 0
    for name in FORMATS:
        answer = client.get("/sparql", params={"query": query, "format": name})
        assert found(answer.content) == []
        seen += answer.status_code == 200
    assert seen >= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p ?o FILTER(CONTAINS(STR(?o), 'anne@example.org'))",
        "?s ?p ?o FILTER(STRSTARTS(LCASE(STR(?o)), 'mailto:'))",
        "?s ?p ?o FILTER(REGEX(STR(?o), '0011 ?2233'))",
        "?s ?p <tel:00112233>",
        "<mailto:carla@example.org> ?p ?o",
        "GRAPH <mailto:carla@example.org> { ?s ?p ?o }",
        "?s <http://www.w3.org/2006/vcard/ns#hasEmail> ?o",
        "?s ?p 77889911",
        "?s ?p ?o FILTER(SHA1(STR(?o)) = SHA1('mailto:anne@example.org'))",
        "?s ?p ?o FILTER(STRLEN(STR(?o)) = 12 && STRENDS(STR(?o), '2233'))",
    ],
)
def test_no_comparison_or_count_betrays_that_there_is_one(client: TestClient, pattern: str) -> None:
    ask = client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"})
    count = client.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"})
    assert ask.json()["boolean"] is False
    assert count.json()["results"]["bindings"][0]["n"]["value"] == "0"


@pytest.mark.slow
def test_no_page_and_no_route_gives_a_contact_away(client: TestClient) -> None:
    paths = list(every_path(client))
    assert len(paths) > 60
    browser = {"Accept": "text/html"}
    for path in paths:
        for headers in ({}, browser, {"Accept": "text/turtle"}, {"Authorization": "Bearer wrong"}):
            answer = client.get(path, headers=headers)
            assert found(answer.content) == [], path
            assert answer.status_code != 500, path


def every_path(client: TestClient) -> Iterator[str]:
    """Paths without parameters, and those of the things there are."""
    listed = client.get("/openapi.json").json()["paths"]
    yield from (path for path, methods in listed.items() if "{" not in path and "get" in methods)
    yield from ("/", "/initiatives", "/organisations", "/overlap", "/dependencies", "/network", "/questions", "/about")
    for kind in ("initiatives", "organisations", "people", "undertakings", "documents", "questions"):
        for item in client.get(f"/api/{kind}", params={"limit": 50}).json()["items"]:
            slug = item.get("id") or item.get("name") or item.get("slug")
            yield from (f"/api/{kind}/{slug}", f"/{kind}/{slug}", f"/api/{kind}?q={slug}")
            yield from (
                f"{item['iri'].removeprefix('https://w3id.org/fyrnet')}{end}"
                for end in ("", ".ttl", ".jsonld", ".json", ".html")
                if "iri" in item
            )
    yield from (
        "/api/initiatives?q=77889911",
        "/api/people?q=anne@example.org",
        "/api/review",
        "/api/review?status=decided",
    )
    yield from (f"/api/network?format={name}" for name in ("json", "graphml", "gexf"))


@pytest.mark.slow
def test_holder_of_a_token_sees_what_others_do_not(client: TestClient) -> None:
    query = {"query": SEES + "SELECT * { ?c vcard:hasEmail ?x }"}
    assert b"anne@example.org" in client.get("/sparql", params=query, headers=BEARER).content
    assert b"anne@example.org" not in client.get("/sparql", params=query).content
    assert client.get("/api/people", headers=BEARER).headers["etag"] != client.get("/api/people").headers["etag"]


@pytest.mark.slow
def test_report_on_a_document_holds_no_contact_where_nobody_may_see_them(tmp_path: Path) -> None:
    odd = TEXT.replace("Deltagende parter:", "Ukendt afsnit anne@example.org tlf. 00 11 22 33\n\nDeltagende parter:")
    with filled(EmbeddedStore(tmp_path / "store")) as store, serving(store, "off") as client:
        for text in (odd, odd.replace("Grøn Havn", "anne@example.org"), "anne@example.org ringer 00 11 22 33"):
            files = {"file": ("anne@example.org.txt", text.encode())}
            for parameters in ({"dry_run": "true"}, {}):
                answer = client.post("/api/documents", params=parameters, files=files, headers=BEARER)
                assert found(answer.content) == []
        assert found(client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers=BEARER).content) == []


# -- after writes ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_copy_follows_every_kind_of_write(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "store"):
        with filled(EmbeddedStore(folder)) as store:
            copy = Withheld(store)
            for write in writes():
                write(store)
                assert same(store, copy)
            copy.close()


def writes() -> list[Any]:
    passage = NamedNode("https://example.org/passage")
    text = Quad(passage, fyr("text"), Literal("Spørg efter hende i receptionen", language="da"), GRAPH)
    section = Quad(passage, fyr("section"), Literal("contact"), NamedNode("urn:elsewhere"))
    return [
        lambda store: store.update("INSERT DATA { <urn:a> <urn:p> 'dora@example.org', 'plain' }", check="off"),
        lambda store: store.change(Change(added=[text]), check="off"),
        # What makes it a passage of contacts comes later, and in another graph.
        lambda store: store.change(Change(added=[section]), check="off"),
        lambda store: store.change(Change(removed=[section]), check="off"),
        lambda store: store.replace({NamedNode("urn:elsewhere"): [section]}),
        lambda store: store.update("DROP GRAPH <urn:elsewhere> ; CREATE GRAPH <urn:empty>", check="off"),
        lambda store: store.update("DELETE WHERE { ?s <urn:p> ?o }", check="off"),
        lambda store: store.update(
            "INSERT DATA { <urn:b> <urn:p> [ <urn:p> 'erik@example.org', 'plain' ] }", check="off"
        ),
        lambda store: store.update("COPY DEFAULT TO <urn:copy>", check="off"),
        lambda store: store.bulk_load(io.BytesIO(b"<urn:c> <urn:p> 'finn@example.org', 'x' ."), RdfFormat.TURTLE),
        lambda store: store.update("CLEAR ALL", check="off"),
    ]


def same(store: EmbeddedStore, copy: Withheld) -> bool:
    """Whether the copy is just what may be shown of the store."""
    contact = {quad.subject.value for quad in store.quads() if quad.predicate == fyr("section")
               and quad.object == Literal("contact") and isinstance(quad.subject, NamedNode)}  # fmt: skip
    shown = copy.current()
    return set(shown.quads()) == {quad for quad in store.quads() if not withheld(quad, contact)}


@pytest.mark.slow
def test_copy_on_disk_is_taken_up_again_and_made_good_after_a_crash(tmp_path: Path) -> None:
    with filled(EmbeddedStore(tmp_path / "store")) as store:
        copy = Withheld(store)
        copy.current()
        copy.close()
    with EmbeddedStore(tmp_path / "store") as store:
        copy = Withheld(store)
        assert same(store, copy)
        store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 'gerda@example.org', 'plain' } }", check="off")
        assert same(store, copy)
        # Not closed: as if the process had been killed here, with a write that the copy has not seen.
        store.update("INSERT DATA { <urn:late> <urn:p> 'henrik@example.org', 'late' }", check="off")
        copy.current().close()
    with EmbeddedStore(tmp_path / "store") as store:
        copy = Withheld(store)
        assert same(store, copy)
        copy.close()


@pytest.mark.slow
def test_stranger_sees_a_write_at_once_and_never_its_contacts(client: TestClient) -> None:
    store: EmbeddedStore = client.app.state.store  # type: ignore[attr-defined]
    for number in range(5):
        store.update(f"INSERT DATA {{ <urn:n{number}> <urn:said> 'iben{number}@example.org', 'number {number}' }}")
        rows = client.get("/sparql", params={"query": f"SELECT ?o {{ <urn:n{number}> <urn:said> ?o }}"}).json()[
            "results"
        ]
        assert [row["o"]["value"] for row in rows["bindings"]] == [f"number {number}"]
